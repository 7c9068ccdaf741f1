"""What a row of a catalogue file must be: the one place where its rules stand."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import available_timezones

from core.catalog.cells import Cells
from core.catalog.domain import City, Place, RowProblem
from core.catalog.extras import check_place_extras, city_extras, money, place_extras
from core.catalog.files import RawRow
from core.catalog.hours import NO_HOLIDAYS, InvalidHoursError, is_open_throughout, opens_ever
from core.catalog.names import fold
from core.catalog.vocabulary import BEST_TIMES, INDOOR
from core.schemas.catalog import (
    CATEGORIES,
    HoursConfidence,
    Interest,
    Meal,
    PlaceKind,
    PositionConfidence,
)

MEAL_MINUTES = {
    Meal.BREAKFAST: (8 * 60 + 30, 8 * 60 + 45),
    Meal.LUNCH: (12 * 60, 13 * 60),
    Meal.DINNER: (18 * 60 + 30, 19 * 60 + 30),
}
"""When a place that serves a meal is open without a break, in minutes after midnight."""
_VISIT_MINUTES = {PlaceKind.ATTRACTION: (10, 720), PlaceKind.RESTAURANT: (10, 240)}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
SOURCE = re.compile(r"editorial|[^;]*[^;\s][^;]*;[^;]*[^;\s][^;]*;\s*\d{4}-\d{2}-\d{2}")
_YEAR = tuple(date(2028, 1, 1) + timedelta(days=n) for n in range(366))
"""A leap year: which meals the hours allow must not depend on the day of the check."""


def city_of(row: RawRow) -> tuple[City, list[RowProblem]]:
    """Return a row of the file of cities as a city; with problems it is not to be used."""
    cells = Cells(row)
    city = City(
        id=cells.matching("id", SLUG, 32, "lower-case letters, digits and hyphens"),
        name_en=_name(cells, "name_en"),
        name_local=_name(cells, "name_local"),
        aliases=cells.words("aliases", 20),
        country=cells.matching("country", _COUNTRY, 2, "a country code of two capitals"),
        timezone=cells.text("timezone", 64),
        currency=cells.matching("currency", _CURRENCY, 3, "a currency code of three capitals"),
        lat=float(cells.number("lat", -90, 90)),
        lon=float(cells.number("lon", -180, 180)),
        south=float(cells.number("south", -90, 90)),
        west=float(cells.number("west", -180, 180)),
        north=float(cells.number("north", -90, 90)),
        east=float(cells.number("east", -180, 180)),
        **city_extras(cells),
    )
    if cells.are_fine("timezone") and city.timezone not in available_timezones():
        cells.fail("timezone", f"{city.timezone!r} is not a time zone of the IANA")
    if not cells.problems and not city.contains(city.lat, city.lon):
        cells.fail("south", "the middle of the city is not inside its box")
    return city, cells.problems


def place_of(row: RawRow, cities: Mapping[str, City]) -> tuple[Place, list[RowProblem]]:
    """Return a row as a place of one of `cities`; with problems it is not to be used."""
    cells = Cells(row)
    kind = cells.member("kind", PlaceKind)
    city = _city_by_id(cells, cities.values())
    place = Place(
        id=row.cells["id"].strip(),
        city_id=city.id if city else "",
        kind=kind,
        category=_category(cells, kind),
        name_en=_name(cells, "name_en"),
        name_local=_name(cells, "name_local"),
        lat=float(cells.number("lat", -180, 180)),
        lon=float(cells.number("lon", -180, 180)),
        position_confidence=cells.member("position_confidence", PositionConfidence),
        area=cells.text("area", 80),
        tags=cells.members("tags", Interest, 5),
        visit_minutes=cells.whole("visit_minutes", *_VISIT_MINUTES.get(kind, (0, 0))),
        price_level=cells.whole("price_level", 0, 4),
        typical_cost=money(cells, "typical_cost", city.currency) if city else 0,
        currency=cells.matching("currency", _CURRENCY, 3, "a currency code of three capitals"),
        popularity=cells.whole("popularity", 1, 100),
        must_see=cells.flag("must_see"),
        indoor=cells.choice("indoor", INDOOR),
        best_time=cells.choice("best_time", BEST_TIMES),
        meals=cells.members("meals", Meal, len(Meal)),
        cuisine=cells.words("cuisine", 8),
        opening_hours=cells.text("opening_hours", 255),
        hours_confidence=cells.member("hours_confidence", HoursConfidence),
        source=cells.matching("source", SOURCE, 200, "`editorial` or `origin; licence; date`"),
        **place_extras(cells, city.currency if city else None),
    )
    _check_position(cells, place, city)
    _check_price(cells, place, city)
    _check_kind(cells, place)
    _check_hours(cells, place)
    check_place_extras(cells, place)
    return place, cells.problems


def _city_by_id(cells: Cells, cities: Iterable[City]) -> City | None:
    place_id = cells.matching("id", SLUG, 64, "lower-case letters, digits and hyphens")
    owners = [city for city in cities if place_id.startswith(f"{city.id}-")]
    if not owners and cells.are_fine("id"):
        cells.fail("id", "does not begin with the id of a city and a hyphen (`paris-louvre`)")
    return max(owners, key=lambda city: len(city.id), default=None)


def _category(cells: Cells, kind: PlaceKind) -> str:
    if cells.are_fine("kind"):
        return cells.choice("category", CATEGORIES[kind])
    return cells.text("category", 40)


def _name(cells: Cells, column: str) -> str:
    name = cells.text(column, 120)
    if cells.are_fine(column) and not fold(name):
        cells.fail(column, f"{name!r} has no letters")
    return name


def _check_position(cells: Cells, place: Place, city: City | None) -> None:
    if city is None or not cells.are_fine("lat", "lon") or city.contains(place.lat, place.lon):
        return
    swapped = city.contains(place.lon, place.lat)
    hint = "; are lat and lon swapped?" if swapped else ""
    cells.fail("lat", f"{place.lat}, {place.lon} is outside the box of {city.name_en}{hint}")


def _check_price(cells: Cells, place: Place, city: City | None) -> None:
    if city is not None and cells.are_fine("currency") and place.currency != city.currency:
        cells.fail("currency", f"{city.name_en} pays in {city.currency}")
    if city is None or not cells.are_fine("typical_cost", "price_level"):
        return
    if (place.typical_cost == 0) != (place.price_level == 0):
        cells.fail("typical_cost", "is 0 where price_level is 0, and only there")
    elif place.typical_cost == 0 and place.kind in (PlaceKind.RESTAURANT, PlaceKind.HOTEL):
        cells.fail("typical_cost", f"is not 0 for a {place.kind}")


def _check_kind(cells: Cells, place: Place) -> None:
    if not cells.are_fine("kind"):
        return
    if place.must_see and place.kind is not PlaceKind.ATTRACTION:
        cells.fail("must_see", "is for attractions only")
    if not place.tags and place.kind not in (PlaceKind.STATION, PlaceKind.AIRPORT):
        cells.fail("tags", "is empty")
    is_restaurant = place.kind is PlaceKind.RESTAURANT
    for column, words in (("meals", place.meals), ("cuisine", place.cuisine)):
        if words and not is_restaurant:
            cells.fail(column, "is for restaurants only")
        elif not words and is_restaurant and cells.are_fine(column):
            cells.fail(column, "is empty")
    for word in place.cuisine:
        if not _WORD.fullmatch(word) or len(word) > 40:
            cells.fail("cuisine", f"{word[:40]!r} is not a lower-case word")


def _check_hours(cells: Cells, place: Place) -> None:
    if not cells.are_fine("opening_hours"):
        return
    hours = place.opening_hours
    try:
        if not opens_ever(hours):
            cells.fail("opening_hours", "it is never open")
            return
    except InvalidHoursError as error:
        cells.fail("opening_hours", str(error))
        return
    for meal in place.meals:
        window = MEAL_MINUTES.get(meal)
        if window and not any(
            is_open_throughout(hours, day, *window, NO_HOLIDAYS) for day in _YEAR
        ):
            cells.fail("meals", f"{meal} does not agree with the opening hours")
