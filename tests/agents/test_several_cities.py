"""Trips through several cities: there and back, journeys and nights, and what cannot be had."""

from itertools import pairwise
from typing import Any

import pytest

from core.catalog.memory import MemoryCatalogue
from core.planning.domain import Plan
from core.planning.wire import plan_out
from core.schemas.catalog import PlaceKind
from core.schemas.links import LinkMode
from core.schemas.plans import PlanMode, PlanOut
from core.schemas.trips import SubTripKind
from core.schemas.wishes import HouseRule
from tests.support.planner import Watched
from tests.support.shipped import city_of, places_of
from tests.support.worlds import planned, planned_anew

_THERE = {
    "origin": "shanghai",
    "destinations": [{"name": "西安"}, {"name": "成都"}],
    "day_count": 7,
}


def journeys_of(plan: Plan) -> list[tuple[str, str]]:
    """Return from where to where one travels, in order."""
    return [(one.link.origin_city, one.link.target_city) for one in plan.frame.journeys]


def codes_of(done: Watched) -> list[str]:
    """Return the codes of what could not be had."""
    return [item.code for item in done.state["understood"].obstacles]


def failures_of(done: Watched) -> list[str]:
    """Return the messages of all checks that failed."""
    return [check.message for check in done.state["report"].checks if not check.passed]


@pytest.mark.parametrize("mode", PlanMode)
async def test_a_trip_leaves_home_sees_every_city_and_comes_back(mode: PlanMode) -> None:
    done = await planned(**_THERE, mode=mode)

    plan = done.state["plan"]
    ways = journeys_of(plan)
    assert (ways[0][0], ways[-1][1]) == ("shanghai", "shanghai")
    assert all(one[1] == other[0] for one, other in pairwise(ways))
    assert {city.id for city in plan.frame.cities} == {"xian", "chengdu"}
    assert failures_of(done) == []


async def test_every_night_is_in_the_city_one_has_come_to() -> None:
    plan = (await planned(**_THERE)).state["plan"]

    beds = [
        stop.place.city_id
        for day in plan.days
        for stop in day.stops
        if stop.kind is SubTripKind.HOTEL and stop.place
    ]
    assert beds == [stay.city.id for stay in plan.frame.stays for _ in range(stay.nights)]
    assert len(beds) == 6


async def test_sights_of_a_city_are_seen_while_one_is_there() -> None:
    plan = (await planned(**_THERE)).state["plan"]

    for day in plan.days:
        here = "shanghai"
        for stop in day.stops:
            if stop.journey is not None:
                here = stop.journey.link.target_city
        cities = {stop.place.city_id for stop in day.stops if stop.place}
        assert cities <= {part.city.id for part in plan.frame.parts_of(day.index)} | {here}


async def test_what_is_ruled_out_is_not_used_and_a_dog_has_a_bed() -> None:
    done = await planned(**_THERE, no_modes=["flight"], party={"pets": 1}, travellers=2,
                         budget=900_000)  # fmt: skip

    plan = done.state["plan"]
    assert {one.link.mode for one in plan.frame.journeys} == {LinkMode.TRAIN}
    assert all(hotel and HouseRule.PETS in hotel.allows for hotel in plan.hotels)
    assert plan.total_cost <= 900_000
    assert failures_of(done) == []


async def test_the_order_is_kept_where_that_is_asked_for() -> None:
    fields = _THERE | {"keep_order": True}
    turned = fields | {"destinations": _THERE["destinations"][::-1]}

    orders = [
        [city.id for city in (await planned(**asked)).state["plan"].frame.cities]
        for asked in (fields, turned)
    ]
    assert orders == [["xian", "chengdu"], ["chengdu", "xian"]]


async def test_a_trip_one_way_ends_in_its_last_city() -> None:
    plan = (await planned(**_THERE, one_way=True)).state["plan"]

    assert journeys_of(plan)[-1][1] == plan.frame.cities[-1].id
    assert len(plan.frame.journeys) == 2


