"""The order of stops and days of a trip, and their dates.

Days and stops are ids here: `Order` says which stops each day has, in order.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from core.kernel.errors import InvalidRequestError

Order = Mapping[str, Sequence[str]]
"""Stop ids by day id."""


def inserted(order: Order, day_id: str, stop_id: str, index: int | None) -> dict[str, list[str]]:
    """Return the order with a new stop at `index` of a day; at its end without one.

    Raises:
        InvalidRequestError: The index is beyond the end of the day.
    """
    changed = _copy(order)
    stops = changed[day_id]
    stops.insert(_checked(len(stops) if index is None else index, len(stops)), stop_id)
    return changed


def removed(order: Order, stop_id: str) -> dict[str, list[str]]:
    """Return the order without a stop."""
    return {day_id: [stop for stop in stops if stop != stop_id] for day_id, stops in order.items()}


def moved(order: Order, stop_id: str, day_id: str, index: int) -> dict[str, list[str]]:
    """Return the order with a stop at `index` of a day, counted without the stop itself.

    Raises:
        InvalidRequestError: The index is beyond the end of the day.
    """
    return inserted(removed(order, stop_id), day_id, stop_id, index)


def settled(stops: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """Return the stops of a day, some of them at places that are given, the others in their order.

    A place is that in the day as it is in the end; one beyond it is its end.
    """
    order = [stop for stop in stops if stop not in places]
    here = set(stops)
    for stop, index in sorted(places.items(), key=lambda place: place[1]):
        if stop in here:
            order.insert(index, stop)
    return order


def rerouted(before: Order, after: Order) -> set[str]:
    """Return the stops of `after` that are reached from elsewhere than in `before`.

    What was known about the way to such a stop is no longer true.
    """
    known = _predecessors(before)
    return {stop for stop, origin in _predecessors(after).items() if known.get(stop) != origin}


def date_of_day(start: date, day_index: int) -> date:
    """Return the date of a day of a trip.

    Raises:
        InvalidRequestError: It is beyond the calendar; it names `start_date`.
    """
    try:
        return date.fromordinal(start.toordinal() + day_index)
    except ValueError as error:
        message = f"day {day_index + 1} of a trip from {start} is beyond the calendar"
        raise InvalidRequestError.of("start_date", message) from error


def _copy(order: Order) -> dict[str, list[str]]:
    return {day_id: list(stops) for day_id, stops in order.items()}


def _checked(index: int, count: int) -> int:
    if index > count:
        raise InvalidRequestError.of("order_index", f"{index} is not between 0 and {count}")
    return index


def _predecessors(order: Order) -> dict[str, tuple[str, str | None]]:
    return {
        stop: (day_id, origin)
        for day_id, stops in order.items()
        for origin, stop in zip((None, *stops), stops, strict=False)
    }
