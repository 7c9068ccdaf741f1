"""The benchmark's world as a catalogue: cities, places and journeys in the product's own values.

Ids of cities are their names; a place's id says its city, its table and its row. What the tables do
not say has the product's own "not known". Popularity falls from row to row: the tables stand mostly
by fame, and nothing else tells places apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from statistics import mean

from core.benchmarks.chinatravel.world import (
    DAY_MIN,
    CityWorld,
    Journey,
    Restaurant,
    Ride,
    World,
)
from core.catalog.domain import City, Place
from core.catalog.links import Link
from core.catalog.memory import MemoryCatalogue
from core.kernel.times import clock_text
from core.schemas.catalog import HoursConfidence, Meal, PlaceKind, PositionConfidence
from core.schemas.links import LinkMode, TimesKind

CURRENCY, SOURCE = "CNY", "chinatravel"
MINOR = 100
RIDES = {Ride.TRAIN: LinkMode.TRAIN, Ride.PLANE: LinkMode.FLIGHT}
_STATIONS = (PlaceKind.STATION, PlaceKind.AIRPORT)
_MARGIN_DEG = 0.1
_BREAKFAST_BEFORE = 9 * 60
_LUNCH, _DINNER = (11 * 60, 14 * 60), (17 * 60, 20 * 60)
_MEAL_MIN, _LEAST_VISIT_MIN = 60, 30
_EATEN_BY = _DINNER[1] + _MEAL_MIN - 1
"""A dinner of the usual length that ends until then has begun at dinner time."""


def catalogue_of(world: World, days: Iterable[date]) -> MemoryCatalogue:
    """Return a catalogue of the whole world, with its journeys on each of the days.

    A journey that ends on another day is none here: a plan of the benchmark has no way to say so.
    """
    dated = list(days)
    places = [place for city in world.cities.values() for place in places_of(city)]
    stations = {
        (place.city_id, place.name_local): place.id for place in places if place.kind in _STATIONS
    }
    links = [
        link_of(journey, origin, target, day)._replace(
            origin_place=stations.get((origin, journey.origin)),
            target_place=stations.get((target, journey.target)),
        )
        for (origin, target), journeys in world.journeys.items()
        for journey in journeys
        if journey.same_day
        for day in dated
    ]
    return MemoryCatalogue(map(city_of, world.cities.values()), places, links=links)


def city_of(city: CityWorld) -> City:
    """Return a city; its box holds everything in it."""
    lats = [lat for lat, _ in city.positions.values()]
    lons = [lon for _, lon in city.positions.values()]
    return City(
        id=city.name,
        name_en=city.folder.title(),
        name_local=city.name,
        aliases=(f"{city.name}市",),
        country="CN",
        timezone="Asia/Shanghai",
        currency=CURRENCY,
        lat=mean(lats),
        lon=mean(lons),
        south=min(lats) - _MARGIN_DEG,
        west=min(lons) - _MARGIN_DEG,
        north=max(lats) + _MARGIN_DEG,
        east=max(lons) + _MARGIN_DEG,
    )


def places_of(city: CityWorld) -> Iterator[Place]:
    """Go through the sights, restaurants and hotels of a city, and its stations and airports."""
    sights, restaurants, hotels = city.sights, city.restaurants, city.hotels
    for row, sight in enumerate(sights.values()):
        yield _place(
            city,
            PlaceKind.ATTRACTION,
            row,
            sight.name,
            category=sight.kind,
            visit_minutes=max((sight.stay_min + sight.stay_max) // 2, _LEAST_VISIT_MIN),
            stay_min=sight.stay_min,
            stay_max=sight.stay_max,
            typical_cost=round(sight.price * MINOR),
            popularity=_by_row(row, len(sights)),
            opening_hours=hours_text(sight.opens, sight.closes),
        )
    for row, restaurant in enumerate(restaurants.values()):
        yield _place(
            city,
            PlaceKind.RESTAURANT,
            row,
            restaurant.name,
            category="restaurant",
            visit_minutes=_MEAL_MIN,
            typical_cost=round(restaurant.price * MINOR),
            popularity=_by_row(row, len(restaurants)),
            cuisine=(restaurant.cuisine,),
            meals=tuple(_meals(restaurant.opens, restaurant.closes)),
            opening_hours=hours_text(restaurant.opens, _last_guest(restaurant)),
        )
    for row, hotel in enumerate(hotels.values()):
        yield _place(
            city,
            PlaceKind.HOTEL,
            row,
            hotel.name,
            category="midrange",
            typical_cost=round(hotel.price * MINOR),
            popularity=_by_row(row, len(hotels)),
            features=(hotel.feature,),
            beds=hotel.beds,
        )
    known = {*sights, *restaurants, *hotels}
    for row, name in enumerate(name for name in city.positions if name not in known):
        airport = name.endswith("机场")
        kind = PlaceKind.AIRPORT if airport else PlaceKind.STATION
        yield _place(city, kind, row, name, category="airport" if airport else "railway_station")


def link_of(journey: Journey, origin: str, target: str, day: date) -> Link:
    """Return a journey on a day."""
    return Link(
        id=f"{ride_id(journey)} {day.isoformat()}",
        mode=RIDES[journey.ride],
        number=journey.number,
        origin_city=origin,
        target_city=target,
        origin_name=journey.origin,
        target_name=journey.target,
        day=day,
        departs=journey.departs,
        arrives=journey.arrives,
        minutes=journey.arrives - journey.departs,
        distance_m=None,
        price=round(journey.price * MINOR),
        currency=CURRENCY,
        per_vehicle=False,
        times=TimesKind.TIMETABLE,
        source=SOURCE,
    )


def ride_id(journey: Journey) -> str:
    """Return an id of a journey between two cities."""
    return f"{journey.number} {journey.origin} {journey.target}"


def hours_text(opens: int, closes: int) -> str:
    """Return opening hours in the catalogue's syntax."""
    if closes - opens >= DAY_MIN:
        return "24/7"
    return f"{clock_text(opens)}-{clock_text(closes if closes <= DAY_MIN else closes - DAY_MIN)}"


