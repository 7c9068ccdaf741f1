"""The shipped journeys between cities: every row, and that one gets everywhere and back."""

import csv
from collections import defaultdict
from datetime import UTC, date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from core.catalog.changing import LEAST_WAIT_MIN, MOST_WAIT_MIN
from core.catalog.connections import Connection, Network, moment
from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.catalog.importer import shipped_files
from core.catalog.links import Link
from core.kernel.geo import distance_m
from core.schemas.links import LinkMode, TimesKind
from tests.support.shipped import shipped

SHIPPED = shipped()
CITIES = {city.id: city for city in SHIPPED.cities}
PLACES = {place.id: place for place in SHIPPED.places}
CONNECTIONS = SHIPPED.connections
NETWORK = Network(CONNECTIONS, CITIES, {place.id: place.name_en for place in SHIPPED.places})
HUBS = (
    "shanghai",
    "beijing",
    "hongkong",
    "tokyo",
    "singapore",
    "paris",
    "rome",
    "london",
    "newyork",
)
"""Where flights between countries meet, one city at least of each country."""
SPEED_KMH = {
    LinkMode.FLIGHT: (240, 1_050),
    LinkMode.TRAIN: (60, 320),
    LinkMode.DRIVE: (50, 100),
    LinkMode.TAXI: (50, 100),
}
EUR_CENTS_PER_KM = {
    LinkMode.FLIGHT: (3, 45),
    LinkMode.TRAIN: (2, 45),
    LinkMode.DRIVE: (5, 30),
    LinkMode.TAXI: (20, 80),
}
"""Of one person, or of one car."""
MOST_DETOUR = 2.1
A_WEEK = [date(2027, 4, 5) + timedelta(days=n) for n in range(7)]
ABROAD = [
    (one, other) for one, other in permutations(HUBS, 2) if {one, other} != {"shanghai", "beijing"}
]


def end_of(city_id: str, place_id: str | None) -> City | Place:
    """Return where a journey begins or ends, the city where no place is named."""
    return PLACES[place_id] if place_id else CITIES[city_id]


def joined(modes: set[LinkMode]) -> dict[str, set[str]]:
    """Return by city where one gets to directly in one of these ways."""
    ways: dict[str, set[str]] = defaultdict(set)
    for connection in CONNECTIONS:
        if connection.mode in modes:
            ways[connection.origin_city].add(connection.target_city)
    return ways


def euro_cents(connection: Connection) -> int:
    """Return the price in a currency all prices can be compared in."""
    return convert(connection.price, connection.currency, "EUR").amount_minor


def way_of(connection: Connection) -> str:
    """Return what is the same of a journey and its way back: `train`, `night-train`."""
    return connection.id.removeprefix(f"{connection.origin_city}-{connection.target_city}-")


def reached_from(start: str, ways: dict[str, set[str]]) -> set[str]:
    """Return every city one gets to in the end."""
    found, left = {start}, [start]
    while left:
        new = ways.get(left.pop(), set()) - found
        found |= new
        left.extend(new)
    return found


def on_monday(origin: str, target: str) -> list[Link]:
    """Return the journeys of one day."""
    return NETWORK.links(origin, target, A_WEEK[0])


def links_of(origin: str, target: str, day: date, mode: LinkMode) -> list[Link]:
    """Return the journeys of one mode on a day."""
    return [link for link in NETWORK.links(origin, target, day) if link.mode is mode]


def test_every_row_is_read() -> None:
    with Path(str(shipped_files()), "links.csv").open(encoding="utf-8", newline="") as lines:
        ids = [row["id"] for row in csv.DictReader(lines)]

    assert [connection.id for connection in CONNECTIONS] == ids
    assert len(ids) >= 300


def test_no_train_or_flight_is_invented() -> None:
    assert {connection.number for connection in CONNECTIONS} == {""}
    assert {connection.source for connection in CONNECTIONS} == {"editorial"}
    assert {connection.times for connection in CONNECTIONS} == {TimesKind.TYPICAL, TimesKind.FREE}


