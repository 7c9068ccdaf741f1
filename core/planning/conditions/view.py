"""A plan as conditions see it: neutral values that any planner's plan can be shown as.

Times are minutes after midnight of their day; money is minor units of one currency for the whole
party; places are ids, and labels are words, of whoever made the view.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.schemas.conditions import SpendOn, Subject
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """A visit or a meal. `subject` is None where it is neither a sight nor a restaurant."""

    day: int
    order: int
    subject: Subject | None
    place: str
    labels: frozenset[str] = frozenset()
    start: int
    end: int
    cost: int = 0
    is_meal: bool = False
    """Money for it counts as a meal, whatever the place is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A journey between cities; `arrives` counts from the midnight of the day it leaves."""

    day: int
    mode: LinkMode
    departs: int
    arrives: int
    cost: int = 0
    outward: bool = False
    """It leaves the place the trip begins at."""
    back: bool = False
    """It returns there."""
    also: LinkMode | None = None
    """The other mode, of a journey with a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightView:
    """A night in a lodging; `beds` of each room, None where nobody knows."""

    day: int
    place: str
    labels: frozenset[str] = frozenset()
    rooms: int
    beds: int | None = None
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """A way within a city."""

    day: int
    order: int
    mode: TransferMode
    km: float
    cost: int = 0


def _nowhere(_origin: str, _target: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A whole plan. `distance_km` is the beeline between two places, None where one is unknown."""

    travellers: int
    days: int
    stops: tuple[StopView, ...] = ()
    links: tuple[LinkView, ...] = ()
    nights: tuple[NightView, ...] = ()
    ways: tuple[WayView, ...] = ()
    distance_km: Callable[[str, str], float | None] = field(default=_nowhere, compare=False)

    def meals(self) -> Iterator[StopView]:
        """Go through the meals."""
        return (stop for stop in self.stops if stop.is_meal)

    def places(self, subject: Subject | None) -> frozenset[str]:
        """Return the places of a subject, or of every one, hotels included."""
        stops = {stop.place for stop in self.stops if subject in (None, stop.subject)}
        nights = {night.place for night in self.nights if subject in (None, Subject.HOTEL)}
        return frozenset(stops | nights)

    def labels(self, subject: Subject) -> list[frozenset[str]]:
        """Return the labels of each stop or night of a subject."""
        if subject is Subject.HOTEL:
            return [night.labels for night in self.nights]
        return [stop.labels for stop in self.stops if stop.subject is subject]

    def spent(self, on: SpendOn) -> int:
        """Return the money spent on something by everybody together."""
        match on:
            case SpendOn.LODGING:
                return sum(night.cost for night in self.nights)
            case SpendOn.MEALS:
                return sum(stop.cost for stop in self.meals())
            case SpendOn.SIGHTS:
                return sum(s.cost for s in self.stops if s.subject is Subject.SIGHT)
            case SpendOn.INTERCITY:
                return sum(link.cost for link in self.links)
            case SpendOn.LOCAL:
                return sum(way.cost for way in self.ways)
            case SpendOn.TRIP:
                moving = sum(link.cost for link in self.links) + sum(way.cost for way in self.ways)
                staying = sum(night.cost for night in self.nights)
                return moving + staying + sum(stop.cost for stop in self.stops)
