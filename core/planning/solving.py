"""From a trip to the optimiser: places become items, parts of days its days."""

from collections.abc import Mapping, Sequence
from math import ceil

from core.catalog.domain import Place
from core.planning.assignment import Keep, Task
from core.planning.candidates import (
    Candidates,
    cheap_tables,
    score,
    wanted_places,
    wishes_for_places,
)
from core.planning.conditions.demands import VisitDemand
from core.planning.daylight import best_hours
from core.planning.domain import (
    LONG_VISIT_MIN,
    MEAL_WINDOWS,
    STOPS_PER_DAY,
    Brief,
    Draft,
    Stop,
)
from core.planning.frame import Frame, Part
from core.planning.mealtimes import meal_window
from core.planning.openings import openings
from core.planning.optimizer.problem import (
    POINTS,
    Cover,
    Day,
    Item,
    Problem,
    Slot,
    Weights,
)
from core.planning.staging import LEAST_PART_MIN
from core.planning.timetable import Hotels, hotel_of, lay_out, plan_of_parts
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.conditions import SpendOn

SIGHTS_PER_PART, TABLES_PER_PART, CHEAP_PER_PART = 9, 5, 3
"""Candidates the search looks at beside what the model has picked."""
_MEAL_ON_THE_WAY_REWARD = 300 * POINTS
"""Where money is short, it is on days of travel that one does without a table."""
_MEAL_REWARD = 600 * POINTS
_FIRST_SIGHT = 1500 * POINTS
"""More than both meals of a day."""
_WANTED_REWARD = 800 * POINTS
"""For one of what must be in the plan: more than any meal."""
_TRAVEL, _EXCESS, _WAITING, _LATE = 30, 80, 5, 12
"""Points for a minute on the way, of a way to and fro, of waiting, and of a morning before the
first visit. For less on the way, plans go out of their way for little; for more, nowhere far."""
_FAME, _FAMOUS = 4.0, 75
"""Points of taste an icon gets for each point of popularity beyond this one."""
_SIGHT_MIN, _LEAST_SIGHTS, _MOST_SIGHTS = 120, 0.6, 2.5
"""So long a visit is one sight: a day is worth what fills it, not how many names it has."""
_DAY_MIN = 24 * 60
_TABLE_SHARE = 0.2
"""Taste of a table beside that of a sight: the meal itself is what counts."""
_PICNIC = 40 * POINTS
"""By so much a meal had during a long visit is worse than one at a table."""
_FULL_DAY_MIN = 720
_FARES = (0, 3)
"""Of the sums that are limited, those that ways within a city are paid from."""


REPAIRED = Keep(80 * POINTS, 30 * POINTS, tables=True)
"""For a plan that is only put right: what can stay stays."""
POLISHED = Keep(4 * POINTS, 3 * POINTS, tables=False)
"""For a plan that is looked over as a whole: measured to go least out of its way."""


def build_task(
    brief: Brief,
    frame: Frame,
    hotels: Hotels,
    candidates: Candidates,
    drafts: Sequence[Draft],
    *,
    keep: Keep = REPAIRED,
    thrifty: bool = False,
) -> Task:
    """Return the problem of filling the frame's parts from the candidates and the picks.

    With `thrifty` only the cheapest tables are thought of.
    """
    places = _pool(brief, frame, candidates, drafts, thrifty=thrifty)
    stations = [place for part in frame.parts for place in (part.begins, part.ends) if place]
    homes = [hotel for hotel in hotels if hotel is not None]
    spots = list({place.id: place for place in (*places, *stations, *homes)}.values())
    nodes = {place.id: number for number, place in enumerate(spots)}
    minutes, fares = _tables(brief, frame, spots)
    wanted = tuple(_item(brief, frame, place, nodes[place.id]) for place in places)
    problem = Problem(
        days=tuple(_day(brief, frame, part, hotels, nodes) for part in frame.parts),
        items=wanted,
        travel=minutes,
        fares=fares,
        fare_resources=_FARES,
        caps=_caps(brief, frame, hotels),
        precedence=tuple(_orders(brief, places)),
        covers=tuple(_covers(brief, places)),
        weights=Weights(
            travel=_TRAVEL,
            excess=_EXCESS,
            waiting=_WAITING,
            late=_LATE,
            keep=keep.item,
            keep_day=keep.day,
            money=(_point_of_money(brief), 0, 0, 0),
        ),
    )
    return Task(brief, frame, tuple(hotels), tuple(places), problem, keep)


