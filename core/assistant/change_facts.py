"""Changes of a trip as facts, in the names of who reads of them."""

from collections.abc import Sequence

from core.assistant.facts import View
from core.catalog.domain import place_name
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.facts import ChangeFact
from core.trips.domain import settled
from core.trips.one_change import places_in_days

_ADDED = "added"


def change_fact(view: View, change: TripChange, also: Sequence[TripChange] = ()) -> ChangeFact:
    """Return a change in the names of the answer; `view` is of the trip before it.

    `also` is changed along with it, and may stand elsewhere in the day then.
    """
    names = {stop.id: view.name_of(stop) for day in view.trip.day_cards for stop in day.sub_trips}
    place = view.places.get(change.place_id or "")
    place_said = place_name(place, view.language) if place else change.place_name
    name = names.get(change.stop_id or "") or change.stop_name
    if change.kind is ChangeKind.ADD:
        name = place_said or change.stop_name
    return ChangeFact(
        kind=change.kind,
        name=name,
        place=place_said if change.kind is ChangeKind.REPLACE else None,
        from_date=change.from_date,
        to_date=change.to_date,
        after=_behind(view, change, also),
        start=change.start_time,
        end=change.end_time,
        was=_began(view, change),
    )


def _began(view: View, change: TripChange) -> str | None:
    stops = (stop for day in view.trip.day_cards for stop in day.sub_trips)
    return next((stop.start_time for stop in stops if stop.id == change.stop_id), None)


def _behind(view: View, change: TripChange, also: Sequence[TripChange]) -> str | None:
    """Return the stop that comes before it in its day, as that is in the end."""
    if change.kind is ChangeKind.REPLACE or change.to_date is None or not change.order_index:
        return None
    day = view.day_on(change.to_date)
    if day is None:
        return None
    gone = {one.stop_id for one in also if one.to_date != change.to_date} | {change.stop_id}
    own = change.stop_id or _ADDED
    ids = [row.id for row in day.sub_trips if row.id not in gone]
    order = settled([*ids, own], places_in_days([change, *also], own)[change.to_date])
    index = order.index(own) - 1
    names = {row.id: view.name_of(row) for row in day.sub_trips}
    return names.get(order[index]) if index >= 0 else None
