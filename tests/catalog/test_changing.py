"""Journeys with one change: when there are any, through where, and what they take."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.catalog.changing import LEAST_WAIT_ACROSS_MIN, LEAST_WAIT_MIN, MOST_WAIT_MIN
from core.catalog.connections import Connection, Network, link_out
from core.catalog.exchange import convert
from core.catalog.links import Link
from core.schemas.links import LinkMode, TimesKind
from tests.support.catalog_files import GUANGZHOU, TOKYO

MONDAY = date(2027, 4, 5)
SHANGHAI = replace(GUANGZHOU, id="shanghai", name_en="Shanghai", name_local="上海", aliases=())
LONDON = replace(
    GUANGZHOU, id="london", name_en="London", name_local="London", timezone="Europe/London"
)
CITIES = {city.id: city for city in (GUANGZHOU, SHANGHAI, TOKYO, LONDON)}
NAMES = {"pudong": "Pudong Airport", "south": "South Station", "haneda": "Haneda"}


def a_train(**changes: Any) -> Connection:
    """Return a train at eight and at nine from Guangzhou, in three hours at Pudong."""
    usual: dict[str, Any] = {
        "id": "in",
        "mode": LinkMode.TRAIN,
        "origin_city": "guangzhou",
        "target_city": "shanghai",
        "origin_place": "south",
        "target_place": "pudong",
        "number": "",
        "first": 8 * 60,
        "last": 9 * 60,
        "every_min": 60,
        "weekdays": "",
        "minutes": 180,
        "price": 50_000,
        "currency": "CNY",
        "per_vehicle": False,
        "seats": 1,
        "distance_m": 1_200_000,
        "times": TimesKind.TYPICAL,
        "source": "editorial",
    }
    return Connection(**(usual | changes))


def a_flight(**changes: Any) -> Connection:
    """Return a flight at two and at three in the afternoon from Pudong, in three hours in Tokyo."""
    usual: dict[str, Any] = {
        "id": "on",
        "mode": LinkMode.FLIGHT,
        "origin_city": "shanghai",
        "target_city": "tokyo",
        "origin_place": "pudong",
        "target_place": "haneda",
        "first": 14 * 60,
        "last": 15 * 60,
        "price": 150_000,
        "distance_m": 1_800_000,
    }
    return a_train(**(usual | changes))


def journeys(
    *connections: Connection, origin: str = "guangzhou", target: str = "tokyo", day: date = MONDAY
) -> list[Link]:
    """Return the journeys of a day that these connections make."""
    return Network(connections, CITIES, NAMES).links(origin, target, day)


def test_where_no_way_joins_two_cities_one_changes_between() -> None:
    (link,) = journeys(a_train(), a_flight())

    assert link.id == "in@0900+on@1400"
    assert (link.origin_city, link.target_city) == ("guangzhou", "tokyo")
    assert (link.origin_name, link.target_name) == ("South Station", "Haneda")
    assert (link.departs, link.arrives) == (9 * 60, 18 * 60)
    assert link.change is not None
    assert (link.change.city, link.change.name("en"), link.change.name("zh")) == (
        ("shanghai", "Shanghai", "上海")
    )
    assert (link.change.first_minutes, link.change.wait_minutes) == (180, 120)
    assert (link.minutes, link.distance_m) == (180 + 120 + 180, 3_000_000)
    assert link.cost(travellers=2) == 2 * 200_000
    assert (link.times, link.number, link.source) == (TimesKind.TYPICAL, "", "editorial")


def test_a_change_is_told_over_the_wire() -> None:
    (link,) = journeys(a_train(), a_flight())

    told = link_out(link, GUANGZHOU, TOKYO).change

    assert told is not None
    assert told.model_dump(mode="json") == {
        "city_id": "shanghai",
        "name": "Shanghai",
        "first_mode": "train",
        "first_minutes": 180,
        "wait_minutes": 120,
        "then_mode": "flight",
    }


def test_where_there_is_a_direct_way_nobody_changes() -> None:
    direct = a_train(id="direct", target_city="tokyo", target_place=None, weekdays="Tu")

    assert journeys(a_train(), a_flight(), direct) == []
    assert {link.change for link in journeys(direct, day=date(2027, 4, 6))} == {None}


def test_nobody_leaves_a_city_to_come_back_to_it_by_a_change() -> None:
    back = a_flight(target_city="guangzhou", target_place="south")

    assert journeys(a_train(), back, target="guangzhou") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "Railways; CC0; 2026-11-01"},
        {"times": TimesKind.TIMETABLE},
        {"times": TimesKind.FREE, "first": None, "last": None, "every_min": None},
        {"per_vehicle": True, "seats": 4},
    ],
    ids=["imported", "timetable", "car", "vehicle"],
)
@pytest.mark.parametrize("half", ["in", "on"])
def test_only_typical_journeys_of_ours_are_put_together(changes: dict[str, Any], half: str) -> None:
    first = a_train(**(changes if half == "in" else {}))
    then = a_flight(**(changes if half == "on" else {}))

    assert journeys(first, then) == []


@pytest.mark.parametrize(
    ("leaves_from", "least"), [("pudong", LEAST_WAIT_MIN), ("hongqiao", LEAST_WAIT_ACROSS_MIN)]
)
def test_there_is_time_to_change_more_where_it_is_across_the_city(
    leaves_from: str, least: int
) -> None:
    arrives = 11 * 60

    def waits(minutes: int) -> list[int]:
        on = a_flight(origin_place=leaves_from, first=arrives + minutes, last=arrives + minutes)
        found = journeys(a_train(last=8 * 60), on)
        return [link.change.wait_minutes for link in found if link.change]

    assert waits(least - 1) == []
    assert waits(least) == [least]
    assert waits(MOST_WAIT_MIN) == [MOST_WAIT_MIN]
    assert waits(MOST_WAIT_MIN + 1) == []


def test_one_may_go_on_the_next_morning_on_a_day_on_which_that_runs() -> None:
    late = a_train(first=19 * 60, last=19 * 60)
    mornings = a_flight(first=7 * 60, last=7 * 60, weekdays="Tu")

    (link,) = journeys(late, mornings)

    assert link.change is not None
    assert link.change.wait_minutes == 9 * 60
    assert link.arrives == 24 * 60 + 7 * 60 + 180 + 60
    assert journeys(late, replace(mornings, weekdays="We")) == []
    assert journeys(replace(late, weekdays="Tu"), mornings) == []


def test_of_all_departures_none_is_offered_that_only_waits_longer() -> None:
    every_hour = a_train(first=5 * 60, last=12 * 60)

    found = journeys(every_hour, a_flight())

    assert [link.id for link in found] == ["in@0900+on@1400", "in@1000+on@1500"]


def test_the_price_is_in_the_money_of_where_one_leaves_in_whole_units() -> None:
    (link,) = journeys(a_train(), a_flight(price=10_101, currency="JPY"))

    exact = convert(10_101, "JPY", "CNY").amount_minor
    assert link.currency == "CNY"
    assert abs(link.price - 50_000 - exact) <= 50
    assert link.price % 100 == 0


def test_a_wait_through_the_night_in_which_clocks_change_is_as_long_as_it_is() -> None:
    """Clocks go forward at one in London on 28 March 2027."""
    into = a_train(target_city="london", first=21 * 60, last=21 * 60, minutes=9 * 60)
    on = a_flight(origin_city="london", first=7 * 60, last=7 * 60)

    (link,) = journeys(into, on, day=date(2027, 3, 27))

    assert link.change is not None
    arrives = 21 * 60 + 9 * 60 - 8 * 60
    assert link.change.wait_minutes == (24 + 7) * 60 - arrives - 60
    assert link.minutes == 9 * 60 + link.change.wait_minutes + 180


def test_an_hour_that_clocks_leave_out_is_no_time_to_change() -> None:
    into = a_train(target_city="london", first=23 * 60, last=23 * 60, minutes=9 * 60 + 30)
    on = a_flight(origin_city="london", first=2 * 60 + 10, last=2 * 60 + 10)

    assert journeys(into, on, day=date(2027, 3, 27)) == []
    assert len(journeys(into, on, day=date(2027, 3, 26))) == 1


@pytest.mark.parametrize(
    ("first", "then", "mode", "also"),
    [
        (LinkMode.TRAIN, LinkMode.FLIGHT, LinkMode.FLIGHT, LinkMode.TRAIN),
        (LinkMode.FLIGHT, LinkMode.TRAIN, LinkMode.FLIGHT, LinkMode.TRAIN),
        (LinkMode.TRAIN, LinkMode.TRAIN, LinkMode.TRAIN, None),
        (LinkMode.BUS, LinkMode.FERRY, LinkMode.BUS, LinkMode.FERRY),
    ],
)
def test_a_journey_with_a_change_is_made_in_both_ways_that_of_a_flight_first(
    first: LinkMode, then: LinkMode, mode: LinkMode, also: LinkMode | None
) -> None:
    (link,) = journeys(a_train(mode=first), a_flight(mode=then))

    assert (link.mode, link.also) == (mode, also)
    assert set(link.modes) == {first, then}


def test_of_many_cities_between_the_three_with_the_shortest_ways_are_offered() -> None:
    hubs = {f"hub{n}": replace(SHANGHAI, id=f"hub{n}") for n in range(6)}
    ways = [
        way
        for n, hub in enumerate(hubs)
        for way in (
            a_train(id=f"in{n}", target_city=hub, minutes=180 - n),
            a_flight(id=f"on{n}", origin_city=hub),
        )
    ]

    found = Network(ways, CITIES | hubs, NAMES).links("guangzhou", "tokyo", MONDAY)

    assert {link.change.city for link in found if link.change} == {"hub3", "hub4", "hub5"}
