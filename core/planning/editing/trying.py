"""One change of a saved trip before it is made: where it fits, and what the checks say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalog.domain import Place, place_name
from core.kernel.times import clock_minutes, clock_of_day
from core.planning.editing.reading import Reading, World, read_trip
from core.planning.rules.book import check_plan
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.plans import CheckOut, Severity
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut
from core.trips.domain import settled
from core.trips.one_change import cost_at, kind_at, places_in_days

NEW_ID = "new"
"""Of a stop that is added, as long as it is not."""
OF_ROOM = frozenset(
    {
        "open_at_time", "travel_time", "no_overlap", "daily_window", "order_contiguous",
        "meal_times", "start_anchor_kept", "end_anchor_kept",
    }
)  # fmt: skip
"""The rules a stop breaks that has no room where it is put."""
_SOON, _QUARTER = 15, 15
"""Nobody is anywhere at once, nor at an odd minute."""


Since = tuple[date, int]
"""The day and the minute it is by the clock of a trip."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of a trip: changes one of which is meant, and others made along with it.

    What is said no time for is put nowhere before `since`.
    """

    changes: Sequence[TripChange]
    also: tuple[TripChange, ...] = ()
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A change with its place in the day and its times, what it takes, and what the checks say.

    `also` is made along with it. `collides` says that it has no room where it is; `then` is the
    trip after all of it.
    """

    change: TripChange
    also: tuple[TripChange, ...]
    new_problems: list[str]
    solved_problems: list[str]
    collides: bool
    then: TripOut


@dataclass(frozen=True, slots=True)
class _Try:
    change: TripChange
    failed: list[CheckOut]
    rank: tuple[bool, int, int, int]


def tried_change(trip: TripOut, world: World, wish: Wish, language: str) -> Tried:
    """Return the change of several that fits best, and what the rules say then and not now.

    A position and times that are given stay. Else every position in the day is tried: it takes the
    one after which the fewest rules are broken, and of those the one nearest to its present hour.
    """
    with_others = changed_by(trip, world, wish.also)
    tries = [
        _tried(with_others, world, one, language, (number, wish.since))
        for number, one in enumerate(
            position for change in wish.changes for position in _positions(with_others, change)
        )
    ]
    best = min(tries, key=lambda one: one.rank)
    return weighed(trip, world, (best.change, *wish.also), language)


def weighed(trip: TripOut, world: World, changes: Sequence[TripChange], language: str) -> Tried:
    """Return what complete changes, the one that was asked for first, do to the checks."""
    then = changed_by(trip, world, changes)
    now, later = (_failed(read_trip(each, world, language)) for each in (trip, then))
    new = _not_in(now, later)
    return Tried(
        changes[0],
        tuple(changes[1:]),
        [problem_text(row, language) for row in new],
        [problem_text(row, language) for row in _not_in(later, now)],
        any(row.code in OF_ROOM for row in new),
        then,
    )


def differences(
    trip: TripOut, then: TripOut, world: World, language: str
) -> tuple[list[str], list[str]]:
    """Return what the rules say of a trip as it would be and not as it is, and the other way."""
    now, later = (_failed(read_trip(each, world, language)) for each in (trip, then))
    new, solved = _not_in(now, later), _not_in(later, now)
    return (
        [problem_text(row, language) for row in new],
        [problem_text(row, language) for row in solved],
    )


def _not_in(others: Sequence[CheckOut], rows: Sequence[CheckOut]) -> list[CheckOut]:
    known = {_key(row) for row in others}
    return [row for row in rows if _key(row) not in known]


def problem_text(row: CheckOut, language: str) -> str:
    """Return what a check says, with the day it says it of."""
    if row.day_index is None:
        return row.message
    number = row.day_index + 1
    return f"第{number}天：{row.message}" if language == "zh" else f"Day {number}: {row.message}"


def changed_by(trip: TripOut, world: World, changes: Sequence[TripChange]) -> TripOut:
    """Return a trip as it is after several changes, every stop at the place it is to have."""
    if not changes:
        return trip
    then = trip
    for change in changes:
        then = changed_trip(then, world, change)
    places = places_in_days(changes, NEW_ID)
    days = [
        _in_order(day, settled([row.id for row in day.sub_trips], places.get(day.date, {})))
        for day in then.day_cards
    ]
    return then.model_copy(update={"day_cards": days})


def _in_order(day: DayCardOut, order: Sequence[str]) -> DayCardOut:
    if order == [row.id for row in day.sub_trips]:
        return day
    rows = {row.id: row for row in day.sub_trips}
    numbered = [rows[one].model_copy(update={"order_index": i}) for i, one in enumerate(order)]
    return day.model_copy(update={"sub_trips": numbered})


def changed_trip(trip: TripOut, world: World, change: TripChange) -> TripOut:
    """Return a trip as it is after a change; ways that are no longer true are forgotten."""
    stop = _stop_then(trip, world, change)
    days = [_changed_day(day, change, stop) for day in trip.day_cards]
    return trip.model_copy(update={"day_cards": days})


def _changed_day(day: DayCardOut, change: TripChange, stop: SubTripOut | None) -> DayCardOut:
    left = [row for row in day.sub_trips if row.id != change.stop_id]
    if stop is not None and day.date == change.to_date:
        index = len(left) if change.order_index is None else min(change.order_index, len(left))
        left.insert(index, stop)
    if [row.id for row in left] == [row.id for row in day.sub_trips]:
        return day.model_copy(update={"sub_trips": left})
    before = _origins(day.sub_trips)
    rows = [
        row
        if row.id != (stop.id if stop else None) and before.get(row.id) == origin
        else row.model_copy(update={"transfer": None})
        for origin, row in zip((None, *(row.id for row in left)), left, strict=False)
    ]
    numbered = [row.model_copy(update={"order_index": i}) for i, row in enumerate(rows)]
    return day.model_copy(update={"sub_trips": numbered})


