"""Plans one query: by the product's planner, and where its checks fail, by its chooser of trips.

Which plan is taken follows from what the product itself finds wrong with them; no rule of the
benchmark is looked at.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.benchmarks.chinatravel.catalogue import catalogue_of, places_of
from core.benchmarks.chinatravel.exporting import Exporter
from core.benchmarks.chinatravel.moving import WorldWays
from core.benchmarks.chinatravel.offering import make_offer
from core.benchmarks.chinatravel.planned import round_trip_of
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.words import Trip, trip_of
from core.benchmarks.chinatravel.world import World
from core.benchmarks.planner import BenchPlanner
from core.kernel.errors import AppError, PlanInvalidError
from core.planning.choices.choosing import DEEP, FAST, choose_trip
from core.planning.choices.model import Offer, RoundTrip
from core.planning.graph import PlanState
from core.schemas.plans import DailyWindow, PlanMode, PlanRequest

_FIRST_DAY = date(2024, 10, 28)
"""The queries name no dates; the day only has to be the same at every run."""
_DAYS = 10
_WINDOW = DailyWindow(start="07:30", end="22:00")
_EFFORT = {PlanMode.FAST: FAST, PlanMode.DEEP: DEEP}
_CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan in the benchmark's format, the trip that was understood, and how it came about."""

    plan: dict[str, Any]
    trip: Trip
    notes: dict[str, Any]


class Solver:
    """Plans queries about one world; without `repair` by the planner alone and unmended."""

    def __init__(self, world: World, *, repair: bool = True) -> None:
        self._world = world
        self._repair = repair
        self._ways = {name: CityWays(city) for name, city in world.cities.items()}
        days = [_FIRST_DAY + timedelta(days=number) for number in range(_DAYS)]
        moving = WorldWays(world, cities=self._ways)
        self._planner = BenchPlanner(catalogue_of(world, days), _FIRST_DAY, moving)
        self._places = {
            city.name: {place.id: place for place in places_of(city)}
            for city in world.cities.values()
        }

    async def solve(self, asked: Trip | str, mode: PlanMode) -> Answer:
        """Return the plan for a trip whose conditions are given, or for a traveller's words.

        Raises:
            AppError: There is no plan.
        """
        request = _request(asked, mode, repair=self._repair)
        try:
            state = await self._planner.plan(request)
        except AppError:
            if not self._repair:
                raise
            trip = asked if isinstance(asked, Trip) else await self._read(request)
            return await asyncio.to_thread(self._chosen, trip, mode, {})
        trip = asked if isinstance(asked, Trip) else self._trip(state)
        return await asyncio.to_thread(self._best, state, trip, mode)

    async def _read(self, request: PlanRequest) -> Trip:
        brief = (await self._planner.understand(request)).brief
        return trip_of(brief, self._places[brief.city.id])

    def _trip(self, state: PlanState) -> Trip:
        brief = state["understood"].brief
        return trip_of(brief, self._places[brief.city.id])

    def _best(self, state: PlanState, trip: Trip, mode: PlanMode) -> Answer:
        failed = Counter(check.code for check in state["report"].checks if not check.passed)
        notes = {"planner": {"passed": state["report"].passed, "failed": dict(failed)}}
        try:
            planned = self._written(round_trip_of(state["plan"]), trip)
        except PlanInvalidError as error:
            if not self._repair:
                raise
            return self._chosen(trip, mode, notes | {"unwritten": str(error)})
        answer = Answer(planned, trip, notes | {"by": "planner"})
        if state["report"].passed or not self._repair:
            return answer
        chosen = choose_trip(self._offer(trip), _EFFORT[mode])
        if chosen is None or _given_up(chosen) >= failed[_CONDITIONS] > 0:
            return answer
        return self._answered(chosen, trip, notes)

    def _chosen(self, trip: Trip, mode: PlanMode, notes: dict[str, Any]) -> Answer:
        chosen = choose_trip(self._offer(trip), _EFFORT[mode])
        if chosen is None:
            raise PlanInvalidError("no journey there leaves time for one back, or no bed is free")
        return self._answered(chosen, trip, notes)

    def _answered(self, chosen: RoundTrip, trip: Trip, notes: dict[str, Any]) -> Answer:
        more = {"by": "chooser", "attempts": chosen.attempts, "given_up": _given_up(chosen)}
        return Answer(self._written(chosen, trip), trip, notes | more)

    def _offer(self, trip: Trip) -> Offer:
        return make_offer(
            self._world,
            self._ways[trip.target_city],
            start_city=trip.start_city,
            target_city=trip.target_city,
            days=trip.days,
            people=trip.people,
            conditions=trip.conditions,
        )

    def _written(self, chosen: RoundTrip, trip: Trip) -> dict[str, Any]:
        exporter = Exporter(
            self._world,
            self._ways[trip.target_city],
            start_city=trip.start_city,
            target_city=trip.target_city,
            people=trip.people,
        )
        return exporter.plan(chosen)


def _request(asked: Trip | str, mode: PlanMode, *, repair: bool) -> PlanRequest:
    common: dict[str, Any] = {
        "mode": mode,
        "repair": repair,
        "start_date": _FIRST_DAY,
        "daily_window": _WINDOW,
        "language": "zh",
    }
    if isinstance(asked, str):
        return PlanRequest(text=asked, **common)
    return PlanRequest(
        origin=asked.start_city,
        destination=asked.target_city,
        day_count=asked.days,
        travellers=asked.people,
        conditions=list(asked.conditions) or None,
        **common,
    )


def _given_up(chosen: RoundTrip) -> int:
    return sum(not finding.holds for finding in chosen.findings)
