"""What we say ourselves where no model has: why a stop is there, and what a day is called."""

from collections.abc import Sequence

from core.catalog.domain import Place, city_name, place_name
from core.catalog.vocabulary import interest_label
from core.planning.domain import Brief
from core.planning.frame import Frame
from core.schemas.catalog import Meal

_MEALS_ZH = {Meal.BREAKFAST: "早餐", Meal.LUNCH: "午餐", Meal.DINNER: "晚餐", Meal.SNACK: "小吃"}
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
