"""Plans one query by the product's planner, and writes the plan as the benchmark has it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.benchmarks.chinatravel.catalogue import catalogue_of, places_of
from core.benchmarks.chinatravel.exporting import written
from core.benchmarks.chinatravel.moving import WorldWays
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.words import Trip, trip_of
from core.benchmarks.chinatravel.world import World
from core.benchmarks.planner import BenchPlanner
from core.planning.framing import links_of
from core.planning.impossible import Proof, why_impossible
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.wishes import DailyWindow

_FIRST_DAY = date(2024, 10, 28)
"""The queries name no dates; the day only has to be the same at every run."""
_DAYS = 10
_WINDOW = DailyWindow(start="07:30", end="22:00")


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan in the benchmark's format, the trip that was understood, and how it came about."""

    plan: dict[str, Any]
    trip: Trip
    notes: dict[str, Any]


class Solver:
    """Plans queries about one world; without `repair` a plan stays as the model made it."""

    def __init__(self, world: World, *, repair: bool = True) -> None:
        self._world = world
        self._repair = repair
        self._ways = {name: CityWays(city) for name, city in world.cities.items()}
        days = [_FIRST_DAY + timedelta(days=number) for number in range(_DAYS)]
        self._catalog = catalogue_of(world, days)
        moving = WorldWays(world, cities=self._ways)
        self._planner = BenchPlanner(self._catalog, _FIRST_DAY, moving)
        self._places = {
            city.name: {place.id: place for place in places_of(city)}
            for city in world.cities.values()
        }

    async def solve(self, asked: Trip | str, mode: PlanMode) -> Answer:
        """Return the plan for a trip whose conditions are given, or for a traveller's words.

        Raises:
            AppError: There is no plan.
        """
        state = await self._planner.plan(_request(asked, mode, repair=self._repair))
        understood, report = state["understood"], state["report"]
        trip = asked
        if isinstance(trip, str):
            asked_for = state["asked"].brief
            trip = trip_of(asked_for, self._places[asked_for.city.id])
        notes = {
            "passed": report.passed,
            "failed": dict(Counter(check.code for check in report.checks if not check.passed)),
            "obstacles": [obstacle.code for obstacle in understood.obstacles],
        }
        return Answer(written(self._world, self._ways, state["plan"]), trip, notes)

    async def why_impossible(self, trip: Trip) -> Proof | None:
        """Return why no plan can keep all conditions, where the tables alone prove it."""
        request = _request(trip, PlanMode.DEEP, repair=self._repair)
        brief = (await self._planner.understand(request)).brief
        links = await links_of(self._catalog, brief)
        return why_impossible(brief, links, tuple(self._places[trip.target_city].values()))


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