async def test_of_a_country_as_many_cities_are_seen_as_wished() -> None:
    done = await planned(origin="london", destinations=[{"name": "Japan", "cities": 2}],
                         day_count=8)  # fmt: skip

    assert {city.id for city in done.state["plan"].frame.cities} == {"tokyo", "kyoto"}


async def test_more_cities_of_a_country_than_are_known_is_said() -> None:
    done = await planned(destinations=[{"name": "Japan", "cities": 5}], day_count=6)

    assert "too_few_cities" in codes_of(done)
    assert len(done.state["plan"].frame.cities) == 2


async def test_nights_are_spent_as_they_were_wished() -> None:
    wished = [{"name": "xian", "nights": 2}, {"name": "chengdu", "nights": 3}]
    plan = (await planned(origin="shanghai", destinations=wished)).state["plan"]

    assert {stay.city.id: stay.nights for stay in plan.frame.stays} == {"xian": 2, "chengdu": 3}
    assert plan.brief.day_count == 6


def an_island() -> MemoryCatalogue:
    """Return Xi'an and Chengdu without a single journey between them or from anywhere."""
    cities = [city_of(city_id) for city_id in ("chengdu", "shanghai", "xian")]
    return MemoryCatalogue(cities, [p for city in cities for p in places_of(city.id)])


async def test_cities_no_journey_leads_to_are_left_out_and_named() -> None:
    done = await planned(an_island(), **_THERE)

    plan = done.state["plan"]
    assert journeys_of(plan) == []
    assert len(plan.frame.cities) == 1
    assert codes_of(done)
    assert all(stop.place for stop in plan.stops())


async def test_somewhere_nobody_knows_is_left_out_and_the_rest_is_planned() -> None:
    done = await planned(origin="Atlantis", destinations=[{"name": "Avalon"}, {"name": "Xi'an"}])

    assert codes_of(done) == ["unknown_destination", "unknown_origin"]
    assert [city.id for city in done.state["plan"].frame.cities] == ["xian"]
    assert journeys_of(done.state["plan"]) == []


async def test_a_budget_that_nothing_meets_is_said_with_the_nearest_plan() -> None:
    done = await planned(**_THERE, budget=30_000)

    (told,) = [one for one in done.state["understood"].obstacles if one.code == "over_budget"]
    assert told.numbers["asked_minor"] == 30_000
    assert told.numbers["difference_minor"] == told.numbers["least_minor"] - 30_000
    assert told.numbers["least"] in told.message
    (budget,) = [check for check in done.state["report"].checks if check.code == "budget"]
    assert not budget.passed
    assert budget.numbers["cost_minor"] > told.numbers["least_minor"] > 30_000
    assert all(stop.place or stop.journey for stop in done.state["plan"].stops())


async def test_no_room_is_booked_where_none_is_wanted() -> None:
    done = await planned(destination="xian", day_count=2, lodging={"rooms": 0})

    assert codes_of(done) == ["no_rooms"]
    assert sum(stop.cost for stop in done.state["plan"].stops()
               if stop.kind is SubTripKind.HOTEL) == 0  # fmt: skip


@pytest.mark.parametrize("mode", PlanMode)
async def test_the_first_day_begins_and_the_last_one_ends_where_and_when_it_was_said(
    mode: PlanMode,
) -> None:
    airport = next(place for place in places_of("xian") if place.kind is PlaceKind.AIRPORT)
    done = await planned(
        destination="xian", day_count=2, mode=mode,
        start_anchor={"place": airport.id, "time": "14:30"},
        end_anchor={"place": airport.id, "time": "16:00"},
    )  # fmt: skip

    first, last = done.state["plan"].days
    assert min(stop.start for stop in first.stops) >= 14 * 60 + 30
    assert max(stop.end for stop in last.stops) <= 16 * 60
    assert failures_of(done) == []


def spends(on: str, maximum: int) -> dict[str, Any]:
    """Return a condition about money."""
    return {"kind": "spend", "on": on, "maximum": maximum}