def _pool(
    brief: Brief,
    frame: Frame,
    candidates: Candidates,
    drafts: Sequence[Draft],
    *,
    thrifty: bool,
) -> list[Place]:
    """Return what may be visited: the picks, the must-sees, and the best of each city."""
    picked = [pick.place for draft in drafts for pick in draft.picks if pick.place is not None]
    pool = [
        place
        for place in (*picked, *brief.must_see)
        if place.kind in (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT)
        and place.id not in brief.avoid
    ]
    cheap: list[Place] = []
    for city in frame.cities:
        parts = sum(part.city == city for part in frame.parts)
        own = candidates.of_city(city.id)
        pool += own.sights[: SIGHTS_PER_PART * parts + 3]
        pool += wanted_places(brief, (*own.sights, *own.restaurants))
        pool += own.restaurants[: TABLES_PER_PART * parts + 3]
        cheap += cheap_tables(brief, own.restaurants, CHEAP_PER_PART * parts)
    if thrifty:
        must = set(brief.must_see_ids)
        pool = [
            place for place in pool if place.kind is not PlaceKind.RESTAURANT or place.id in must
        ]
    here = {city.id for city in frame.cities}
    return list({place.id: place for place in (*pool, *cheap) if place.city_id in here}.values())


def _tables(
    brief: Brief, frame: Frame, spots: Sequence[Place]
) -> tuple[list[list[int | None]], list[list[int | None]]]:
    """Return minutes and fares from spot to spot; there are no ways between cities here."""
    minutes: list[list[int | None]] = [[None] * len(spots) for _ in spots]
    fares: list[list[int | None]] = [[None] * len(spots) for _ in spots]
    for city in frame.cities:
        numbers = [number for number, spot in enumerate(spots) if spot.city_id == city.id]
        table = brief.ways.table(city, [spots[number] for number in numbers], brief.travellers)
        for row, origin in enumerate(numbers):
            for column, target in enumerate(numbers):
                minutes[origin][target] = table.minutes[row][column]
                cost = table.costs[row][column]
                fares[origin][target] = brief.in_money(cost, city.currency)
    return minutes, fares


def _day(brief: Brief, frame: Frame, part: Part, hotels: Hotels, nodes: Mapping[str, int]) -> Day:
    begins = part.begins or hotel_of(part.wakes, hotels)
    ends = part.ends or hotel_of(part.sleeps, hotels)
    share = min(1.0, part.minutes / _FULL_DAY_MIN)
    travels = any(frame.journeys_of(part.day_index))
    reward = _MEAL_ON_THE_WAY_REWARD if travels else _MEAL_REWARD
    return Day(
        start=part.window[0],
        end=part.window[1],
        start_node=nodes[begins.id] if begins else None,
        end_node=nodes[ends.id] if ends else None,
        cap=ceil(STOPS_PER_DAY[brief.pace] * share),
        slots=tuple(
            Slot(str(meal), *_meal_hours(brief, part, meal), reward) for meal in part.meals
        ),
        first_sight=_FIRST_SIGHT if part.is_filled(brief.window) else 0,
    )


def _meal_hours(brief: Brief, part: Part, meal: Meal) -> tuple[int, int]:
    """Return when a meal is had: at the usual hours, unless some table is wanted before those."""
    first, last = meal_window(part, meal)
    earliest = MEAL_WINDOWS[meal][0]
    wanted = (visit.arrives.last for visit in brief.demands.visits.values())
    return (earliest if any(earliest <= by < first for by in wanted) else first), last


def _item(brief: Brief, frame: Frame, place: Place, node: int) -> Item:
    own = [part for part in frame.parts if part.city.id == place.city_id]
    must = place.id in brief.must_see_ids
    is_table = place.kind is PlaceKind.RESTAURANT
    taste = 100 * score(brief, own, place)
    stay = _stepped(brief, place.visit_minutes)
    points = round(POINTS * (_TABLE_SHARE * taste if is_table else _worth(place, taste)))
    roles: list[str | None] = [str(meal) for meal in place.meals if meal in MEAL_WINDOWS]
    feeds = not is_table and stay >= LONG_VISIT_MIN
    if not is_table or (must and not set(place.meals) & set(brief.meals)):
        roles = [None, str(Meal.LUNCH)] if feeds else [None]
    cost = brief.visit_cost(place)
    visit = brief.demands.visits.get(place.id, VisitDemand())
    stay = max(stay, _stepped(brief, visit.minutes))
    return Item(
        node=node,
        windows=tuple(_windows(brief, place, part, visit) for part in frame.parts),
        stay=stay,
        stay_max=max(stay, _DAY_MIN) if visit.leaves.first else None,
        score=points,
        roles=tuple(roles) or ("snack",),
        uses=(cost, cost if is_table else 0, 0 if is_table else cost, 0),
        must=must,
        feeds=_PICNIC if feeds else None,
        latest_begin=visit.arrives.last if visit.arrives.last < _DAY_MIN else None,
        earliest_end=visit.leaves.first or None,
    )


