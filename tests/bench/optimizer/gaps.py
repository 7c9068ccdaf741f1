"""The gap to the best known profit after some seconds of CPU, instance by instance."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from core.planning.optimizer.search import solve
from tests.bench.optimizer.solomon import Instance, read_best_known, read_instance

BUDGETS_S = (0.5, 2.0)
"""CPU-seconds of one search, set-up included."""

PROMISES = {0.5: 2.5, 2.0: 1.5}
"""Mean gap in percent that is not exceeded, by budget."""

_NO_END = 1 << 40


@dataclass(frozen=True)
class Case:
    """One instance with a number of routes, and how long it is searched."""

    instance: Instance
    routes: int
    best_known: int
    seed: int

    @property
    def name(self) -> str:
        """Return instance and routes as the best known are named."""
        return f"{self.instance.name}|{self.routes}"


@dataclass(frozen=True)
class Outcome:
    """What one search found."""

    profit: int
    gap: float
    """Percent below the best known."""
    cpu_s: float
    iterations: int


def read_cases(folder: Path, names: Sequence[str], routes: Sequence[int], seed: int) -> list[Case]:
    """Return the cases whose instance begins with one of the names; all where there is no name."""
    best_known = read_best_known(folder / "best_known.json")
    paths = sorted((folder / "solomon_100").glob("*.txt"))
    return [
        Case(read_instance(path), count, best_known[path.stem, count], seed)
        for path in paths
        if not names or path.stem.startswith(tuple(names))
        for count in routes
    ]


def measure(cases: Sequence[Case], workers: int) -> Iterator[tuple[Case, dict[float, Outcome]]]:
    """Yield each case with what was found in each budget, in order, as soon as it is known."""
    with ProcessPoolExecutor(workers) as pool:
        yield from zip(cases, pool.map(search_case, cases), strict=True)


def search_case(case: Case) -> dict[float, Outcome]:
    """Search once for each budget, from the beginning."""
    return {budget: _search(case, budget) for budget in BUDGETS_S}


def summary(found: Sequence[dict[float, Outcome]]) -> dict[str, float | int]:
    """Return the mean gap, its maximum and the number of best known reached, by budget."""
    told: dict[str, float | int] = {"n": len(found)}
    for budget in BUDGETS_S:
        gaps = [outcomes[budget].gap for outcomes in found]
        told[f"mean_gap_{budget:g}s"] = round(fmean(gaps), 3)
        told[f"max_gap_{budget:g}s"] = round(max(gaps), 2)
        told[f"hits_{budget:g}s"] = sum(gap <= 0 for gap in gaps)
    return told


def _search(case: Case, budget_s: float) -> Outcome:
    began = time.process_time()
    solution = solve(
        case.instance.problem(case.routes),
        iterations=_NO_END,
        seed=case.seed,
        should_stop=lambda: time.process_time() - began >= budget_s,
    )
    cpu_s = time.process_time() - began
    tours = [[visit.item + 1 for visit in day.visits] for day in solution.days]
    profit = case.instance.profit(tours)
    assert profit == solution.worth.total, "the solver counts otherwise than the checker"
    gap = round((1 - profit / case.best_known) * 100, 3)
    return Outcome(profit, gap, round(cpu_s, 3), solution.iterations)
