"""From a brief to the frame of its trip: which city when, and how one gets there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, permutations

from core.catalog.domain import City, Place, city_name
from core.catalog.links import Link
from core.catalog.port import Catalogue
from core.kernel.money import format_money
from core.kernel.thinking import think
from core.planning.asking import Run
from core.planning.conditions.demands import ANY_LEG
from core.planning.domain import Brief, CityWish, frame_of_one_city
from core.planning.frame import Frame, Stay
from core.planning.lodgings import lack_of
from core.planning.reasons import mode_words
from core.planning.regions import CHOSEN, chosen_of_regions, nights_worth, worth_of, worth_visiting
from core.planning.routing.problem import (
    Ban,
    Counting,
    Group,
    Problem,
    Ride,
    Routes,
    Stop,
    Weights,
    ride_of,
)
from core.planning.routing.solve import find_routes
from core.planning.staging import Journeys, frame_of_route
from core.planning.understanding.obstacles import money_short, obstacle
from core.planning.understanding.resolve import Understood
from core.schemas.catalog import PlaceKind
from core.schemas.conditions import Leg, SpendOn
from core.schemas.plans import Obstacle

_MEAL_PRICES = (2, 4, 20)
"""Of all tables, one in so many is cheaper than what a meal is reckoned to cost, ever less."""
_HOMEWARD_DAYS = 3
"""One is at home on the last day: a journey of two nights leaves two days before."""
_ROUTES = 4
"""So many frames are worked out; the first is taken, the others stand by."""


async def frame_trip(
    run: Run, understood: Understood, places: Sequence[Place]
) -> tuple[Understood, tuple[Frame, ...]]:
    """Return the best frames, best first, and the brief with its cities in the first one's order.

    A trip to one city from nowhere needs no search. What cannot be had is among the obstacles.
    """
    brief = understood.brief
    if brief.origin is None and len(brief.cities) == 1:
        return understood, (frame_of_one_city(brief),)
    with run.journal.step("planner_route") as detail:
        links = await links_of(run.tools.catalog, brief)
        found = await think(_find, brief, _rides(brief, links), places)
        if brief.demands.legs and not _goes_everywhere(found):
            # Nothing runs as it was wished: a journey otherwise, which the checks name, is nearer.
            brief = replace(brief, demands=replace(brief.demands, legs={}))
            links = await links_of(run.tools.catalog, brief)
            found = await think(_find, brief, _rides(brief, links), places)
        home = await run.tools.catalog.places_of(brief.origin.id) if brief.origin else ()
        known = {place.id: place for place in (*home, *places)}
        journeys = Journeys(brief, links, known)
        frames = tuple(frame_of_route(journeys, route) for route in found.routes)
        obstacles = _obstacles(brief, found, links)
        detail |= {
            "links": len(links),
            "cities": [city.id for city in frames[0].cities] if frames else [],
            "legs": [journey.link.id for journey in frames[0].journeys] if frames else [],
            "cost": found.routes[0].cost if found.routes else None,
            "obstacles": [item.code for item in obstacles],
        }
    if not frames:
        # Not one city can be joined to another: the first is planned alone.
        brief = replace(brief, cities=brief.cities[:1], origin=None)
        frames = (frame_of_one_city(brief),)
    told = (*understood.obstacles, *obstacles)
    return in_frame(replace(understood, brief=brief, obstacles=told), frames[0]), frames


def in_frame(understood: Understood, frame: Frame) -> Understood:
    """Return what was understood with the cities of a frame, and which those are of a region."""
    brief = replace(understood.brief, cities=frame.cities or understood.brief.cities)
    others = tuple(one for one in understood.assumptions if one.field != CHOSEN)
    return replace(understood, brief=brief, assumptions=(*others, *chosen_of_regions(brief)))


def _goes_everywhere(found: Routes) -> bool:
    return bool(found.routes) and not found.left_out and not found.no_ride


def _find(brief: Brief, rides: tuple[Ride, ...], places: Sequence[Place]) -> Routes:
    """Return the best routes through lively cities, else through any of those wished."""
    lively, anywhere = worth_visiting(brief, places), brief.wishes
    found = _find_cheap(brief, _problem(brief, lively, rides, places), places)
    if found.complete or lively == anywhere:
        return found
    others = _find_cheap(brief, _problem(brief, anywhere, rides, places), places)
    return others if others.complete or not found.routes else found


def _find_cheap(brief: Brief, problem: Problem, places: Sequence[Place]) -> Routes:
    """Return the best routes; where money is short, those of travellers who eat for the least.

    Where nothing is left even so, the cheapest route comes first: it leaves most for meals.
    """
    found = Routes(())
    without_meals = [_for_rides_and_rooms(brief, places, one_in) for one_in in _MEAL_PRICES]
    for budget in dict.fromkeys(without_meals):
        found = find_routes(replace(problem, budget=budget), _ROUTES)
        if not found.over_budget:
            return found
    affordable = find_routes(replace(problem, budget=brief.purse), _ROUTES)
    if affordable.over_budget or affordable.left_out != found.left_out:
        return affordable
    routes = dict.fromkeys((*found.routes[:1], *affordable.routes))
    return replace(affordable, routes=tuple(routes)[:_ROUTES])


async def links_of(catalog: Catalogue, brief: Brief) -> list[Link]:
    """Return every journey between the cities, each on the days it may be wanted."""
    cities = list(dict.fromkeys(city.id for city in brief.cities))
    between = list(permutations(cities, 2)) if len(cities) > 1 else []
    days = [brief.date_of(index) for index in range(brief.day_count)]
    wanted = [(origin, target, Leg.EVERY, days) for origin, target in between]
    if brief.origin is not None:
        home = brief.origin.id
        away = [city for city in cities if city != home]
        wanted += [(home, city, Leg.OUTWARD, days[:1]) for city in away]
        wanted += [(city, home, Leg.RETURN, days[-_HOMEWARD_DAYS:]) for city in away]
    found: list[Link] = []
    for origin, target, leg, on_days in wanted:
        demand = brief.demands.leg(leg)
        links = await _on_days(catalog, origin, target, on_days)
        if demand != ANY_LEG:
            links = [one for one in links if demand.allows(one.modes, one.departs, one.arrives)]
        found += links
    return found


async def _on_days(
    catalog: Catalogue, origin: str, target: str, days: Iterable[date]
) -> list[Link]:
    return [link for day in days for link in await catalog.links(origin, target, day)]


def _rides(brief: Brief, links: Sequence[Link]) -> tuple[Ride, ...]:
    """Return the links as rides of the search; the id of each is the number of its link."""
    days: dict[date, int] = {}
    costs: dict[tuple[object, ...], int] = {}
    rides = []
    for number, link in enumerate(links):
        fare = link.price, link.per_vehicle, link.seats, link.currency
        if fare not in costs:  # which is the same at every hour
            costs[fare] = brief.in_money(link.cost(brief.travellers), link.currency)
        if link.day not in days:
            days[link.day] = (link.day - brief.start_date).days
        rides.append(ride_of(link, days[link.day], costs[fare], str(number)))
    return tuple(rides)


def _problem(
    brief: Brief,
    wishes: Sequence[CityWish],
    rides: tuple[Ride, ...],
    places: Sequence[Place],
) -> Problem:
    by_days = any(wish.wish.days for wish in brief.wishes) and not any(
        wish.wish.nights for wish in brief.wishes
    )
    counting = Counting.DAYS if by_days and brief.origin is None else Counting.NIGHTS
    return Problem(
        days=brief.day_count,
        groups=tuple(_group(brief, wish, places, counting) for wish in wishes),
        rides=rides,
        origin=brief.origin.id if brief.origin else None,
        one_way=brief.one_way,
        counting=counting,
        keep_order=brief.keep_order,
        bans=(Ban(brief.no_modes),) if brief.no_modes else (),
        travellers=brief.travellers,
        ride_budget=brief.demands.most(SpendOn.INTERCITY, brief.travellers, brief.nights),
        weights=Weights(minute=brief.manner.minute_worth),
    )


def _for_rides_and_rooms(brief: Brief, places: Sequence[Place], one_in: int) -> int | None:
    """Return what the budget leaves for journeys and nights where meals have this price."""
    if brief.purse is None:
        return None
    tables = [place for place in places if place.kind is PlaceKind.RESTAURANT]
    costs = sorted(brief.visit_cost(place) for place in tables)
    cheap = costs[len(costs) // one_in] if costs else 0
    meals = len(brief.meals_wanted) * max(1, brief.day_count - 1)
    return max(0, brief.purse - cheap * meals)


def _group(brief: Brief, wish: CityWish, places: Sequence[Place], counting: Counting) -> Group:
    must = {place.city_id for place in brief.must_see}
    stops = tuple(_stop(brief, wish, city, places, counting, must) for city in wish.choices)
    return Group(stops, min(wish.count, len(stops)))


def _stop(
    brief: Brief,
    wish: CityWish,
    city: City,
    places: Sequence[Place],
    counting: Counting,
    must: set[str],
) -> Stop:
    least, most = _length(brief, wish, counting)
    first, last = wish.wish.from_day, wish.wish.to_day
    span = ((first or 1) - 1, (last or brief.day_count) - 1)
    if wish.count < len(wish.choices):
        most = max(least, min(most, nights_worth(city, places)))
    return Stop(
        city=city.id,
        least=least,
        most=most,
        throughout=(span,) if first or last else (),
        lodging=_lodging_costs(brief, wish, city, places),
        worth=worth_of(brief, wish, city, places) + (10**7 if city.id in must else 0),
    )


def _length(brief: Brief, wish: CityWish, counting: Counting) -> tuple[int, int]:
    """Return the fewest and the most nights, or days, wished there."""
    if counting is Counting.DAYS:
        days = wish.wish.days
        return (days, days) if days else (1, brief.day_count)
    if wish.wish.nights:
        return wish.wish.nights, wish.wish.nights
    if wish.wish.days:
        return max(0, wish.wish.days - 1), wish.wish.days
    return (0 if brief.day_count == 1 else 1), brief.day_count


def _lodging_costs(
    brief: Brief, wish: CityWish, city: City, places: Sequence[Place]
) -> tuple[int | None, ...]:
    """Return the least that so many nights cost in lodgings as wished, from none on.

    Nothing is returned where no lodging is known, or where none is as wished in a city that must be
    visited all the same.
    """
    if brief.lodging.rooms == 0:
        return ()
    hotels = [p for p in places if p.kind is PlaceKind.HOTEL and p.city_id == city.id]
    prices = [
        (hotel.minimum_nights, brief.night_cost(hotel))
        for hotel in hotels
        if not lack_of(brief, Stay(0, city, 0, max(1, hotel.minimum_nights)), hotel).faults
    ]
    costs: list[int | None] = [0]
    for nights in range(1, brief.day_count):
        fitting = [price * nights for least, price in prices if least <= nights]
        costs.append(min(fitting, default=None))
    is_free_to_choose = wish.count < len(wish.choices)
    none_fits = all(cost is None for cost in costs[1:])
    return () if not hotels or (none_fits and not is_free_to_choose) else tuple(costs)


def _obstacles(brief: Brief, found: Routes, links: Iterable[Link]) -> list[Obstacle]:
    cities: Mapping[str, City] = {
        city.id: city for city in (*brief.cities, *((brief.origin,) if brief.origin else ()))
    }

    def named(city_id: str) -> str:
        return city_name(cities[city_id], brief.language)

    language = brief.language
    # Where no route is found the first city is planned alone, so that it is not left out.
    alone = None if found.routes else brief.cities[0].id
    told = [
        obstacle(str(item.reason), language, fields=["destinations"], city=named(item.city))
        for item in found.left_out
        if item.city != alone
    ]
    told += [
        _no_ride(brief, found, links, (origin, target), origin=named(origin), target=named(target))
        for origin, target in found.no_ride
    ]
    for wish in brief.wishes:
        if wish.count > len(wish.choices):
            told.append(
                obstacle(
                    "too_few_cities",
                    language,
                    fields=["destinations"],
                    name=wish.wish.name,
                    found=len(wish.choices),
                    wished=wish.count,
                )
            )
    if found.stretched:
        told.append(obstacle("stretched", language, fields=["destinations"]))
    if found.over_budget and brief.purse is not None:
        short = money_short(brief.purse, found.routes[0].cost, brief.money)
        told.append(obstacle("over_budget", language, fields=["budget"], **short))
    if found.dear_rides:
        most = brief.demands.most(SpendOn.INTERCITY, brief.travellers, brief.nights)
        cost = found.routes[0].ride_cost
        told.append(
            obstacle(
                "dear_rides",
                language,
                fields=["conditions"],
                cost=format_money(cost, brief.money),
                most=format_money(most or 0, brief.money),
            )
        )
    return told


def _no_ride(
    brief: Brief, found: Routes, links: Iterable[Link], pair: tuple[str, str], **names: str
) -> Obstacle:
    """Return that nothing leads from a city to another on a day, or nothing but what is banned."""
    home = brief.origin.id if brief.origin else None
    hops = found.routes[0].hops if found.routes else ()
    usual = 0 if pair[0] == home else brief.nights
    day = next((hop.day for hop in hops if (hop.origin, hop.target) == pair), usual)
    own = [link.modes for link in links if (link.origin_city, link.target_city) == pair]
    banned = sorted(brief.no_modes.intersection(chain(*own)))
    modes = {"modes": mode_words(banned, brief.language)} if banned else {}
    return obstacle(
        "ruled_out" if banned else "no_ride",
        brief.language,
        fields=["origin" if home in pair else "destinations"],
        date=brief.date_of(day).isoformat(),
        **names,
        **modes,
    )
