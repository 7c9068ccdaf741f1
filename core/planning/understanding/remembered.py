"""What a traveller prefers, in the fields of a request that neither he nor his words have filled.

What is asked for always wins. Nothing is taken over that the catalogue cannot give: a preference is
no reason for a plan to fail. Each field that is filled so is told, with what was said and when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.domain import Place
from core.memory.preferences import Held, Preferences, Slot
from core.planning.labels import serves
from core.planning.understanding.assumptions import assumed
from core.planning.understanding.form import TextForm
from core.schemas.catalog import Interest, PlaceKind
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import Assumption, PlanRequest
from core.schemas.wishes import DailyWindow, LodgingWish, Mobility, Pace, Party

_COOKED_FOR = {"vegetarian": "vegetarian", "vegan": "vegetarian", "halal": "halal"}
"""By diet, what restaurants that cook for it are called in the catalogue."""
_MEAT = frozenset({
    "barbecue", "chicken", "duck", "hot_dogs", "roast_duck", "roast_goose", "satay", "steak",
    "yakitori",
})  # fmt: skip
_FROM_THE_SEA = frozenset({"chilli_crab", "fish_head_curry", "seafood", "sushi"})
_NOT_EATEN = {
    "vegetarian": _MEAT | _FROM_THE_SEA,
    "vegan": _MEAT | _FROM_THE_SEA,
    "no_seafood": _FROM_THE_SEA,
    "no_raw": frozenset({"sushi"}),
    "no_spicy": frozenset({"sichuan", "hunan", "chongqing", "chilli_crab"}),
    "no_beef": frozenset({"steak"}),
}
"""By diet, the cuisines of restaurants that have nothing else: those are left out."""
_SEEN_IN_MUSEUMS = (Interest.ART, Interest.HISTORY, Interest.CULTURE)
_MOST_CUISINES = 2
_MOST_AVOIDED = 30
_LEFT_AT_LEAST = 0.6
"""Of the restaurants of a trip so many are left, or none is left out."""
_SERVED_BY_AT_LEAST = 2
"""A cuisine one restaurant alone has may be closed whenever it would suit."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A request with what is remembered, and what there is to tell of it."""

    request: PlanRequest
    assumptions: tuple[Assumption, ...] = ()


def filled(
    request: PlanRequest,
    form: TextForm,
    preferences: Preferences,
    places: Sequence[Place],
    language: str,
) -> Filled:
    """Return a request with the fields filled that are left open and that preferences speak of."""
    if not request.use_memory or not preferences.held:
        return Filled(request)
    update: dict[str, Any] = {}
    told: list[Assumption] = []
    kept: set[str] = set()
    for field, value, reasons in _found(preferences, request, form, places):
        if getattr(request, field) is None and getattr(form, field) is None:
            update[field] = value
            told += [_told(field, value, reason, language) for reason in reasons]
            kept |= {reason.memory_id for reason in reasons}
    if request.cuisines is None and form.cuisines is None:
        told += [
            _not_kept(diet, language)
            for diet in preferences.of(Slot.DIET)
            if diet.memory_id not in kept
        ]
    return Filled(request.model_copy(update=update), tuple(told))


_Found = Iterator[tuple[str, Any, Sequence[Held]]]
"""A field, its value, and what it comes from."""


def _found(
    preferences: Preferences, request: PlanRequest, form: TextForm, places: Sequence[Place]
) -> _Found:
    for slot, field, kind in (
        (Slot.PACE, "pace", Pace),
        (Slot.MOBILITY, "mobility", Mobility),
        (Slot.LANGUAGE, "language", str),
    ):
        if held := preferences.last(slot):
            yield field, kind(held.preference.value), [held]
    yield from _window(preferences, request, form)
    yield from _tastes(preferences, places)
    if banned := preferences.of(Slot.NO_MODE):
        yield "no_modes", [LinkMode(held.preference.value) for held in banned], banned
    yield from _lodging(preferences, places)
    yield from _company(preferences, request, form)


def _window(preferences: Preferences, request: PlanRequest, form: TextForm) -> _Found:
    """Yield the hours of the days, unless something is to be visited at a certain hour."""
    first, last = preferences.last(Slot.DAY_START), preferences.last(Slot.DAY_END)
    asked = request.conditions if request.conditions is not None else form.conditions
    if any(condition.kind == "visit_time" for condition in asked or ()):
        return
    usual = DailyWindow()
    start = first.preference.value if first else usual.start
    end = last.preference.value if last else usual.end
    if (first or last) and start < end:
        reasons = [held for held in (first, last) if held]
        yield "daily_window", DailyWindow(start=start, end=end), reasons


