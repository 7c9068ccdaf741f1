"""A journey through several cities to be laid out, as values.

Days count from 0; times are minutes after the local midnight that the day of departure begins with;
money is in minor units of one currency, for the whole party.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from core.catalog.links import Link
from core.schemas.conditions import Leg as LegKind
from core.schemas.links import LinkMode

DAY_MIN = 24 * 60


class Ride(NamedTuple):
    """One way to get from a city to another; `day` None is any day.

    `departs` and `arrives` are None where one leaves when one likes. `also` is the other mode of a
    ride with a change.
    """

    id: str
    mode: LinkMode
    origin: str
    target: str
    day: int | None = None
    departs: int | None = None
    arrives: int | None = None
    minutes: int = 0
    cost: int = 0
    also: LinkMode | None = None

    def is_by(self, modes: Container[LinkMode | None]) -> bool:
        """Say whether any part of it is made in one of these ways."""
        return self.mode in modes or self.also in modes


class Counting(StrEnum):
    """What `Stop.least` and `Stop.most` count: nights, or days with both days of travel."""

    NIGHTS = "nights"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A city that may be visited.

    On every day of each span of `throughout` one must be there, and on one day at least of each of
    `sometime`; the days of arrival and departure count. `lodging[n]` is the least that n nights
    cost, None where there is no room for so many; an empty one knows nothing against any stay.
    """

    city: str
    least: int = 1
    most: int = DAY_MIN
    throughout: tuple[tuple[int, int], ...] = ()
    sometime: tuple[tuple[int, int], ...] = ()
    lodging: tuple[int | None, ...] = ()
    worth: int = 0
    """What seeing it is worth beside other cities of its group, in money."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cities of which `count` are visited; a city that must be visited is a group of its own."""

    stops: tuple[Stop, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Ban:
    """Ways to travel that must not be used on these legs."""

    modes: frozenset[LinkMode]
    leg: LegKind = LegKind.EVERY


@dataclass(frozen=True, slots=True)
class Weights:
    """What is traded against what: `money` in percent, the others as minutes of one's time."""

    money: int = 100
    minute: int = 50
    """What a minute of one traveller is worth, in minor units."""
    night_arrival: int = 120
    early_departure: int = 60
    uneven_night: int = 60
    """For a stay one night longer or shorter than an equal share; squared for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A journey of `days` calendar days; without `origin` it begins in its first city.

    With `keep_order` the groups are visited in their order. `budget` is for rides and lodging,
    `ride_budget` for rides alone.
    """

    days: int
    groups: tuple[Group, ...]
    rides: tuple[Ride, ...]
    origin: str | None = None
    one_way: bool = False
    counting: Counting = Counting.NIGHTS
    keep_order: bool = False
    bans: tuple[Ban, ...] = ()
    travellers: int = 1
    budget: int | None = None
    ride_budget: int | None = None
    weights: Weights = field(default_factory=Weights)

    @property
    def returns(self) -> bool:
        """Say whether the journey ends where it began."""
        return self.origin is not None and not self.one_way

    @property
    def cities(self) -> frozenset[str]:
        """Return every city that may be visited."""
        return frozenset(stop.city for group in self.groups for stop in group.stops)


@dataclass(frozen=True, slots=True)
class Halt:
    """A city from the day of arrival to the day of departure."""

    city: str
    first_day: int
    last_day: int

    @property
    def nights(self) -> int:
        """Return how many nights are spent there."""
        return self.last_day - self.first_day


@dataclass(frozen=True, slots=True)
class Hop:
    """The way from one city to another on a day; `ride` is None where nobody knows how."""

    origin: str
    target: str
    day: int
    ride: Ride | None


@dataclass(frozen=True, slots=True)
class Route:
    """A way to lay out the journey; `score` is the lower the better."""

    halts: tuple[Halt, ...]
    hops: tuple[Hop, ...]
    cost: int
    score: int

    @property
    def ride_cost(self) -> int:
        """Return what all rides cost."""
        return sum(hop.ride.cost for hop in self.hops if hop.ride is not None)


class Reason(StrEnum):
    """Why a city is left out."""

    UNREACHABLE = "unreachable"
    """No ride leads there, or none away."""
    BANNED = "banned"
    """Journeys there or away are all of a kind that must not be used."""
    DOES_NOT_FIT = "does_not_fit"
    """Days, windows, lodging and rides do not come together with the others."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A wished city that no route has, and why."""

    city: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Routes:
    """The best routes, best first, and what they could not keep.

    `no_ride` are hops nobody knows a ride for; `stretched` says that halts are longer or
    shorter than wished, `over_budget` that no route is as cheap as was asked, `dear_rides` that the
    rides of none are.
    """

    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...] = ()
    no_ride: tuple[tuple[str, str], ...] = ()
    stretched: bool = False
    over_budget: bool = False
    dear_rides: bool = False

    @property
    def complete(self) -> bool:
        """Say whether the first route is all that was wished."""
        return bool(self.routes) and not (
            self.left_out or self.no_ride or self.stretched or self.over_budget or self.dear_rides
        )


def ride_of(link: Link, day: int, cost: int, ride_id: str = "") -> Ride:
    """Return a link of the catalogue as a ride on `day`; `cost` is the party's, converted."""
    return Ride(
        ride_id or link.id,
        link.mode,
        link.origin_city,
        link.target_city,
        day,
        link.departs,
        link.arrives,
        link.minutes,
        cost,
        link.also if link.change else None,
    )