@pytest.mark.parametrize("mode", PlanMode)
@pytest.mark.parametrize(
    "condition",
    [
        spends("meals", 30_000),
        spends("sights", 0),
        {"kind": "places", "names": ["兵马俑", "Muslim Quarter"]},
        {"kind": "places", "names": ["大雁塔"], "match": "none"},
        {"kind": "labels", "subject": "sight", "labels": ["博物馆"], "match": "none"},
        {"kind": "labels", "subject": "restaurant", "labels": ["dumplings"]},
        {"kind": "visit_time", "place": "西安钟楼", "arrive_by": "11:00"},
        {"kind": "order", "first": "西安鼓楼", "then": "西安钟楼"},
        {"kind": "local_mode", "modes": ["taxi"], "match": "none"},
        {"kind": "link_mode", "modes": ["train"]},
        {"kind": "link_time", "leg": "return", "departs_from": "15:00"},
        {"kind": "any_of", "conditions": [spends("trip", 1), spends("sights", 20_000)]},
    ],
    ids=lambda condition: condition["kind"],
)
async def test_a_condition_that_can_be_kept_is_kept(
    mode: PlanMode, condition: dict[str, Any]
) -> None:
    done = await planned(origin="shanghai", destination="xian", day_count=3, travellers=2,
                         mode=mode, conditions=[condition])  # fmt: skip

    assert failures_of(done) == []


async def test_a_condition_about_something_nobody_knows_is_named() -> None:
    wish = {"kind": "places", "names": ["Atlantis"]}
    done = await planned(destination="xian", day_count=1, conditions=[wish])

    assert codes_of(done) == ["unknown_word"]
    assert any("Atlantis" in message for message in failures_of(done))


async def test_the_same_request_gets_the_same_trip() -> None:
    one, other = [await planned_anew(**_THERE, mode="deep", travellers=2) for _ in range(2)]

    assert one.state["plan"] == other.state["plan"]


async def test_stations_are_named_in_the_language_of_the_trip() -> None:
    chinese, english = [
        plan_out((await planned(**_THERE, language=language, no_modes=["flight"])).state["plan"])
        for language in ("zh", "en")
    ]

    def stations(plan: PlanOut) -> list[str]:
        legs = [stop.leg for day in plan.day_cards for stop in day.sub_trips if stop.leg]
        return [name for leg in legs for name in (leg.origin_name, leg.target_name)]

    assert len(stations(chinese)) == len(stations(english)) == 6
    assert not any(name.isascii() for name in stations(chinese))
    assert all(name.isascii() for name in stations(english))


async def test_one_leaves_for_an_early_journey_home_from_the_hotel() -> None:
    early = {"kind": "link_time", "leg": "return", "departs_by": "08:00"}
    done = await planned(origin="shanghai", destination="xian", day_count=3, conditions=[early])

    (first, *_) = done.state["plan"].days[-1].stops
    assert first.journey is not None
    assert first.transfer is not None
    assert first.transfer.minutes > 0


async def test_so_many_rooms_as_a_condition_asks_for_are_paid() -> None:
    one, two = [
        (await planned(destination="xian", day_count=2, travellers=2,
                       conditions=[{"kind": "room", "rooms": rooms}])).state["plan"]
        for rooms in (1, 2)
    ]  # fmt: skip

    assert [plan.brief.rooms_in(plan.hotels[0]) for plan in (one, two)] == [1, 2]


async def test_no_meal_costs_more_a_head_than_it_may() -> None:
    cap = {"kind": "spend", "on": "meals", "per": "person_meal", "maximum": 4_000}
    done = await planned(destination="xian", day_count=2, travellers=2, conditions=[cap])

    meals = [s.cost for s in done.state["plan"].stops() if s.kind is SubTripKind.MEAL]
    assert meals
    assert max(meals) <= 2 * 4_000
    assert failures_of(done) == []
