"""The eight rules of common sense and the five of a request; each says what breaks it, or nothing.

They are the published ones, read strictly: names must be whole, flights of the very day, and what
is not in the form of the benchmark is not there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from core.benchmarks.travelplanner.database import Database, Hotel
from core.benchmarks.travelplanner.queries import Query
from core.benchmarks.travelplanner.sheets import Named, Sheet, Trip

Plan = Sequence[Sheet]
Table = Mapping[str, Mapping[str, object]]
Rule = Callable[[Query, Plan, Database], str]
"""Returns what is wrong, or an empty text."""

_HALF = 0.5
_THINGS_A_DAY = 6
_LONG_TRIP_DAYS = 3
"""Trips longer than this go through a state, others to one city."""
_ROOM_TYPES = {
    "shared room": frozenset({"Shared room"}),
    "private room": frozenset({"Private room"}),
    "entire room": frozenset({"Entire home/apt"}),
    "not shared room": frozenset({"Private room", "Entire home/apt"}),
}
_BANNED = {"no flight": "Flight", "no self-driving": "Self-driving"}


def within_sandbox(query: Query, plan: Plan, database: Database) -> str:
    """All that is named exists in its city, and every way between two cities."""
    for number, day in enumerate(plan):
        if day.malformed:
            return f"day {number + 1}: not in the form: {', '.join(day.malformed)}"
        named: tuple[tuple[str, Iterable[Named], Table], ...] = (
            ("restaurant", day.restaurants(), database.restaurants),
            ("attraction", day.sights, database.sights),
            ("accommodation", (day.lodging,) if day.lodging else (), database.hotels),
        )
        for kind, found, table in named:
            for each in found:
                if each.name not in table.get(each.city, {}):
                    return f"day {number + 1}: no {kind} {each.name!r} in {each.city}"
        if day.trip and (wrong := _wrong_trip(query, number, day.trip, database)):
            return f"day {number + 1}: {wrong}"
    return ""


def _wrong_trip(query: Query, number: int, trip: Trip, database: Database) -> str:
    if trip.mode != "Flight":
        exact = trip.mode in ("Self-driving", "Taxi")
        known = (trip.origin, trip.target) in database.roads
        return "" if exact and known else f"no {trip.mode} from {trip.origin} to {trip.target}"
    day = query.dates[number] if number < len(query.dates) else None
    flight = day and database.flight(trip.number, trip.origin, trip.target, day)
    if not flight or (flight.departs, flight.arrives) != (trip.departs, trip.arrives):
        return f"no flight {trip.number} from {trip.origin} to {trip.target} on {day}"
    return ""


def complete_information(query: Query, plan: Plan, _database: Database) -> str:
    """Every day is there with all it needs, and the right number of cities."""
    if len(plan) != query.days:
        return f"{len(plan)} days instead of {query.days}"
    cities = {city for day in plan for city in day.cities} - {query.origin}
    if len(cities) != query.cities:
        return f"{len(cities)} cities instead of {query.cities}"
    for number, day in enumerate(plan):
        if wrong := _missing(day, is_last=number == len(plan) - 1):
            return f"day {number + 1}: no {wrong}"
    if sum(day.filled for day in plan) < _HALF * _THINGS_A_DAY * query.days:
        return "more than half of the plan is empty"
    return ""


def _missing(day: Sheet, *, is_last: bool) -> str:
    if day.travels and day.trip is None:
        return "transportation"
    if not day.travels:
        if not day.sights:
            return "attraction"
        if lacking := [meal for meal, place in day.meals.items() if place is None]:
            return lacking[0]
    return "" if is_last or day.lodging else "accommodation"


def within_current_city(_query: Query, plan: Plan, _database: Database) -> str:
    """What is done on a day is in a city of that day; one sleeps in the last of them."""
    for number, day in enumerate(plan, start=1):
        elsewhere = [
            place for place in (*day.restaurants(), *day.sights) if place.city not in day.cities
        ]
        if elsewhere:
            return f"day {number}: {elsewhere[0].name!r} is in {elsewhere[0].city}"
        if day.lodging and day.lodging.city != day.cities[-1]:
            return f"day {number}: sleeps in {day.lodging.city}"
        if day.trip and (day.trip.origin, day.trip.target) != day.cities:
            return f"day {number}: travels from {day.trip.origin} to {day.trip.target}"
    return ""


def reasonable_route(query: Query, plan: Plan, database: Database) -> str:
    """The trip starts and ends at home, stays in every city, and comes back to none."""
    route = [city for day in plan for city in day.cities]
    if not route or route[0] != query.origin or not plan[0].travels:
        return "does not start at home"
    if route[-1] != route[0] or not plan[-1].travels:
        return "does not end at home"
    runs = [(city, len(list(group))) for city, group in groupby(route)]
    middle = runs[1:-1]
    if any(times == 1 for _, times in middle):
        return "a city is only passed through"
    names = [city for city, _ in middle]
    if len(set(names)) != len(names) or query.origin in names:
        return "comes back to a city"
    if query.days <= _LONG_TRIP_DAYS:
        return "" if names == [query.target] else f"does not go to {query.target}"
    abroad = [city for city in names if database.states.get(city) != query.target]
    return f"{abroad[0]} is not in {query.target}" if abroad else ""


def diverse_restaurants(_query: Query, plan: Plan, _database: Database) -> str:
    """No restaurant twice."""
    return _twice([(place.name, place.city) for day in plan for place in day.restaurants()])


def diverse_attractions(_query: Query, plan: Plan, _database: Database) -> str:
    """No sight twice."""
    return _twice([(place.name, place.city) for day in plan for place in day.sights])


def _twice(places: Sequence[tuple[str, str]]) -> str:
    seen: set[tuple[str, str]] = set()
    for place in places:
        if place in seen:
            return f"{place[0]!r} twice"
        seen.add(place)
    return ""


def non_conflicting_transport(_query: Query, plan: Plan, _database: Database) -> str:
    """One's own car is not left behind, and nobody takes a taxi to the next city and stays."""
    modes = {day.trip.mode for day in plan if day.trip}
    if "Self-driving" in modes and len(modes) > 1:
        return f"{' and '.join(sorted(modes))}"
    stray = [number for number, day in enumerate(plan, start=1) if day.trip and not day.travels]
    return f"day {stray[0]}: transport on a day without travel" if stray else ""


