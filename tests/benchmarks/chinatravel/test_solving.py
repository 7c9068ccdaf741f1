"""Plans of the product's planner in the benchmark's format, and what happens where they fail."""

from pathlib import Path

import pytest

from core.benchmarks.chinatravel.loading import load_world
from core.benchmarks.chinatravel.scoring import Scorer
from core.benchmarks.chinatravel.solving import Solver
from core.benchmarks.chinatravel.words import Trip
from core.benchmarks.chinatravel.world import World
from core.kernel.errors import AppError
from core.schemas.conditions import (
    Condition,
    LabelsCondition,
    Match,
    PlacesCondition,
    SpendCondition,
    SpendOn,
    Subject,
)
from core.schemas.plans import PlanMode
from tests.benchmarks.chinatravel import town
from tests.benchmarks.chinatravel.town import HOME, TOWN, a_query


@pytest.fixture(scope="module")
def solver(world: World) -> Solver:
    return Solver(world)


def _trip(*conditions: Condition, days: int = 2) -> Trip:
    return Trip(HOME, TOWN, days, 2, conditions)


@pytest.mark.parametrize(
    "asked",
    [
        _trip(),
        _trip(days=1),
        _trip(days=3),
        _trip(PlacesCondition(subject=Subject.SIGHT, names=["Far Wall"])),
        _trip(LabelsCondition(subject=Subject.RESTAURANT, labels=["duck"], match=Match.NONE)),
        _trip(SpendCondition(on=SpendOn.TRIP, maximum=80_000)),
        _trip(SpendCondition(on=SpendOn.TRIP, maximum=100)),
        "当前位置上海。我们两个人想去北京玩2天，预算1500元，想去Rose Garden看看。",
    ],
)
@pytest.mark.parametrize("mode", list(PlanMode))
async def test_every_plan_that_is_delivered_keeps_the_rules_of_the_world(
    asked: Trip | str, mode: PlanMode, solver: Solver, world: World
) -> None:
    answer = await solver.solve(asked, mode)

    verdict = Scorer(world).judge(a_query(days=answer.trip.days), answer.plan)
    assert (verdict.format_error, verdict.environment, verdict.strict) == ("", (), ())


async def test_a_raw_plan_is_the_planners_own_however_bad_it_is(world: World) -> None:
    free = _trip(SpendCondition(on=SpendOn.TRIP, maximum=100))

    answer = await Solver(world, repair=False).solve(free, PlanMode.FAST)

    assert not answer.notes["passed"]


async def test_words_and_fields_of_the_same_trip_are_understood_alike(solver: Solver) -> None:
    read = await solver.solve("当前位置上海。我们两个人想去北京玩两天，预算1500元。", PlanMode.DEEP)
    budget = SpendCondition(on=SpendOn.TRIP, maximum=150_000)

    assert read.trip == _trip(budget)


async def test_the_same_query_gives_the_same_plan(solver: Solver) -> None:
    asked = _trip(LabelsCondition(subject=Subject.SIGHT, labels=["tower"]))

    plans = [(await solver.solve(asked, PlanMode.DEEP)).plan for _ in range(2)]

    assert plans[0] == plans[1]


@pytest.mark.parametrize("asked", [_trip(days=0), "随便写几个字", Trip(TOWN, HOME, 2, 2, ())])
async def test_what_cannot_be_planned_is_refused(asked: Trip | str, solver: Solver) -> None:
    with pytest.raises((AppError, ValueError)):
        await solver.solve(asked, PlanMode.DEEP)


async def test_who_arrives_so_late_that_the_day_is_over_in_bed_has_a_night_of_that_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [("T8", "上海站", "北京站", "20:00", "23:55", 3.92, 100.5)]
    monkeypatch.setattr(town, "TRAINS_THERE", late)
    monkeypatch.setattr(town, "FLIGHTS", [row for row in town.FLIGHTS if row[1] == "北京机场"])

    answer = await Solver(load_world(town.write_town(tmp_path))).solve(_trip(), PlanMode.DEEP)

    first = answer.plan["itinerary"][0]["activities"]
    clocks = [one["start_time"] for one in (*first, *first[-1]["transports"])]
    assert [one["type"] for one in first] == ["train", "accommodation"]
    assert first[-1]["start_time"] == "24:00"
    assert max(clocks) == "24:00"
