"""Run queries of a benchmark one by one, and keep of each what came out and how long it took.

Planning and scoring are apart: `load` gives values that hold nothing but what the planner may see,
and `score` reads the labels itself, after the last plan is made.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeVar

from core.kernel.errors import AppError
from core.schemas.plans import PlanMode

Tell = Callable[[str], None]
"""Told a line of progress."""


class Given(StrEnum):
    """What of a query the planner is given."""

    TEXT = "text"
    """The words alone."""
    FIELDS = "fields"
    """What the benchmark says the words mean."""


class BenchmarkError(ValueError):
    """The benchmark cannot be run so: a folder, a split or a way to ask that is not there."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan in the benchmark's own form, and what was understood of the words, to be compared.

    `notes` go into the file beside the plan.
    """

    plan: Any
    read: Any = None
    notes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one query; `plan` is None where none was delivered, `error` says why."""

    id: str
    plan: Any
    read: Any
    latency_ms: float
    error: str | None = None
    notes: Mapping[str, Any] | None = None


Q = TypeVar("Q")


class Benchmark(Protocol[Q]):
    """One benchmark: where its queries come from, and what its answers look like."""

    @property
    def name(self) -> str:
        """Return the name of the benchmark."""
        ...

    @property
    def gives(self) -> tuple[Given, ...]:
        """Return what its queries can be asked with."""
        ...

    def load(self, data: Path, split: str, given: Given) -> Sequence[Q]:
        """Return the queries of a split, with nothing in them the planner may not see.

        Raises:
            BenchmarkError: The folder or the split is not there, or is no such thing.
        """
        ...

    def id_of(self, query: Q) -> str:
        """Return what the benchmark calls a query."""
        ...

    async def solve(self, query: Q, mode: PlanMode) -> Solved:
        """Plan for one query.

        Raises:
            AppError: There is no plan.
        """
        ...

    def row(self, query: Q, outcome: Outcome) -> Mapping[str, Any]:
        """Return the line of the file of plans, in the benchmark's own output format."""
        ...

    async def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """Return every metric of these plans; the first place where labels are read."""
        ...


async def run(
    benchmark: Benchmark[Q],
    queries: Sequence[Q],
    mode: PlanMode,
    *,
    out: Path | None = None,
    tell: Tell | None = None,
) -> list[Outcome]:
    """Plan for every query, in order; each line is in the file as soon as its plan is made."""
    outcomes = []
    with _opened(out) as file:
        for number, query in enumerate(queries, start=1):
            outcome = await _solve(benchmark, query, mode)
            outcomes.append(outcome)
            if file is not None:
                line = json.dumps(benchmark.row(query, outcome), ensure_ascii=False)
                file.write(line + "\n")
                file.flush()
            if tell is not None:
                tell(_progress(number, len(queries), outcome))
    return outcomes


def _opened(out: Path | None) -> AbstractContextManager[TextIO | None]:
    if out is None:
        return nullcontext()
    out.parent.mkdir(parents=True, exist_ok=True)
    return out.open("w", encoding="utf-8")


async def _solve(benchmark: Benchmark[Q], query: Q, mode: PlanMode) -> Outcome:
    name, began = benchmark.id_of(query), time.perf_counter()
    try:
        solved = await benchmark.solve(query, mode)
    except AppError as error:
        return Outcome(name, None, None, _since(began), f"{type(error).__name__}: {error}")
    except Exception as error:  # a fault of ours costs this query, not the run, and is shown
        return Outcome(name, None, None, _since(began), f"fault: {error!r}")
    return Outcome(name, solved.plan, solved.read, _since(began), notes=solved.notes)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


def _progress(number: int, total: int, outcome: Outcome) -> str:
    end = outcome.error or ("planned" if outcome.plan is not None else "no plan")
    return f"[{number}/{total}] {outcome.id}: {end} ({outcome.latency_ms:.0f} ms)"


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines.

    Raises:
        BenchmarkError: There is no such file, or a line is no object.
    """
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            rows.append(_object(line, f"{path.name}, line {number}"))
    return rows


def object_of(path: Path) -> dict[str, Any]:
    """Return the object of a JSON file.

    Raises:
        BenchmarkError: There is no such file, or it holds no object.
    """
    return _object(_text(path), path.name)


def no_such_split(path: Path) -> BenchmarkError:
    """Return the error that a split's file is not there, with those that are."""
    found = sorted(each.stem for each in path.parent.glob(f"*{path.suffix}"))
    return BenchmarkError(
        f"There is no split {path.stem!r} in {str(path.parent)!r}; there are: "
        f"{', '.join(found) or 'none'}."
    )


def _text(path: Path) -> str:
    if not path.parent.is_dir():
        raise BenchmarkError(f"There is no folder {str(path.parent)!r}.")
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise no_such_split(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path.name} cannot be read: {error}") from error


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise BenchmarkError(f"{where}: no JSON: {error.msg}") from error
    if not isinstance(found, dict):
        raise BenchmarkError(f"{where}: no object")
    return found
