"""Writes a whole new arrangement of stops into the rows of a trip that was read and locked."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.db.models.trip import SubTrip, Trip
from core.kernel.errors import ConflictError
from core.kernel.ids import new_id
from core.schemas.plans import PlanSubTrip
from core.schemas.trips import MAX_STOPS


@dataclass(frozen=True, slots=True)
class Arranged:
    """A stop of the new arrangement; `stop_id` is the one it was, None for a new one."""

    stop_id: str | None
    planned: PlanSubTrip


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows that have come into a trip, and rows that are to go."""

    new: tuple[SubTrip, ...]
    gone: tuple[SubTrip, ...]


def rearrange(trip: Trip, days: Sequence[Sequence[Arranged]]) -> Arrangement:
    """Give every day its stops in order; what a traveller wrote about a stop that stays is kept.

    Raises:
        ConflictError: A day would have more stops than a day may have.
    """
    rows = {stop.id: stop for day in trip.day_cards for stop in day.sub_trips}
    new: list[SubTrip] = []
    for day, stops in zip(trip.day_cards, days, strict=True):
        if len(stops) > MAX_STOPS:
            raise ConflictError(
                f"Day {day.id!r} would have {len(stops)} stops, at most {MAX_STOPS}"
            )
        for index, wanted in enumerate(stops):
            row = rows.pop(wanted.stop_id, None) if wanted.stop_id else None
            if row is None:
                row = _new_row(wanted.planned)
                new.append(row)
            row.day_card_id, row.order_index = day.id, index
            _place(row, wanted.planned)
    return Arrangement(tuple(new), tuple(rows.values()))


def _place(row: SubTrip, planned: PlanSubTrip) -> None:
    """Give a stop its times, its meal and the way to it; a journey keeps its own."""
    if row.leg is None:
        row.start_time, row.end_time = planned.start_time, planned.end_time
        row.meal = planned.meal
    row.transfer = planned.transfer.model_dump(mode="json") if planned.transfer else None


def _new_row(planned: PlanSubTrip) -> SubTrip:
    return SubTrip(
        id=new_id(),
        kind=planned.kind,
        place_id=planned.place_id,
        name=planned.name,
        cost=planned.cost,
        currency=planned.currency,
        reason=planned.reason,
        meal=planned.meal,
    )
