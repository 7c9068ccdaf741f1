"""The frame of a trip: which city on which day, the journeys between, and the nights.

A day is one part where it is spent in one city; a journey cuts it into the part before and the part
after. Times are minutes after the local midnight of the day, as everywhere in the planner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.catalog.domain import City, Place
from core.catalog.links import Link
from core.schemas.catalog import Meal

LONG_PART_MIN = 240
"""A part of this length has something to see."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A link as it is taken; `cost` for the whole party, in the trip's currency.

    `departs` is in the time of the origin, `arrives` in the time of the target and beyond 1440
    where the journey ends on a later day; `origin` and `target` are the stations, where known.
    """

    link: Link
    day_index: int
    departs: int
    arrives: int
    cost: int
    origin: Place | None = None
    target: Place | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Nights spent in one city without a break; `first_night` follows the day of that index."""

    index: int
    city: City
    first_night: int
    nights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A day, or what of it is spent in one city.

    It begins at `begins`, else in the hotel of the stay `wakes`; it ends at `ends`, else in that of
    the stay `sleeps`. `meals` are those that fall into it.
    """

    index: int
    day_index: int
    date: date
    city: City
    window: tuple[int, int]
    meals: tuple[Meal, ...]
    begins: Place | None = None
    ends: Place | None = None
    wakes: int | None = None
    sleeps: int | None = None

    @property
    def stay(self) -> int | None:
        """Return the stay whose hotel must be known to lay out the part."""
        return self.sleeps if self.sleeps is not None else self.wakes

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return self.window[1] - self.window[0]

    @property
    def is_long(self) -> bool:
        """Say whether it should have something to see."""
        return self.minutes >= LONG_PART_MIN

    def is_filled(self, window: tuple[int, int]) -> bool:
        """Say whether it has something to see in a day of these hours: long, or all of it."""
        return self.is_long or self.window == window


@dataclass(frozen=True, slots=True)
class Frame:
    """Parts, stays and journeys, each in order of time."""

    parts: tuple[Part, ...]
    stays: tuple[Stay, ...]
    journeys: tuple[Journey, ...] = ()

    @property
    def cities(self) -> tuple[City, ...]:
        """Return the cities with a part, in order of the first."""
        return tuple(dict.fromkeys(part.city for part in self.parts))

    @property
    def journey_cost(self) -> int:
        """Return what all journeys cost the party."""
        return sum(journey.cost for journey in self.journeys)

    def parts_of(self, day_index: int) -> Iterator[Part]:
        """Go through the parts of a day."""
        return (part for part in self.parts if part.day_index == day_index)

    def journeys_of(self, day_index: int) -> Iterator[Journey]:
        """Go through the journeys that leave on a day."""
        return (journey for journey in self.journeys if journey.day_index == day_index)

    def city_of(self, day_index: int) -> City | None:
        """Return the city a day ends in, or None where it is spent on the way."""
        found = [part.city for part in self.parts_of(day_index)]
        return found[-1] if found else None

    def stay_after(self, day_index: int) -> Stay | None:
        """Return the stay of the night after a day."""
        for stay in self.stays:
            if stay.first_night <= day_index < stay.first_night + stay.nights:
                return stay
        return None