def _place(city: CityWorld, kind: PlaceKind, row: int, name: str, **facts: object) -> Place:
    lat, lon = city.positions[name]
    usual: Mapping[str, object] = {
        "area": "",
        "tags": (),
        "visit_minutes": 0,
        "price_level": 0,
        "typical_cost": 0,
        "popularity": 1,
        "must_see": False,
        "indoor": "unknown",
        "best_time": "any",
        "meals": (),
        "cuisine": (),
        "opening_hours": "24/7",
    }
    values = {**usual, **facts}
    return Place(
        id=f"{city.name}-{kind.value}-{row}",
        city_id=city.name,
        kind=kind,
        name_en=name,
        name_local=name,
        lat=lat,
        lon=lon,
        position_confidence=PositionConfidence.UNSURE,
        currency=CURRENCY,
        hours_confidence=HoursConfidence.TYPICAL,
        source=SOURCE,
        **values,  # type: ignore[arg-type]  # names of fields, each with a value of its kind
    )


def _last_guest(restaurant: Restaurant) -> int:
    """Return until when one eats there: who begins after dinner time eats no meal here."""
    opens, closes = restaurant.opens, restaurant.closes
    return min(closes, _EATEN_BY) if opens < _EATEN_BY else closes


def _meals(opens: int, closes: int) -> Iterator[Meal]:
    if opens < _BREAKFAST_BEFORE:
        yield Meal.BREAKFAST
    for meal, (first, last) in ((Meal.LUNCH, _LUNCH), (Meal.DINNER, _DINNER)):
        if opens < last - _LEAST_VISIT_MIN and closes > first + _LEAST_VISIT_MIN:
            yield meal


def _by_row(row: int, count: int) -> int:
    return max(1, 100 - 99 * row // count)
