"""What holds of every plan the search returns, whatever the problem."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.optimizer.plans import judge
from core.planning.optimizer.problem import Problem
from core.planning.optimizer.search import solve
from tests.planning.optimizer.checking import faults
from tests.planning.optimizer.problems import problems, starts

_SEEDS = st.integers(0, 3)


@given(problems(), _SEEDS, st.sampled_from([0, 1, 20, 60]))
@settings(max_examples=100)
def test_every_plan_keeps_every_rule(problem: Problem, seed: int, iterations: int) -> None:
    solution = solve(problem, iterations=iterations, seed=seed)

    assert faults(problem, solution) == []
    assert solution.iterations == iterations
    assert not solution.truncated


@given(st.data(), problems())
@settings(max_examples=100)
def test_every_plan_made_from_another_keeps_every_rule(
    data: st.DataObject, problem: Problem
) -> None:
    start = data.draw(starts(problem))

    solution = solve(problem, iterations=10, start=start)

    assert faults(problem, solution) == []
    assert solution.worth == judge(problem, solution.days, start)
