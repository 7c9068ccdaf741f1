"""Gives a day's stops their times: the model chooses and orders, we compute the clock.

Nothing is dropped or reordered here. What does not fit keeps its place at a time that shows it, and
the checks say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.catalog.domain import Place, place_name
from core.catalog.hours import open_intervals
from core.planning import travel
from core.planning.domain import (
    MEAL_WINDOWS,
    NO_PLACE_MINUTES,
    Brief,
    Day,
    Draft,
    Pick,
    Stop,
)
from core.schemas.catalog import PlaceKind
from core.schemas.trips import SubTripKind, Transfer

MAX_WAIT_MIN = 90
"""Longer than this nobody waits for a door to open; the stop is then shown closed."""


@dataclass(frozen=True, slots=True)
class _Here:
    """Where and when the traveller stands."""

    place: Place | None
    minute: int


def lay_out(brief: Brief, day_index: int, draft: Draft, hotel: Place | None) -> Day:
    """Return the day with times; it begins at the hotel and, where a night follows, ends there."""
    here = _Here(hotel, brief.window[0])
    stops: list[Stop] = []
    for pick in draft.picks:
        stop = _next_stop(brief, day_index, pick, here)
        stops.append(stop)
        here = _Here(pick.place or here.place, stop.end)
    if hotel is not None and day_index < brief.nights:
        stops.append(_night(brief, hotel, here))
    return Day(day_index, brief.date_of(day_index), draft.title, tuple(stops))


def lay_out_all(brief: Brief, drafts: Sequence[Draft], hotel: Place | None) -> tuple[Day, ...]:
    """Return every day with times."""
    return tuple(lay_out(brief, index, draft, hotel) for index, draft in enumerate(drafts))


def _next_stop(brief: Brief, day_index: int, pick: Pick, here: _Here) -> Stop:
    transfer = _way(here.place, pick.place)
    arrival = here.minute + (transfer.minutes if transfer else 0)
    minutes = _stay(pick)
    start = _begin(brief, day_index, pick, arrival, minutes)
    is_meal = pick.meal is not None
    kind = SubTripKind.MEAL if is_meal else SubTripKind.ATTRACTION
    if pick.place is not None and pick.place.kind is PlaceKind.RESTAURANT:
        kind = SubTripKind.MEAL
    return Stop(
        kind=kind,
        place=pick.place,
        named=place_name(pick.place, brief.language) if pick.place else pick.named,
        meal=pick.meal,
        start=start,
        end=start + minutes,
        cost=pick.place.typical_cost * brief.travellers if pick.place else 0,
        transfer=transfer,
        reason=pick.reason,
    )


def _night(brief: Brief, hotel: Place, here: _Here) -> Stop:
    transfer = _way(here.place, hotel)
    arrival = here.minute + (transfer.minutes if transfer else 0)
    return Stop(
        kind=SubTripKind.HOTEL,
        place=hotel,
        named=place_name(hotel, brief.language),
        meal=None,
        start=arrival,
        end=max(arrival, brief.window[1]),
        cost=hotel.typical_cost * brief.rooms,
        transfer=transfer,
        reason="",
    )


def _way(origin: Place | None, target: Place | None) -> Transfer | None:
    if origin is None or target is None or origin.id == target.id:
        return None
    return travel.estimate(origin, target)


def _stay(pick: Pick) -> int:
    minutes = pick.place.visit_minutes if pick.place else NO_PLACE_MINUTES
    return -(-minutes // travel.STEP_MIN) * travel.STEP_MIN


def _begin(brief: Brief, day_index: int, pick: Pick, arrival: int, minutes: int) -> int:
    """Return the earliest start at which the whole visit fits, else when one stands at the door."""
    earliest = arrival
    if pick.meal in MEAL_WINDOWS:
        earliest = max(earliest, MEAL_WINDOWS[pick.meal][0])
    if pick.place is None:
        return earliest
    for opens, closes in open_intervals(pick.place.opening_hours, brief.date_of(day_index)):
        start = -(-max(earliest, opens) // travel.STEP_MIN) * travel.STEP_MIN
        if start + minutes <= closes and start - earliest <= MAX_WAIT_MIN:
            return start
    return earliest