def _origins(rows: Sequence[SubTripOut]) -> dict[str, str | None]:
    return {
        row.id: origin for origin, row in zip((None, *(row.id for row in rows)), rows, strict=False)
    }


def _stop_then(trip: TripOut, world: World, change: TripChange) -> SubTripOut | None:
    """Return the stop as it is after the change; None where it is gone."""
    if change.kind is ChangeKind.REMOVE:
        return None
    place = world.places.get(change.place_id or "")
    times = {"start_time": change.start_time, "end_time": change.end_time}
    if change.kind is ChangeKind.ADD:
        return _added(trip, world, change, place)
    row = next(s for day in trip.day_cards for s in day.sub_trips if s.id == change.stop_id)
    if row.leg is not None:
        return row
    if change.kind is ChangeKind.REPLACE and place is not None:
        name = change.place_name or place_name(place, trip.language or "en")
        cost = cost_at(place, trip.travellers)
        there = {"place_id": place.id, "name": name, "transfer": None, "cost": cost}
        return row.model_copy(update=times | there)
    return row.model_copy(update=times)


def _added(trip: TripOut, world: World, change: TripChange, place: Place | None) -> SubTripOut:
    day = next(day for day in trip.day_cards if day.date == change.to_date)
    return SubTripOut(
        id=NEW_ID,
        order_index=0,
        kind=kind_at(place),
        place_id=change.place_id,
        name=change.place_name or change.stop_name,
        start_time=change.start_time,
        end_time=change.end_time,
        cost=cost_at(place, trip.travellers),
        currency=world.cities[day.city_id].currency,
        transfer=None,
        reason="",
    )


def _positions(trip: TripOut, change: TripChange) -> Iterator[TripChange]:
    """Go through the places in the day and the times a change may have."""
    if change.kind is ChangeKind.REMOVE or change.to_date is None:
        yield change
        return
    day = next(day for day in trip.day_cards if day.date == change.to_date)
    rows = [row for row in day.sub_trips if row.id != change.stop_id]
    if change.start_time is not None:
        yield (
            change
            if change.order_index is not None
            else change.model_copy(update={"order_index": _index_at(rows, change.start_time)})
        )
        return
    indices = range(len(rows) + 1) if change.order_index is None else [change.order_index]
    nights = sum(row.kind is SubTripKind.HOTEL for row in rows[-1:])
    for index in indices:
        if change.order_index is None and nights and index == len(rows):
            continue  # behind the night the day is over
        yield change.model_copy(update={"order_index": index})


def _index_at(rows: Sequence[SubTripOut], start: str) -> int:
    """Return the place before the first stop that begins later."""
    for index, row in enumerate(rows):
        if row.start_time is not None and row.start_time > start:
            return index
    return len(rows)


def _tried(
    trip: TripOut,
    world: World,
    change: TripChange,
    language: str,
    at: tuple[int, Since | None],
) -> _Try:
    number, since = at
    reading = read_trip(changed_trip(trip, world, change), world, language)
    timed = _timed(change, reading)
    if change.start_time is None and (late := _not_before(timed, since)) is not timed:
        timed = late
        reading = read_trip(changed_trip(trip, world, timed), world, language)
    failed = _failed(reading)
    hard = sum(row.severity is Severity.HARD for row in failed)
    is_past = change.start_time is None and since is not None and _day_of(timed, since) < since[0]
    return _Try(timed, failed, (is_past, hard, len(failed), _off(trip, timed) * 100 + number))


def _day_of(change: TripChange, since: Since) -> date:
    return change.to_date or since[0]


def _not_before(change: TripChange, since: Since | None) -> TripChange:
    """Return a change of today at an hour that one can still be there."""
    if since is None or change.to_date != since[0] or change.start_time is None:
        return change
    start, soonest = clock_minutes(change.start_time), since[1] + _SOON
    soonest += -soonest % _QUARTER
    if start >= soonest:
        return change
    end = clock_minutes(change.end_time or change.start_time) - start + soonest
    times = {"start_time": clock_of_day(soonest), "end_time": clock_of_day(end)}
    return change.model_copy(update=times)


def _off(trip: TripOut, change: TripChange) -> int:
    """Return how many minutes a stop is away from the hour it has now."""
    row = next((s for day in trip.day_cards for s in day.sub_trips if s.id == change.stop_id), None)
    if row is None or row.start_time is None or change.start_time is None:
        return 0
    return abs(clock_minutes(row.start_time) - clock_minutes(change.start_time))


def _timed(change: TripChange, reading: Reading) -> TripChange:
    """Return a change with the times its stop was taken to have."""
    wanted = NEW_ID if change.kind is ChangeKind.ADD else change.stop_id
    for _, row, stop in reading.stops():
        if row.id == wanted and row.leg is None:
            end = stop.end
            if stop.kind is SubTripKind.HOTEL:
                end = stop.start
            return change.model_copy(
                update={"start_time": clock_of_day(stop.start), "end_time": clock_of_day(end)}
            )
    return change


def _failed(reading: Reading) -> list[CheckOut]:
    return [row for row in check_plan(reading.plan).checks if not row.passed]


def _key(row: CheckOut) -> tuple[str, int | None, str]:
    return row.code, row.day_index, row.message
