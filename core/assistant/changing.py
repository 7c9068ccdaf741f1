"""From a wish in words to complete changes of a trip: pure, from the trip and the catalogue.

What is unclear comes back as a question, what cannot be as a refusal; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.assistant.choosing import Question
from core.assistant.facts import View, trip_fact
from core.assistant.finding import (
    at_mealtime,
    day_meant,
    places_meant,
    stop_choices,
    stops_meant,
)
from core.assistant.likeness import nearest_names
from core.assistant.referring import Standing
from core.assistant.route import ChangeSaid, DaySaid, Route
from core.catalog.domain import Place, place_name
from core.kernel.times import clock_minutes, clock_of_day
from core.schemas.catalog import PlaceKind
from core.schemas.chat import ChangeKind, Stage, TripChange
from core.schemas.facts import CannotChangeFacts, OutsideFacts, Refusal, UnknownFacts
from core.schemas.trips import MAX_STOPS, DayCardOut, SubTripKind, SubTripOut

_USUAL_MINUTES = 60
_NAMED = 6
_PLACE_KINDS = {
    SubTripKind.ATTRACTION: PlaceKind.ATTRACTION,
    SubTripKind.MEAL: PlaceKind.RESTAURANT,
    SubTripKind.HOTEL: PlaceKind.HOTEL,
}


@dataclass(frozen=True, slots=True)
class Drafts:
    """Changes one of which is meant: of several the best is taken.

    `also` is made along with it. `others` are the names of what else would fit, where the place
    was left to us.
    """

    changes: list[TripChange]
    also: tuple[TripChange, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantsPlace:
    """A place is to be found: for a stop that is replaced, or to be added on one of some days."""

    said: str | None
    kind: PlaceKind | None
    days: list[DayCardOut]
    instead_of: Standing | None = None


Refused = CannotChangeFacts | UnknownFacts | OutsideFacts
Found = Drafts | Question | Refused
Read = Found | WantsPlace
_Named = Standing | Question | Refused


def read_change(view: View, route: Route) -> Read:
    """Return what a wish to change a trip comes to."""
    said = route.change
    if said is None:
        return CannotChangeFacts(reason="no_stop_said", stops=_some_stops(view))
    if said.kind is ChangeKind.ADD:
        return _added(view, said)
    found = _stop(view, route, said)
    if isinstance(found, UnknownFacts) and (adds := _as_added(view, said)) is not None:
        return adds
    if not isinstance(found, Standing):
        return found
    if found.stop.leg is not None:
        return _cannot(view, "journey", found)
    match said.kind:
        case ChangeKind.REMOVE:
            return Drafts([change_of(found, ChangeKind.REMOVE, to_date=None)])
        case ChangeKind.REPLACE:
            return _replaced(said, found)
        case _:
            return _moved(view, route, said, found)


def later_by(clock: str, by: int) -> str:
    """Return a time of day so many minutes later."""
    return clock_of_day(clock_minutes(clock) + by)


def _as_added(view: View, said: ChangeSaid) -> Read | None:
    """Return what is put on a day without being in the trip yet: it is added."""
    if said.kind is not ChangeKind.MOVE or said.stop is None or said.stop_day is not None:
        return None
    adds = said.model_copy(update={"kind": ChangeKind.ADD, "place": said.stop, "stop": None})
    wants = _added(view, adds) if said.day is not None else None
    return wants if isinstance(wants, WantsPlace) and candidates(view, wants) else None


def as_moved(
    view: View, route: Route, said: ChangeSaid, place: Place, wants: WantsPlace
) -> Found | None:
    """Return the move of what is to be added and is in the trip already; None of a new place."""
    if wants.instead_of is not None:
        return None
    there = next(
        (
            Standing(day, stop)
            for day in view.trip.day_cards
            for stop in day.sub_trips
            if stop.place_id == place.id
        ),
        None,
    )
    if there is None or there.stop.kind is SubTripKind.HOTEL:
        return None
    if said.day is None and said.time is None and not (said.before or said.after):
        return _cannot(view, "unchanged", there)
    moves = said.model_copy(update={"kind": ChangeKind.MOVE, "place": None, "stop_day": None})
    found = _moved(view, route, moves, there)
    return None if isinstance(found, WantsPlace) else found


def with_place(
    view: View, said: ChangeSaid, place: Place, wants: WantsPlace, anchor: Standing | None
) -> Drafts:
    """Return the changes that put a place into a trip: on its day, or on each where it may be."""
    if wants.instead_of is not None:
        old = wants.instead_of
        draft = change_of(old, ChangeKind.REPLACE, place=place, name=_called(view, place))
        # At the same hour, or at the one that the way there and the door allow.
        also = tuple(
            _keeping_times(
                change_of(night, ChangeKind.REPLACE, place=place, name=_called(view, place)),
                night.stop,
            )
            for night in _other_nights(view, said, old)
        )
        return Drafts([_keeping_times(draft, old.stop), draft], also)
    return Drafts([
        _timed(
            TripChange(
                kind=ChangeKind.ADD,
                stop_id=None,
                stop_name=_called(view, place),
                from_date=None,
                to_date=day.date,
                order_index=_index(day, said, anchor, None),
                place_id=place.id,
                place_name=_called(view, place),
            ),
            said.time,
            place.visit_minutes,
        )
        for day in wants.days
        if day.city_id == place.city_id and len(day.sub_trips) < MAX_STOPS
    ])  # fmt: skip


def _other_nights(view: View, said: ChangeSaid, old: Standing) -> list[Standing]:
    """Return the other nights in one bed, where a hotel and not that of one day is replaced."""
    if old.stop.kind is not SubTripKind.HOTEL or said.stop_day is not None:
        return []
    return [
        Standing(day, stop)
        for day in view.trip.day_cards
        for stop in day.sub_trips
        if stop.kind is SubTripKind.HOTEL
        and stop.id != old.stop.id
        and (stop.place_id, stop.name) == (old.stop.place_id, old.stop.name)
        and (view.moment.stage is not Stage.DURING or day.date >= view.moment.today)
    ]


def of_ones_own(said: ChangeSaid, wants: WantsPlace, anchor: Standing | None) -> Drafts:
    """Return the changes that add something the catalogue does not know, as it was called."""
    name = (wants.said or "").strip()[:120]
    return Drafts([
        _timed(
            TripChange(
                kind=ChangeKind.ADD,
                stop_id=None,
                stop_name=name,
                from_date=None,
                to_date=day.date,
                order_index=_index(day, said, anchor, None),
                place_name=name,
            ),
            said.time,
            _USUAL_MINUTES,
        )
        for day in wants.days[:1]
        if len(day.sub_trips) < MAX_STOPS
    ])  # fmt: skip


def anchor_of(
    view: View, route: Route, said: ChangeSaid, on: date | None
) -> Standing | Question | UnknownFacts | None:
    """Return the stop that something is to come before or after, where one is said."""
    words = said.before or said.after
    if words is None:
        return None
    found = stops_meant(view, words, on)
    if len(found) == 1:
        return found[0]
    if not found:
        return _unknown_stop(view, words)
    field: Literal["before", "after"] = "before" if said.before else "after"
    return Question(route=route, field=field, said=words, choices=stop_choices(view, found))


def candidates(view: View, wants: WantsPlace) -> list[Place]:
    """Return the places of the cities of the days that are called as it was said."""
    cities = {day.city_id for day in wants.days}
    there = [place for place in view.places.values() if place.city_id in cities and place.is_open]
    found = places_meant(wants.said or "", there)
    of_kind = [place for place in found if wants.kind is None or place.kind is wants.kind]
    return of_kind or found


def _stop(view: View, route: Route, said: ChangeSaid) -> _Named:
    """Return the stop that is to be changed."""
    if said.stop is None:
        return CannotChangeFacts(reason="no_stop_said", stops=_some_stops(view))
    on = None
    if said.stop_day is not None:
        on = day_meant(view, said.stop_day)
        if on is None or view.day_on(on) is None:
            return outside(view, on)
    found = stops_meant(view, said.stop, on)
    if len(found) == 1:
        return found[0]
    if not found:
        return _unknown_stop(view, said.stop)
    return Question(route=route, field="stop", said=said.stop, choices=stop_choices(view, found))


def _moved(view: View, route: Route, said: ChangeSaid, found: Standing) -> Read:
    """Return a stop on another day, at another hour, or elsewhere in the order."""
    if said.by is not None and found.stop.start_time is not None:
        said = said.model_copy(update={"time": later_by(found.stop.start_time, said.by)})
    if said.day is None and said.time is None and not (said.before or said.after):
        return _cannot(view, "no_target_said", found)
    day = _target(view, said.day, found.day)
    if not isinstance(day, DayCardOut):
        return day
    said = at_mealtime(view, said, day.date if said.day else None)
    anchor = anchor_of(view, route, said, day.date if said.day else None)
    if isinstance(anchor, Question | UnknownFacts):
        return anchor
    day = anchor.day if anchor and said.day is None else day
    if day is not found.day and len(day.sub_trips) >= MAX_STOPS:
        return _cannot(view, "day_full", found)
    place = view.place_of(found.stop)
    if place is not None and day.city_id != found.day.city_id and place.city_id != day.city_id:
        return _cannot(view, "other_city", found)
    is_retimed = said.kind is ChangeKind.RETIME and day is found.day
    kind = ChangeKind.RETIME if is_retimed else ChangeKind.MOVE
    draft = change_of(found, kind, to_date=day.date, index=_index(day, said, anchor, found.stop.id))
    draft = _timed(draft, said.time, _minutes(view, found.stop))
    same = day is found.day and anchor is None and said.time in (None, found.stop.start_time)
    return _cannot(view, "unchanged", found) if same else Drafts([draft])


def _replaced(said: ChangeSaid, found: Standing) -> Read:
    kind = _PLACE_KINDS.get(found.stop.kind)
    return WantsPlace(said.place, kind, [found.day], instead_of=found)


def _added(view: View, said: ChangeSaid) -> Read:
    words = said.place or said.stop
    if words is None:
        return CannotChangeFacts(reason="no_place_said")
    days = _days_to_add_on(view, said.day)
    return days if not isinstance(days, list) else WantsPlace(words, None, days)


def _days_to_add_on(view: View, said: DaySaid | None) -> list[DayCardOut] | OutsideFacts:
    """Return the day that is said; else today and those to come, of a past trip all."""
    if said is not None:
        wanted = day_meant(view, said)
        day = view.day_on(wanted) if wanted else None
        return [day] if day else outside(view, wanted)
    if view.moment.stage is not Stage.DURING:
        return view.trip.day_cards
    return [day for day in view.trip.day_cards if day.date >= view.moment.today]


def _target(view: View, said: DaySaid | None, own: DayCardOut) -> DayCardOut | OutsideFacts:
    if said is None:
        return own
    wanted = day_meant(view, said)
    day = view.day_on(wanted) if wanted else None
    return day if day is not None else outside(view, wanted)


def _index(
    day: DayCardOut, said: ChangeSaid, anchor: Standing | None, stop_id: str | None
) -> int | None:
    """Return the place before or behind a stop, counted without the one that is changed."""
    if anchor is None or anchor.day.id != day.id:
        return None
    rows = [row.id for row in day.sub_trips if row.id != stop_id]
    if anchor.stop.id not in rows:
        return None
    return rows.index(anchor.stop.id) + (0 if said.before else 1)


def change_of(
    found: Standing,
    kind: ChangeKind,
    *,
    to_date: date | None = None,
    index: int | None = None,
    place: Place | None = None,
    name: str | None = None,
) -> TripChange:
    """Return a change of a stop."""
    if kind is ChangeKind.REPLACE:
        to_date, index = found.day.date, found.stop.order_index
    return TripChange(
        kind=kind,
        stop_id=found.stop.id,
        stop_name=found.stop.name,
        from_date=found.day.date,
        to_date=to_date,
        order_index=index,
        place_id=place.id if place else None,
        place_name=name,
    )


def _keeping_times(draft: TripChange, stop: SubTripOut) -> TripChange:
    return draft.model_copy(update={"start_time": stop.start_time, "end_time": stop.end_time})


def _timed(draft: TripChange, start: str | None, minutes: int) -> TripChange:
    if start is None:
        return draft
    end = clock_of_day(clock_minutes(start) + minutes)
    return draft.model_copy(update={"start_time": start, "end_time": end})


def _minutes(view: View, stop: SubTripOut) -> int:
    """Return how long one is there: as planned, else as is usual for the place."""
    if stop.kind is SubTripKind.HOTEL:
        return 0
    if stop.start_time and stop.end_time:
        return clock_minutes(stop.end_time) - clock_minutes(stop.start_time)
    place = view.place_of(stop)
    return place.visit_minutes if place else _USUAL_MINUTES


def _called(view: View, place: Place) -> str:
    """Return what a place is called in the trip, which has a language of its own."""
    return place_name(place, view.trip.language or "en")


def _some_stops(view: View) -> list[str]:
    stops = [stop for day in view.trip.day_cards for stop in day.sub_trips if stop.leg is None]
    return [view.name_of(stop) for stop in stops if stop.kind is not SubTripKind.HOTEL][:_NAMED]


def _unknown_stop(view: View, said: str) -> UnknownFacts:
    names = [view.name_of(stop) for day in view.trip.day_cards for stop in day.sub_trips]
    known = nearest_names(said, names, _NAMED)
    return UnknownFacts(what="stop", said=said, where=view.trip.title, known=known)


def _cannot(view: View, reason: Refusal, found: Standing) -> CannotChangeFacts:
    return CannotChangeFacts(reason=reason, name=view.name_of(found.stop))


def outside(view: View, wanted: date | None) -> OutsideFacts:
    """Return that the trip does not have a day."""
    return OutsideFacts(trip=trip_fact(view), date=wanted)
