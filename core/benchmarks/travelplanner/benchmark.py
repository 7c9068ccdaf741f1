"""TravelPlanner, from its files to its score."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.benchmarks.planner import BenchPlanner
from core.benchmarks.report import percent
from core.benchmarks.running import Given, Outcome, Solved, rows_of
from core.benchmarks.travelplanner.database import Database, load_database
from core.benchmarks.travelplanner.queries import (
    Ask,
    Query,
    Sandbox,
    brings_places,
    read_asks,
    read_queries,
    sandbox_of,
    with_sandbox,
)
from core.benchmarks.travelplanner.scoring import judge, totals
from core.benchmarks.travelplanner.slots import request_of, slots_of
from core.benchmarks.travelplanner.world import SandboxCatalogue, ShortWays, places_of
from core.benchmarks.travelplanner.writing import write_plan
from core.catalog.memory import MemoryCatalogue
from core.schemas.catalog import Meal
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.wishes import DailyWindow

_TODAY = date(2022, 2, 1)
"""All trips of the benchmark are in March 2022, and so is what a day without a year means."""
_WINDOW = DailyWindow(start="06:00", end="23:00")
_MEALS = [Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER]
_FOLDER = "database"


class TravelPlanner:
    """The benchmark: each query is planned in its tables and the rows it brings along."""

    name = "travelplanner"
    gives = (Given.TEXT, Given.FIELDS)

    def __init__(self, *, repair: bool = True) -> None:
        """Take whether plans are mended, or kept as the model made them."""
        self._repair = repair
        self._database: Database | None = None
        self._places: MemoryCatalogue | None = None
        self._queries: Mapping[int, Query] = {}

    def load(self, data: Path, split: str, given: Given) -> Sequence[Ask]:
        """Return the queries of a split; only with FIELDS is read what their words mean.

        Raises:
            BenchmarkError: The folder or the split is not there, or is no such thing.
        """
        path = data / f"{split}.jsonl"
        asks = read_asks(path)
        self._database = load_database(data / _FOLDER)
        self._places = places_of(self._database)
        if given is Given.FIELDS:
            self._queries = {query.index: query for query in read_queries(path)}
        return asks

    def id_of(self, query: Ask) -> str:
        """Return the number of the query, from 1."""
        return str(query.index)

    async def solve(self, query: Ask, mode: PlanMode) -> Solved:
        """Plan for one query.

        Raises:
            AppError: There is no plan.
        """
        planner = await asyncio.to_thread(self._planner, query.sandbox)
        known = self._queries.get(query.index)
        wishes: dict[str, Any] = request_of(known) if known else {"text": query.text}
        request = PlanRequest(
            **wishes,
            mode=mode,
            meals=_MEALS,
            daily_window=_WINDOW,
            language="en",
            repair=self._repair,
        )
        state = await planner.plan(request)
        report = state["report"]
        failed = sorted({check.code for check in report.checks if not check.passed})
        return Solved(
            write_plan(state["plan"]),
            slots_of(state["understood"].brief),
            {"passed": report.passed, "failed_checks": failed},
        )

    def row(self, query: Ask, outcome: Outcome) -> Mapping[str, Any]:
        """Return the line of the file of plans."""
        return {"idx": query.index, "query": query.text, "plan": outcome.plan}

    async def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """Return every metric, what is wrong with each plan, and how much was read right."""
        path = data / f"{split}.jsonl"
        queries = {str(query.index): query for query in read_queries(path)}
        rows = rows_of(path)
        database = load_database(data / _FOLDER)
        verdicts, wrong, misread = [], {}, {}
        right = right_whole = slots = 0
        for outcome in outcomes:
            query = queries[outcome.id]
            sandbox = sandbox_of(rows[query.index - 1].get("reference_information"))
            verdict = judge(query, outcome.plan, with_sandbox(database, sandbox))
            verdicts.append(verdict)
            if verdict.delivered and not verdict.passed:
                told = {**verdict.commonsense, **verdict.hard}
                wrong[outcome.id] = {name: why for name, why in told.items() if why}
            meant = slots_of(query)
            read = outcome.read or {}
            off = sorted(name for name, value in meant.items() if read.get(name) != value)
            slots += len(meant)
            right += len(meant) - len(off)
            right_whole += not off
            if off and outcome.read:
                misread[outcome.id] = off
        return {
            **totals(verdicts),
            "understood": percent(right_whole, len(outcomes)),
            "understood_slots": percent(right, slots),
            "misread": misread,
            "wrong": wrong,
        }

    def _planner(self, sandbox: Sandbox) -> BenchPlanner:
        if self._database is None:
            raise RuntimeError("load comes before solve")
        known = None if brings_places(self._database, sandbox) else self._places
        catalogue = SandboxCatalogue(with_sandbox(self._database, sandbox), known)
        return BenchPlanner(catalogue, _TODAY, ShortWays())
