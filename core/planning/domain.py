"""A trip to be planned and a plan, as values.

Times of day are minutes after the local midnight, and beyond 1440 where a day is drafted too full
for its own end; costs are minor units of the city's currency for the whole party.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from core.catalog.domain import City, Place
from core.schemas.catalog import Interest, Meal
from core.schemas.plans import Pace
from core.schemas.trips import SubTripKind, Transfer

DAY_END = 24 * 60
MEAL_WINDOWS: dict[Meal, tuple[int, int]] = {
    Meal.BREAKFAST: (6 * 60 + 30, 10 * 60 + 30),
    Meal.LUNCH: (11 * 60, 14 * 60 + 30),
    Meal.DINNER: (17 * 60, 21 * 60),
}
"""A meal is eaten at its time where it begins and ends inside."""
_MEAL_HEART = {Meal.LUNCH: (12 * 60 + 30, 13 * 60 + 30), Meal.DINNER: (18 * 60 + 30, 19 * 60 + 30)}
LONG_VISIT_MIN = 240
"""A visit of this length includes a meal taken there."""
STOPS_PER_DAY = {Pace.RELAXED: 2, Pace.NORMAL: 4, Pace.PACKED: 6}
"""Sights a day that a pace means, meals not counted."""
NO_PLACE_MINUTES = 60
"""How long a stop of no known place is taken to last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A request with nothing left open. `budget` is in `currency`, `budget_local` in the city's."""

    city: City
    start_date: date
    day_count: int
    travellers: int
    budget: int | None
    currency: str
    budget_local: int | None
    rate_date: date | None
    pace: Pace
    interests: tuple[Interest, ...]
    must_see: tuple[Place, ...]
    unknown_must_see: tuple[str, ...]
    avoid: frozenset[str]
    window: tuple[int, int]
    language: str
    seed: int

    @property
    def must_see_ids(self) -> tuple[str, ...]:
        """Return the ids of what must be seen."""
        return tuple(place.id for place in self.must_see)

    @property
    def nights(self) -> int:
        """Return the nights between the first and the last day."""
        return self.day_count - 1

    @property
    def rooms(self) -> int:
        """Return how many double rooms the party needs."""
        return ceil(self.travellers / 2)

    @property
    def meals(self) -> tuple[Meal, ...]:
        """Return the meals that fall into the daily window."""
        start, end = self.window
        return tuple(
            meal for meal, (first, last) in _MEAL_HEART.items() if start <= first and last <= end
        )

    def date_of(self, day_index: int) -> date:
        """Return the date of a day."""
        return self.start_date + timedelta(days=day_index)


@dataclass(frozen=True, slots=True)
class Pick:
    """A stop as chosen: `place` is None where the catalogue does not know what was named."""

    place: Place | None
    named: str
    meal: Meal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One day as chosen, before it has times."""

    title: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop with its times; `transfer` leads to it."""

    kind: SubTripKind
    place: Place | None
    named: str
    meal: Meal | None
    start: int
    end: int
    cost: int
    transfer: Transfer | None
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its stops in order."""

    index: int
    date: date
    title: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a brief; `hotel` is where the nights are spent."""

    brief: Brief
    title: str
    hotel: Place | None
    days: tuple[Day, ...]

    @property
    def total_cost(self) -> int:
        """Return the sum of all stops."""
        return sum(stop.cost for stop in self.stops())

    def stops(self) -> Iterator[Stop]:
        """Go through every stop of every day."""
        for day in self.days:
            yield from day.stops


def clock_text(minute: int) -> str:
    """Return `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def clock_minutes(text: str) -> int:
    """Return the minutes of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
