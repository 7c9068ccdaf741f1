"""Rides sorted for the search: what may be used, when it is, and what it costs in comfort."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from core.planning.routing.problem import DAY_MIN, Problem, Ride
from core.schemas.conditions import Leg as LegKind
from core.schemas.links import LinkMode

WAKING = (8 * 60, 22 * 60)
"""The part of a day that travelling takes away from seeing something."""
DAY_BREAK = 5 * 60
"""Until then a night counts to the day before."""
_LATE, _EARLY = 23 * 60, 6 * 60
LEAVES_CAR = frozenset({LinkMode.FLIGHT, LinkMode.TRAIN, LinkMode.BUS, LinkMode.TAXI})
"""Ways to travel that leave one's own car behind; a ferry takes it along."""


class Timed(NamedTuple):
    """A ride with times, what it costs altogether, and how many days later one is there.

    `car` says whether it needs one's own car, or forbids it; None is neither.
    """

    ride: Ride
    departs: int
    arrives: int
    score: int
    days: int
    car: bool | None

    @property
    def minute(self) -> int:
        """Return the minute of arrival on that day, beyond 1440 in the small hours."""
        return self.arrives - self.days * DAY_MIN


class RideBook:
    """The rides of a problem that its bans allow, by cities, day and kind of leg."""

    def __init__(self, problem: Problem, rides: Iterable[Ride] | None = None) -> None:
        self._problem = problem
        self._rides: dict[tuple[str, str], dict[int | None, list[Ride]]] = defaultdict(dict)
        for ride in problem.rides if rides is None else rides:
            self._rides[ride.origin, ride.target].setdefault(ride.day, []).append(ride)
        self._banned = {
            kind: frozenset(
                mode
                for ban in problem.bans
                if ban.leg in (LegKind.EVERY, kind)
                for mode in ban.modes
            )
            for kind in LegKind
        }
        self._known: dict[tuple[str, str, int, LegKind], tuple[Timed, ...]] = {}
        self._worked_out: dict[tuple[object, ...], tuple[int, int, int, int, bool | None]] = {}
        self._cheapest: dict[tuple[str, str, LegKind], dict[bool | None, int]] = {}

    def options(self, origin: str, target: str, day: int, kind: LegKind) -> tuple[Timed, ...]:
        """Return the rides of a day, the best first; `kind` EVERY is one between two stops."""
        key = (origin, target, day, kind)
        if key not in self._known:
            timed = [
                Timed(ride, *self._work_out(ride, kind))
                for of_day in (None, day)
                for ride in self._usable(origin, target, kind, of_day)
            ]
            self._known[key] = tuple(sorted(timed, key=lambda one: (one.score, one.ride.id)))
        return self._known[key]

    def cheapest(self, origin: str, target: str, kind: LegKind) -> dict[bool | None, int]:
        """Return the best score of any day, by whether a ride needs one's car or forbids it."""
        key = (origin, target, kind)
        if key not in self._cheapest:
            best: dict[bool | None, int] = {}
            for day in self._rides.get((origin, target), ()):
                for ride in self._usable(origin, target, kind, day):
                    *_, score, _, car = self._work_out(ride, kind)
                    if score < best.get(car, score + 1):
                        best[car] = score
            self._cheapest[key] = best
        return self._cheapest[key]

    def joins(self, origin: str, target: str, kind: LegKind) -> bool:
        """Say whether any day has a ride that may be used."""
        days = self._rides.get((origin, target), ())
        return any(any(self._usable(origin, target, kind, day)) for day in days)

    def longest(self) -> int:
        """Return the most days later that one of the rides arrives."""
        arrivals = (
            _times(ride, LegKind.EVERY)[1]
            for days in self._rides.values()
            for rides in days.values()
            for ride in rides
        )
        return days_later(max(arrivals, default=0))

    def _usable(self, origin: str, target: str, kind: LegKind, day: int | None) -> Iterable[Ride]:
        """Return the rides of a day alone that the bans allow."""
        rides = self._rides.get((origin, target), {}).get(day, ())
        banned = self._banned[kind]
        return [ride for ride in rides if not ride.is_by(banned)] if banned else rides

    def _work_out(self, ride: Ride, kind: LegKind) -> tuple[int, int, int, int, bool | None]:
        """Return all that `Timed` says of a ride."""
        alike = (ride.mode, ride.departs, ride.arrives, ride.minutes, ride.cost, kind)
        found = self._worked_out.get(alike)  # most run on every day
        if found is None:
            departs, arrives = _times(ride, kind)
            money = ride.cost * self._problem.weights.money // 100
            score = money + self._time(departs, arrives, kind)
            found = departs, arrives, score, days_later(arrives), needs_car(ride.mode)
            self._worked_out[alike] = found
        return found

    def _time(self, departs: int, arrives: int, kind: LegKind) -> int:
        """Return what leaving and arriving at these minutes costs in comfort."""
        weights = self._problem.weights
        trouble = _lost(departs, arrives, kind) + (arrives - departs) // 2
        if not _EARLY <= arrives % DAY_MIN < _LATE:
            trouble += weights.night_arrival
        if departs < _EARLY:
            trouble += weights.early_departure
        return trouble * weights.minute * self._problem.travellers


def needs_car(mode: LinkMode) -> bool | None:
    """Say whether a way to travel needs one's own car, or forbids it; None is neither."""
    if mode is LinkMode.DRIVE:
        return True
    return False if mode in LEAVES_CAR else None


def days_later(arrives: int) -> int:
    """Return on which day after the departure one has arrived.

    Who arrives before five in the morning still sleeps there that night.
    """
    return max(0, (arrives - DAY_BREAK) // DAY_MIN)


def _times(ride: Ride, kind: LegKind) -> tuple[int, int]:
    """Return when it leaves and arrives; one's own choice is as much of the day as is wanted."""
    if ride.departs is not None and ride.arrives is not None:
        return ride.departs, ride.arrives
    start, end = WAKING
    latest = max(0, end - ride.minutes)
    departs = latest if kind is LegKind.RETURN else min(start, latest)
    return departs, departs + ride.minutes


def _lost(departs: int, arrives: int, kind: LegKind) -> int:
    """Return the waking minutes away from home in which nothing can be seen."""
    begin = 0 if kind is LegKind.OUTWARD else departs
    end = (arrives // DAY_MIN + 1) * DAY_MIN if kind is LegKind.RETURN else arrives
    return sum(
        max(0, min(end, day * DAY_MIN + WAKING[1]) - max(begin, day * DAY_MIN + WAKING[0]))
        for day in range(end // DAY_MIN + 1)
    )


def car_after(before: bool | None, option: Timed) -> tuple[bool, bool | None]:
    """Return whether an option goes with how one travelled so far, and how that is from then on."""
    if option.car is None:
        return True, before
    return before in (None, option.car), option.car
