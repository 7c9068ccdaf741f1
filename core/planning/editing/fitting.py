"""Room for a change of a saved trip: the least that has to move for it, else where it would fit.

First the stops of its day are shifted, in their order or with one of them elsewhere in it; then the
trip is repaired around the change. What is one's own, a journey, or begun already stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from core.catalog.domain import City, Place
from core.kernel.times import clock_minutes, clock_of_day
from core.planning.domain import MEAL_WINDOWS, Day, Stop
from core.planning.editing.reading import Reading, World, read_trip
from core.planning.editing.repairing import Repaired, repair
from core.planning.editing.shifting import Visit, least_shifts, shifted_by
from core.planning.editing.trying import (
    NEW_ID,
    Since,
    Tried,
    Wish,
    changed_trip,
    tried_change,
    weighed,
)
from core.planning.openings import openings
from core.planning.rules.times import needed_min
from core.schemas.catalog import Meal
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut

_MOST_TRIED = 4
"""So many of the least shifts are looked at by all rules."""
_MOST_STOPS = 10
"""In a longer day nothing is put elsewhere but what was asked for."""
_ANOTHER_ORDER_MIN = 60
"""A stop that is elsewhere in the day weighs as much as one so many minutes away."""
_ROUND = 5
_MOST_LOST = 1
"""More than this nobody gives up for one change."""
_MOST_SLOTS = 3


Hours = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a change would have room as things are."""

    date: date
    start: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A change as it fits best; `slots` are where else it would, where it does not."""

    tried: Tried
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shift:
    weight: int
    changes: tuple[TripChange, ...]


def fitted_change(
    trip: TripOut, world: World, pool: Sequence[Place], wish: Wish, language: str
) -> Fitted:
    """Return the best of several changes with what has to move for it, least first."""
    tried = tried_change(trip, world, wish, language)
    if not tried.collides or wish.also or tried.change.kind is ChangeKind.REMOVE:
        return Fitted(tried)
    found = _shifted(trip, world, wish, language) or _repaired(
        trip, world, pool, (tried, wish), language
    )
    if found is not None:
        return Fitted(found)
    return Fitted(tried, tuple(_slots(trip, world, (tried, wish), language)))


def _shifted(trip: TripOut, world: World, wish: Wish, language: str) -> Tried | None:
    shifts = [
        shift
        for change in wish.changes
        for shift in _shifts(trip, world, change, wish.since, language)
    ]
    for shift in sorted(shifts, key=lambda one: one.weight)[:_MOST_TRIED]:
        found = weighed(trip, world, shift.changes, language)
        if not found.collides:
            return found
    return None


def _shifts(
    trip: TripOut, world: World, change: TripChange, since: Since | None, language: str
) -> Iterator[_Shift]:
    """Go through the ways to make room on the day of a change."""
    reading = read_trip(changed_trip(trip, world, change), world, language)
    window = read_trip(trip, world, language).plan.brief.window
    room = _Room(trip, reading, change, (since, window))
    for order, others in room.orders():
        starts = least_shifts([room.visits[i] for i in order], room.ways_of(order))
        if starts is not None:
            weight = shifted_by([room.visits[i] for i in order], starts)
            changes = room.changes(order, starts)
            yield _Shift(weight + others * _ANOTHER_ORDER_MIN + len(changes), changes)


class _Room:
    """The day of a change, its stops as visits that may be shifted."""

    def __init__(
        self,
        trip: TripOut,
        reading: Reading,
        change: TripChange,
        wished: tuple[Since | None, Hours],
    ) -> None:
        since, self._window = wished
        self._plan, self._change = reading.plan, change
        self._card, self._day = next(
            (card, day)
            for card, day in zip(reading.trip.day_cards, reading.plan.days, strict=True)
            if card.date == change.to_date
        )
        self._planned = {
            row.id: clock_minutes(row.end_time) - clock_minutes(row.start_time)
            for day in trip.day_cards
            for row in day.sub_trips
            if change.kind is not ChangeKind.REPLACE and row.start_time and row.end_time
        }
        self._now = since[1] if since and since[0] == self._card.date else None
        self._own = change.stop_id or NEW_ID
        self.visits = [
            self._visit(row, stop)
            for row, stop in zip(self._card.sub_trips, self._day.stops, strict=True)
        ]

    def orders(self) -> Iterator[tuple[list[int], int]]:
        """Go through the orders of the day, each with how many others are elsewhere in it."""
        ids = [visit.stop_id for visit in self.visits]
        own = ids.index(self._own)
        others = [index for index in range(len(ids)) if index != own]
        for order in self._with_own(others, own):
            yield order, 0
        if self._change.order_index is not None or len(ids) > _MOST_STOPS:
            return
        for one in others:
            if self._is_fixed(one) or self._is_night(one):
                continue
            rest = [index for index in others if index != one]
            for place in range(len(rest) + 1):
                again = [*rest[:place], one, *rest[place:]]
                if again != others and not self._is_behind_night(again, place):
                    for order in self._with_own(again, own):
                        yield order, 1

    def ways_of(self, order: Sequence[int]) -> list[int]:
        """Return the minutes between neighbours; where they are new ones, to the full five."""
        return [self._way(before, after) for before, after in pairwise(order)]

    def changes(self, order: Sequence[int], starts: Sequence[int]) -> tuple[TripChange, ...]:
        """Return the change at its hour, and what else is at another hour or place then."""
        own: list[TripChange] = []
        also: list[TripChange] = []
        kept = [
            index for index in range(len(self.visits)) if self.visits[index].stop_id != self._own
        ]
        stay = [index for index in order if index in kept]
        for place, (index, start) in enumerate(zip(order, starts, strict=True)):
            visit = self.visits[index]
            times = self._times(index, start)
            if visit.stop_id == self._own:
                own = [self._change.model_copy(update={"order_index": place, **times})]
            elif start != visit.start or stay.index(index) != kept.index(index):
                is_elsewhere = stay.index(index) != kept.index(index)
                kind = ChangeKind.MOVE if is_elsewhere else ChangeKind.RETIME
                also.append(_on_day(self._card, self._card.sub_trips[index], kind, place, times))
        return (*own, *also)

    def _with_own(self, others: list[int], own: int) -> Iterator[list[int]]:
        asked = self._change.order_index
        for place in range(len(others) + 1) if asked is None else [min(asked, len(others))]:
            if not self._is_behind_night(others, place):
                yield [*others[:place], own, *others[place:]]

    def _is_behind_night(self, others: Sequence[int], place: int) -> bool:
        return place == len(others) and bool(others) and self._is_night(others[-1])

    def _is_night(self, index: int) -> bool:
        return self._card.sub_trips[index].kind is SubTripKind.HOTEL

    def _is_fixed(self, index: int) -> bool:
        visit = self.visits[index]
        return visit.earliest == visit.latest

    def _way(self, before: int, after: int) -> int:
        stops = self._day.stops
        minutes = needed_min(self._plan, stops[before], stops[after])
        if after == before + 1 and stops[after].start - stops[before].end >= minutes:
            return minutes
        return minutes + -minutes % _ROUND

    def _visit(self, row: SubTripOut, stop: Stop) -> Visit:
        is_own = row.id == self._own
        minutes = self._minutes(row, stop, is_own=is_own)
        asked = self._change.start_time if is_own else row.start_time
        is_said = is_own and asked is not None and self._change.kind is not ChangeKind.REPLACE
        is_begun = self._now is not None and not is_own and stop.start < self._now
        if is_said or is_begun or _is_fixed(row, is_own):
            return Visit(row.id, stop.start, minutes, stop.start, stop.start)
        first, last = self._hours(stop, minutes)
        earliest = max(first, self._now or 0)
        return Visit(row.id, stop.start if asked else None, minutes, earliest, last - minutes)

    def _minutes(self, row: SubTripOut, stop: Stop, *, is_own: bool) -> int:
        """Return how long one stays; where a stop comes from elsewhere, as long as it was there."""
        if row.kind is SubTripKind.HOTEL:
            return 0
        planned = self._planned.get(row.id) if is_own else None
        return max(0, stop.end - stop.start) if planned is None else planned

    def _hours(self, stop: Stop, minutes: int) -> Hours:
        """Return within which hours a stop may be: those of the day, the meal and the door."""
        first, last = self._window
        if stop.meal is not None and stop.meal in MEAL_WINDOWS:
            opens, closes = MEAL_WINDOWS[Meal(stop.meal)]
            first, last = max(first, opens), min(last, closes)
        if stop.place is None or stop.kind is SubTripKind.HOTEL:
            return first, last
        spans = [
            (max(first, opens), min(last, closes))
            for opens, closes in openings(self._plan.brief, stop.place, self._day.date)
            if min(last, closes) - max(first, opens) >= minutes
        ]
        # Of several the one it is in now, else the first.
        here = [span for span in spans if span[0] <= stop.start <= span[1]]
        return (here or spans or [(last, first)])[0]

    def _times(self, index: int, start: int) -> dict[str, str]:
        return {
            "start_time": clock_of_day(start),
            "end_time": clock_of_day(start + self.visits[index].minutes),
        }


def _is_fixed(row: SubTripOut, is_own: bool) -> bool:
    """Say whether a stop has hours that nobody but the traveller may change."""
    own_time = row.kind is SubTripKind.CUSTOM and row.start_time is not None
    return row.leg is not None or (own_time and not is_own)


def _on_day(
    card: DayCardOut, row: SubTripOut, kind: ChangeKind, place: int, times: dict[str, str]
) -> TripChange:
    return TripChange(
        kind=kind,
        stop_id=row.id,
        stop_name=row.name,
        from_date=card.date,
        to_date=card.date,
        order_index=place,
        start_time=times["start_time"],
        end_time=times["end_time"],
    )


def _repaired(
    trip: TripOut,
    world: World,
    pool: Sequence[Place],
    tried: tuple[Tried, Wish],
    language: str,
) -> Tried | None:
    """Return the change in the trip that the planner repairs around it, if that has room for it."""
    change, wish = tried[0].change, tried[1]
    if change.kind is not ChangeKind.REPLACE and wish.changes[0].order_index is not None:
        return None  # before or after which stop it is to be has been said
    reading = read_trip(tried[0].then, world, language)
    cities: list[City] = [world.cities[day.city_id] for day in trip.day_cards]
    locked = {change.stop_id or NEW_ID, *_begun(trip, wish.since)}
    found = repair(reading, cities, pool, frozenset(locked))
    if not found.is_news:
        return None
    also = _differences(reading, found, change)
    if sum(one.kind is ChangeKind.REMOVE for one in also) > _MOST_LOST:
        return None
    weighed_then = weighed(trip, world, (_placed(found, change), *also), language)
    return None if weighed_then.collides else weighed_then


def _begun(trip: TripOut, since: Since | None) -> set[str]:
    """Return the stops that are over, or that one is at."""
    if since is None:
        return set()
    today, minute = since
    return {
        row.id
        for day in trip.day_cards
        for row in day.sub_trips
        if day.date < today
        or (day.date == today and row.start_time and clock_minutes(row.start_time) < minute)
    }


def _placed(found: Repaired, change: TripChange) -> TripChange:
    """Return a change with the place and the hours it has in a repaired trip."""
    for day, rows in zip(found.plan.days, found.rows, strict=True):
        kept = [(row, stop) for row, stop in zip(rows, day.stops, strict=True) if row]
        for place, (row, stop) in enumerate(kept):
            if row.id == (change.stop_id or NEW_ID):
                return change.model_copy(update={"order_index": place, **_hours_of(stop)})
    return change


def _differences(reading: Reading, found: Repaired, change: TripChange) -> list[TripChange]:
    """Return what a repair does to the other stops; what it would bring in stays out."""
    own = change.stop_id or NEW_ID
    before = {row.id: (day, row, stop) for day, row, stop in reading.stops()}
    also: list[TripChange] = []
    for day, rows in zip(found.plan.days, found.rows, strict=True):
        kept = [(row, stop) for row, stop in zip(rows, day.stops, strict=True) if row]
        for place, (row, stop) in enumerate(kept):
            was, _, then = before.pop(row.id)
            is_elsewhere = was.index != day.index
            if row.id != own and (is_elsewhere or stop.start != then.start):
                also.append(_moved(was, day, row, place, stop))
    gone = [_gone(day, row) for day, row, _ in before.values() if row.id != own]
    return gone + also


def _moved(was: Day, day: Day, row: SubTripOut, place: int, stop: Stop) -> TripChange:
    return TripChange(
        kind=ChangeKind.RETIME if was.index == day.index else ChangeKind.MOVE,
        stop_id=row.id,
        stop_name=row.name,
        from_date=was.date,
        to_date=day.date,
        order_index=place,
        **_hours_of(stop),
    )


def _gone(day: Day, row: SubTripOut) -> TripChange:
    return TripChange(
        kind=ChangeKind.REMOVE, stop_id=row.id, stop_name=row.name, from_date=day.date, to_date=None
    )


def _hours_of(stop: Stop) -> dict[str, str]:
    end = stop.start if stop.kind is SubTripKind.HOTEL else stop.end
    return {"start_time": clock_of_day(stop.start), "end_time": clock_of_day(end)}


def _slots(trip: TripOut, world: World, tried: tuple[Tried, Wish], language: str) -> Iterator[Slot]:
    """Go through the nearest days and hours that have room for a change as they are."""
    change, wish = tried[0].change, tried[1]
    if change.kind is ChangeKind.REPLACE or change.to_date is None:
        return
    wanted = change.to_date
    own = next(day for day in trip.day_cards if day.date == wanted)
    days = [
        day
        for day in trip.day_cards
        if day.city_id == own.city_id
        and (wish.since is None or day.date >= wish.since[0])
        and (day.date == wanted or day.date != change.from_date)
    ]
    found = 0
    for day in sorted(days, key=lambda day: abs((day.date - wanted).days)):
        open_to = {"kind": _kind_on(change, day), "to_date": day.date, "order_index": None}
        at_any_hour = change.model_copy(update=open_to | {"start_time": None, "end_time": None})
        slot = tried_change(trip, world, replace(wish, changes=[at_any_hour]), language)
        if not slot.collides and slot.change.start_time is not None:
            yield Slot(day.date, slot.change.start_time)
            found += 1
        if found == _MOST_SLOTS:
            return


def _kind_on(change: TripChange, day: DayCardOut) -> ChangeKind:
    if change.kind is ChangeKind.ADD:
        return change.kind
    return ChangeKind.RETIME if change.from_date == day.date else ChangeKind.MOVE
