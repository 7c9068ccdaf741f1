"""Each check of a plan against the world passes where it should, and can fail."""

from collections.abc import Callable
from typing import Any

import pytest

from core.benchmarks.chinatravel.environment import (
    CHECKS,
    HOTEL_CHECKS,
    INTERCITY_CHECKS,
    LOCAL_CHECKS,
    MEAL_CHECKS,
    SIGHT_CHECKS,
    STRICT_CHECKS,
    Ground,
    failed_checks,
    failed_strict_checks,
)
from core.benchmarks.chinatravel.ways import CityWays, Mode
from core.benchmarks.chinatravel.wire import parse_plan
from core.benchmarks.chinatravel.world import World
from tests.benchmarks.chinatravel.plans import good_plan, legs
from tests.benchmarks.chinatravel.town import TOWN, a_query

Plan = dict[str, Any]
Break = Callable[[Plan, CityWays], object]


def _activity(plan: Plan, day: int, number: int) -> dict[str, Any]:
    found: dict[str, Any] = plan["itinerary"][day]["activities"][number]
    return found


def _set(day: int, number: int, **values: Any) -> Break:
    return lambda plan, _: _activity(plan, day, number).update(values)


def _leg(day: int, number: int, leg: int, **values: Any) -> Break:
    return lambda plan, _: _activity(plan, day, number)["transports"][leg].update(values)


def _drop(day: int, number: int) -> Break:
    return lambda plan, _: plan["itinerary"][day]["activities"].pop(number)


def _add(day: int, at: int, **values: Any) -> Break:
    def add(plan: Plan, ways: CityWays) -> None:
        before = _activity(plan, day, at - 1)["position"]
        end = _activity(plan, day, at - 1)["end_time"]
        minute = int(end[:2]) * 60 + int(end[3:])
        way = legs(ways, before, values["position"], Mode.WALK, minute)
        values["transports"] = [] if before == values["position"] else way
        plan["itinerary"][day]["activities"].insert(at, values)

    return add


def _both(*breaks: Break) -> Break:
    def apply(plan: Plan, ways: CityWays) -> None:
        for one in breaks:
            one(plan, ways)

    return apply


def _ground(world: World, ways: CityWays) -> Ground:
    return Ground(world, world.city(TOWN), ways, a_query())


def _failed(world: World, ways: CityWays, change: Break) -> tuple[list[str], list[str]]:
    plan = good_plan(ways)
    change(plan, ways)
    parsed, ground = parse_plan(plan), _ground(world, ways)
    return failed_checks(ground, parsed), failed_strict_checks(ground, parsed)


def test_there_are_25_checks_and_a_good_plan_fails_none_of_them_nor_the_strict_ones(
    world: World, ways: CityWays
) -> None:
    assert len(CHECKS) == len(set(CHECKS)) == 25
    assert _failed(world, ways, lambda _plan, _ways: None) == ([], [])


