"""Connections between cities: rules by which journeys run, and the journeys of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.catalog.changing import days_of_departure, with_change
from core.catalog.domain import EDITORIAL, City
from core.catalog.links import Change, Link
from core.catalog.weekdays import weekdays_of
from core.schemas.links import LegChange, LinkMode, LinkOut, TimesKind

OWN_TIME = frozenset({LinkMode.DRIVE, LinkMode.TAXI})
"""Ways on which one leaves when one likes."""
_DAY_MIN = 24 * 60
_AFTER_ID, _TIMES = Link._fields.index("mode"), Link._fields.index("departs")
"""Of a journey: all but its id and its two times is the same at every hour."""
_HUBS = 3
"""Of the cities where one may change so many are offered, for each pair of modes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A way from a city to another that runs by rule, in one direction.

    It leaves at `first`, then every `every_min` minutes until `last`, minutes after midnight in
    the time of the origin; `first` alone is one departure a day, and none of them is leaving when
    one likes. Empty `weekdays` is every day. `price` is in minor units of `currency`, for one
    person or for one vehicle of `seats`.
    """

    id: str
    mode: LinkMode
    origin_city: str
    target_city: str
    origin_place: str | None
    target_place: str | None
    number: str
    first: int | None
    last: int | None
    every_min: int | None
    weekdays: str
    minutes: int
    price: int
    currency: str
    per_vehicle: bool
    seats: int
    distance_m: int | None
    times: TimesKind
    source: str

    @property
    def may_be_joined(self) -> bool:
        """Say whether it may be half of a journey with a change: typical, and ours to vouch for.

        A timetable promises its own times; what one may miss is not put behind it.
        """
        is_ours = self.source == EDITORIAL and self.times is TimesKind.TYPICAL
        return is_ours and self.first is not None and not self.per_vehicle

    def runs_on(self, day: date) -> bool:
        """Say whether it leaves on a day."""
        return not self.weekdays or day.weekday() in weekdays_of(self.weekdays)

    def departures(self) -> Iterable[int]:
        """Return when it leaves, minutes after midnight; never where one leaves when one likes."""
        if self.first is None:
            return ()
        last = self.first if self.last is None else self.last
        return range(self.first, last + 1, self.every_min or 1)


class Network:
    """Connections by the pair of cities they join, and the journeys they make of a day."""

    def __init__(
        self,
        connections: Iterable[Connection],
        cities: Mapping[str, City],
        names: Mapping[str, str],
    ) -> None:
        """Take connections between `cities`; `names` are those of their stations, by id."""
        self._cities = cities
        self._names = names
        self._by_pair: defaultdict[tuple[str, str], list[Connection]] = defaultdict(list)
        for connection in connections:
            pair = connection.origin_city, connection.target_city
            if all(city_id in cities for city_id in pair):
                self._by_pair[pair].append(connection)

    def links(self, origin_id: str, target_id: str, day: date) -> list[Link]:
        """Return the journeys that leave on a day, by departure and id; those at will last.

        Where no connection joins the two, they are journeys with one change.
        """
        connections = self._by_pair.get((origin_id, target_id))
        if connections is None and origin_id != target_id:
            return in_order(self._with_change(origin_id, target_id, day))
        return in_order(link for each in connections or () for link in self._running(each, day))

    def _with_change(self, origin_id: str, target_id: str, day: date) -> Iterator[Link]:
        for first, then in self._joined(origin_id, target_id):
            arriving = list(self._running(first, day))
            days = (day + timedelta(days=later) for later in days_of_departure(arriving))
            leaving = [link for each in days for link in self._running(then, each)]
            yield from with_change(day, arriving, leaving, self._cities[then.origin_city])

    def _joined(self, origin_id: str, target_id: str) -> Iterator[tuple[Connection, Connection]]:
        """Yield pairs of connections over a city between, the shortest of each pair of modes."""
        pairs = [
            (first, then)
            for hub_id in self._cities
            for first in self._by_pair.get((origin_id, hub_id), ())
            for then in self._by_pair.get((hub_id, target_id), ())
            if first.may_be_joined and then.may_be_joined
        ]
        pairs.sort(key=lambda pair: (pair[0].minutes + pair[1].minutes, pair[0].id, pair[1].id))
        offered: Counter[tuple[LinkMode, LinkMode]] = Counter()
        for first, then in pairs:
            modes = first.mode, then.mode
            offered[modes] += 1
            if offered[modes] <= _HUBS:
                yield first, then

    def _running(self, connection: Connection, day: date) -> Iterator[Link]:
        return self._links_of(connection, day) if connection.runs_on(day) else iter(())

    def _links_of(self, connection: Connection, day: date) -> Iterator[Link]:
        origin = self._cities[connection.origin_city]
        target = self._cities[connection.target_city]
        zones = origin.timezone, target.timezone
        whatever_the_hour = Link(
            id=connection.id,
            mode=connection.mode,
            number=connection.number,
            origin_city=origin.id,
            target_city=target.id,
            origin_name=self._name(connection.origin_place, origin),
            target_name=self._name(connection.target_place, target),
            day=day,
            departs=None,
            arrives=None,
            minutes=connection.minutes,
            distance_m=connection.distance_m,
            price=connection.price,
            currency=connection.currency,
            per_vehicle=connection.per_vehicle,
            times=connection.times,
            source=connection.source,
            origin_place=connection.origin_place,
            target_place=connection.target_place,
            seats=connection.seats,
        )
        if connection.first is None:
            yield whatever_the_hour
            return
        before, after = whatever_the_hour[_AFTER_ID:_TIMES], whatever_the_hour[_TIMES + 2 :]
        for departs in connection.departures():
            arrives = arrival(day, departs, connection.minutes, *zones)
            name = f"{connection.id}@{_clock(departs)}"
            yield Link._make((name, *before, departs, arrives, *after))

    def _name(self, place_id: str | None, city: City) -> str:
        return self._names.get(place_id or "", city.name_en)


def link_out(link: Link, origin: City, target: City) -> LinkOut:
    """Return a journey as it goes over the wire, its times with the offsets of their places."""
    departs_at = arrives_at = None
    if link.departs is not None and link.arrives is not None:
        departs_at = moment(link.day, link.departs, origin.timezone)
        arrives_at = moment(link.day, link.arrives, target.timezone)
    return LinkOut(
        id=link.id,
        mode=link.mode,
        number=link.number,
        origin_city_id=link.origin_city,
        target_city_id=link.target_city,
        origin_name=link.origin_name,
        target_name=link.target_name,
        origin_place_id=link.origin_place,
        target_place_id=link.target_place,
        date=link.day,
        departs_at=departs_at,
        arrives_at=arrives_at,
        minutes=link.minutes,
        distance_m=link.distance_m,
        price=link.price,
        currency=link.currency,
        per_vehicle=link.per_vehicle,
        seats=link.seats,
        times=link.times,
        source=link.source,
        change=change_out(link.change, "en"),
        estimates=_estimates(link),
    )


def change_out(change: Change | None, language: str) -> LegChange | None:
    """Return where one changes as it goes over the wire."""
    if change is None:
        return None
    return LegChange(
        city_id=change.city,
        name=change.name(language),
        first_mode=change.first_mode,
        first_minutes=change.first_minutes,
        wait_minutes=change.wait_minutes,
        then_mode=change.then_mode,
    )


def in_order(links: Iterable[Link]) -> list[Link]:
    """Return journeys by departure and id, those at any time last."""
    return sorted(links, key=lambda link: (link.departs is None, link.departs or 0, link.id))


def arrival(day: date, departs: int, minutes: int, origin_zone: str, target_zone: str) -> int:
    """Return when one arrives, as the target's clocks show it, in minutes after midnight of `day`.

    Beyond 1440 it is a later day; below 0, across the date line, an earlier one. Nights in which
    the clocks change are counted as they are.
    """
    ahead = _ahead_min(origin_zone, target_zone, day)
    if ahead is not None and 0 <= departs <= _DAY_MIN and 0 <= minutes <= 2 * _DAY_MIN:
        return departs + minutes + ahead
    left = moment(day, departs, origin_zone)
    there = (left.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZoneInfo(target_zone))
    since = there.replace(tzinfo=None) - datetime.combine(day, time.min)
    return int(since.total_seconds() // 60)


@lru_cache(maxsize=4096)
def _ahead_min(origin_zone: str, target_zone: str, day: date) -> int | None:
    """Return by how much a zone is ahead of another, None where that changes around a day."""
    left_at, there_at = _offset_min(origin_zone, day), _offset_min(target_zone, day)
    return None if left_at is None or there_at is None else there_at - left_at


@lru_cache(maxsize=4096)
def _offset_min(zone: str, day: date) -> int | None:
    """Return by how much a zone is ahead of UTC, None where that changes around a day.

    Weeks in which clocks change are few, and in all others counting is enough.
    """
    around = (day + timedelta(days=days) for days in range(-2, 6))
    offsets = {moment(each, 0, zone).utcoffset() or timedelta(0) for each in around}
    minutes, rest = divmod(offsets.pop(), timedelta(minutes=1))
    return None if offsets or rest else minutes


def moment(day: date, minute: int, zone: str) -> datetime:
    """Return what a clock of `zone` means by a minute after midnight of `day`."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    return wall.replace(tzinfo=ZoneInfo(zone))


def _estimates(link: Link) -> list[str]:
    """Return what nobody looked up: of a typical journey its times too."""
    if link.times is TimesKind.TIMETABLE:
        return ["price"]
    times = ["departs_at", "arrives_at"] if link.departs is not None else []
    return [*times, "distance_m", "minutes", "price"]


@lru_cache(maxsize=2 * _DAY_MIN)
def _clock(minute: int) -> str:
    return f"{minute // 60:02}{minute % 60:02}"
