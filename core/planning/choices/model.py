"""What there is to choose from for a trip to one city and back, and what was chosen.

Times are minutes after midnight of their day, money is minor units of one currency for the whole
party, places are ids. Nothing here knows where these come from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.planning.conditions.checks import Finding
from core.schemas.conditions import Condition, Subject
from core.schemas.links import LinkMode
from core.schemas.trips import TransferMode

Window = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A sight or a restaurant; `windows` are its openings on each day, `score` is 0 to 100."""

    id: str
    subject: Subject
    labels: frozenset[str] = frozenset()
    windows: tuple[tuple[Window, ...], ...]
    stay: int
    stay_min: int
    stay_max: int
    cost: int = 0
    score: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging:
    """Where one can sleep: `price` of one room and night, `beds` of a room if known."""

    id: str
    labels: frozenset[str] = frozenset()
    price: int
    beds: int | None = None
    guests: int = 2
    """How many sleep in a room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """A journey that ends on the day it begins; `station` is its end in the city visited."""

    id: str
    mode: LinkMode
    departs: int
    arrives: int
    cost: int
    station: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way within the city by one mode."""

    mode: TransferMode
    minutes: int
    km: float
    cost: int


@dataclass(frozen=True, slots=True)
class MealHours:
    """When a meal may be eaten: it begins and ends inside."""

    name: str
    begin: int
    end: int


FindWay = Callable[[TransferMode, str, str], Way | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Everything there is, and what is asked: conditions speak of the ids and labels of it."""

    days: int
    travellers: int
    spots: Mapping[str, Spot]
    lodgings: Mapping[str, Lodging]
    outward: tuple[Ride, ...]
    back: tuple[Ride, ...]
    find_way: FindWay = field(compare=False)
    distance_km: Callable[[str, str], float | None] = field(compare=False)
    conditions: tuple[Condition, ...] = ()
    meals: tuple[MealHours, ...] = (
        MealHours("lunch", 11 * 60, 14 * 60 + 30),
        MealHours("dinner", 17 * 60, 21 * 60),
    )
    day_start: int = 7 * 60 + 30
    day_end: int = 22 * 60
    boarding_min: int = 20
    leaving_min: int = 5
    sights_a_day: int = 4
    seed: int = 0

    @property
    def nights(self) -> int:
        """Return the nights between the first and the last day."""
        return self.days - 1

    def rooms(self, wanted: int | None, guests: int) -> int:
        """Return how many rooms the party takes."""
        return wanted if wanted is not None else -(-self.travellers // max(guests, 1))


@dataclass(frozen=True, slots=True)
class Pair:
    """The journey there and the journey back."""

    outward: Ride
    back: Ride

    @property
    def cost(self) -> int:
        """Return what both cost."""
        return self.outward.cost + self.back.cost


@dataclass(frozen=True, slots=True)
class Hop:
    """A visit, or the arrival at the day's end where `spot` is None, and the way to it."""

    spot: Spot | None
    place: str
    start: int
    end: int
    meal: str | None = None
    way: Way | None = None
    """None where one is there already."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A trip as chosen: of each day its hops, the last of which is the way to its end."""

    pair: Pair
    lodging: Lodging | None
    rooms: int
    days: tuple[tuple[Hop, ...], ...]
    findings: tuple[Finding, ...]
    attempts: int = 1
    """Frames that were tried until it was found."""

    @property
    def keeps_all(self) -> bool:
        """Say whether every condition is kept."""
        return all(finding.holds for finding in self.findings)
