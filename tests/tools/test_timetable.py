"""The timetable, whatever the cities and the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.catalog.domain import City
from core.kernel.errors import NoFlightError
from core.kernel.geo import distance_m
from core.tools.timetable import FARTHEST_KM, NEAREST_KM, Flight, flights_of, line_km
from tests.support.builders import a_city
from tests.support.shipped import city_ids, city_of
from tests.support.tools import any_case

ZONES = [
    "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Europe/London", "America/New_York",
    "America/St_Johns", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
]  # fmt: skip
WINTER = date(2026, 12, 2)
NEIGHBOURS = {
    ("guangzhou", "hongkong"), ("guangzhou", "shenzhen"), ("hongkong", "shenzhen"),
    ("hangzhou", "shanghai"), ("hangzhou", "suzhou"), ("nanjing", "suzhou"), ("shanghai", "suzhou"),
}  # fmt: skip
"""Shipped cities too near for a flight."""
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
shipped = st.sampled_from([city_of(city_id) for city_id in city_ids()])


@st.composite
def any_cities(draw: st.DrawFn, city_id: str) -> City:
    """Draw a city anywhere on Earth, by any clock."""
    return a_city(
        id=city_id,
        lat=draw(st.floats(-89, 89)),
        lon=draw(st.floats(-180, 180)),
        timezone=draw(st.sampled_from(ZONES)),
    )


def fly(origin: City, destination: City, day: date) -> tuple[int, list[Flight]]:
    """Return the distance and the flights of a day, of cities one flies between."""
    try:
        return line_km(origin, destination), flights_of(origin, destination, day)
    except NoFlightError:
        assume(False)
        raise


def between(origin: str, destination: str, day: date = WINTER) -> list[Flight]:
    """Return the flights between two cities of the catalogue."""
    return flights_of(city_of(origin), city_of(destination), day)


def at_km(km: float) -> tuple[City, City]:
    """Return two cities so many kilometres apart along the equator."""
    here = a_city(id="here", name_en="Here", lat=0.0, lon=0.0)
    per_degree = distance_m(0, 0, 0, 1) / 1000
    return here, a_city(id="there", name_en="There", lat=0.0, lon=km / per_degree)


@any_case
@given(any_cities("one"), any_cities("other"), days)
def test_every_flight_lands_after_it_has_left_at_the_pace_of_an_airliner(
    origin: City, destination: City, day: date
) -> None:
    km, flights = fly(origin, destination, day)

    assert flights
    for flight in flights:
        left, landed = flight.departs.astimezone(UTC), flight.arrives.astimezone(UTC)
        assert left < landed
        assert landed - left == timedelta(minutes=flight.minutes)
        assert 180 <= km / (flight.minutes / 60) <= 900


@any_case
@given(any_cities("one"), any_cities("other"), days)
def test_a_day_of_flights_is_that_day_by_the_clock_of_the_origin(
    origin: City, destination: City, day: date
) -> None:
    _, flights = fly(origin, destination, day)

    assert {flight.departs.date() for flight in flights} == {day}
    assert {str(flight.departs.tzinfo) for flight in flights} == {origin.timezone}
    assert {str(flight.arrives.tzinfo) for flight in flights} == {destination.timezone}


@any_case
@given(any_cities("one"), any_cities("other"), days)
def test_flights_leave_one_after_the_other_with_numbers_of_their_own(
    origin: City, destination: City, day: date
) -> None:
    _, flights = fly(origin, destination, day)

    assert all(one.departs < next_one.departs for one, next_one in pairwise(flights))
    assert len({flight.number for flight in flights}) == len(flights)


@any_case
@given(any_cities("one"), any_cities("other"), days)
def test_the_clock_shows_every_time_there_is(origin: City, destination: City, day: date) -> None:
    _, flights = fly(origin, destination, day)

    for moment in (time for flight in flights for time in (flight.departs, flight.arrives)):
        assert moment.astimezone(UTC).astimezone(moment.tzinfo) == moment
        assert moment.isoformat() == moment.astimezone(UTC).astimezone(moment.tzinfo).isoformat()


@any_case
@given(shipped, shipped, days, days)
def test_the_timetable_is_the_same_every_day_of_the_year(
    origin: City, destination: City, day: date, other_day: date
) -> None:
    assume(origin.id != destination.id)
    _, flights = fly(origin, destination, day)
    _, others = fly(origin, destination, other_day)

    one, other = (
        [(flight.number, flight.departs.time(), flight.minutes) for flight in day_of]
        for day_of in (flights, others)
    )
    assert one == other


def test_one_can_fly_between_all_shipped_cities_but_near_neighbours() -> None:
    on_the_ground = {}
    for origin, destination in permutations(city_ids(), 2):
        try:
            assert between(origin, destination)
        except NoFlightError as error:
            on_the_ground[origin, destination] = error.reason

    assert set(on_the_ground.values()) == {"too_near"}
    assert set(on_the_ground) == {way for pair in NEIGHBOURS for way in (pair, pair[::-1])}


def test_long_lines_have_fewer_flights_than_short_ones() -> None:
    counts = [
        len(between(*line))
        for line in (("beijing", "newyork"), ("beijing", "tokyo"), ("london", "paris"))
    ]

    assert counts == sorted(counts)
    assert counts[0] == 2
    assert counts[-1] > counts[0]


def test_one_flies_into_the_evening_of_the_day_before() -> None:
    offsets = {flight.day_offset for flight in flights_of(
        a_city(id="kiritimati", lat=1.87, lon=-157.4, timezone="Pacific/Kiritimati"),
        a_city(id="pago", lat=-14.27, lon=-170.7, timezone="Pacific/Pago_Pago"), WINTER,
    )}  # fmt: skip

    assert offsets == {-1}


def test_one_lands_the_next_day_where_the_clock_is_ahead() -> None:
    assert {flight.day_offset for flight in between("newyork", "tokyo")} == {1}


def test_the_clocks_of_summer_and_winter_are_told_apart() -> None:
    winter, summer = (between("guangzhou", "london", day)[0] for day in (WINTER, date(2027, 7, 1)))

    assert winter.minutes == summer.minutes
    assert summer.arrives.hour - winter.arrives.hour in (1, -23)
    assert (winter.arrives.utcoffset(), summer.arrives.utcoffset()) == (
        timedelta(0), timedelta(hours=1),
    )  # fmt: skip


def test_a_flight_through_the_night_of_the_leap_still_takes_its_time() -> None:
    # Britain's clocks go from 01:00 to 02:00 on 28 March 2027.
    for flight in between("newyork", "london", date(2027, 3, 27)):
        assert flight.arrives - flight.departs == timedelta(minutes=flight.minutes)


def test_a_minute_the_clock_leaps_over_is_told_as_the_clock_shows_it() -> None:
    # Samoa had no 30 December 2011 at all.
    apia = a_city(id="apia", lat=-13.83, lon=-171.77, timezone="Pacific/Apia")

    flights = flights_of(apia, city_of("tokyo"), date(2011, 12, 30))

    assert flights
    assert all(flight.departs.date() == date(2011, 12, 31) for flight in flights)


@pytest.mark.parametrize(
    ("km", "reason"),
    [
        (1, "too_near"),
        (NEAREST_KM - 1, "too_near"),
        (NEAREST_KM, None),
        (FARTHEST_KM, None),
        (FARTHEST_KM + 1, "too_far"),
        (20_000, "too_far"),
    ],
)
def test_nobody_flies_too_short_or_too_long_a_way(km: int, reason: str | None) -> None:
    here, there = at_km(km)

    try:
        found = line_km(here, there), None
    except NoFlightError as error:
        found = error.data["distance_km"], error.reason

    assert found == (km, reason)


def test_who_cannot_fly_is_told_to_take_the_train() -> None:
    with pytest.raises(NoFlightError, match=r"no flights under 200 km; take the train") as raised:
        flights_of(*at_km(100), WINTER)

    assert raised.value.data == {"reason": "too_near", "distance_km": 100}
    assert (raised.value.code, raised.value.status) == (1011, 422)


def test_nobody_flies_from_a_city_to_itself() -> None:
    with pytest.raises(NoFlightError, match="another city") as raised:
        between("paris", "paris")

    assert raised.value.reason == "same_city"


def test_cities_of_one_place_and_two_ids_are_too_near() -> None:
    with pytest.raises(NoFlightError) as raised:
        line_km(a_city(), replace(a_city(), id="canton"))

    assert raised.value.reason == "too_near"


def test_the_carrier_is_nobody() -> None:
    numbers = [flight.number for flight in between("paris", "rome")]

    assert all(number[:2] == "ZZ" and 1_000 <= int(number[2:]) <= 9_999 for number in numbers)


def test_times_carry_their_zone() -> None:
    flight = between("beijing", "newyork")[0]

    assert isinstance(flight.departs, datetime)
    assert flight.departs.utcoffset() == timedelta(hours=8)
    assert flight.arrives.utcoffset() == timedelta(hours=-5)
