"""Journeys with one change: two that follow each other, through a city where one changes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.catalog.domain import City, city_name
from core.catalog.exchange import convert
from core.catalog.links import Change, Link
from core.kernel.money import to_major, to_minor
from core.schemas.links import LinkMode

LEAST_WAIT_MIN = 90
"""From an arrival to a departure at the same station or airport; delays are counted in."""
LEAST_WAIT_ACROSS_MIN = 240
"""Likewise where one has to get to another station or airport of the city."""
MOST_WAIT_MIN = 720
"""A night at most: who stays longer makes a trip of its own there."""
_DAY_MIN = 24 * 60


def days_of_departure(arriving: Iterable[Link]) -> range:
    """Return on which days, counted from that of these journeys, one may go on from them."""
    arrivals = [link.arrives for link in arriving if link.arrives is not None]
    if not arrivals:
        return range(0)
    first = (min(arrivals) + LEAST_WAIT_MIN) // _DAY_MIN
    return range(first, (max(arrivals) + MOST_WAIT_MIN) // _DAY_MIN + 1)


def with_change(
    day: date, arriving: Sequence[Link], leaving: Iterable[Link], hub: City
) -> Iterator[Link]:
    """Yield the journeys through a city that those of a day and later ones make together.

    Of those that reach the same departure the last is taken, and of the departures that one reaches
    the first: any other only waits longer.
    """
    last_first = sorted(arriving, key=lambda link: link.departs or 0, reverse=True)
    by_departure = sorted(leaving, key=lambda link: (link.day, link.departs or 0))
    taken: set[str] = set()
    for onward in by_departure:
        for link in last_first:
            arrives, departs = link.arrives or 0, _wall_minutes(day, onward)
            waits = range(_least_wait(link, onward), MOST_WAIT_MIN + 1)
            if departs - arrives not in waits:
                continue
            wait = _elapsed(day, arrives, departs, hub.timezone)
            if wait in waits:
                if link.id not in taken:
                    taken.add(link.id)
                    yield _joined(link, onward, hub, wait)
                break


def _wall_minutes(day: date, link: Link) -> int:
    """Return when a journey leaves, in minutes after the midnight that `day` begins with."""
    return (link.day - day).days * _DAY_MIN + (link.departs or 0)


def _least_wait(link: Link, onward: Link) -> int:
    is_same = link.target_place == onward.origin_place
    return LEAST_WAIT_MIN if is_same else LEAST_WAIT_ACROSS_MIN


def _joined(link: Link, onward: Link, hub: City, wait: int) -> Link:
    later = (onward.day - link.day).days * _DAY_MIN
    distances = (link.distance_m, onward.distance_m)
    return link._replace(
        id=f"{link.id}+{onward.id}",
        mode=_mode_of(link.mode, onward.mode),
        target_city=onward.target_city,
        target_name=onward.target_name,
        target_place=onward.target_place,
        arrives=(onward.arrives or 0) + later,
        minutes=link.minutes + wait + onward.minutes,
        distance_m=None if None in distances else sum(each or 0 for each in distances),
        price=link.price + _in_money(onward, link.currency),
        change=Change(
            city=hub.id,
            name_en=hub.name_en,
            name_zh=city_name(hub, "zh"),
            first_mode=link.mode,
            first_minutes=link.minutes,
            wait_minutes=wait,
            then_mode=onward.mode,
        ),
    )


def _mode_of(first: LinkMode, then: LinkMode) -> LinkMode:
    """Return the one of two modes that one has to be earlier for."""
    return LinkMode.FLIGHT if LinkMode.FLIGHT in (first, then) else first


def _in_money(link: Link, currency: str) -> int:
    """Return the price in another currency, in whole units: nobody knows it better."""
    if link.currency == currency:
        return link.price
    exact = convert(link.price, link.currency, currency).amount_minor
    return to_minor(to_major(exact, currency).to_integral_value(), currency)


def _elapsed(day: date, begin: int, end: int, zone: str) -> int:
    """Return how long it is from one minute after a midnight to another, as clocks there change."""
    midnight = datetime.combine(day, time.min)
    moments = (
        (midnight + timedelta(minutes=minute)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for minute in (begin, end)
    )
    left, there = moments
    return int((there - left).total_seconds() // 60)
