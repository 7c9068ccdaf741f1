"""A trip to be planned and a plan, as values.

Times of day are minutes after the local midnight, and beyond 1440 where a day is drafted too full
for its own end; costs are minor units of the city's currency for the whole party.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from core.catalog.domain import City, Place, city_name
from core.kernel.money import to_major, to_minor
from core.planning.conditions.demands import Demands
from core.planning.frame import Frame, Journey, Part, Stay
from core.planning.policies import COMFORT, Manner
from core.planning.travel import ESTIMATE, Ways
from core.schemas.catalog import Interest, Meal
from core.schemas.conditions import Condition, SpendOn
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind, Transfer
from core.schemas.wishes import DestinationWish, LodgingWish, Mobility, Pace

DAY_END = 24 * 60
MEAL_WINDOWS: dict[Meal, tuple[int, int]] = {
    Meal.BREAKFAST: (6 * 60 + 30, 10 * 60 + 30),
    Meal.LUNCH: (11 * 60, 14 * 60 + 30),
    Meal.DINNER: (17 * 60, 21 * 60),
}
"""A meal is eaten at its time where it begins and ends inside."""
_MEAL_HEART = {
    Meal.BREAKFAST: (9 * 60, 9 * 60 + 30),
    Meal.LUNCH: (12 * 60 + 30, 13 * 60 + 30),
    Meal.DINNER: (18 * 60 + 30, 19 * 60 + 30),
}
_GUESTS_PER_ROOM = 2
LONG_VISIT_MIN = 240
"""A visit of this length includes a meal taken there."""
STOPS_PER_DAY = {Pace.RELAXED: 2, Pace.NORMAL: 4, Pace.PACKED: 6}
"""Sights a day that a pace means, meals not counted."""
NO_PLACE_MINUTES = 60
"""How long a stop of no known place is taken to last."""


@dataclass(frozen=True, slots=True)
class CityWish:
    """A destination as wished: one of `choices`, or `count` of them where it is a region."""

    wish: DestinationWish
    choices: tuple[City, ...]

    @property
    def count(self) -> int:
        """Return how many of the choices are visited."""
        return self.wish.cities or 1

    def name_in(self, language: str) -> str:
        """Return what a city is called; a region is called as it was wished."""
        one = self.choices[0] if self.wish.cities is None and len(self.choices) == 1 else None
        return city_name(one, language) if one else self.wish.name


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where and when the trip begins or ends, as far as that is given."""

    place: Place | None
    minute: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A request with nothing left open.

    `budget` is in `currency`, `budget_local` in `money`, which everything in the trip is counted
    in; `rates` say how much of that one major unit of another currency is. `cities` are in the
    order of the trip once it has a frame, before that in the order they were named in.
    """

    cities: tuple[City, ...]
    money: str
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
    origin: City | None = None
    wishes: tuple[CityWish, ...] = ()
    keep_order: bool = False
    one_way: bool = False
    children: int = 0
    child_ages: tuple[int, ...] = ()
    seniors: int = 0
    pets: int = 0
    lodging: LodgingWish = field(default_factory=LodgingWish)
    cuisines: tuple[str, ...] = ()
    meals_wanted: tuple[Meal, ...] = (Meal.LUNCH, Meal.DINNER)
    no_modes: frozenset[LinkMode] = frozenset()
    begins: Meeting | None = None
    ends: Meeting | None = None
    mobility: Mobility = Mobility.NORMAL
    conditions: tuple[Condition, ...] = ()
    asked: tuple[Condition, ...] = ()
    """The conditions in the words they were asked for in."""
    demands: Demands = field(default_factory=Demands)
    """What the conditions ask for in the way that is tried."""
    landmarks: tuple[Place, ...] = ()
    """The places that conditions name."""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    ways: Ways = ESTIMATE
    manner: Manner = COMFORT
    """In which the trip is tried; the ways are chosen by it already."""

    @property
    def city(self) -> City:
        """Return the first city."""
        return self.cities[0]

    def in_money(self, amount: int, currency: str) -> int:
        """Return minor units of another currency in the trip's own.

        Raises:
            KeyError: The currency is none of the trip's cities or journeys.
        """
        if currency == self.money or not amount:
            return amount
        return to_minor(to_major(amount, currency) * self.rates[currency], self.money)

    @property
    def must_see_ids(self) -> tuple[str, ...]:
        """Return the ids of what must be seen."""
        return tuple(place.id for place in self.must_see)

    @property
    def nights(self) -> int:
        """Return the nights between the first and the last day."""
        return self.day_count - 1

    @property
    def lodged_nights(self) -> int:
        """Return the nights a lodging is planned for: none where no room is wanted."""
        return 0 if self.lodging.rooms == 0 else self.nights

    @property
    def purse(self) -> int | None:
        """Return what may be spent in all: the budget, or less where a condition says so."""
        asked = self.demands.most(SpendOn.TRIP, self.travellers, self.nights)
        return min((most for most in (self.budget_local, asked) if most is not None), default=None)

    def rooms_in(self, hotel: Place) -> int:
        """Return how many rooms the party takes there; a room is for two where nobody says."""
        wished = self.demands.rooms if self.lodging.rooms is None else self.lodging.rooms
        if wished is not None:
            return wished
        return ceil(self.travellers / (hotel.max_guests or _GUESTS_PER_ROOM))

    def night_cost(self, hotel: Place) -> int:
        """Return what one night there costs the party."""
        return self.in_money(hotel.typical_cost * self.rooms_in(hotel), hotel.currency)

    def visit_cost(self, place: Place) -> int:
        """Return what a visit or a meal there costs the party."""
        adults = self.travellers - self.children
        child_cost = place.typical_cost if place.child_cost is None else place.child_cost
        amount = place.typical_cost * adults + child_cost * self.children
        return self.in_money(amount, place.currency)

    def meals_in(self, window: tuple[int, int]) -> tuple[Meal, ...]:
        """Return the wanted meals that fall into a window of the day."""
        start, end = window
        return tuple(
            meal
            for meal, (first, last) in _MEAL_HEART.items()
            if meal in self.meals_wanted and start <= first and last <= end
        )

    @property
    def meals(self) -> tuple[Meal, ...]:
        """Return the wanted meals that fall into the daily window."""
        return self.meals_in(self.window)

    def date_of(self, day_index: int) -> date:
        """Return the date of a day."""
        return self.start_date + timedelta(days=day_index)


@dataclass(frozen=True, slots=True)
class Pick:
    """A stop as chosen: `place` is None where the catalogue does not know what was named.

    `begin` and `end` are set where the clock was worked out along with the choice.
    """

    place: Place | None
    named: str
    meal: Meal | None
    reason: str
    begin: int | None = None
    end: int | None = None


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
    journey: Journey | None = None

    @property
    def way_cost(self) -> int:
        """Return what the way to it costs the party."""
        return self.transfer.cost if self.transfer else 0


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its stops in order."""

    index: int
    date: date
    title: str
    stops: tuple[Stop, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a brief; `hotels` are those of the frame's stays, in order.

    A plan that is still growing has the first `parts_done` parts of its frame.
    """

    brief: Brief
    frame: Frame
    title: str
    hotels: tuple[Place | None, ...]
    days: tuple[Day, ...]
    parts_done: int
    summary: str = ""

    @property
    def total_cost(self) -> int:
        """Return the sum of all stops and of the ways to them, in the trip's currency."""
        return sum(stop.cost + stop.way_cost for stop in self.stops())

    def stops(self) -> Iterator[Stop]:
        """Go through every stop of every day."""
        for day in self.days:
            yield from day.stops


def frame_of_one_city(brief: Brief) -> Frame:
    """Return the frame of a trip that stays in one city and begins and ends there."""
    stays = (Stay(0, brief.city, 0, brief.nights),) if brief.lodged_nights else ()
    return Frame(tuple(_whole_day(brief, index) for index in range(brief.day_count)), stays)


def _whole_day(brief: Brief, index: int) -> Part:
    start, end = brief.window
    first, last = index == 0, index == brief.day_count - 1
    begins = brief.begins if first else None
    ends = brief.ends if last else None
    if begins and begins.minute is not None:
        start = max(start, begins.minute)
    if ends and ends.minute is not None:
        end = min(end, ends.minute)
    return Part(
        index=index,
        day_index=index,
        date=brief.date_of(index),
        city=brief.city,
        window=(start, max(start, end)),
        meals=brief.meals_in((start, end)),
        begins=begins.place if begins else None,
        ends=ends.place if ends else None,
        wakes=0 if brief.lodged_nights else None,
        sleeps=0 if index < brief.lodged_nights else None,
    )
