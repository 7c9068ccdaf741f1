"""Which search finds a plan: one function, whoever answers."""

from collections.abc import Sequence
from enum import StrEnum

from core.planning.optimizer import search
from core.planning.optimizer.problem import Problem, Solution, Stop
from core.planning.optimizer.vroom import find_vroom, solve_with_vroom

_SEVERAL_DAYS = 3
"""For shorter trips nobody is better than our own search."""


class Solver(StrEnum):
    """Who is asked for a plan."""

    OWN = "own"
    VROOM = "vroom"
    """Our own search, and on trips of several days VROOM between two of its runs."""


def installed(solver: Solver) -> Solver:
    """Return a solver that can be asked.

    Raises:
        SolverMissingError: VROOM is wanted and the extra `solver` is not installed.
    """
    if solver is Solver.VROOM:
        find_vroom()
    return solver


def solve(
    problem: Problem,
    *,
    solver: Solver = Solver.OWN,
    iterations: int,
    seed: int = 0,
    start: Sequence[Sequence[Stop]] | None = None,
    wall_s: float | None = None,
) -> Solution:
    """Return the best plan found; arguments as of `search.solve`.

    Raises:
        SolverMissingError: VROOM is wanted and the extra `solver` is not installed.
    """
    several = len(problem.days) >= _SEVERAL_DAYS
    ask = solve_with_vroom if solver is Solver.VROOM and several else search.solve
    return ask(problem, iterations=iterations, seed=seed, start=start, wall_s=wall_s)
