"""Requests as people make them, drawn by a seed from what the catalogue has.

Every request can be met: a must-see is open on each day of the trip, and a tight budget is a fifth
more than the cheapest nights, meals, journeys and ways to must-sees cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from random import Random
from statistics import fmean, median

from core.catalog.domain import City, Place
from core.catalog.openings import open_spans
from core.catalog.port import Catalogue
from core.planning.travel import ESTIMATE
from core.schemas.catalog import Interest, Meal, PlaceKind
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanRequest
from core.schemas.wishes import Pace

LONGEST = min(14, MAX_DAYS)
FIRST_DAY = date(2027, 1, 4)
_DAYS_A_CITY = 2
_BUDGETS: Mapping[str, float] = {"tight": 1.2, "fair": 2.0, "ample": 4.0}
_MUST_FROM, _MUST_UNTIL, _MUST_LONGEST = 10 * 60, 17 * 60, 180
_RIDES_A_DAY = 6


@dataclass(frozen=True)
class World:
    """What requests are drawn from."""

    cities: tuple[City, ...]
    places: Mapping[str, Sequence[Place]]
    fares: Mapping[tuple[str, str], int]
    """The least one traveller pays from city to city, where both use the same money."""
    joined: Mapping[str, Sequence[str]]
    """From each city the cities one can go to and come back from."""


async def world_of(catalog: Catalogue) -> World:
    """Return what a catalogue has."""
    cities = tuple(await catalog.list_cities())
    links = {
        (origin.id, target.id): await catalog.links(origin.id, target.id, FIRST_DAY)
        for origin in cities
        for target in cities
        if origin != target
    }
    money = {city.id: city.currency for city in cities}
    return World(
        cities,
        {city.id: await catalog.places_of(city.id) for city in cities},
        {
            pair: min(link.cost(1) for link in found if link.currency == money[pair[0]])
            for pair, found in links.items()
            if money[pair[0]] == money[pair[1]]
            and any(link.currency == money[pair[0]] for link in found)
        },
        {
            city.id: [
                other.id
                for other in cities
                if links.get((city.id, other.id)) and links.get((other.id, city.id))
            ]
            for city in cities
        },
    )


def requests_of(world: World, count: int, seed: int) -> list[PlanRequest]:
    """Return so many requests; the first ones are the same however many are wanted."""
    return [_request(world, number, seed) for number in range(count)]


def _request(world: World, number: int, seed: int) -> PlanRequest:
    chance = Random(f"{seed}:{number}")
    main = world.cities[number % len(world.cities)]
    days = 1 + number % LONGEST
    start = FIRST_DAY + timedelta(days=chance.randrange(340))
    cities = _destinations(world, main, days, chance)
    origin = _origin(world, cities, days, chance)
    must = _must_sees(world, cities, start, days, chance)
    travellers = chance.choice((1, 2, 2, 2, 3, 4, 6))
    meals = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER) if chance.random() < 0.1 else None
    fields = {
        "destinations": [{"name": city} for city in cities],
        "origin": origin,
        "start_date": start,
        "day_count": days,
        "travellers": travellers,
        "party": {"children": 1} if travellers > 2 and chance.random() < 0.4 else None,
        "pace": chance.choice(list(Pace)),
        "interests": chance.sample(list(Interest), chance.randrange(4)),
        "must_see": [place.id for place in must] or None,
        "meals": meals,
        "language": chance.choice(("en", "zh")),
        "seed": number,
    }
    budget = chance.choice((None, None, *_BUDGETS))
    if budget is not None:
        least = _least_cost(world, cities, origin, days, travellers, must, meals)
        if least is not None:
            fields |= {"budget": ceil(least * _BUDGETS[budget]), "currency": main.currency}
    return PlanRequest.model_validate(fields)


def _destinations(world: World, main: City, days: int, chance: Random) -> list[str]:
    """Return the city, at times with others that all can be reached from each other."""
    most = min(4, days // _DAYS_A_CITY)
    wanted = chance.randint(2, most) if most >= 2 and chance.random() < 0.4 else 1
    cities = [main.id]
    others = list(world.joined[main.id])
    chance.shuffle(others)
    others.sort(key=lambda other: (main.id, other) not in world.fares)
    for other in others:
        if len(cities) < wanted and all(other in world.joined[city] for city in cities):
            cities.append(other)
    return cities


def _origin(world: World, cities: Sequence[str], days: int, chance: Random) -> str | None:
    if days < len(cities) + 2 or chance.random() < 0.65:
        return None
    homes = [
        home
        for home in world.joined[cities[0]]
        if home not in cities and all(city in world.joined[home] for city in cities)
    ]
    return chance.choice(homes) if homes else None


def _must_sees(
    world: World, cities: Sequence[str], start: date, days: int, chance: Random
) -> list[Place]:
    """Return some sights that are open on every day of the trip, for long enough."""
    most = min(3, days, len(cities) * 2)
    calendars = {city.id: city.calendar for city in world.cities}
    dates = [start + timedelta(days=day) for day in range(days)]
    pool = [
        place
        for city in cities
        for place in world.places[city]
        if place.must_see
        and place.kind is PlaceKind.ATTRACTION
        and place.visit_minutes <= _MUST_LONGEST
        and all(_is_open(place, day, calendars[city]) for day in dates)
    ]
    count = chance.choice((0, 0, 1, most))
    return chance.sample(pool, min(count, len(pool)))


def _is_open(place: Place, day: date, calendar: str) -> bool:
    return any(
        opens <= _MUST_FROM and closes >= _MUST_UNTIL
        for opens, closes in open_spans(place, day, calendar)
    )


def _least_cost(
    world: World,
    cities: Sequence[str],
    origin: str | None,
    days: int,
    travellers: int,
    must: Sequence[Place],
    meals: tuple[Meal, ...] | None,
) -> float | None:
    """Return what such a trip costs at least, or None where several moneys are needed."""
    known = {city.id: city for city in world.cities}
    if len({known[city].currency for city in (*cities, *([origin] if origin else ()))}) > 1:
        return None
    wanted = meals or (Meal.LUNCH, Meal.DINNER)
    count = days * len(wanted)
    nights = max(_least_night(world.places[city], travellers) for city in cities) * (days - 1)
    eaten = max(_least_meal(world.places[city], wanted, count) for city in cities) * count
    fares = max(known[city].transit_fare or 0 for city in cities) * days * _RIDES_A_DAY
    pairs = [(one, other) for one in cities for other in cities if one != other]
    hops = (len(cities) - 1) * max((world.fares[pair] for pair in pairs), default=0)
    if origin:
        hops += 2 * max(world.fares[origin, city] for city in cities)
    seen = sum(place.typical_cost for place in must)
    out = sum(_there_and_back(world, known[place.city_id], place, travellers) for place in must)
    return nights + out + travellers * (eaten + fares + hops + seen)


def _there_and_back(world: World, city: City, sight: Place, travellers: int) -> int:
    """Return what the ways to a sight and from it cost the party, from where most sights are."""
    sights = [p for p in world.places[city.id] if p.kind is PlaceKind.ATTRACTION]
    middle = replace(sight, lat=median(p.lat for p in sights), lon=median(p.lon for p in sights))
    return 2 * ESTIMATE.way(city, middle, sight, travellers).cost


def _least_night(places: Sequence[Place], travellers: int) -> int:
    hotels = [place for place in places if place.kind is PlaceKind.HOTEL]
    return min(hotel.typical_cost * ceil(travellers / (hotel.max_guests or 2)) for hotel in hotels)


def _least_meal(places: Sequence[Place], wanted: Sequence[Meal], count: int) -> float:
    """Return the mean price of the cheapest tables that serve a wanted meal at all."""
    serving = [p for p in places if p.kind is PlaceKind.RESTAURANT and set(p.meals) & set(wanted)]
    tables = sorted(p.typical_cost for p in serving)
    return fmean(tables[:count])
