"""ChinaTravel as a benchmark that can be run: load, solve, write, score."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from core.benchmarks.chinatravel.agreement import missing
from core.benchmarks.chinatravel.asking import understand
from core.benchmarks.chinatravel.loading import DatabaseError, load_world
from core.benchmarks.chinatravel.queries import Query, QueryError, read_queries, read_sentences
from core.benchmarks.chinatravel.scoring import Scorer, Verdict, score
from core.benchmarks.chinatravel.solving import Solver
from core.benchmarks.chinatravel.words import Trip
from core.benchmarks.chinatravel.world import World
from core.benchmarks.report import percent
from core.benchmarks.running import BenchmarkError, Given, Outcome, Solved, no_such_split
from core.schemas.plans import PlanMode

_FAILURES_SHOWN = 100

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ask:
    """What the planner may know of a query: its words, or the trip that its constraints mean."""

    uid: str
    text: str | None = None
    trip: Trip | None = None
    unknown: tuple[str, ...] = ()


class ChinaTravel:
    """The benchmark: one city, there and back, as a query's words or constraints have it.

    Without `repair` a plan stays as the model made it, whatever the product's checks say of it.
    """

    name = "chinatravel"
    gives = (Given.TEXT, Given.FIELDS)

    def __init__(self, *, repair: bool = True) -> None:
        self._repair = repair
        self._solver: Solver | None = None

    def load(self, data: Path, split: str, given: Given) -> Sequence[Ask]:
        """Return the queries of a split, in order, and keep the world they are about.

        Raises:
            BenchmarkError: The folder or the split is missing or damaged.
        """
        self._solver = Solver(_world(data), repair=self._repair)
        path = data / "queries" / f"{split}.jsonl"
        if given is Given.TEXT:
            return [Ask(one.uid, text=one.text) for one in _read(path, read_sentences)]
        return [_ask(query) for query in _read(path, read_queries)]

    def id_of(self, query: Ask) -> str:
        """Return the id of the query."""
        return query.uid

    async def solve(self, query: Ask, mode: PlanMode) -> Solved:
        """Return a plan in the benchmark's format, and what was understood.

        Raises:
            AppError: There is no plan.
        """
        if self._solver is None:
            raise RuntimeError("load comes before solve")
        answer = await self._solver.solve(query.trip or query.text or "", mode)
        return Solved(answer.plan, Read(answer.trip, query.unknown), answer.notes)

    def row(self, query: Ask, outcome: Outcome) -> Mapping[str, Any]:
        """Return the line of the file of plans; without a plan it is an empty object."""
        return {"uid": query.uid, "plan": outcome.plan or {}}

    async def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """Return every measure, and what failed; constraints count whether understood or not."""
        path = data / "queries" / f"{split}.jsonl"
        queries = {query.uid: query for query in _read(path, read_queries)}
        world = _world(data)
        scorer = Scorer(world)
        verdicts = [scorer.judge(queries[outcome.id], outcome.plan) for outcome in outcomes]
        misread = {
            outcome.id: wrong
            for outcome in outcomes
            if (wrong := _misread(queries[outcome.id], outcome.read))
        }
        impossible = await _impossible(world, [queries[outcome.id] for outcome in outcomes])
        passed = sum(verdict.passes_strictly for verdict in verdicts)
        failed = [verdict for verdict in verdicts if not verdict.passes_strictly]
        return {
            **score(verdicts),
            "impossible": impossible,
            "final_pass_rate_of_possible": percent(passed, len(outcomes) - len(impossible)),
            "understood": percent(len(outcomes) - len(misread), len(outcomes)),
            "misread": dict(list(misread.items())[:_FAILURES_SHOWN]),
            "failures": [
                _failure(verdict, queries[verdict.uid]) for verdict in failed[:_FAILURES_SHOWN]
            ],
        }


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood of a query, and the constraints nobody understood."""

    trip: Trip
    unknown: tuple[str, ...]


def _ask(query: Query) -> Ask:
    found = understand(query.constraints, query.people)
    trip = Trip(query.start_city, query.target_city, query.days, query.people, found.conditions)
    return Ask(query.uid, trip=trip, unknown=found.unknown)


def _misread(query: Query, read: Read | None) -> list[str]:
    """Return what of a query was not found, or found otherwise."""
    if read is None:
        return ["nothing was planned"]
    basics = (read.trip.start_city, read.trip.target_city, read.trip.days, read.trip.people)
    wanted = (query.start_city, query.target_city, query.days, query.people)
    wrong = [
        f"{found!r} for {asked!r}"
        for found, asked in zip(basics, wanted, strict=True)
        if found != asked
    ]
    asked = understand(query.constraints, query.people)
    return [*wrong, *asked.unknown, *missing(asked.conditions, read.trip.conditions, query.people)]


async def _impossible(world: World, queries: Sequence[Query]) -> dict[str, str]:
    """Return the queries of which the tables alone prove that no plan can keep all constraints."""
    solver, found = Solver(world), {}
    for query in queries:
        trip = _ask(query).trip
        proof = await solver.why_impossible(trip) if trip else None
        if proof is not None:
            found[query.uid] = proof.reason.value
    return found


def _world(data: Path) -> World:
    try:
        return load_world(data / "database")
    except DatabaseError as error:
        raise BenchmarkError(str(error)) from error


def _read(path: Path, read: Callable[[Path], list[R]]) -> list[R]:
    try:
        return read(path)
    except FileNotFoundError as error:
        raise no_such_split(path) from error
    except (OSError, QueryError) as error:
        raise BenchmarkError(f"{path.stem!r}: {error}") from error


def _failure(verdict: Verdict, query: Query) -> dict[str, Any]:
    return {
        "uid": verdict.uid,
        "format": verdict.format_error,
        "environment": [] if verdict.format_error else list(verdict.environment),
        "strict": [] if verdict.format_error else list(verdict.strict),
        "constraints": [
            code.splitlines()[-1]
            for code, holds in zip(query.constraints, verdict.constraints, strict=True)
            if not holds and not verdict.format_error
        ],
    }
