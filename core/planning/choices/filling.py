"""Fills the days of a trip: a problem for the optimiser, and its answer back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.planning.choices.candidates import Candidates
from core.planning.choices.local import Chooser
from core.planning.choices.model import Hop, Lodging, MealHours, Offer, Pair, Spot, Window
from core.planning.conditions.demands import Demands, Span, VisitDemand
from core.planning.optimizer.problem import (
    POINTS,
    Cover,
    Day,
    Item,
    Problem,
    Slot,
    Solution,
    Visit,
    Weights,
)
from core.planning.optimizer.search import solve
from core.schemas.conditions import SpendOn, Subject

_MEAL_REWARD = 200 * POINTS
_WISH_REWARD = 3_000_000
_LATEST = 23 * 60 + 30
_EARLIEST = 6 * 60
_BREAKFAST = MealHours("breakfast", _EARLIEST, 9 * 60 + 30)
_LONGEST_VISIT = 360


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """What is settled before the days are filled; `left` is the money for the days, if limited."""

    pair: Pair
    lodging: Lodging | None
    left: int | None


@dataclass(frozen=True, slots=True)
class _Purse:
    """One limited sum: what it is for and how much there is."""

    on: SpendOn
    most: int


def fill_days(
    offer: Offer,
    demands: Demands,
    frame: FrameChoice,
    found: Candidates,
    chooser: Chooser,
    rounds: int,
) -> tuple[tuple[Hop, ...], ...] | None:
    """Return the hops of every day, or None where a day's end cannot be reached."""
    nodes = _nodes(frame, found)
    index = {name: number for number, name in enumerate(nodes)}
    meals = _meals(offer, demands)
    purses = _purses(offer, demands, frame)
    days = tuple(_day(offer, demands, frame, number, index, meals) for number in range(offer.days))
    ways = [[None if a == b else chooser.way(a, b) for b in nodes] for a in nodes]
    minutes = [
        [0 if a == b else (way.minutes if (way := ways[a][b]) else None) for b in range(len(nodes))]
        for a in range(len(nodes))
    ]
    fares = [[way.cost if (way := row[b]) else 0 for b in range(len(nodes))] for row in ways]
    fare = next((n for n, purse in enumerate(purses) if purse.on is SpendOn.LOCAL), None)
    if fare is None:
        fare = next((n for n, purse in enumerate(purses) if purse.on is SpendOn.TRIP), None)
    positions = {spot.id: number for number, spot in enumerate(found.spots)}
    problem = Problem(
        days=days,
        items=tuple(
            _item(demands, spot, index[spot.id], found, meals, purses) for spot in found.spots
        ),
        travel=minutes,
        fares=fares if fare is not None else None,
        fare_resources=(fare or 0,),
        caps=tuple(purse.most for purse in purses),
        precedence=tuple(
            (positions[first], positions[then])
            for first, then in demands.orders
            if first in positions and then in positions
        ),
        covers=tuple(
            Cover(tuple(positions[name] for name in sorted(choice)), _WISH_REWARD)
            for choice in found.choices
        ),
        weights=Weights(),
    )
    solution = solve(problem, iterations=rounds, seed=offer.seed)
    return _hops(found, solution, days, nodes, chooser)


def _nodes(frame: FrameChoice, found: Candidates) -> list[str]:
    ends = [frame.pair.outward.station, frame.pair.back.station]
    if frame.lodging is not None:
        ends.append(frame.lodging.id)
    return list(dict.fromkeys([*ends, *(spot.id for spot in found.spots)]))


def _meals(offer: Offer, demands: Demands) -> tuple[MealHours, ...]:
    """Return the meals of a day; breakfast outside only where somebody must be there early."""
    early = any(
        demand.arrives.last < offer.meals[0].begin
        and (spot := offer.spots.get(place)) is not None
        and spot.subject is Subject.RESTAURANT
        for place, demand in demands.visits.items()
    )
    return (_BREAKFAST, *offer.meals) if early else offer.meals


def _purses(offer: Offer, demands: Demands, frame: FrameChoice) -> list[_Purse]:
    purses = []
    for on in (SpendOn.SIGHTS, SpendOn.MEALS, SpendOn.LOCAL):
        most = demands.most(on, offer.travellers, offer.nights)
        if most is not None:
            purses.append(_Purse(on, most))
    if frame.left is not None:
        local = sum(purse.most for purse in purses if purse.on is SpendOn.LOCAL)
        purses.append(_Purse(SpendOn.TRIP, max(frame.left - local, 0)))
    return purses


