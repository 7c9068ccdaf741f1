"""What could stand where a stop of a trip is: unused places that fit between its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.catalog.domain import Place
from core.planning.between import way_between
from core.planning.candidates import is_allowed, score
from core.planning.domain import MEAL_WINDOWS, Brief, Day, Plan, Stop
from core.planning.frame import Part
from core.planning.lodgings import fitting_hotels
from core.planning.openings import openings
from core.planning.timetable import stands_at
from core.schemas.catalog import PlaceKind
from core.schemas.trips import SubTripKind, Transfer

_PLACE_KINDS = {
    SubTripKind.ATTRACTION: PlaceKind.ATTRACTION,
    SubTripKind.CUSTOM: PlaceKind.ATTRACTION,
    SubTripKind.MEAL: PlaceKind.RESTAURANT,
    SubTripKind.HOTEL: PlaceKind.HOTEL,
}
_MINUTE_WEIGHT = 0.005
"""So much of a place's score is a minute on the way worth."""
_PRICE_WEIGHT = 0.3
"""So much a hotel loses that costs next to nothing or many times as much as the one it is for."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A place as it would be visited in a slot."""

    place: Place
    start: int
    end: int
    way_in: Transfer | None
    way_out: Transfer | None
    cost: int
    worth: float


def places_instead(
    plan: Plan, day: Day, index: int, pool: Sequence[Place], limit: int
) -> list[Fitting]:
    """Return the best unused places of the same kind that fit where a stop is, best first.

    They are visited at the time of that stop as far as doors and ways allow, and leave a trip
    inside its budget there. Of lodgings they are those that lack least of what is wished.
    """
    used = {stop.place.id for stop in plan.stops() if stop.place}
    free = [p for p in pool if p.id not in used and is_allowed(plan.brief, p)]
    return fitting_instead(plan, day, index, free, limit)


def fitting_instead(
    plan: Plan, day: Day, index: int, free: Sequence[Place], limit: int
) -> list[Fitting]:
    """Return the same of places that are known to be unused and allowed."""
    slot = _Slot(plan, day, index)
    stay = plan.frame.stay_after(day.index)
    if day.stops[index].kind is SubTripKind.HOTEL and stay is not None:
        free = fitting_hotels(plan.brief, stay, free)
    found = [fitting for place in free if (fitting := slot.fit(place)) is not None]
    return sorted(found, key=lambda one: (-one.worth, one.place.id))[:limit]


class _Slot:
    """The time and place between the neighbours of a stop."""

    def __init__(self, plan: Plan, day: Day, index: int) -> None:
        self._brief: Brief = plan.brief
        self._day = day
        self._stop = day.stops[index]
        self._before = day.stops[index - 1] if index else None
        self._after = day.stops[index + 1] if index + 1 < len(day.stops) else None
        self._parts: list[Part] = list(plan.frame.parts_of(day.index))
        self._hotels = plan.hotels
        budget = plan.brief.budget_local
        self._left = None if budget is None else budget - plan.total_cost

    def fit(self, place: Place) -> Fitting | None:
        """Say how a place would be visited here; None where it does not fit."""
        stop, brief = self._stop, self._brief
        part = self._part_in(place.city_id)
        is_night = stop.kind is SubTripKind.HOTEL
        cost = brief.night_cost(place) if is_night else brief.visit_cost(place)
        if part is None or place.kind is not _PLACE_KINDS.get(stop.kind) or self._is_dear(cost):
            return None
        if stop.meal is not None and stop.meal not in place.meals:
            return None
        way_in = way_between(brief, self._stands(part), place)
        way_out = way_between(brief, place, self._goes(part))
        span = self._span(part, way_in, way_out)
        times = self._night(span) if is_night else self._visit(place, span)
        if times is None:
            return None
        minutes = sum(way.minutes for way in (way_in, way_out) if way)
        worth = score(brief, [part], place) - _MINUTE_WEIGHT * minutes
        if is_night:
            worth -= _PRICE_WEIGHT * abs(cost - stop.cost) / max(1, cost, stop.cost)
        return Fitting(place, *times, way_in, way_out, cost, worth)

    def _part_in(self, city_id: str) -> Part | None:
        """Return the part of the day in a city, of two the one the stop is in."""
        here = [part for part in self._parts if part.city.id == city_id]
        begun = [part for part in here if part.window[0] <= self._stop.start] or here[:1]
        return begun[-1] if begun else None

    def _is_dear(self, cost: int) -> bool:
        """Say whether a trip that keeps its budget would no longer keep it."""
        return self._left is not None and 0 <= self._left < cost - self._stop.cost

    def _stands(self, part: Part) -> Place | None:
        if self._before is not None:
            return stands_at(self._before)
        if part.begins is not None:
            return part.begins
        return self._hotels[part.wakes] if part.wakes is not None else None

    def _goes(self, part: Part) -> Place | None:
        return _goes_to(self._after) if self._after is not None else part.ends

    def _span(
        self, part: Part, way_in: Transfer | None, way_out: Transfer | None
    ) -> tuple[int, int]:
        """Return the first minute one can be there and the last one can stay."""
        brief, before, after = self._brief, self._before, self._after
        first, last = part.window
        if before is not None:
            leaving = brief.ways.leaving_min(before.journey.link.mode) if before.journey else 0
            first = before.end + leaving
        if after is not None:
            boarding = brief.ways.boarding_min(after.journey.link.mode) if after.journey else 0
            last = after.start - boarding
        first += way_in.minutes if way_in else 0
        last -= way_out.minutes if way_out else 0
        meal = self._stop.meal
        if meal in MEAL_WINDOWS and meal is not None:
            opens, closes = MEAL_WINDOWS[meal]
            first, last = max(first, opens), min(last, closes)
        return first, last

    def _night(self, span: tuple[int, int]) -> tuple[int, int] | None:
        first, last = span
        return (first, max(first, self._brief.window[1])) if first <= last else None

    def _visit(self, place: Place, span: tuple[int, int]) -> tuple[int, int] | None:
        """Return when it is visited: as near to the time of the stop as can be."""
        found = []
        for opens, closes in openings(self._brief, place, self._day.date):
            first, last = self._stepped(max(span[0], opens)), min(span[1], closes)
            start = max(first, min(self._stop.start, last - place.visit_minutes))
            end = min(start + place.visit_minutes, last)
            if end - start >= max(1, place.shortest_stay):
                found.append((start, end))
        return min(found, key=lambda times: abs(times[0] - self._stop.start), default=None)

    def _stepped(self, minutes: int) -> int:
        step = self._brief.ways.step_min
        return -(-minutes // step) * step


def _goes_to(stop: Stop | None) -> Place | None:
    if stop is None:
        return None
    return stop.journey.origin if stop.journey else stop.place
