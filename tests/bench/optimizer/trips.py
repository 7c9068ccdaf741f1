"""Trips through made-up towns: speed, meals, tight money, repair of a careless draft, regret."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from core.planning.optimizer.problem import POINTS, Problem, Solution, Stop
from core.planning.optimizer.search import solve
from tests.bench.optimizer.towns import Town, draft_of, trip_through
from tests.planning.optimizer.checking import faults

ITERATIONS = 300
REPAIR_ITERATIONS = 150
LONG_RUN = 5000
KEEP = 160 * POINTS
"""What a pick of the draft is worth beside its taste; the share kept is told, not promised."""

SIZES = {"60_3": (60, 15, 3), "150_7": (150, 30, 7)}
"""Sights, restaurants and days by name."""

TOWNS = 6
"""Made-up towns of each size."""

PROMISES: dict[str, float] = {
    "cpu_s_60_3": 0.5,
    "cpu_s_150_7": 0.8,
    "meals_missing": 0,
    "meals_missing_tight": 0,
    "plans_broken": 0,
    "repair_cpu_s_60_3": 0.3,
    "regret_percent": 3,
}
"""Most of each figure; CPU-seconds are means over the towns."""


@dataclass(frozen=True)
class Run:
    """One solution and what it took."""

    solution: Solution
    cpu_s: float
    broken: bool
    """True where it breaks a rule of its problem."""


def measure(write: Callable[[str], object]) -> dict[str, float]:
    """Return the figures; a line for each size is written as it is known."""
    figures: dict[str, float] = {}
    runs: list[Run] = []
    tight: list[Run] = []
    kept: list[float] = []
    for name, size in SIZES.items():
        trips = [trip_through(Town(*size, seed)) for seed in range(TOWNS)]
        quick = [_run(trip, ITERATIONS) for trip in trips]
        poor = [_run(_with_just_enough(trip), ITERATIONS) for trip in trips]
        drafts = [draft_of(trip, seed) for seed, trip in enumerate(trips)]
        mended = [_repaired(trip, draft) for trip, draft in zip(trips, drafts, strict=True)]
        kept += [_kept(draft, run) for draft, run in zip(drafts, mended, strict=True)]
        figures[f"cpu_s_{name}"] = _mean_cpu_s(quick)
        figures[f"repair_cpu_s_{name}"] = _mean_cpu_s(mended)
        runs += [*quick, *mended]
        tight += poor
        write(f"{name}: {figures[f'cpu_s_{name}']} s, repair {figures[f'repair_cpu_s_{name}']} s\n")
    figures["meals_missing"] = sum(len(run.solution.unfilled) for run in runs)
    figures["meals_missing_tight"] = sum(len(run.solution.unfilled) for run in tight)
    figures["plans_broken"] = sum(run.broken for run in [*runs, *tight])
    figures["repair_kept_percent"] = round(100 * fmean(kept), 2)
    figures["regret_percent"] = _regret(SIZES["60_3"])
    return figures


def _run(problem: Problem, iterations: int, seed: int = 1, **start: object) -> Run:
    began = time.process_time()
    solution = solve(problem, iterations=iterations, seed=seed, **start)  # type: ignore[arg-type]
    cpu_s = time.process_time() - began
    return Run(solution, cpu_s, bool(faults(problem, solution)))


def _mean_cpu_s(runs: Sequence[Run]) -> float:
    return round(fmean(run.cpu_s for run in runs), 3)


def _with_just_enough(problem: Problem) -> Problem:
    """Return the trip with money for the cheapest meals and a twentieth more."""
    prices = sorted(item.uses[0] for item in problem.items if item.roles != (None,))
    meals = sum(len(day.slots) for day in problem.days)
    return replace(problem, caps=(sum(prices[:meals]) * 21 // 20,))


def _repaired(problem: Problem, draft: Sequence[Sequence[Stop]]) -> Run:
    weights = replace(problem.weights, keep=KEEP, keep_day=KEEP // 4)
    return _run(replace(problem, weights=weights), REPAIR_ITERATIONS, start=draft)


def _kept(draft: Sequence[Sequence[Stop]], run: Run) -> float:
    """Return the share of the draft's picks that are still in the plan."""
    wanted = {stop.item for day in draft for stop in day}
    there = {visit.item for day in run.solution.days for visit in day.visits}
    return len(wanted & there) / len(wanted)


def _regret(size: tuple[int, int, int]) -> float:
    """Return how far below long runs the quick ones are, in percent of what is not meals."""
    lost: list[float] = []
    for seed in range(TOWNS):
        trip = trip_through(Town(*size, seed))
        quick, long = (_run(trip, rounds).solution.worth for rounds in (ITERATIONS, LONG_RUN))
        lost.append(1 - (quick.total - quick.slots) / (long.total - long.slots))
    return round(100 * fmean(lost), 2)
