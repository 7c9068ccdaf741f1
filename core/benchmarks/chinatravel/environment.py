"""The 25 checks of a plan against the world, in the benchmark's seven groups.

Each check has a name; a plan fails the names that are returned. Where the benchmark says that what
is not found cannot be right in any other respect either, the whole group fails.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.benchmarks.chinatravel.queries import Query
from core.benchmarks.chinatravel.ways import CityWays, Mode
from core.benchmarks.chinatravel.wire import (
    INTERCITY,
    DayWire,
    FlightWire,
    JourneyWire,
    LegWire,
    MealWire,
    PlanWire,
    SightWire,
    StayWire,
    TrainWire,
)
from core.benchmarks.chinatravel.world import (
    CityWorld,
    Journey,
    UnknownNameError,
    World,
    clock_minutes,
)

INTERCITY_CHECKS = ("intercity_present", "intercity_known", "intercity_facts", "intercity_cost")
SIGHT_CHECKS = ("sight_known", "sight_open", "sight_once", "sight_price", "sight_cost")
HOTEL_CHECKS = ("hotel_known", "hotel_facts", "hotel_cost", "hotel_present")
MEAL_CHECKS = (
    "meal_known",
    "meal_open",
    "meal_once",
    "meal_price",
    "meal_cost",
    "meal_time",
)
LOCAL_CHECKS = ("local_known", "local_facts", "local_cost")
TIME_CHECKS = ("time_given", "time_order")
SPACE_CHECKS = ("space_connected",)
CHECKS = (
    *INTERCITY_CHECKS,
    *SIGHT_CHECKS,
    *HOTEL_CHECKS,
    *MEAL_CHECKS,
    *LOCAL_CHECKS,
    *TIME_CHECKS,
    *SPACE_CHECKS,
)
_MEAL_HOURS = {"breakfast": (360, 540), "lunch": (660, 840), "dinner": (1020, 1200)}
_NEAR = 0.1
"""Sums and distances are compared with this tolerance."""


@dataclass(frozen=True)
class Ground:
    """What a plan is compared with."""

    world: World
    city: CityWorld
    ways: CityWays
    query: Query


def failed_checks(ground: Ground, plan: PlanWire) -> list[str]:
    """Return the names of the checks a plan fails, in the order of `CHECKS`."""
    failed = {name for group in _GROUPS for name in group(ground, plan)}
    return [name for name in CHECKS if name in failed]


def _intercity(ground: Ground, plan: PlanWire) -> Iterator[str]:
    first, last = plan.itinerary[0].activities[0], plan.itinerary[-1].activities[-1]
    if not isinstance(first, JourneyWire) or not isinstance(last, JourneyWire) or first is last:
        yield from INTERCITY_CHECKS
        return
    here, there = ground.query.start_city, ground.query.target_city
    for ride, origin, target in ((first, here, there), (last, there, here)):
        journey = find_journey(ground.world, ride, origin, target)
        if journey is None:
            yield from INTERCITY_CHECKS[1:]
            continue
        facts = (journey.begin, journey.end, journey.price)
        if (ride.start_time, ride.end_time, ride.price) != facts:
            yield "intercity_facts"
        if not _equal(ride.price * ride.tickets, ride.cost):
            yield "intercity_cost"


def find_journey(world: World, ride: JourneyWire, origin: str, target: str) -> Journey | None:
    """Return the first journey between two cities with this number and these stations."""
    wanted = (ride.type, ride.number, ride.start, ride.end)
    return next(
        (
            journey
            for journey in world.between(origin, target)
            if (journey.ride, journey.number, journey.origin, journey.target) == wanted
        ),
        None,
    )


def _sights(ground: Ground, plan: PlanWire) -> Iterator[str]:
    visits = [visit for visit in plan.activities() if isinstance(visit, SightWire)]
    for visit in visits:
        sight = ground.city.sights.get(visit.position)
        if sight is None:
            yield from SIGHT_CHECKS
            return
        if not _inside(visit, sight.opens, sight.closes):
            yield "sight_open"
        if int(visit.price) != int(sight.price):
            yield "sight_price"
        if not _equal(visit.price * visit.tickets, visit.cost):
            yield "sight_cost"
    if _repeats(visit.position for visit in visits):
        yield "sight_once"


def _hotels(ground: Ground, plan: PlanWire) -> Iterator[str]:
    stays = [stay for stay in plan.activities() if isinstance(stay, StayWire)]
    for stay in stays:
        hotel = ground.city.hotels.get(stay.position)
        if hotel is None:
            yield from HOTEL_CHECKS
            return
        if (stay.price, stay.room_type) != (hotel.price, hotel.beds):
            yield "hotel_facts"
        if not _equal(stay.rooms * stay.price, stay.cost):
            yield "hotel_cost"
    if len(plan.itinerary) > 1 and not stays:
        yield "hotel_present"


def _meals(ground: Ground, plan: PlanWire) -> Iterator[str]:
    eaten = []
    for meal in plan.activities():
        if not isinstance(meal, MealWire):
            continue
        yield from _meal(ground, meal)
        if meal.position in ground.city.restaurants:
            eaten.append(meal.position)
    if _repeats(eaten):
        yield "meal_once"


def _meal(ground: Ground, meal: MealWire) -> Iterator[str]:
    restaurant = ground.city.restaurants.get(meal.position)
    at_hotel = meal.type == "breakfast" and meal.position in ground.city.hotels
    if restaurant is None and not at_hotel:
        yield from MEAL_CHECKS
        return
    if meal.price != (restaurant.price if restaurant else 0):
        yield "meal_price"
    if not _equal(ground.query.people * meal.price, meal.cost):
        yield "meal_cost"
    if not is_time_for(meal.type, clock_minutes(meal.start_time), clock_minutes(meal.end_time)):
        yield "meal_time"
    if restaurant and not _inside(meal, restaurant.opens, restaurant.closes):
        yield "meal_open"


def is_time_for(meal: str, start: int, end: int) -> bool:
    """Say whether a stretch of a day touches the hours of a meal."""
    begins, ends = _MEAL_HOURS[meal]
    return start < ends and end > begins


def _local(ground: Ground, plan: PlanWire) -> Iterator[str]:
    for activity in plan.activities():
        if activity.transports:
            yield from _way(ground, activity.transports)


def _way(ground: Ground, legs: list[LegWire]) -> Iterator[str]:
    modes = tuple(leg.mode for leg in legs)
    if modes not in (("walk",), ("taxi",), ("walk", "metro", "walk")):
        yield from LOCAL_CHECKS
        return
    mode = Mode(modes[len(modes) // 2])
    try:
        way = ground.ways.find(legs[0].start, legs[-1].end, mode)
    except UnknownNameError:
        way = None
    if way is None:
        yield from LOCAL_CHECKS
        return
    minute = clock_minutes(legs[0].start_time)
    for leg, piece in zip(legs, way.pieces, strict=True):
        if (leg.start, leg.end) != (piece.start, piece.end):
            yield "local_known"
        times = (clock_minutes(leg.start_time), clock_minutes(leg.end_time))
        right = times == (minute, minute + piece.minutes)
        if not (right and _equal(leg.price, piece.price) and _equal(leg.distance, piece.km)):
            yield "local_facts"
        if not _equal(leg.price * _units(leg), leg.cost):
            yield "local_cost"
        minute += piece.minutes


def _units(leg: LegWire) -> float:
    match leg.mode:
        case "metro":
            return leg.tickets or float("nan")
        case "taxi":
            return leg.cars or float("nan")
        case "walk":
            return 0


def _times(_: Ground, plan: PlanWire) -> Iterator[str]:
    for activity in plan.activities():
        start, end = clock_minutes(activity.start_time), clock_minutes(activity.end_time)
        if start >= end and activity.type not in INTERCITY:
            yield "time_order"
        if activity.transports and clock_minutes(activity.transports[-1].end_time) > start:
            yield "time_order"


def _space(_: Ground, plan: PlanWire) -> Iterator[str]:
    for before, after in pairwise(plan.activities()):
        left, entered = leaves_from(before), arrives_at(after)
        legs = after.transports
        if left != entered and not (legs and legs[0].start == left and legs[-1].end == entered):
            yield "space_connected"
    rides = [activity.type in INTERCITY for activity in plan.activities()]
    if any(rides[1:-1]):
        yield "space_connected"


Activity = TrainWire | FlightWire | SightWire | MealWire | StayWire


def arrives_at(activity: Activity) -> str:
    """Return where one must be for an activity."""
    return activity.start if isinstance(activity, JourneyWire) else activity.position


def leaves_from(activity: Activity) -> str:
    """Return where one is after an activity."""
    return activity.end if isinstance(activity, JourneyWire) else activity.position


_GROUPS: tuple[Callable[[Ground, PlanWire], Iterable[str]], ...] = (
    _intercity,
    _sights,
    _hotels,
    _meals,
    _local,
    _times,
    _space,
)


def _inside(activity: SightWire | MealWire, opens: int, closes: int) -> bool:
    start, end = clock_minutes(activity.start_time), clock_minutes(activity.end_time)
    return opens <= start and end <= closes


def _equal(left: float, right: float) -> bool:
    return abs(left - right) <= _NEAR


def _repeats(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) < len(listed)


STRICT_CHECKS = ("frame", "overlap", "next_day", "night_without_hotel")


def failed_strict_checks(ground: Ground, plan: PlanWire) -> list[str]:
    """Return what the published rules let pass and we do not, in the order of `STRICT_CHECKS`.

    `frame`: other days, cities or travellers than asked for. `overlap`: an activity, or the way to
    it, begins before the one before ends. `next_day`: a journey that ends after its own day.
    `night_without_hotel`: a day but the last that does not end in a hotel.
    """
    query = ground.query
    frame = (query.people, query.start_city, query.target_city, list(range(1, query.days + 1)))
    days = [day.day for day in plan.itinerary]
    found = {
        "frame": frame != (plan.people_number, plan.start_city, plan.target_city, days),
        "overlap": any(_overlaps(day) for day in plan.itinerary),
        "next_day": not all(_same_day(ground, ride) for ride in plan.activities()),
        "night_without_hotel": not all(
            isinstance(day.activities[-1], StayWire) for day in plan.itinerary[:-1]
        ),
    }
    return [name for name in STRICT_CHECKS if found[name]]


def _overlaps(day: DayWire) -> bool:
    return any(
        clock_minutes(after.transports[0].start_time if after.transports else after.start_time)
        < clock_minutes(before.end_time)
        for before, after in pairwise(day.activities)
    )


def _same_day(ground: Ground, activity: Activity) -> bool:
    if not isinstance(activity, JourneyWire):
        return True
    here, there = ground.query.start_city, ground.query.target_city
    journey = find_journey(ground.world, activity, here, there) or find_journey(
        ground.world, activity, there, here
    )
    return journey is None or journey.same_day