_SOUP = {"price": 30, "cost": 60}
BREAKS: list[tuple[str, Break, list[str]]] = [
    ("no train home", _drop(1, 2), list(INTERCITY_CHECKS)),
    ("unknown train", _set(0, 0, TrainID="T8"), list(INTERCITY_CHECKS[1:])),
    ("train of other stations", _set(0, 0, start="上海东站"), list(INTERCITY_CHECKS[1:])),
    ("train at another time", _set(0, 0, start_time="07:05"), ["intercity_facts"]),
    ("train at another price", _set(1, 2, price=100, cost=200), ["intercity_facts"]),
    ("train paid once", _set(0, 0, cost=100.5), ["intercity_cost"]),
    ("unknown sight", _set(0, 1, position="Castle"), [*SIGHT_CHECKS, "space_connected"]),
    ("way to nowhere", _leg(0, 2, 0, end="Castle"), [*LOCAL_CHECKS, "space_connected"]),
    ("sight still closed", _set(1, 1, start_time="08:59"), ["sight_open", "time_order"]),
    ("sight already closed", _set(1, 1, end_time="17:01"), ["sight_open"]),
    (
        "sight twice",
        _add(1, 2, type="attraction", position="Rose Garden", start_time="11:10", end_time="11:50",
             price=0, cost=0, tickets=2),
        ["sight_once"],
    ),
    ("sight at another price", _set(0, 1, price=29, cost=58), ["sight_price"]),
    ("sight paid once", _set(0, 1, cost=30.5), ["sight_cost"]),
    ("unknown hotel", _set(0, 3, position="Palace"), [*HOTEL_CHECKS, "space_connected"]),
    ("hotel at the price of its second row", _set(0, 3, price=999, cost=999), ["hotel_facts"]),
    ("hotel with other beds", _set(0, 3, room_type=1), ["hotel_facts"]),
    ("hotel room unpaid", _set(0, 3, rooms=2), ["hotel_cost"]),
    ("unknown restaurant", _set(0, 2, position="Diner"), [*MEAL_CHECKS, "space_connected"]),
    ("restaurant still closed", _set(0, 2, start_time="09:50"), ["meal_open", "time_order"]),
    (
        "restaurant twice",
        _add(0, 3, type="dinner", position="Noodle House", start_time="17:00", end_time="18:00",
             price=25, cost=50),
        ["meal_once"],
    ),
    ("meal at another price", _set(0, 2, price=24.5, cost=49), ["meal_price"]),
    ("meal paid once", _set(0, 2, cost=25), ["meal_cost"]),
    ("lunch at three", _set(0, 2, start_time="14:00", end_time="15:00"), ["meal_time"]),
    ("dinner at noon", _set(0, 2, type="dinner"), ["meal_time"]),
    ("breakfast at nine", _set(1, 0, start_time="09:00", end_time="09:30"), ["meal_time"]),
    ("breakfast in the hotel paid", _set(1, 0, price=9, cost=18), ["meal_price"]),
    ("breakfast nowhere", _set(1, 0, position="Castle"), [*MEAL_CHECKS, "space_connected"]),
    ("leg to another station", _leg(1, 2, 0, end="North-地铁站"), ["local_known"]),
    ("leg at another time", _leg(0, 2, 0, end_time="11:50"), ["local_facts"]),
    ("leg at another price", _leg(0, 1, 0, price=11, cost=11), ["local_facts"]),
    ("leg of another length", _leg(0, 2, 0, distance=1.0), ["local_facts"]),
    ("metro paid once", _leg(1, 2, 1, cost=3), ["local_cost"]),
    ("metro without tickets", _leg(1, 2, 1, tickets=None), ["local_cost"]),
    ("walk that costs", _leg(0, 2, 0, cost=2), ["local_cost"]),
    ("two legs", lambda plan, _: _activity(plan, 1, 2)["transports"].pop(),
     [*LOCAL_CHECKS, "space_connected"]),
    ("activity of no length", _set(0, 2, end_time="12:00"), ["time_order"]),
    ("begun before arrival", _set(0, 2, start_time="11:41"), ["time_order"]),
    ("no way between", _set(0, 2, transports=[]), ["space_connected"]),
    ("way from elsewhere", lambda plan, ways: _activity(plan, 0, 2).update(
        transports=legs(ways, "Rose Garden", "Noodle House", Mode.WALK, 690)), ["space_connected"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "failed"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS]
)
def test_a_broken_plan_fails_what_it_breaks_and_no_more(
    change: Break, failed: list[str], world: World, ways: CityWays
) -> None:
    found, _ = _failed(world, ways, change)

    assert found == [name for name in CHECKS if name in failed]


def test_a_trip_of_several_days_without_any_hotel_lacks_one(world: World, ways: CityWays) -> None:
    def walk_on(plan: Plan, ways: CityWays) -> None:
        plan["itinerary"][0]["activities"].pop()
        plan["itinerary"][1]["activities"].pop(0)
        _activity(plan, 1, 0)["transports"] = legs(
            ways, "Noodle House", "Rose Garden", Mode.WALK, 540
        )

    found, strict = _failed(world, ways, walk_on)

    assert found == ["hotel_present"]
    assert strict == ["night_without_hotel"]


def test_every_check_has_a_plan_that_fails_it() -> None:
    broken = {name for _, _, names in BREAKS for name in names} | {"hotel_present"}

    assert broken == set(CHECKS) - {"time_given"}, "times are given by the format itself"


STRICT: list[tuple[str, Break, list[str]]] = [
    ("two activities at once", _set(0, 1, start_time="09:50", end_time="11:45"), ["overlap"]),
    (
        "on the way before the visit ends",
        lambda plan, ways: _activity(plan, 0, 2).update(
            transports=legs(ways, "Old Tower", "Noodle House", Mode.WALK, 11 * 60 + 20)
        ),
        ["overlap"],
    ),
    (
        "train of the next day",
        _set(0, 0, TrainID="T9", start_time="11:38", end_time="12:01", price=20.0, cost=40.0),
        ["overlap", "next_day"],
    ),
    ("another number of people", lambda plan, _: plan.update(people_number=3), ["frame"]),
    ("days out of order", lambda plan, _: plan["itinerary"][1].update(day=3), ["frame"]),
]


@pytest.mark.parametrize(
    ("change", "failed"), [row[1:] for row in STRICT], ids=[row[0] for row in STRICT]
)
def test_what_the_published_rules_let_pass_fails_the_strict_ones(
    change: Break, failed: list[str], world: World, ways: CityWays
) -> None:
    found, strict = _failed(world, ways, change)

    assert found == []
    assert strict == failed


def test_every_strict_check_has_a_plan_that_fails_it() -> None:
    broken = {name for _, _, names in STRICT for name in names} | {"night_without_hotel"}

    assert broken == set(STRICT_CHECKS)
