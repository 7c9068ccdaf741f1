"""Rides sorted for the search: what may be used, when it is, and what it costs in comfort."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Timed:
    """A ride with times, and what it costs altogether."""

    ride: Ride
    departs: int
    arrives: int
    score: int

    @property
    def days(self) -> int:
        """Return how many days later one is there."""
        return days_later(self.arrives)

    @property
    def minute(self) -> int:
        """Return the minute of arrival on that day, beyond 1440 in the small hours."""
        return self.arrives - self.days * DAY_MIN

    @property
    def car(self) -> bool | None:
        """Say whether it needs one's own car, or forbids it; None is neither."""
        if self.ride.mode is LinkMode.DRIVE:
            return True
        return False if self.ride.mode in LEAVES_CAR else None


class RideBook:
    """The rides of a problem that its bans allow, by cities, day and kind of leg."""

    def __init__(self, problem: Problem, rides: Iterable[Ride] | None = None) -> None:
        self._problem = problem
        self._rides: dict[tuple[str, str], list[Ride]] = defaultdict(list)
        for ride in problem.rides if rides is None else rides:
            self._rides[ride.origin, ride.target].append(ride)
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
        self._times: dict[tuple[int, int, LegKind], int] = {}

    def options(self, origin: str, target: str, day: int, kind: LegKind) -> tuple[Timed, ...]:
        """Return the rides of a day, the best first; `kind` EVERY is one between two stops."""
        key = (origin, target, day, kind)
        if key not in self._known:
            timed = [
                self._timed(ride, kind)
                for ride in self._rides.get((origin, target), ())
                if ride.day in (None, day) and not ride.is_by(self._banned[kind])
            ]
            self._known[key] = tuple(sorted(timed, key=lambda one: (one.score, one.ride.id)))
        return self._known[key]

    def on_all_days(self, origin: str, target: str, kind: LegKind) -> tuple[Timed, ...]:
        """Return the rides of every day."""
        return tuple(
            self._timed(ride, kind)
            for ride in self._rides.get((origin, target), ())
            if not ride.is_by(self._banned[kind])
        )

    def joins(self, origin: str, target: str, kind: LegKind) -> bool:
        """Say whether any day has a ride that may be used."""
        return any(
            not ride.is_by(self._banned[kind]) for ride in self._rides.get((origin, target), ())
        )

    def longest(self) -> int:
        """Return the most days later that one of the rides arrives."""
        return max(
            (
                days_later(_times(ride, LegKind.EVERY)[1])
                for rides in self._rides.values()
                for ride in rides
            ),
            default=0,
        )

    def _timed(self, ride: Ride, kind: LegKind) -> Timed:
        departs, arrives = _times(ride, kind)
        times = (departs, arrives, kind)
        if times not in self._times:  # which are the same on every day
            self._times[times] = self._time(*times)
        money = ride.cost * self._problem.weights.money // 100
        return Timed(ride, departs, arrives, money + self._times[times])

    def _time(self, departs: int, arrives: int, kind: LegKind) -> int:
        """Return what leaving and arriving at these minutes costs in comfort."""
        weights = self._problem.weights
        trouble = _lost(departs, arrives, kind) + (arrives - departs) // 2
        if not _EARLY <= arrives % DAY_MIN < _LATE:
            trouble += weights.night_arrival
        if departs < _EARLY:
            trouble += weights.early_departure
        return trouble * weights.minute * self._problem.travellers


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
