"""The second opinion of VROOM: never worse than ours, by the same rules, and clear where absent."""

import sys

import pytest
from hypothesis import given, settings

from core.planning.optimizer.problem import Problem
from core.planning.optimizer.search import solve
from core.planning.optimizer.solvers import Solver, installed
from core.planning.optimizer.solvers import solve as solve_by
from core.planning.optimizer.vroom import SolverMissingError, solve_with_vroom
from tests.bench.optimizer.towns import Town, draft_of, trip_through
from tests.planning.optimizer.checking import faults
from tests.planning.optimizer.problems import problems


@given(problems())
@settings(max_examples=20)
def test_its_plan_keeps_every_rule_and_is_never_worse(problem: Problem) -> None:
    ours = solve(problem, iterations=5)

    theirs = solve_with_vroom(problem, iterations=5, exploration=0)

    assert faults(problem, theirs) == []
    assert theirs.worth.total >= ours.worth.total
    assert theirs.iterations == 10


def test_the_same_trip_gets_the_same_plan_twice() -> None:
    trip = trip_through(Town(sights=25, restaurants=8, days=2, seed=3), keep=8000)
    draft = draft_of(trip, 3)

    first, second = (
        solve_with_vroom(trip, iterations=20, seed=1, start=draft, exploration=1) for _ in range(2)
    )

    assert first == second
    assert first.worth.total >= solve(trip, iterations=20, seed=1, start=draft).worth.total


def test_where_it_is_not_installed_the_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "vroom", None)

    with pytest.raises(SolverMissingError, match="extra 'solver'"):
        solve_with_vroom(Problem((), (), ()), iterations=1)


def test_one_function_asks_whom_it_is_told_to() -> None:
    trip = trip_through(Town(sights=20, restaurants=8, days=3, seed=3), keep=8000)

    own, beside = (solve_by(trip, solver=solver, iterations=5) for solver in Solver)

    assert own == solve(trip, iterations=5)
    assert beside == solve_with_vroom(trip, iterations=5)
    assert beside.iterations == 10


def test_a_short_trip_is_left_to_our_own_search() -> None:
    trip = trip_through(Town(sights=20, restaurants=8, days=2, seed=3), keep=8000)

    plan = solve_by(trip, solver=Solver.VROOM, iterations=5)

    assert plan == solve(trip, iterations=5)


def test_a_solver_that_is_not_installed_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [installed(solver) for solver in Solver] == [Solver.OWN, Solver.VROOM]

    monkeypatch.setitem(sys.modules, "vroom", None)

    assert installed(Solver.OWN) is Solver.OWN
    with pytest.raises(SolverMissingError, match="extra 'solver'"):
        installed(Solver.VROOM)
