"""From a route to the frame of a trip: journeys with their stations, parts of days, stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.catalog.domain import City, Place
from core.catalog.links import Link
from core.planning.domain import DAY_END, Brief
from core.planning.frame import Frame, Journey, Part, Stay
from core.planning.routing.problem import Halt, Hop, Route
from core.planning.routing.rides import days_later

LEAST_PART_MIN = 45
"""A shorter stretch in a city is no part of the trip."""


@dataclass(frozen=True, slots=True)
class Journeys:
    """What is needed to make journeys of rides; the id of a ride is the number of its link."""

    brief: Brief
    links: Sequence[Link]
    places: Mapping[str, Place]

    def of(self, hop: Hop, *, is_last: bool) -> Journey | None:
        """Return the journey of a hop, or None where nobody knows how one gets there."""
        if hop.ride is None:
            return None
        link = self.links[int(hop.ride.id)]
        departs, arrives = self._times(link, is_last=is_last)
        return Journey(
            link=link,
            day_index=hop.day,
            departs=departs,
            arrives=arrives,
            cost=hop.ride.cost,
            origin=self.places.get(link.origin_place or ""),
            target=self.places.get(link.target_place or ""),
        )

    def _times(self, link: Link, *, is_last: bool) -> tuple[int, int]:
        """Return departure and arrival; with one's own choice early, and homewards late."""
        if link.departs is not None and link.arrives is not None:
            return link.departs, link.arrives
        start, end = self.brief.window
        latest = max(0, end - link.minutes)
        departs = latest if is_last else min(start, latest)
        return departs, departs + link.minutes


def frame_of_route(journeys: Journeys, route: Route) -> Frame:
    """Return the frame of a route: a halt is a stay, and one or more parts of days."""
    brief = journeys.brief
    cities = {city.id: city for city in (*brief.cities, *((brief.origin,) if brief.origin else ()))}
    returns = brief.origin is not None and not brief.one_way
    made = [
        (hop, journeys.of(hop, is_last=returns and hop is route.hops[-1])) for hop in route.hops
    ]
    staging = _Staging(brief, cities, {hop.day: [] for hop, _ in made})
    for hop, journey in made:
        if journey is not None:
            staging.journeys[hop.day].append(journey)
    return staging.frame(route.halts)


@dataclass(slots=True)
class _Staging:
    brief: Brief
    cities: Mapping[str, City]
    journeys: dict[int, list[Journey]]

    def frame(self, halts: tuple[Halt, ...]) -> Frame:
        stays = self._stays(halts)
        parts: list[Part] = []
        for halt in halts:
            for day in range(halt.first_day, halt.last_day + 1):
                part = self._part(halt, day, stays, len(parts))
                if part is not None:
                    parts.append(part)
        journeys = [one for day in sorted(self.journeys) for one in self.journeys[day]]
        return Frame(tuple(parts), tuple(stays), tuple(journeys))

    def _stays(self, halts: tuple[Halt, ...]) -> list[Stay]:
        stays: list[Stay] = []
        for halt in halts if self.brief.lodged_nights else ():
            first = self._first_night(halt)
            nights = halt.last_day - first
            if nights > 0:
                stays.append(Stay(len(stays), self.cities[halt.city], first, nights))
        return stays

    def _first_night(self, halt: Halt) -> int:
        """Return the first day one sleeps there; a night on the way there is not one of them."""
        arriving = self._arriving(halt)
        return halt.first_day if arriving is None else _arrival_day(arriving)

    def _arriving(self, halt: Halt) -> Journey | None:
        for day in self.journeys.values():
            for journey in day:
                if journey.link.target_city == halt.city and journey.day_index <= halt.first_day:
                    return journey
        return None

    def _leaving(self, halt: Halt, day: int) -> Journey | None:
        own = [one for one in self.journeys.get(day, ()) if one.link.origin_city == halt.city]
        return own[0] if own else None

    def _part(self, halt: Halt, day: int, stays: list[Stay], index: int) -> Part | None:
        brief, city = self.brief, self.cities[halt.city]
        start, end = brief.window
        begins, ends = None, None
        arriving = self._arriving(halt)
        if arriving is not None and _arrival_day(arriving) > day:
            return None
        if arriving is not None and _arrival_day(arriving) == day:
            minute = arriving.arrives - (day - arriving.day_index) * DAY_END
            there = minute + brief.ways.leaving_min(arriving.link.mode)
            start = max(start, there)
            begins = arriving.target
        elif day == 0 and brief.begins is not None:
            start, begins = max(start, brief.begins.minute or 0), brief.begins.place
        leaving = self._leaving(halt, day) if day == halt.last_day else None
        if leaving is not None:
            end = min(end, leaving.departs - brief.ways.boarding_min(leaving.link.mode))
            ends = leaving.origin
        elif day == brief.day_count - 1 and brief.ends is not None:
            end = min(end, brief.ends.minute if brief.ends.minute is not None else end)
            ends = brief.ends.place
        sleeps = _stay_of(stays, halt, day)
        if end - start < LEAST_PART_MIN and sleeps is None:
            return None
        return Part(
            index=index,
            day_index=day,
            date=brief.date_of(day),
            city=city,
            window=(start, max(start, end)),
            meals=brief.meals_in((start, end)),
            begins=begins,
            ends=ends,
            wakes=None if begins else _stay_of(stays, halt, day - 1) if day else sleeps,
            sleeps=sleeps,
        )


def _stay_of(stays: list[Stay], halt: Halt, day: int) -> int | None:
    """Return the stay of the night after a day in that city, or None where none is spent there."""
    for stay in stays:
        if stay.city.id == halt.city and stay.first_night <= day < stay.first_night + stay.nights:
            return stay.index
    return None


def _arrival_day(journey: Journey) -> int:
    return journey.day_index + days_later(journey.arrives)
