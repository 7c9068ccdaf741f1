"""Cities that no direct way joins: where one changes, and what is said where nothing leads."""

from typing import Any

import pytest

from core.planning.domain import Plan
from core.planning.reasons import reason_for_journey
from core.planning.wire import plan_out
from core.schemas.exports import FileLeg
from core.schemas.links import LegOut, LinkMode
from core.schemas.plans import Obstacle, PlanMode
from tests.support.planner import Watched
from tests.support.worlds import planned

_SPRING = "2027-04-05"
_FAR: dict[str, Any] = {
    "origin": "xian",
    "destination": "rome",
    "day_count": 6,
    "start_date": _SPRING,
}
_ISLAND: dict[str, Any] = {
    "origin": "shanghai",
    "destination": "rome",
    "day_count": 5,
    "start_date": _SPRING,
    "no_modes": ["flight"],
}
_SEARCHES = ("planner_polish", "planner_repair", "planner_rescue")


def legs_of(plan: Plan) -> list[LegOut]:
    """Return the journeys of a plan as they go over the wire."""
    days = plan_out(plan).day_cards
    return [stop.leg for day in days for stop in day.sub_trips if stop.leg is not None]


def obstacles_of(done: Watched) -> list[Obstacle]:
    """Return what could not be had."""
    return list(done.state["understood"].obstacles)


@pytest.mark.parametrize("mode", PlanMode)
async def test_where_no_direct_way_leads_one_changes_and_every_check_holds(mode: PlanMode) -> None:
    done = await planned(**_FAR, mode=mode)

    there, back = legs_of(done.state["plan"])
    assert (there.origin_city_id, there.target_city_id) == ("xian", "rome")
    assert (back.origin_city_id, back.target_city_id) == ("rome", "xian")
    assert there.change is not None
    assert back.change is not None
    assert done.state["report"].passed
    assert obstacles_of(done) == []


@pytest.mark.parametrize(
    ("language", "named", "told"),
    [
        ("en", "Xi'an → Rome via {hub}", "to {hub} and, after"),
        ("zh", "西安 → 罗马（经{hub}）", "到{hub}"),
    ],
)
async def test_where_one_changes_is_told_in_the_language_of_the_trip(
    language: str, named: str, told: str
) -> None:
    done = await planned(**_FAR, mode=PlanMode.FAST, language=language)

    plan = done.state["plan"]
    leg = legs_of(plan)[0]
    stop = next(stop for stop in plan.stops() if stop.journey is not None)
    assert leg.change is not None
    assert stop.journey is not None
    assert stop.named == named.format(hub=leg.change.name)
    assert told.format(hub=leg.change.name) in reason_for_journey(plan.brief, stop.journey.link)


async def test_what_is_ruled_out_is_used_on_neither_half() -> None:
    free = await planned(origin="suzhou", destination="london", day_count=6)
    banned = await planned(origin="suzhou", destination="london", day_count=6, no_modes=["train"])

    assert {mode for leg in legs_of(free.state["plan"]) for mode in _modes(leg)} == {
        LinkMode.TRAIN,
        LinkMode.FLIGHT,
    }
    assert {mode for leg in legs_of(banned.state["plan"]) for mode in _modes(leg)} == {
        LinkMode.FLIGHT
    }
    assert banned.state["report"].passed


async def test_a_condition_on_the_ways_to_travel_holds_for_both_halves() -> None:
    condition = {"kind": "link_mode", "match": "none", "modes": ["train"]}
    done = await planned(origin="suzhou", destination="london", day_count=6, conditions=[condition])

    assert {mode for leg in legs_of(done.state["plan"]) for mode in _modes(leg)} == {
        LinkMode.FLIGHT
    }
    assert done.state["report"].passed


async def test_a_leg_with_a_change_is_a_leg_of_a_file() -> None:
    done = await planned(**_FAR, mode=PlanMode.FAST)

    for leg in legs_of(done.state["plan"]):
        assert FileLeg.model_validate_json(leg.model_dump_json()).change is not None


@pytest.mark.parametrize("mode", PlanMode)
async def test_where_only_what_is_ruled_out_leads_that_is_said_once_for_each_way(
    mode: PlanMode,
) -> None:
    done = await planned(**_ISLAND, mode=mode)

    told = obstacles_of(done)
    assert [(one.code, one.numbers["origin"], one.numbers["date"]) for one in told] == [
        ("ruled_out", "Shanghai", _SPRING),
        ("ruled_out", "Rome", "2027-04-09"),
    ]
    assert told[0].message == (
        "From Shanghai to Rome on 5 April 2027 one gets only by plane, which was ruled out; "
        "that journey is not planned"
    )


async def test_where_nothing_leads_it_is_not_said_that_anything_was_asked_for() -> None:
    done = await planned(**_ISLAND, language="zh", mode=PlanMode.FAST)

    assert all("飞机" in one.message and "上海" in one.message for one in obstacles_of(done))
    assert "no_journeys" not in {one.code for one in obstacles_of(done)}


@pytest.mark.parametrize("mode", PlanMode)
async def test_what_no_choice_of_places_mends_is_searched_for_only_once(mode: PlanMode) -> None:
    done = await planned(**_ISLAND, mode=mode)

    steps = [trace.name for trace in done.journal.traces]
    searched = [name for name in steps if name in _SEARCHES]
    assert searched == ["planner_polish" if mode is PlanMode.DEEP else "planner_repair"]
    assert "planner_fallback" not in steps
    failed = {check.code for check in done.state["report"].checks if not check.passed}
    assert failed == {"begins_at_origin", "ends_at_origin"}


def _modes(leg: LegOut) -> set[LinkMode]:
    change = leg.change
    return {change.first_mode, change.then_mode} if change else {leg.mode}
