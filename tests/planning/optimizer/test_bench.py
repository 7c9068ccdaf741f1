"""The driver of `make bench-optimizer`: instances are read as the literature does, faults found."""

from pathlib import Path

import pytest

from core.planning.optimizer.search import solve
from tests.bench.optimizer import gaps
from tests.bench.optimizer.solomon import Instance, Place, read_instance
from tests.bench.optimizer.towns import Town, draft_of, trip_through
from tests.planning.optimizer.checking import faults
from tests.support.data import data_or_skip

_TEXT = """4 1 3 1
0 200
  0 0.00 0.00 0.00 0.00 0 0 0 100
  1 3.00 4.00 10.00 7.00 1 1 1 0 60
  2 1.00 1.00 5.00 2.00 1 1 1 10 20
"""


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """Return an instance of a depot and two places."""
    (tmp_path / "small.txt").write_text(_TEXT)
    return read_instance(tmp_path / "small.txt")


def test_times_and_distances_are_tenths_rounded_down(instance: Instance) -> None:
    assert instance.places[2] == Place(1, 1, stay=50, profit=2, opens=100, closes=200)
    assert (instance.way(0, 1), instance.way(0, 2)) == (50, 14)


def test_the_problem_of_an_instance_is_solved_to_its_best(instance: Instance) -> None:
    solution = solve(instance.problem(1), iterations=20)

    tours = [[visit.item + 1 for visit in day.visits] for day in solution.days]
    assert instance.profit(tours) == solution.worth.total == 9


@pytest.mark.parametrize(
    ("tours", "said"),
    [([[1], [1]], "visited twice"), ([[0]], "depot"), ([[2, 1, 1]], "twice")],
)
def test_the_checker_refuses_what_is_no_tour(
    instance: Instance, tours: list[list[int]], said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        instance.profit(tours)


def test_the_checker_refuses_a_tour_that_comes_too_late() -> None:
    late = Instance("late", (Place(0, 0, 0, 0, 0, 1000), Place(30, 40, 0, 5, 0, 499)))

    with pytest.raises(AssertionError, match="too late"):
        late.profit([[1]])


def test_a_broken_promise_is_told() -> None:
    outcome = gaps.Outcome(profit=90, gap=10.0, cpu_s=0.5, iterations=3)

    told = gaps.summary([dict.fromkeys(gaps.BUDGETS_S, outcome)])

    assert told["n"] == 1
    assert all(told[f"mean_gap_{budget:g}s"] > most for budget, most in gaps.PROMISES.items())


def test_a_published_instance_is_solved_near_its_best_in_few_rounds() -> None:
    (case,) = gaps.read_cases(data_or_skip("orienteering"), ["r101"], [2], seed=1)

    solution = solve(case.instance.problem(case.routes), iterations=300, seed=case.seed)

    tours = [[visit.item + 1 for visit in day.visits] for day in solution.days]
    assert case.instance.profit(tours) >= 0.97 * case.best_known


@pytest.mark.parametrize("seed", [0, 1])
def test_a_careless_draft_of_a_trip_becomes_a_plan_that_keeps_every_rule(seed: int) -> None:
    trip = trip_through(Town(sights=30, restaurants=10, days=3, seed=seed), keep=8000)
    draft = draft_of(trip, seed)

    mended = solve(trip, iterations=60, seed=1, start=draft)

    wanted = {stop.item for day in draft for stop in day}
    there = {visit.item for day in mended.days for visit in day.visits}
    assert faults(trip, mended) == []
    assert mended.unfilled == ()
    assert len(wanted & there) >= 0.8 * len(wanted)
