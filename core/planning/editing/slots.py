"""What could stand where a stop of a trip is: unused places that fit between its neighbours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.catalog.domain import Place
from core.planning.between import way_between
from core.planning.candidates import score
from core.planning.domain import DAY_END, MEAL_WINDOWS, Brief, Day, Plan, Stop
from core.planning.frame import Part
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
    """Return the best unused places of the same kind that fit where a stop is, best first."""
    slot = _Slot(plan, day, index)
    used = {stop.place.id for stop in plan.stops() if stop.place}
    found = [
        fitting
        for place in pool
        if place.id not in used and place.is_open and place.id not in plan.brief.avoid
        for fitting in slot.fit(place)
    ]
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
        woke = next((part.wakes for part in self._parts if part.wakes is not None), None)
        hotel = plan.hotels[woke] if woke is not None else None
        self._from = stands_at(self._before) if self._before else hotel

    def fit(self, place: Place) -> Iterator[Fitting]:
        """Say how a place would be visited here; nothing where it does not fit."""
        stop, brief = self._stop, self._brief
        here = [part for part in self._parts if part.city.id == place.city_id]
        if not here or place.kind is not _PLACE_KINDS.get(stop.kind):
            return
        if stop.meal is not None and stop.meal not in place.meals:
            return
        way_in = way_between(brief, self._from, place)
        way_out = way_between(brief, place, _goes_to(self._after))
        first, last = self._span(way_in, way_out)
        if stop.kind is SubTripKind.HOTEL:
            start, end = first, max(first, brief.window[1])
            spans: tuple[tuple[int, int], ...] = ((0, DAY_END),) if first <= last else ()
            cost = brief.night_cost(place)
        else:
            spans = openings(brief, place, self._day.date)
            start, end, cost = 0, 0, brief.visit_cost(place)
        for opens, closes in spans:
            if stop.kind is not SubTripKind.HOTEL:
                start = self._stepped(max(first, opens))
                end = min(start + place.visit_minutes, last, closes)
                if end - start < max(1, place.shortest_stay):
                    continue
            minutes = sum(way.minutes for way in (way_in, way_out) if way)
            worth = score(brief, here, place) - _MINUTE_WEIGHT * minutes
            yield Fitting(place, start, end, way_in, way_out, cost, worth)
            return

    def _span(self, way_in: Transfer | None, way_out: Transfer | None) -> tuple[int, int]:
        """Return the first minute one can be there and the last one can stay."""
        brief, before, after = self._brief, self._before, self._after
        first, last = brief.window
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

    def _stepped(self, minutes: int) -> int:
        step = self._brief.ways.step_min
        return -(-minutes // step) * step


def _goes_to(stop: Stop | None) -> Place | None:
    if stop is None:
        return None
    return stop.journey.origin if stop.journey else stop.place
