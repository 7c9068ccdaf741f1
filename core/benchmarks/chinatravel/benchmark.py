"""ChinaTravel as a benchmark that can be run: load, solve, write, score."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.benchmarks.chinatravel.asking import understand
from core.benchmarks.chinatravel.exporting import Exporter
from core.benchmarks.chinatravel.loading import DatabaseError, load_world
from core.benchmarks.chinatravel.offering import make_offer
from core.benchmarks.chinatravel.queries import Query, QueryError, read_queries
from core.benchmarks.chinatravel.scoring import Scorer, Verdict, score
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import World
from core.benchmarks.report import percent
from core.benchmarks.running import BenchmarkError, Given, Outcome, Solved
from core.kernel.errors import PlanInvalidError
from core.planning.choices.choosing import DEEP, FAST, choose_trip
from core.planning.choices.model import RoundTrip
from core.schemas.conditions import Condition
from core.schemas.plans import PlanMode

_EFFORT = {PlanMode.FAST: FAST, PlanMode.DEEP: DEEP}
_FAILURES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Ask:
    """What the planner may know of a query whose constraints are given."""

    uid: str
    start_city: str
    target_city: str
    days: int
    people: int
    conditions: tuple[Condition, ...]
    unknown: tuple[str, ...]


class ChinaTravel:
    """The benchmark: one city, there and back, under the constraints of a query."""

    name = "chinatravel"
    gives = (Given.FIELDS,)

    def __init__(self) -> None:
        self._world = World({})
        self._ways: dict[str, CityWays] = {}

    def load(self, data: Path, split: str, given: Given) -> Sequence[Ask]:
        """Return the queries of a split, in order, and keep the world they are about.

        Raises:
            BenchmarkError: The folder or the split is missing or damaged, or words are asked for.
        """
        if given not in self.gives:
            raise BenchmarkError("ChinaTravel is asked by its constraints: use --input fields.")
        self._world = _world(data)
        self._ways = {}
        return [_ask(query) for query in _queries(data, split)]

    def id_of(self, query: Ask) -> str:
        """Return the id of the query."""
        return query.uid

    async def solve(self, query: Ask, mode: PlanMode) -> Solved:
        """Return a plan in the benchmark's format, and what was not understood.

        Raises:
            PlanInvalidError: There are no journeys or lodgings for such a trip.
        """
        return await asyncio.to_thread(self._solve, query, mode)

    def _solve(self, query: Ask, mode: PlanMode) -> Solved:
        ways = self._ways_of(query.target_city)
        offer = make_offer(
            self._world,
            ways,
            start_city=query.start_city,
            target_city=query.target_city,
            days=query.days,
            people=query.people,
            conditions=query.conditions,
        )
        trip = choose_trip(offer, _EFFORT[mode])
        if trip is None:
            raise PlanInvalidError("no journey there leaves time for one back, or no bed is free")
        exporter = Exporter(
            self._world,
            ways,
            start_city=query.start_city,
            target_city=query.target_city,
            people=query.people,
        )
        return Solved(exporter.plan(trip), list(query.unknown), _notes(trip))

    def row(self, query: Ask, outcome: Outcome) -> Mapping[str, Any]:
        """Return the line of the file of plans; without a plan it is an empty object."""
        return {"uid": query.uid, "plan": outcome.plan or {}}

    def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """Return every measure, and what failed; constraints count whether understood or not."""
        queries = {query.uid: query for query in _queries(data, split)}
        scorer = Scorer(_world(data))
        verdicts = [scorer.judge(queries[outcome.id], outcome.plan) for outcome in outcomes]
        understood = sum(outcome.read == [] for outcome in outcomes if outcome.error is None)
        delivered = sum(outcome.error is None for outcome in outcomes)
        failed = [verdict for verdict in verdicts if not verdict.passes_strictly]
        return {
            **score(verdicts),
            "understood": percent(understood, delivered),
            "failures": [
                _failure(verdict, queries[verdict.uid]) for verdict in failed[:_FAILURES_SHOWN]
            ],
        }

    def _ways_of(self, city: str) -> CityWays:
        if city not in self._ways:
            self._ways[city] = CityWays(self._world.city(city))
        return self._ways[city]


def _ask(query: Query) -> Ask:
    found = understand(query.constraints, query.people)
    return Ask(
        uid=query.uid,
        start_city=query.start_city,
        target_city=query.target_city,
        days=query.days,
        people=query.people,
        conditions=found.conditions,
        unknown=found.unknown,
    )


def _world(data: Path) -> World:
    try:
        return load_world(data / "database")
    except DatabaseError as error:
        raise BenchmarkError(str(error)) from error


def _queries(data: Path, split: str) -> list[Query]:
    path = data / "queries" / f"{split}.jsonl"
    try:
        return read_queries(path)
    except (OSError, QueryError) as error:
        raise BenchmarkError(f"{split!r}: {error}") from error


def _notes(trip: RoundTrip) -> dict[str, Any]:
    kinds = Counter(finding.condition.kind for finding in trip.findings if not finding.holds)
    return {"attempts": trip.attempts, "given_up": dict(kinds)}


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
