"""The columns of a catalogue file that may be left out: how each is read, and what it must be.

An empty cell, or a column that is not there, means the default of the field of that name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.catalog.cells import Cells
from core.catalog.domain import Place
from core.catalog.hours import InvalidHoursError, opens_ever
from core.kernel.money import minor_digits, to_minor
from core.schemas.catalog import Booking, HoursConfidence, PlaceKind, PlaceStatus, Suitability
from core.schemas.lodging import HouseRule, RoomType

_Read = Callable[[Cells, str], Any]
_MAX_COST = 10_000_000
_SEASON = re.compile(r"[A-Z][a-z]{2}( \d{1,2})?([-,]\s?[A-Z][a-z]{2}( \d{1,2})?)*")
_STAY_MINUTES = (5, 1440)


def _text(max_chars: int) -> _Read:
    return lambda cells, column: cells.text(column, max_chars)


def _whole(low: int, high: int) -> _Read:
    return lambda cells, column: cells.whole(column, low, high)


def _decimal(low: int, high: int) -> _Read:
    return lambda cells, column: float(cells.number(column, low, high))


def _member(kind: type[Any]) -> _Read:
    return lambda cells, column: cells.member(column, kind)


def _words(at_most: int, max_chars: int) -> _Read:
    return lambda cells, column: cells.texts(column, at_most, max_chars)


def _hours(cells: Cells, column: str) -> str:
    hours = cells.text(column, 255)
    try:
        if cells.are_fine(column) and not opens_ever(hours):
            cells.fail(column, "it is never open")
    except InvalidHoursError as error:
        cells.fail(column, str(error))
    return hours


def _season(cells: Cells, column: str) -> str:
    season = cells.matching(column, _SEASON, 100, "months as in `Mar-Nov` or `Apr 10-Oct 31`")
    return _hours(cells, column) if cells.are_fine(column) else season


def _room_type(cells: Cells, column: str) -> RoomType:
    own = [str(kind) for kind in RoomType if kind is not RoomType.NOT_SHARED]
    word = cells.choice(column, own)
    return RoomType(word) if cells.are_fine(column) else RoomType.ENTIRE


def _rules(cells: Cells, column: str) -> tuple[HouseRule, ...]:
    return cells.members(column, HouseRule, len(HouseRule))


_CITY: Mapping[str, _Read] = {
    "region": _text(80),
    "walk_kmh": _decimal(2, 8),
    "transit_kmh": _decimal(5, 80),
    "transit_wait_min": _whole(0, 60),
    "taxi_kmh": _decimal(5, 120),
    "taxi_wait_min": _whole(0, 60),
    "taxi_flag_km": _decimal(0, 50),
    "transit_hours": _hours,
}
_CITY_MONEY = ("transit_fare", "taxi_flag_fall", "taxi_per_km")
_PLACE: Mapping[str, _Read] = {
    "name_zh": _text(120),
    "aliases": _words(20, 120),
    "stay_min": _whole(*_STAY_MINUTES),
    "stay_max": _whole(*_STAY_MINUTES),
    "booking": _member(Booking),
    "kid_ok": _member(Suitability),
    "wheelchair": _member(Suitability),
    "walk_effort": _whole(0, 3),
    "season": _season,
    "summary_en": _text(500),
    "summary_zh": _text(300),
    "licence": _text(80),
    "attribution": _text(200),
    "verified_on": Cells.day,
    "status": _member(PlaceStatus),
    "max_guests": _whole(1, 50),
    "beds": _whole(1, 50),
    "room_type": _room_type,
    "allows": _rules,
    "forbids": _rules,
    "rules_confidence": _member(HoursConfidence),
    "minimum_nights": _whole(1, 365),
    "features": _words(20, 60),
}
_PLACE_MONEY = ("child_cost",)
_TAXI = ("taxi_flag_fall", "taxi_flag_km", "taxi_per_km")
_VISITED_ONLY = ("stay_min", "stay_max", "child_cost", "walk_effort", "season")
_LODGING_ONLY = (
    "max_guests", "beds", "room_type", "allows", "forbids", "rules_confidence", "minimum_nights",
    "features",
)  # fmt: skip


def city_extras(cells: Cells) -> dict[str, Any]:
    """Return the fields of a city that the row gives beyond those every row has."""
    currency = cells.text("currency", 3) if cells.are_fine("currency") else None
    given = _given(cells, _CITY, _CITY_MONEY, currency)
    taxi = [cells.has(column) for column in _TAXI]
    if any(taxi) and not all(taxi):
        cells.fail("taxi_flag_fall", f"{', '.join(_TAXI)} come together or not at all")
    return given


def place_extras(cells: Cells, currency: str | None) -> dict[str, Any]:
    """Return the fields of a place that the row gives beyond those every row has."""
    return _given(cells, _PLACE, _PLACE_MONEY, currency)


def money(cells: Cells, column: str, currency: str | None) -> int:
    """Return an amount in minor units; the file has it in major ones."""
    major = cells.number(column, 0, _MAX_COST)
    if currency is None or not cells.are_fine(column):
        return 0
    digits = minor_digits(currency)
    if major != round(major, digits):
        cells.fail(column, f"has more than the {digits} decimals of {currency}")
    return to_minor(major, currency)


def check_place_extras(cells: Cells, place: Place) -> None:
    """Note what does not agree with the rest of the row."""
    _check_stay(cells, place)
    if cells.are_fine("kind"):
        _check_belonging(cells, place)
    costs_are_fine = cells.are_fine("child_cost", "typical_cost")
    if costs_are_fine and (place.child_cost or 0) > place.typical_cost:
        cells.fail("child_cost", "is more than an adult pays")
    both = [str(rule) for rule in place.allows if rule in place.forbids]
    if both:
        cells.fail("forbids", f"{', '.join(both)} is allowed as well")


def _given(
    cells: Cells, readers: Mapping[str, _Read], amounts: Iterable[str], currency: str | None
) -> dict[str, Any]:
    given = {column: read(cells, column) for column, read in readers.items() if cells.has(column)}
    paid = {column: money(cells, column, currency) for column in amounts if cells.has(column)}
    return given | paid


def _check_stay(cells: Cells, place: Place) -> None:
    if not cells.are_fine("stay_min", "stay_max", "visit_minutes"):
        return
    if place.stay_min > place.visit_minutes:
        cells.fail("stay_min", f"is more than visit_minutes, {place.visit_minutes}")
    if place.stay_max and place.stay_max < place.visit_minutes:
        cells.fail("stay_max", f"is less than visit_minutes, {place.visit_minutes}")


def _check_belonging(cells: Cells, place: Place) -> None:
    is_visited = place.kind in (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT)
    for column in _VISITED_ONLY:
        if cells.has(column) and not is_visited:
            cells.fail(column, "is for attractions and restaurants only")
    for column in _LODGING_ONLY:
        if cells.has(column) and place.kind is not PlaceKind.HOTEL:
            cells.fail(column, "is for hotels only")
