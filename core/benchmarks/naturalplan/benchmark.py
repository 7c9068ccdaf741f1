"""NATURAL PLAN, trip planning, from its file to its score."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.benchmarks.naturalplan.answers import broken_conditions, is_golden, write_answer
from core.benchmarks.naturalplan.reading import Reading, problem_of, read
from core.benchmarks.report import percent
from core.benchmarks.running import BenchmarkError, Given, Outcome, Solved, object_of
from core.planning.routing.problem import Routes
from core.planning.routing.solve import find_routes
from core.schemas.plans import PlanMode

_WORDS = "prompt_0shot"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words and nothing else."""

    id: str
    text: str


class NaturalPlan:
    """The benchmark; both modes are the same exact search, which asks no model."""

    name = "naturalplan"
    gives = (Given.TEXT,)

    def load(self, data: Path, split: str, given: Given) -> Sequence[Question]:
        """Return the questions of a split, in order.

        Raises:
            BenchmarkError: The file is missing or holds no questions, or fields are asked for.
        """
        if given is not Given.TEXT:
            raise BenchmarkError("NATURAL PLAN is asked in words only: use --input text.")
        return [
            Question(name, str(_field(name, row, _WORDS)))
            for name, row in object_of(data / f"{split}.json").items()
        ]

    def id_of(self, query: Question) -> str:
        """Return the name of the question."""
        return query.id

    async def solve(self, query: Question, mode: PlanMode) -> Solved:
        """Return the answer in words, and how long each city was read to be stayed in."""
        del mode
        reading, routes = await asyncio.to_thread(_routes, query.text)
        stays = {visit.city: visit.days for visit in reading.visits}
        if not routes.routes:
            return Solved(None, stays)
        answer = write_answer(reading, routes.routes[0].halts)
        return Solved(answer, stays, {"complete": routes.complete})

    def row(self, query: Question, outcome: Outcome) -> Mapping[str, Any]:
        """Return the line of the file of plans."""
        return {"id": query.id, "plan": outcome.plan}

    async def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """Return the share of answers that are the golden one, and of those that keep all."""
        labels = object_of(data / f"{split}.json")
        golden = solved = understood = 0
        broken: dict[str, list[str]] = {}
        for outcome in outcomes:
            row = labels[outcome.id]
            cities = str(_field(outcome.id, row, "cities")).split("**")
            days = [int(each) for each in str(_field(outcome.id, row, "durations")).split("**")]
            durations = dict(zip(cities, days, strict=True))
            understood += outcome.read == durations
            answer = outcome.plan or ""
            golden += is_golden(answer, cities, days)
            failed = broken_conditions(answer, read(str(row[_WORDS])), durations)
            solved += not failed
            if failed:
                broken[outcome.id] = failed
        total = len(outcomes)
        return {
            "final_pass_rate": percent(golden, total),
            "solved": percent(solved, total),
            "delivery_rate": percent(sum(one.plan is not None for one in outcomes), total),
            "understood": percent(understood, total),
            "broken": broken,
        }


def _routes(text: str) -> tuple[Reading, Routes]:
    """Return what the words say and the best way; a meeting gives way where it must."""
    reading = read(text)
    if not reading.visits:
        return reading, Routes(())
    routes = find_routes(problem_of(reading))
    if routes.complete:
        return reading, routes
    loose = find_routes(problem_of(reading, loose=True))
    return reading, loose if loose.complete else routes


def _field(name: str, row: Any, field: str) -> Any:
    if not isinstance(row, dict) or field not in row:
        raise BenchmarkError(f"{name}: no {field!r}")
    return row[field]
