"""What the benchmark's world offers for a trip: the planner's own values, with names as ids."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.benchmarks.chinatravel.catalogue import MINOR, RIDES, ride_id
from core.benchmarks.chinatravel.geodesic import geodesic_km
from core.benchmarks.chinatravel.moving import MODES
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import CityWorld, Journey, World
from core.planning.choices.model import (
    FindWay,
    Lodging,
    MealHours,
    Offer,
    Spot,
    Way,
)
from core.planning.choices.model import Ride as RideOffer
from core.schemas.conditions import Condition, Subject
from core.schemas.trips import TransferMode

_MEAL_MIN = 60
_GUESTS_A_BED = 2
"""The tables say nothing of guests; a room of one bed is a double."""
_SIGHT_LEAST, _SIGHT_USUAL_MOST = 30, 120
_MEALS = (
    MealHours("lunch", 10 * 60 + 45, 14 * 60 + 29),
    MealHours("dinner", 16 * 60 + 45, 20 * 60 + 29),
)
"""Half an hour anywhere in these touches 11 to 14 and 17 to 20, as the benchmark wants it."""


def make_offer(
    world: World,
    ways: CityWays,
    *,
    start_city: str,
    target_city: str,
    days: int,
    people: int,
    conditions: Sequence[Condition] = (),
    seed: int = 0,
) -> Offer:
    """Return what there is for a party that goes from one city to another and back.

    Raises:
        UnknownNameError: A city is not in the world.
    """
    city = world.city(target_city)
    world.city(start_city)
    return Offer(
        days=days,
        travellers=people,
        spots={spot.id: spot for spot in _spots(city, days, people)},
        lodgings={
            hotel.name: Lodging(
                id=hotel.name,
                labels=frozenset({hotel.feature}),
                price=_minor(hotel.price),
                beds=hotel.beds,
                guests=hotel.beds * _GUESTS_A_BED,
            )
            for hotel in city.hotels.values()
        },
        outward=tuple(
            _ride(journey, journey.target, people)
            for journey in _usable(world.between(start_city, target_city))
            if journey.target in city.positions
        ),
        back=tuple(
            _ride(journey, journey.origin, people)
            for journey in _usable(world.between(target_city, start_city))
            if journey.origin in city.positions
        ),
        find_way=way_finder(ways, people),
        distance_km=_distance(city),
        conditions=tuple(conditions),
        meals=_MEALS,
        seed=seed,
    )


def _usable(journeys: Iterable[Journey]) -> Iterator[Journey]:
    """Go through the journeys that end on their day, the first of each number and stations."""
    seen = set()
    for journey in journeys:
        if journey.same_day and ride_id(journey) not in seen:
            yield journey
        seen.add(ride_id(journey))


def _ride(journey: Journey, station: str, people: int) -> RideOffer:
    return RideOffer(
        id=ride_id(journey),
        mode=RIDES[journey.ride],
        departs=journey.departs,
        arrives=journey.arrives,
        cost=_minor(journey.price * people),
        station=station,
    )


def _spots(city: CityWorld, days: int, people: int) -> Iterator[Spot]:
    for rank, sight in enumerate(city.sights.values()):
        usual = min((sight.stay_min + sight.stay_max) // 2, _SIGHT_USUAL_MOST)
        yield Spot(
            id=sight.name,
            subject=Subject.SIGHT,
            labels=frozenset({sight.kind}),
            windows=(((sight.opens, sight.closes),),) * days,
            stay=max(usual, _SIGHT_LEAST),
            stay_min=_SIGHT_LEAST,
            stay_max=max(sight.stay_max, usual, _SIGHT_LEAST),
            cost=_minor(sight.price * people),
            score=_by_rank(rank, len(city.sights)),
        )
    for rank, restaurant in enumerate(city.restaurants.values()):
        if restaurant.name not in city.sights:
            yield Spot(
                id=restaurant.name,
                subject=Subject.RESTAURANT,
                labels=frozenset({restaurant.cuisine}),
                windows=(((restaurant.opens, restaurant.closes),),) * days,
                stay=_MEAL_MIN,
                stay_min=_SIGHT_LEAST,
                stay_max=_MEAL_MIN,
                cost=_minor(restaurant.price * people),
                score=_by_rank(rank, len(city.restaurants)),
            )


def _by_rank(rank: int, count: int) -> int:
    """Return points by the place in the table: rows stand mostly by fame."""
    return 80 - 50 * rank // max(count, 1)


def way_finder(ways: CityWays, people: int) -> FindWay:
    """Return how the planner finds a way by one mode; its cost is for the party."""

    def find(mode: TransferMode, origin: str, target: str) -> Way | None:
        way = ways.find(origin, target, MODES[mode])
        if way is None:
            return None
        return Way(mode, way.minutes, way.km, _minor(way.cost(people)))

    return find


def _distance(city: CityWorld) -> Callable[[str, str], float | None]:
    def distance_km(origin: str, target: str) -> float | None:
        start, end = city.positions.get(origin), city.positions.get(target)
        return geodesic_km(start, end) if start and end else None

    return distance_km


def _minor(amount: float) -> int:
    return round(amount * MINOR)