def _day(
    offer: Offer,
    demands: Demands,
    frame: FrameChoice,
    number: int,
    index: dict[str, int],
    meals: Iterable[MealHours],
) -> Day:
    first, last = number == 0, number == offer.days - 1
    early = min((demand.arrives.last for demand in demands.visits.values()), default=_LATEST)
    late = max((demand.leaves.first for demand in demands.visits.values()), default=0)
    start = offer.day_start if early > offer.day_start + 90 else _EARLIEST
    end = min(max(offer.day_end, late + 60), _LATEST)
    home = index[frame.lodging.id] if frame.lodging else None
    if first:
        start = frame.pair.outward.arrives + offer.leaving_min
    if last:
        end = frame.pair.back.departs - offer.boarding_min
        start = min(start, max(end - 60, 0)) if not first else start
    return Day(
        start=start,
        end=max(end, start),
        start_node=index[frame.pair.outward.station] if first else home,
        end_node=index[frame.pair.back.station] if last else home,
        cap=offer.sights_a_day,
        slots=tuple(Slot(meal.name, meal.begin, meal.end, _MEAL_REWARD) for meal in meals),
    )


def _item(
    demands: Demands,
    spot: Spot,
    node: int,
    found: Candidates,
    meals: Iterable[MealHours],
    purses: Iterable[_Purse],
) -> Item:
    visit = demands.visits.get(spot.id, VisitDemand())
    is_meal = spot.subject is Subject.RESTAURANT
    on = SpendOn.MEALS if is_meal else SpendOn.SIGHTS
    stay = max(spot.stay, visit.minutes)
    asked = visit != VisitDemand()
    return Item(
        node=node,
        windows=tuple(_clipped(day, visit.arrives, visit.leaves) for day in spot.windows),
        stay=stay,
        score=spot.score * POINTS,
        stay_min=max(min(spot.stay_min, stay), visit.minutes),
        stay_max=max(stay, _LONGEST_VISIT if asked else spot.stay_max),
        roles=tuple(meal.name for meal in meals) if is_meal else (None,),
        uses=tuple(spot.cost if purse.on in (on, SpendOn.TRIP) else 0 for purse in purses),
        must=spot.id in found.musts,
        latest_begin=visit.arrives.last if asked and visit.arrives.last < _LATEST else None,
        earliest_end=visit.leaves.first or None,
    )


def _clipped(windows: Iterable[Window], arrives: Span, leaves: Span) -> tuple[Window, ...]:
    cut = ((max(opens, arrives.first), min(closes, leaves.last)) for opens, closes in windows)
    return tuple((opens, closes) for opens, closes in cut if opens < closes)


def _hops(
    found: Candidates,
    solution: Solution,
    days: tuple[Day, ...],
    nodes: list[str],
    chooser: Chooser,
) -> tuple[tuple[Hop, ...], ...] | None:
    made = []
    for day, planned in zip(days, solution.days, strict=True):
        hops = list(_day_hops(found, day, planned.visits, nodes, chooser))
        last = hops[-1]
        if last.way is None and last.start < 0:
            return None
        made.append(tuple(hops))
    return tuple(made)


_NO_WAY = -1


def _day_hops(
    found: Candidates, day: Day, visits: Iterable[Visit], nodes: list[str], chooser: Chooser
) -> Iterator[Hop]:
    here = nodes[day.start_node] if day.start_node is not None else ""
    now = day.start
    for visit in visits:
        spot = found.spots[visit.item]
        way = chooser.way(here, spot.id) if here != spot.id else None
        yield Hop(spot, spot.id, visit.begin, visit.end, visit.slot, way)
        here, now = spot.id, visit.end
    home = nodes[day.end_node] if day.end_node is not None else here
    way = chooser.way(here, home) if here != home else None
    if way is None and here != home:
        yield Hop(None, home, _NO_WAY, _NO_WAY)
    else:
        arrival = now + (way.minutes if way else 0)
        yield Hop(None, home, arrival, arrival, None, way)