def test_where_one_gets_to_one_gets_back_from_in_the_same_way() -> None:
    there = {(each.mode, each.origin_city, each.target_city) for each in CONNECTIONS}
    back = {(each.mode, each.target_city, each.origin_city) for each in CONNECTIONS}

    assert there == back


def test_trains_and_flights_name_the_station_or_airport_at_both_ends() -> None:
    nowhere = [
        connection.id
        for connection in CONNECTIONS
        if connection.times is TimesKind.TYPICAL
        and not (connection.origin_place and connection.target_place)
    ]

    assert nowhere == []


def test_one_pays_in_the_currency_of_where_one_leaves_and_never_nothing() -> None:
    odd = [
        connection.id
        for connection in CONNECTIONS
        if connection.price <= 0 or connection.currency != CITIES[connection.origin_city].currency
    ]

    assert odd == []


def test_prices_are_what_a_kilometre_may_cost() -> None:
    odd = {}
    for each in CONNECTIONS:
        low, high = EUR_CENTS_PER_KM[each.mode]
        per_km = euro_cents(each) / ((each.distance_m or 0) / 1000)
        if not low <= per_km <= high:
            odd[each.id] = round(per_km, 1)

    assert odd == {}


def test_both_directions_cost_about_the_same() -> None:
    euros = {
        (way_of(each), each.origin_city, each.target_city): euro_cents(each) for each in CONNECTIONS
    }

    unlike = [
        (way, there, back)
        for (way, there, back), price in euros.items()
        if abs(price - euros[way, back, there]) > 0.2 * price
    ]

    assert unlike == []


def test_distances_are_no_shorter_than_the_beeline_and_no_absurd_detour() -> None:
    odd = {}
    for each in CONNECTIONS:
        origin = end_of(each.origin_city, each.origin_place)
        target = end_of(each.target_city, each.target_place)
        beeline = distance_m(origin.lat, origin.lon, target.lat, target.lon)
        if not 0.97 * beeline <= (each.distance_m or 0) <= MOST_DETOUR * beeline:
            odd[each.id] = round((each.distance_m or 0) / beeline, 2)

    assert odd == {}


def test_journeys_are_as_long_as_the_way_and_the_vehicle_make_them() -> None:
    odd = {}
    for each in CONNECTIONS:
        low, high = SPEED_KMH[each.mode]
        speed = (each.distance_m or 0) / 1000 / (each.minutes / 60)
        if not low <= speed <= high:
            odd[each.id] = round(speed)

    assert odd == {}


def test_by_day_trains_leave_after_five_and_arrive_the_same_day() -> None:
    late = [
        each.id
        for each in CONNECTIONS
        if each.mode is LinkMode.TRAIN
        and each.last is not None
        and each.first is not None
        and not (each.first >= 5 * 60 and each.last + each.minutes < 24 * 60)
    ]

    assert late == []


def test_a_night_train_leaves_in_the_evening_and_arrives_in_the_morning() -> None:
    nights = [each for each in CONNECTIONS if each.mode is LinkMode.TRAIN and each.last is None]

    assert len(nights) == 10
    for each in nights:
        assert each.first is not None
        assert each.first >= 17 * 60
        assert (24 + 5) * 60 <= each.first + each.minutes <= (24 + 11) * 60


@pytest.mark.parametrize("country", sorted({city.country for city in SHIPPED.cities}))
def test_every_city_of_a_country_is_one_journey_from_every_other(country: str) -> None:
    cities = [city.id for city in SHIPPED.cities if city.country == country]
    ways = joined(set(LinkMode))

    far = [(one, other) for one, other in permutations(cities, 2) if other not in ways[one]]

    assert far == []


