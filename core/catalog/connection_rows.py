"""What a row of a file of connections must be."""

import re
from collections.abc import Mapping

from core.catalog.cells import Cells
from core.catalog.checks import SLUG, SOURCE
from core.catalog.connections import OWN_TIME, Connection
from core.catalog.domain import City, Place, RowProblem
from core.catalog.extras import money
from core.catalog.files import RawRow
from core.catalog.weekdays import WEEKDAYS
from core.schemas.catalog import PlaceKind
from core.schemas.links import LinkMode, TimesKind

COLUMNS = (
    "id", "mode", "origin_city", "target_city", "origin_place", "target_place", "number", "first",
    "last", "every_min", "weekdays", "minutes", "price", "currency", "per_vehicle", "seats",
    "distance_km", "times", "source",
)  # fmt: skip
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_STOPS = {
    LinkMode.FLIGHT: (PlaceKind.AIRPORT,),
    LinkMode.TRAIN: (PlaceKind.STATION, PlaceKind.AIRPORT),
}
"""Where journeys of a mode begin and end, as far as only some kinds of places will do."""
_LONGEST_MIN = 7 * 1440
_MOST_KM = 20_000


def connection_of(
    row: RawRow, cities: Mapping[str, City], places: Mapping[str, Place]
) -> tuple[Connection, list[RowProblem]]:
    """Return a row as a connection of these cities and places; with problems do not use it."""
    cells = Cells(row)
    mode = cells.member("mode", LinkMode)
    currency = cells.matching("currency", _CURRENCY, 3, "a currency code of three capitals")
    connection = Connection(
        id=cells.matching("id", SLUG, 64, "lower-case letters, digits and hyphens"),
        mode=mode,
        origin_city=cells.choice("origin_city", cities),
        target_city=cells.choice("target_city", cities),
        origin_place=_stop(cells, "origin", mode, places),
        target_place=_stop(cells, "target", mode, places),
        number=cells.text("number", 40) if cells.has("number") else "",
        first=_minute(cells, "first"),
        last=_minute(cells, "last"),
        every_min=cells.whole("every_min", 1, 1440) if cells.has("every_min") else None,
        weekdays=_weekdays(cells),
        minutes=cells.whole("minutes", 1, _LONGEST_MIN),
        price=money(cells, "price", currency if cells.are_fine("currency") else None),
        currency=currency,
        per_vehicle=cells.flag("per_vehicle"),
        seats=cells.whole("seats", 1, 100) if cells.has("seats") else 1,
        distance_m=_metres(cells),
        times=cells.member("times", TimesKind),
        source=cells.matching("source", SOURCE, 200, "`editorial` or `origin; licence; date`"),
    )
    if not cells.problems:
        _check_ends(cells, connection, cities)
        _check_times(cells, connection)
        _check_vehicle(cells, connection)
    return connection, cells.problems


def _stop(cells: Cells, end: str, mode: LinkMode, places: Mapping[str, Place]) -> str | None:
    column, city_column = f"{end}_place", f"{end}_city"
    if not cells.has(column):
        return None
    place_id = cells.text(column, 64)
    place = places.get(place_id)
    if place is None:
        cells.fail(column, f"there is no place {place_id[:64]!r}")
    elif cells.are_fine(city_column) and place.city_id != cells.text(city_column, 32):
        cells.fail(column, f"{place_id} is in {place.city_id}")
    elif cells.are_fine("mode") and place.kind not in _STOPS.get(mode, PlaceKind):
        cells.fail(column, f"a {mode} does not leave from a {place.kind}")
    return place_id


def _minute(cells: Cells, column: str) -> int | None:
    if not cells.has(column):
        return None
    clock = cells.matching(column, _CLOCK, 5, "a time as in 07:30")
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes) if cells.are_fine(column) else None


def _weekdays(cells: Cells) -> str:
    if not cells.has("weekdays"):
        return ""
    return cells.matching("weekdays", WEEKDAYS, 40, "days as in `Mo-Fr,Su`")


def _metres(cells: Cells) -> int | None:
    if not cells.has("distance_km"):
        return None
    return round(cells.number("distance_km", 0, _MOST_KM) * 1000)


def _check_ends(cells: Cells, connection: Connection, cities: Mapping[str, City]) -> None:
    origin, target = cities[connection.origin_city], cities[connection.target_city]
    if origin.id == target.id:
        cells.fail("target_city", "is the city one leaves from")
    if connection.currency not in (origin.currency, target.currency):
        cells.fail("currency", f"they pay in {origin.currency} and {target.currency} there")


def _check_times(cells: Cells, connection: Connection) -> None:
    is_free = connection.times is TimesKind.FREE
    if is_free != (connection.mode in OWN_TIME):
        words = ", ".join(sorted(OWN_TIME))
        cells.fail("times", f"is `free` for {words}, and only for them")
        return
    if is_free:
        for column in ("first", "last", "every_min"):
            if cells.has(column):
                cells.fail(column, "is empty where one leaves when one likes")
        return
    if connection.first is None:
        cells.fail("first", "is empty")
    elif (connection.last is None) != (connection.every_min is None):
        cells.fail("every_min", "comes together with `last`")
    elif connection.last is not None and connection.last < connection.first:
        cells.fail("last", "is before `first`")
    if connection.number and connection.times is TimesKind.TYPICAL:
        cells.fail("number", "is of a timetable; a typical journey has none")


def _check_vehicle(cells: Cells, connection: Connection) -> None:
    if connection.mode in OWN_TIME and not connection.per_vehicle:
        cells.fail("per_vehicle", f"is `yes` for {connection.mode}")
    if connection.seats > 1 and not connection.per_vehicle:
        cells.fail("seats", "is 1, or empty, where each person pays")
