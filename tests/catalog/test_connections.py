"""Connections between cities: what a row must be, and the journeys it makes of a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.connection_rows import COLUMNS
from core.catalog.connections import Connection, Network, arrival, moment
from core.catalog.importer import ConnectionFile, read_connections
from core.schemas.links import TimesKind
from tests.support.catalog_files import (
    CITIES,
    GUANGZHOU,
    connection_cells,
    csv_file,
    drive_cells,
    place,
    read,
    station_cells,
)

SATURDAY = date(2026, 11, 21)
SUNDAY = date(2026, 11, 22)
STATION = read(csv_file(station_cells(GUANGZHOU))).places[0]
MUSEUM = place()
PLACES = {each.id: each for each in (STATION, MUSEUM)}


def read_rows(*rows: dict[str, str]) -> ConnectionFile:
    """Return what the importer makes of a file with these rows."""
    return read_connections(csv_file(*rows, columns=COLUMNS), "links.csv", CITIES, PLACES)


def the_connection(**changes: str) -> Connection:
    """Return the one connection of a file with this row."""
    (found,) = read_rows(connection_cells(**changes)).connections
    return found


def network(*rows: dict[str, str]) -> Network:
    """Return the connections of rows."""
    return Network(read_rows(*rows).connections, CITIES, {STATION.id: STATION.name_en})


def test_a_row_becomes_a_connection() -> None:
    found = the_connection()

    assert (found.first, found.last, found.every_min) == (420, 660, 120)
    assert (found.price, found.currency, found.seats) == (67150, "CNY", 1)
    assert (found.distance_m, found.target_place) == (2_900_000, None)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"id": "Guangzhou to Tokyo"}, "id"),
        ({"mode": "balloon"}, "mode"),
        ({"origin_city": "atlantis"}, "origin_city"),
        ({"target_city": "guangzhou"}, "target_city"),
        ({"origin_place": "guangzhou-nowhere"}, "origin_place"),
        ({"origin_place": "guangzhou-tea-museum"}, "origin_place"),
        ({"target_place": "guangzhou-central-station"}, "target_place"),
        ({"mode": "flight"}, "origin_place"),
        ({"number": "G79"}, "number"),
        ({"first": "7:00"}, "first"),
        ({"first": "24:00"}, "first"),
        ({"first": ""}, "first"),
        ({"last": "06:59"}, "last"),
        ({"last": ""}, "every_min"),
        ({"every_min": ""}, "every_min"),
        ({"every_min": "0"}, "every_min"),
        ({"weekdays": "weekend"}, "weekdays"),
        ({"weekdays": "Mo-"}, "weekdays"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "20000"}, "minutes"),
        ({"price": "-1"}, "price"),
        ({"price": "1.001"}, "price"),
        ({"currency": "EUR"}, "currency"),
        ({"per_vehicle": "perhaps"}, "per_vehicle"),
        ({"seats": "4"}, "seats"),
        ({"seats": "0"}, "seats"),
        ({"distance_km": "far"}, "distance_km"),
        ({"times": "free"}, "times"),
        ({"times": "sometimes"}, "times"),
        ({"source": "the web"}, "source"),
    ],
    ids=str,
)
def test_a_bad_cell_is_reported_with_its_column(change: dict[str, str], column: str) -> None:
    assert [found.column for found in read_rows(connection_cells(**change)).problems] == [column]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"times": "typical", "first": "07:00"}, "times"),
        ({"first": "07:00"}, "first"),
        ({"per_vehicle": "no", "seats": ""}, "per_vehicle"),
    ],
    ids=str,
)
def test_a_car_has_no_times_and_is_paid_as_a_whole(change: dict[str, str], column: str) -> None:
    assert [found.column for found in read_rows(drive_cells(**change)).problems] == [column]


def test_an_id_twice_is_reported_with_the_row_that_has_it_too() -> None:
    (problem,) = read_rows(connection_cells(), connection_cells()).problems

    assert (problem.number, problem.column) == (3, "id")
    assert problem.reason == "is the id of row 2 too"


def test_a_service_every_two_hours_is_a_journey_every_two_hours() -> None:
    links = network(connection_cells()).links("guangzhou", "tokyo", SATURDAY)

    assert [(link.id, link.departs) for link in links] == [
        ("guangzhou-tokyo-train@0700", 420),
        ("guangzhou-tokyo-train@0900", 540),
        ("guangzhou-tokyo-train@1100", 660),
    ]
    assert {link.day for link in links} == {SATURDAY}
    assert {link.origin_name for link in links} == {"Central Station"}
    assert {link.target_name for link in links} == {"Tokyo"}


def test_arrivals_are_in_the_time_of_the_target() -> None:
    (link, *_) = network(connection_cells()).links("guangzhou", "tokyo", SATURDAY)

    assert link.arrives == 420 + 300 + 60


def test_first_alone_is_one_departure() -> None:
    links = network(connection_cells(last="", every_min="")).links("guangzhou", "tokyo", SUNDAY)

    assert [link.departs for link in links] == [420]


def test_one_way_is_not_the_way_back() -> None:
    assert network(connection_cells()).links("tokyo", "guangzhou", SATURDAY) == []


def test_a_car_waits_until_one_likes_and_is_named_last() -> None:
    links = network(drive_cells(), connection_cells()).links("guangzhou", "tokyo", SATURDAY)

    assert [link.departs for link in links] == [420, 540, 660, None]
    assert links[-1].arrives is None
    assert links[-1].times is TimesKind.FREE
    assert links[-1].cost(travellers=6) == 2 * 300_000


@pytest.mark.parametrize(
    ("weekdays", "runs"),
    [
        ("", "Mo Tu We Th Fr Sa Su"),
        ("Mo-Fr", "Mo Tu We Th Fr"),
        ("Sa", "Sa"),
        ("Fr-Mo,We", "Mo We Fr Sa Su"),
    ],
)
def test_a_connection_runs_on_its_days_of_the_week(weekdays: str, runs: str) -> None:
    connection = the_connection(weekdays=weekdays)
    monday = date(2026, 11, 23)

    days = [monday + timedelta(days=n) for n in range(7)]
    running = [day.strftime("%a")[:2] for day in days if connection.runs_on(day)]

    assert " ".join(running) == runs


@pytest.mark.parametrize(
    ("day", "departs", "minutes", "zones", "expected"),
    [
        (SATURDAY, 600, 90, ("Asia/Shanghai", "Asia/Shanghai"), 690),
        (SATURDAY, 23 * 60, 120, ("Asia/Shanghai", "Asia/Shanghai"), 1500),
        (SATURDAY, 660, 780, ("Asia/Tokyo", "America/New_York"), 600),
        (SATURDAY, 30, 420, ("Asia/Tokyo", "Pacific/Honolulu"), -690),
        (SATURDAY, 600, 765, ("America/Los_Angeles", "Asia/Tokyo"), 2385),
        # Clocks go forward at 01:00 in London and at 02:00 in Paris, on 29 March 2026.
        (date(2026, 3, 28), 23 * 60, 480, ("Europe/London", "Europe/Paris"), 1440 + 9 * 60),
        # And back on 25 October.
        (date(2026, 10, 24), 23 * 60, 480, ("Europe/Paris", "Europe/Paris"), 1440 + 6 * 60),
    ],
)
def test_arrivals_count_zones_the_date_line_and_the_change_of_clocks(
    day: date, departs: int, minutes: int, zones: tuple[str, str], expected: int
) -> None:
    assert arrival(day, departs, minutes, *zones) == expected


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    departs=st.integers(0, 1439),
    minutes=st.integers(1, 3000),
    zones=st.permutations(["Asia/Shanghai", "Europe/London", "America/New_York"]),
)
def test_the_time_between_departure_and_arrival_is_the_journey(
    day: date, departs: int, minutes: int, zones: list[str]
) -> None:
    arrives = arrival(day, departs, minutes, zones[0], zones[1])

    left, there = moment(day, departs, zones[0]), moment(day, arrives, zones[1])
    skipped_or_repeated = abs((there.timestamp() - left.timestamp()) / 60 - minutes)
    assert skipped_or_repeated in (0, 60)
