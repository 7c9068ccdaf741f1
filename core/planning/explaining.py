"""Why each stop of a plan is there, until when it could be, and what could be there instead."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from core.catalog.domain import Place, place_name
from core.kernel.times import clock_of_day
from core.planning.between import minutes_between
from core.planning.candidates import is_allowed
from core.planning.domain import MEAL_WINDOWS, Day, Plan, Stop
from core.planning.editing.slots import Fitting, fitting_instead
from core.planning.lodgings import lack_of
from core.planning.openings import openings
from core.planning.reasons import reason_for, reason_for_journey, reason_for_night
from core.schemas.catalog import PlaceKind
from core.schemas.plans import PlanOut, StopExplained, StopInstead
from core.schemas.trips import SubTripKind

_NEAREST = 8
"""So many places of the same kind around a stop are looked at, then as many farther away."""
_ALTERNATIVES = 3
_NEAR = itemgetter(0, 1)
Free = Mapping[tuple[PlaceKind, str], Sequence[Place]]
"""Places that are allowed and not in the plan, by kind and city."""


def explained(plan: Plan, out: PlanOut, pool: Sequence[Place]) -> PlanOut:
    """Return the plan as clients see it, with every stop explained."""
    used = {stop.place.id for stop in plan.stops() if stop.place}
    free: dict[tuple[PlaceKind, str], list[Place]] = {}
    for place in pool:
        if place.id not in used and is_allowed(plan.brief, place):
            free.setdefault((place.kind, place.city_id), []).append(place)
    cards = [
        card.model_copy(
            update={
                "sub_trips": [
                    seen.model_copy(update={"explain": explain(plan, day, index, free)})
                    for index, seen in enumerate(card.sub_trips)
                ]
            }
        )
        for day, card in zip(plan.days, out.day_cards, strict=True)
    ]
    return out.model_copy(update={"day_cards": cards})


def explain(plan: Plan, day: Day, index: int, free: Free) -> StopExplained:
    """Return what is to be said of one stop; `free` are places that are not in the plan."""
    stop = day.stops[index]
    place, journey = stop.place, stop.journey
    if journey is not None:
        link = journey.link
        return StopExplained(
            why=stop.reason or reason_for_journey(plan.brief, link),
            arrive_by=clock_of_day(stop.start - plan.brief.ways.boarding_min(link.mode)),
            cost_per="vehicle" if link.per_vehicle else "person",
            cost_units=link.units(plan.brief.travellers),
            source=link.source,
            confidence=str(link.times),
        )
    if place is None:
        return StopExplained(why=stop.reason)
    is_night = stop.kind is SubTripKind.HOTEL
    return StopExplained(
        why=stop.reason or _why(plan, day, stop, place),
        open_until=None if is_night else _open_until(plan, day, stop, place),
        arrive_by=None if is_night else _arrive_by(plan, day, index, place),
        cost_per="room" if is_night else "person",
        cost_units=plan.brief.rooms_in(place) if is_night else plan.brief.travellers,
        source=place.source,
        licence=place.licence,
        attribution=place.attribution,
        verified_on=place.verified_on,
        confidence=str(place.hours_confidence),
        alternatives=_alternatives(plan, day, index, place, free),
    )


def _why(plan: Plan, day: Day, stop: Stop, place: Place) -> str:
    if stop.kind is SubTripKind.HOTEL:
        return reason_for_night(plan.brief, plan.frame.stay_after(day.index), place)
    return reason_for(plan.brief, place, stop.meal)


def _closing(plan: Plan, day: Day, stop: Stop, place: Place) -> int | None:
    """Return when the door one is behind closes."""
    spans = openings(plan.brief, place, day.date)
    return next((closes for opens, closes in spans if opens <= stop.start < closes), None)


def _open_until(plan: Plan, day: Day, stop: Stop, place: Place) -> str | None:
    closing = _closing(plan, day, stop, place)
    return None if closing is None else clock_of_day(closing)


def _arrive_by(plan: Plan, day: Day, index: int, place: Place) -> str:
    """Return the latest minute at which the visit may begin, and the day goes on as planned."""
    stop, brief = day.stops[index], plan.brief
    ends = [brief.window[1]]
    if (closing := _closing(plan, day, stop, place)) is not None:
        ends.append(closing)
    if stop.meal in MEAL_WINDOWS and stop.meal is not None:
        ends.append(MEAL_WINDOWS[stop.meal][1])
    after = day.stops[index + 1] if index + 1 < len(day.stops) else None
    if after is not None and after.kind is not SubTripKind.HOTEL:
        target = after.journey.origin if after.journey else after.place
        boarding = brief.ways.boarding_min(after.journey.link.mode) if after.journey else 0
        ends.append(after.start - boarding - minutes_between(brief, place, target))
    return clock_of_day(max(stop.start, min(ends) - (stop.end - stop.start)))


def _alternatives(plan: Plan, day: Day, index: int, place: Place, free: Free) -> list[StopInstead]:
    beside = list(free.get((place.kind, place.city_id), ()))
    stay = plan.frame.stay_after(day.index)
    if day.stops[index].kind is SubTripKind.HOTEL and stay is not None:
        least = lack_of(plan.brief, stay, place).rank
        beside = [hotel for hotel in beside if lack_of(plan.brief, stay, hotel).rank <= least]
    lat, lon = place.lat, place.lon
    near = sorted([((o.lat - lat) ** 2 + (o.lon - lon) ** 2, o.id, o) for o in beside], key=_NEAR)
    found: list[Fitting] = []
    for first in range(0, len(near), _NEAREST):
        few = [other for _, _, other in near[first : first + _NEAREST]]
        found += fitting_instead(plan, day, index, few, _ALTERNATIVES - len(found))
        if len(found) == _ALTERNATIVES:
            break
    return [
        StopInstead(
            place_id=one.place.id,
            name=place_name(one.place, plan.brief.language),
            start_time=clock_of_day(one.start),
            end_time=clock_of_day(one.end),
            minutes_away=one.way_in.minutes if one.way_in else 0,
            cost=one.cost,
        )
        for one in found
    ]