def _tastes(preferences: Preferences, places: Sequence[Place]) -> _Found:
    liked = preferences.of(Slot.INTEREST)
    interests = [tag for held in liked for tag in _interests(held.preference.value)]
    if interests:
        yield "interests", list(dict.fromkeys(interests)), liked
    tables = [place for place in places if place.kind is PlaceKind.RESTAURANT and place.is_open]
    wished = [
        (cuisine, held)
        for slot in (Slot.DIET, Slot.CUISINE)
        for held in preferences.of(slot)
        if (cuisine := _cuisine(held, tables)) is not None
    ]
    cuisines = list(dict.fromkeys(cuisine for cuisine, _ in wished))[:_MOST_CUISINES]
    if cuisines:
        yield "cuisines", cuisines, [held for cuisine, held in wished if cuisine in cuisines]
    unliked = preferences.of(Slot.INTEREST, holds=False)
    left_out, diets = _left_out(preferences, tables)
    avoided = [*(held.preference.value for held in unliked), *left_out][:_MOST_AVOIDED]
    if avoided:
        yield "avoid", avoided, [*unliked, *diets]


def _interests(value: str) -> Sequence[Interest]:
    return _SEEN_IN_MUSEUMS if value == "museum" else (Interest(value),)


def _cuisine(held: Held, tables: Sequence[Place]) -> str | None:
    """Return what is to be eaten at least once, None where hardly anybody has it."""
    value = held.preference.value
    cuisine = _COOKED_FOR.get(value) if held.preference.slot is Slot.DIET else value
    if cuisine is None:
        return None
    least = 1 if held.preference.slot is Slot.DIET else _SERVED_BY_AT_LEAST
    return cuisine if sum(serves(place, cuisine) for place in tables) >= least else None


def _left_out(
    preferences: Preferences, tables: Sequence[Place]
) -> tuple[list[str], Sequence[Held]]:
    """Return the restaurants that have nothing for a diet, while enough others are left."""
    diets = [held for held in preferences.of(Slot.DIET) if held.preference.value in _NOT_EATEN]
    refused = frozenset[str]().union(*(_NOT_EATEN[held.preference.value] for held in diets))
    found = [place.id for place in tables if place.cuisine and refused.issuperset(place.cuisine)]
    if not found or len(tables) - len(found) < _LEFT_AT_LEAST * len(tables):
        return [], []
    return found, diets


def _lodging(preferences: Preferences, places: Sequence[Place]) -> _Found:
    """Yield what is wished of houses, where every city has one that is so."""
    wish, reasons = LodgingWish(), list[Held]()
    hotels = [place for place in places if place.kind is PlaceKind.HOTEL and place.is_open]
    cities = {place.city_id for place in hotels}
    for held in (*preferences.of(Slot.LODGING), *preferences.of(Slot.COMPANY)):
        fitting = {place.city_id for place in hotels if _suits(place, held.preference.value)}
        if hotels and fitting == cities:
            reasons.append(held)
            wish = wish.model_copy(update=_wish(held.preference.value))
    if reasons:
        yield "lodging", wish, reasons


def _suits(hotel: Place, value: str) -> bool:
    match value:
        case "entire":
            return hotel.room_type is RoomType.ENTIRE
        case "pets":
            return HouseRule.PETS in hotel.allows
        case _:
            return False


def _wish(value: str) -> dict[str, Any]:
    return {"must_allow": [HouseRule.PETS]} if value == "pets" else {"room_type": RoomType.ENTIRE}


def _company(preferences: Preferences, request: PlanRequest, form: TextForm) -> _Found:
    """Yield who usually comes along, unless it is said how many do."""
    usual = preferences.of(Slot.COMPANY)
    if usual and request.travellers is None and form.travellers is None:
        values = {held.preference.value for held in usual}
        counts = {kind: int(kind in values) for kind in ("children", "seniors", "pets")}
        yield "party", Party(**counts), usual


def _not_kept(diet: Held, language: str) -> Assumption:
    """Tell of a diet for which nothing is known here of any table."""
    words = " ".join(diet.words.split())
    return assumed("unkept", language, diet.preference.value, field="cuisines", detail=words)


def _told(field: str, value: Any, reason: Held, language: str) -> Assumption:
    shown = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
    words = " ".join(reason.words.split())
    quoted = f"“{words}”" if language == "zh" else f'"{words}"'
    return assumed(
        "remembered", language, shown, field=field,
        detail=reason.said_at.date().isoformat(), more=quoted,
    )  # fmt: skip