@pytest.mark.parametrize("country", sorted({city.country for city in SHIPPED.cities}))
def test_nobody_must_fly_inside_a_country(country: str) -> None:
    cities = {city.id for city in SHIPPED.cities if city.country == country}
    ways = joined({LinkMode.TRAIN})

    assert all(cities <= reached_from(city, ways) for city in cities)


def test_every_country_has_a_hub() -> None:
    assert {CITIES[hub].country for hub in HUBS} == {city.country for city in SHIPPED.cities}


@pytest.mark.parametrize(("origin", "target"), ABROAD)
def test_hubs_are_joined_by_a_flight_or_train_every_day(origin: str, target: str) -> None:
    assert all(
        links_of(origin, target, day, LinkMode.FLIGHT)
        or links_of(origin, target, day, LinkMode.TRAIN)
        for day in A_WEEK
    )


def test_every_city_is_reached_from_every_other_on_every_day_with_one_change_at_most() -> None:
    far = [
        (one, other, day)
        for one, other in permutations(CITIES, 2)
        for day in A_WEEK
        if not NETWORK.links(one, other, day)
    ]

    assert far == []


def test_one_changes_only_where_no_direct_way_is_known() -> None:
    ways = joined(set(LinkMode))
    both = [
        (one, other)
        for one, other in permutations(CITIES, 2)
        if any((link.change is not None) is (other in ways[one]) for link in on_monday(one, other))
    ]

    assert both == []


@pytest.mark.parametrize("origin", sorted(CITIES))
def test_a_journey_with_a_change_is_as_long_and_as_far_as_its_halves_and_arrives_by_the_clock(
    origin: str,
) -> None:
    for target in sorted(CITIES):
        for link in on_monday(origin, target):
            if link.change is None:
                continue
            assert link.departs is not None
            assert link.arrives is not None
            left = moment(link.day, link.departs, CITIES[origin].timezone).astimezone(UTC)
            there = moment(link.day, link.arrives, CITIES[target].timezone).astimezone(UTC)
            assert there - left == timedelta(minutes=link.minutes)
            assert link.change.city not in (origin, target)
            assert LEAST_WAIT_MIN <= link.change.wait_minutes <= MOST_WAIT_MIN
            assert link.times is TimesKind.TYPICAL
            assert link.currency == CITIES[origin].currency


def test_there_are_few_journeys_with_a_change_to_choose_from() -> None:
    most = max(
        sum(link.change is not None for link in on_monday(one, other))
        for one, other in permutations(CITIES, 2)
    )

    assert 0 < most <= 40


@pytest.mark.parametrize(("origin", "target"), [("london", "newyork"), ("newyork", "tokyo")])
def test_flights_arrive_by_the_clocks_of_the_target(origin: str, target: str) -> None:
    for link in links_of(origin, target, A_WEEK[0], LinkMode.FLIGHT):
        assert link.departs is not None
        assert link.arrives is not None
        left = moment(link.day, link.departs, CITIES[origin].timezone)
        there = moment(link.day, link.arrives, CITIES[target].timezone)
        assert (there - left) == timedelta(minutes=link.minutes)


@pytest.mark.parametrize(
    ("origin", "target"), [("shanghai", "xian"), ("xian", "chengdu"), ("chengdu", "shanghai")]
)
def test_one_goes_round_shanghai_xian_and_chengdu_by_train_on_any_day(
    origin: str, target: str
) -> None:
    for day in A_WEEK:
        trains = links_of(origin, target, day, LinkMode.TRAIN)

        assert [
            t for t in trains if t.departs and t.arrives and t.departs >= 480 and t.arrives < 1440
        ]


def test_three_cities_by_train_leave_money_for_the_rest() -> None:
    way = [("shanghai", "xian"), ("xian", "chengdu"), ("chengdu", "shanghai")]

    cheapest = [
        min(link.cost(2) for link in links_of(*leg, A_WEEK[0], LinkMode.TRAIN)) for leg in way
    ]

    assert 200_000 < sum(cheapest) < 400_000
