"""Changes of a trip as facts, in the names of who reads of them."""

from core.assistant.facts import View
from core.catalog.domain import place_name
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.facts import ChangeFact


def change_fact(view: View, change: TripChange) -> ChangeFact:
    """Return a change in the names of the answer; `view` is of the trip before it."""
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
        after=_behind(view, change),
        start=change.start_time,
        end=change.end_time,
        was=_began(view, change),
    )


def _began(view: View, change: TripChange) -> str | None:
    stops = (stop for day in view.trip.day_cards for stop in day.sub_trips)
    return next((stop.start_time for stop in stops if stop.id == change.stop_id), None)


def _behind(view: View, change: TripChange) -> str | None:
    if change.kind is ChangeKind.REPLACE or change.to_date is None or not change.order_index:
        return None
    day = view.day_on(change.to_date)
    rows = [row for row in day.sub_trips if row.id != change.stop_id] if day else []
    index = min(change.order_index, len(rows)) - 1
    return view.name_of(rows[index]) if index >= 0 else None
