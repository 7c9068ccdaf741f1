"""What we say ourselves where no model has: why a stop is there, and what a day is called."""

from collections.abc import Sequence

from core.catalog.domain import Place, city_name, place_name
from core.catalog.links import Link
from core.catalog.vocabulary import interest_label
from core.kernel.money import format_money
from core.planning.domain import Brief
from core.planning.frame import Frame, Stay
from core.schemas.catalog import Meal
from core.schemas.links import LinkMode

_MEALS_ZH = {Meal.BREAKFAST: "早餐", Meal.LUNCH: "午餐", Meal.DINNER: "晚餐", Meal.SNACK: "小吃"}
_MODES = {
    LinkMode.FLIGHT: ("plane", "飞机"),
    LinkMode.TRAIN: ("train", "火车"),
    LinkMode.BUS: ("bus", "大巴"),
    LinkMode.FERRY: ("ferry", "轮渡"),
    LinkMode.DRIVE: ("car", "自驾"),
    LinkMode.TAXI: ("taxi", "出租车"),
}
_MATCHES = 2


def reason_for(brief: Brief, place: Place, meal: Meal | None) -> str:
    """Say in one sentence why a place is in the plan."""
    zh = brief.language == "zh"
    if place.id in brief.must_see_ids:
        return "您点名要去。" if zh else "On your list."
    if meal is not None:
        return (
            f"离当天路线不远的{_MEALS_ZH[meal]}。" if zh else f"{meal.capitalize()} near the way."
        )
    shared = [tag for tag in brief.interests if tag in place.tags][:_MATCHES]
    if shared:
        labels = [interest_label(tag, brief.language) for tag in shared]
        return f"与您喜欢的{'、'.join(labels)}相符。" if zh else f"For {' and '.join(labels)}."
    if place.must_see:
        return "当地最值得一看的地方之一。" if zh else "Among the sights this city is known for."
    return (
        "与当天其他地点相邻，时间合适。" if zh else "Close to the day's other stops, and open then."
    )


def reason_for_night(brief: Brief, stay: Stay | None, hotel: Place) -> str:
    """Say in one sentence what a night in a hotel is for, and what it costs."""
    price = format_money(brief.night_cost(hotel), brief.money)
    if stay is None:
        return f"在此住宿，每晚 {price}。" if brief.language == "zh" else f"A night, {price}."
    city = city_name(stay.city, brief.language)
    if brief.language == "zh":
        return f"在{city}住宿 {stay.nights} 晚，每晚 {price}。"
    nights = "One night" if stay.nights == 1 else f"{stay.nights} nights"
    return f"{nights} in {city}, {price} each."


def reason_for_journey(brief: Brief, link: Link) -> str:
    """Say in one sentence how one travels between two cities, and for how long."""
    cities = (*brief.cities, *((brief.origin,) if brief.origin else ()))
    names = {city.id: city_name(city, brief.language) for city in cities}
    origin = names.get(link.origin_city, link.origin_city)
    target = names.get(link.target_city, link.target_city)
    hours, minutes = divmod(link.minutes, 60)
    if brief.language == "zh":
        length = f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
        return f"从{origin}前往{target}：{_MODES[link.mode][1]}，{length}。"
    length = f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
    return f"From {origin} to {target} by {_MODES[link.mode][0]}, {length}."


def title_of_trip(brief: Brief, frame: Frame) -> str:
    """Return a trip's title: its cities and its days."""
    names = [city_name(city, brief.language) for city in frame.cities]
    if brief.language == "zh":
        return f"{'、'.join(names)}{brief.day_count}日游"
    length = "One day" if brief.day_count == 1 else f"{brief.day_count} days"
    return f"{length} in {' and '.join(names)}"


def title_of(brief: Brief, places: Sequence[Place]) -> str:
    """Return a day's title: its best-known places."""
    known = sorted(places, key=lambda place: (-place.popularity, place.id))[:_MATCHES]
    names = [place_name(place, brief.language) for place in known]
    if brief.language == "zh":
        return "、".join(names) or "自由安排"
    return " and ".join(names) or "At leisure"