def minimum_nights(_query: Query, plan: Plan, database: Database) -> str:
    """One stays in a lodging at least as long as it asks for."""
    for lodging, group in groupby(day.lodging for day in plan):
        if lodging is None:
            continue
        nights = len(list(group))
        hotel = database.hotels.get(lodging.city, {}).get(lodging.name)
        if hotel is not None and nights < hotel.minimum_nights:
            return f"{nights} nights in {lodging.name!r}, at least {hotel.minimum_nights}"
    return ""


COMMONSENSE: Mapping[str, Rule] = {
    "within_sandbox": within_sandbox,
    "complete_information": complete_information,
    "within_current_city": within_current_city,
    "reasonable_route": reasonable_route,
    "diverse_restaurants": diverse_restaurants,
    "diverse_attractions": diverse_attractions,
    "non_conflicting_transport": non_conflicting_transport,
    "minimum_nights": minimum_nights,
}


def within_budget(query: Query, plan: Plan, database: Database) -> str:
    """The trip costs no more than the budget."""
    cost = total_cost(query, plan, database)
    return f"{cost:.0f} of {query.budget}" if cost > query.budget else ""


def total_cost(query: Query, plan: Plan, database: Database) -> float:
    """Return what a plan costs the party, in USD; what does not exist costs nothing."""
    meals = sum(
        database.restaurants[place.city][place.name].cost * query.people
        for day in plan
        for place in day.restaurants()
        if place.name in database.restaurants.get(place.city, {})
    )
    nights = sum(hotel.night(query.people) for hotel in _hotels(plan, database))
    trips = sum(
        _trip_cost(query, number, day.trip, database) for number, day in enumerate(plan) if day.trip
    )
    return meals + nights + trips


def _trip_cost(query: Query, number: int, trip: Trip, database: Database) -> float:
    if trip.mode == "Flight":
        day = query.dates[number] if number < len(query.dates) else None
        flight = day and database.flight(trip.number, trip.origin, trip.target, day)
        return flight.price * query.people if flight else 0
    road = database.roads.get((trip.origin, trip.target))
    if road is None:
        return 0
    return road.taxi(query.people) if trip.mode == "Taxi" else road.drive(query.people)


def _hotels(plan: Plan, database: Database) -> Iterator[Hotel]:
    """Go through the lodging of every night that exists."""
    for day in plan:
        if day.lodging and day.lodging.name in database.hotels.get(day.lodging.city, {}):
            yield database.hotels[day.lodging.city][day.lodging.name]


def house_rule(query: Query, plan: Plan, database: Database) -> str:
    """No lodging forbids what the party needs."""
    forbidden = f"No {query.house_rule}"
    strict = [hotel.name for hotel in _hotels(plan, database) if forbidden in hotel.rules]
    return f"{strict[0]!r}: {forbidden}" if strict else ""


def cuisines(query: Query, plan: Plan, database: Database) -> str:
    """Every wished cuisine is eaten at least once, away from home."""
    eaten = {
        cuisine
        for day in plan
        for place in day.restaurants()
        if place.city != query.origin and place.name in database.restaurants.get(place.city, {})
        for cuisine in database.restaurants[place.city][place.name].cuisines
    }
    lacking = [cuisine for cuisine in query.cuisines if cuisine not in eaten]
    return f"no {', '.join(lacking)}" if lacking else ""


def room_type(query: Query, plan: Plan, database: Database) -> str:
    """Every lodging is of the wished type."""
    allowed = _ROOM_TYPES[query.room_type or ""]
    other = [hotel for hotel in _hotels(plan, database) if hotel.room_type not in allowed]
    return f"{other[0].name!r} is a {other[0].room_type}" if other else ""


def transport(query: Query, plan: Plan, _database: Database) -> str:
    """What is banned is not used."""
    banned = _BANNED[query.transportation or ""]
    used = any(day.trip and day.trip.mode == banned for day in plan)
    return f"{banned} is used" if used else ""


def hard_rules(query: Query) -> dict[str, Rule]:
    """Return the rules of a request: the budget, and each of the others that is wished."""
    wished: dict[str, tuple[Rule, object]] = {
        "budget": (within_budget, True),
        "house_rule": (house_rule, query.house_rule),
        "cuisine": (cuisines, query.cuisines),
        "room_type": (room_type, query.room_type),
        "transport": (transport, query.transportation),
    }
    return {name: rule for name, (rule, wish) in wished.items() if wish}
