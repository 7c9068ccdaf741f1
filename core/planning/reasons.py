"""What we say ourselves where no model has: why a stop is there, and what a day is called."""

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from core.catalog.domain import Place, city_name, place_name
from core.catalog.links import Link
from core.catalog.vocabulary import category_label, interest_label
from core.kernel.money import format_money
from core.planning.domain import Brief
from core.planning.frame import Frame, Stay
from core.planning.labels import serves
from core.schemas.catalog import Meal, PlaceKind, Suitability
from core.schemas.links import LinkMode
from core.schemas.wishes import Mobility
from core.tools.cuisines import CUISINES_ZH

_MEALS_ZH = {Meal.BREAKFAST: "早餐", Meal.LUNCH: "午餐", Meal.DINNER: "晚餐", Meal.SNACK: "小吃"}
_MODES = {
    LinkMode.FLIGHT: ("plane", "飞机"),
    LinkMode.TRAIN: ("train", "火车"),
    LinkMode.BUS: ("bus", "大巴"),
    LinkMode.FERRY: ("ferry", "轮渡"),
    LinkMode.DRIVE: ("car", "自驾"),
    LinkMode.TAXI: ("taxi", "出租车"),
}
_MATCHES, _TURNS, _ENOUGH = 2, 3, 2
_FAMOUS = 95
"""Popularity from which on a sight is among the most famous of its city."""
_SHORT_NAME = 3
_KNOWN = 80
"""Popularity from which on a table is well known."""
_BEST = {
    "evening": ("at its best in the evening", "晚上最好看"),
    "sunset": ("at its best at sunset", "日落时最好看"),
}


def reason_for(brief: Brief, place: Place, meal: Meal | None) -> str:
    """Say in one sentence why a place is in the plan: facts that matter to these travellers."""
    zh = brief.language == "zh"
    facts = list(_facts(brief, place, meal))
    if len(facts) < _ENOUGH and place.kind is PlaceKind.ATTRACTION:
        facts.append(_where(place))
    first, *rest = (one[zh] for one in facts)
    told = [first]
    if rest:
        # What is said beside the first differs from place to place, or all would sound the same.
        told.append(rest[crc32(place.id.encode()) % min(len(rest), _TURNS)])
    if zh:
        return "，".join(told) + "。"
    sentence = "; ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


_Told = tuple[str, str]
"""A fact in English and in Chinese."""


def _facts(brief: Brief, place: Place, meal: Meal | None) -> Iterator[_Told]:
    """Go through what speaks for a place, what matters most first."""
    if place.id in brief.must_see_ids:
        yield "on your list", "您点名要去"
    if meal is not None or place.kind is PlaceKind.RESTAURANT:
        yield from _facts_of_table(brief, place, meal)
    else:
        yield from _facts_of_sight(brief, place)


def _facts_of_table(brief: Brief, place: Place, meal: Meal | None) -> Iterator[_Told]:
    for cuisine in brief.cuisines:
        if serves(place, cuisine):
            wished = _cuisine(cuisine)
            yield f"has the {wished[0]} you wished for", f"有您想吃的{wished[1] or cuisine}"
    kind = _cuisine(place.cuisine[0] if place.cuisine else "")
    what = (meal, _MEALS_ZH[meal]) if meal else _category(place)
    area = _area(place)
    yield f"{kind[0]} {what[0]}{area[0]}".lstrip(), f"{kind[1]}{what[1]}{area[1]}"
    yield from _facts_of_party(brief, place)
    if place.popularity >= _KNOWN:
        yield "well known in the city", "当地有名"
    if place.typical_cost:
        price = format_money(place.typical_cost, place.currency)
        yield f"about {price} a person", f"人均约 {price}"


def _facts_of_sight(brief: Brief, place: Place) -> Iterator[_Told]:
    if place.must_see:
        for city in brief.cities:
            if city.id == place.city_id:
                english, chinese = city_name(city, "en"), city_name(city, "zh")
                if place.popularity >= _FAMOUS:
                    yield f"among the most famous places of {english}", f"{chinese}最有名的地方之一"
                else:
                    yield f"one of the sights {english} is known for", f"{chinese}的代表景点之一"
    shared = [tag for tag in brief.interests if tag in place.tags][:_MATCHES]
    if shared:
        both = " and ".join(interest_label(tag, "en") for tag in shared)
        yield (
            f"fits your interest in {both}",
            f"合您对{'、'.join(interest_label(tag, 'zh') for tag in shared)}的喜好",
        )
    yield from _facts_of_party(brief, place)
    if place.best_time in _BEST:
        yield _BEST[place.best_time]
    if not place.typical_cost:
        yield "free of charge", "免费"


def _facts_of_party(brief: Brief, place: Place) -> Iterator[_Told]:
    if brief.children and place.kid_ok is Suitability.YES:
        yield "good with children", "适合带孩子"
    if brief.mobility is Mobility.WHEELCHAIR and place.wheelchair is Suitability.YES:
        yield "a wheelchair gets in", "轮椅可进"


def _cuisine(word: str) -> _Told:
    """Return what a cuisine is called; of several names in Chinese the first, where that shows."""
    names = CUISINES_ZH.get(word, "")
    first = names[: names.find("菜") + 1]
    return word.replace("_", " "), first or (names if len(names) <= _SHORT_NAME else "")


def _where(place: Place) -> _Told:
    what, area = _category(place), _area(place)
    return what[0] + area[0], what[1] + area[1]


def _category(place: Place) -> _Told:
    return category_label(place.category, "en"), category_label(place.category, "zh")


def _area(place: Place) -> _Told:
    """Return where it is; a name in other letters is none for who reads Chinese."""
    if not place.area:
        return "", ""
    return f" in {place.area}", "" if place.area.isascii() else f"，在{place.area}"


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
    length = _length(link.minutes, brief.language)
    if brief.language == "zh":
        return f"从{origin}前往{target}：{_by(link, brief.language)}，{length}。"
    return f"From {origin} to {target} by {_by(link, brief.language)}, {length}."


def mode_words(modes: Iterable[LinkMode], language: str) -> str:
    """Return ways to travel as words, in their own order."""
    words = [_MODES[mode][language == "zh"] for mode in modes]
    return "、".join(words) if language == "zh" else " and ".join(words)


def _by(link: Link, language: str) -> str:
    """Return how one travels; with a change where that is, how one goes on, and after how long."""
    change = link.change
    if change is None:
        return mode_words((link.mode,), language)
    first, then = (mode_words((one,), language) for one in (change.first_mode, change.then_mode))
    hub, wait = change.name(language), _length(change.wait_minutes, language)
    if language == "zh":
        return f"{first}到{hub}，停留{wait}后换乘{then}"
    return f"{first} to {hub} and, after {wait} to change, by {then}"


def _length(minutes: int, language: str) -> str:
    hours, rest = divmod(minutes, 60)
    if language == "zh":
        return f"{hours} 小时 {rest} 分钟" if hours else f"{rest} 分钟"
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


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