def _worth(sight: Place, taste: float) -> float:
    """Return the taste of a sight with its fame, and as many times as its visit is long."""
    fame = _FAME * max(0, sight.popularity - _FAMOUS) if sight.must_see else 0.0
    sights = max(_LEAST_SIGHTS, min(_MOST_SIGHTS, sight.visit_minutes / _SIGHT_MIN))
    return (taste + fame) * sights


def _windows(
    brief: Brief, place: Place, part: Part, visit: VisitDemand
) -> tuple[tuple[int, int], ...]:
    """Return when a place is open during a part; openings begin at a step of the clock.

    A sight is visited in its best hours; a table by the hour of the meal, whatever it is known for.
    """
    if place.city_id != part.city.id:
        return ()
    start = max(part.window[0], visit.arrives.first)
    end = min(part.window[1], visit.leaves.last)
    free = place.id not in brief.must_see_ids and place.id not in brief.demands.visits
    if place.kind is not PlaceKind.RESTAURANT and free:
        first, last = best_hours(place, part.city, part.date)
        start, end = max(start, first), min(end, last)
    found = []
    for opens, closes in openings(brief, place, part.date):
        first, last = _stepped(brief, max(opens, start)), min(closes, end)
        if first < last:
            found.append((first, last))
    return tuple(found)


def _covers(brief: Brief, places: Sequence[Place]) -> list[Cover]:
    """Return the sets of places of which one at least must be in the plan."""
    wishes = wishes_for_places(brief)
    found = [[n for n, place in enumerate(places) if meets(place)] for meets in wishes]
    return [Cover(tuple(items), _WANTED_REWARD) for items in found if items]


def _orders(brief: Brief, places: Sequence[Place]) -> list[tuple[int, int]]:
    numbers = {place.id: number for number, place in enumerate(places)}
    return [
        (numbers[first], numbers[then])
        for first, then in brief.demands.orders
        if first in numbers and then in numbers
    ]


def _caps(brief: Brief, frame: Frame, hotels: Hotels) -> tuple[int | None, ...]:
    """Return what may be spent in all, on meals, on sights and on getting about."""
    most, party, nights = brief.demands.most, brief.travellers, brief.nights
    of_days = (SpendOn.MEALS, SpendOn.SIGHTS, SpendOn.LOCAL)
    return (_left_for_days(brief, frame, hotels), *(most(on, party, nights) for on in of_days))


def _left_for_days(brief: Brief, frame: Frame, hotels: Hotels) -> int | None:
    """Return what the purse holds once journeys and nights are paid, at least nothing."""
    if brief.purse is None:
        return None
    spent = frame.journey_cost + lodging_cost(brief, frame, hotels)
    return max(0, brief.purse - spent - _ways_beside_visits(brief, frame, hotels))


def _ways_beside_visits(brief: Brief, frame: Frame, hotels: Hotels) -> int:
    """Return what ways cost that lead to no visit and from none: at dawn to a train, and at night.

    All others are the fares of the search's days.
    """
    visited = {
        (part.day_index, part.city.id) for part in frame.parts if part.minutes >= LEAST_PART_MIN
    }
    parts = [lay_out(brief, part, Draft("", ()), hotels) for part in frame.parts]
    return sum(
        stop.way_cost
        for day in plan_of_parts(brief, frame, "", hotels, parts).days
        for stop in day.stops
        if (day.index, _city_of(stop)) not in visited
    )


def _city_of(stop: Stop) -> str | None:
    """Return the city in which the way to a stop lies."""
    if stop.journey is not None:
        return stop.journey.link.origin_city
    return stop.place.city_id if stop.place else None


def lodging_cost(brief: Brief, frame: Frame, hotels: Hotels) -> int:
    """Return what all nights cost the party."""
    return sum(
        brief.night_cost(hotel) * stay.nights
        for stay, hotel in zip(frame.stays, hotels, strict=True)
        if hotel is not None
    )


def _point_of_money(brief: Brief) -> int:
    """Return how many minor units weigh one point: without a budget money matters little."""
    if brief.purse is None:
        return 0
    return max(1, brief.purse // (40 * POINTS * max(1, brief.day_count)))


def _stepped(brief: Brief, minutes: int) -> int:
    step = brief.ways.step_min
    return -(-minutes // step) * step
