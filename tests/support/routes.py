"""Rides between cities, and every way to lay out a journey by trying all."""

from collections.abc import Iterator
from itertools import permutations

from core.planning.routing.problem import Problem, Ride, Stop
from core.planning.routing.rides import RideBook, car_after
from core.schemas.conditions import Leg
from core.schemas.links import LinkMode


def a_ride(origin: str, target: str, mode: LinkMode = LinkMode.TRAIN, **changes: object) -> Ride:
    """Return a ride of an hour for 100 on any day, from 10:00."""
    fields: dict[str, object] = {
        "id": f"{mode}:{origin}>{target}:{changes.get('day')}", "mode": mode, "origin": origin,
        "target": target, "departs": 600, "arrives": 660, "minutes": 60, "cost": 100,
    }  # fmt: skip
    return Ride(**{**fields, **changes})  # type: ignore[arg-type]  # a builder of tests


def both_ways(*pairs: str, mode: LinkMode = LinkMode.TRAIN, **changes: object) -> tuple[Ride, ...]:
    """Return rides there and back for pairs such as `AB`."""
    return tuple(
        a_ride(origin, target, mode, **changes)
        for pair in pairs
        for origin, target in ((pair[0], pair[1]), (pair[1], pair[0]))
    )


class Everything:
    """The score of every route of two groups of stops; slow, and without any cleverness."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._book = RideBook(problem)
        self._last = problem.days - 1
        self.scores: list[int] = []
        first, second = problem.groups
        for chosen in permutations((*first.stops, *second.stops), first.count + second.count):
            right_many = sum(stop in first.stops for stop in chosen) == first.count
            if right_many and (not problem.keep_order or chosen[-1] in second.stops):
                self._begin(chosen)

    def _begin(self, chosen: tuple[Stop, ...]) -> None:
        if self._problem.origin is None:
            return self._arrive(chosen, 0, 0, None, 0)
        city = chosen[0].city
        for option in self._book.options(self._problem.origin, city, 0, Leg.OUTWARD):
            minute = option.minute
            self._arrive(chosen, option.days, minute, option.car, option.score)
        return None

    def _arrive(
        self, to_go: tuple[Stop, ...], day: int, minute: int, car: bool | None, score: int
    ) -> None:
        for nights, cost in self._stays(to_go[0], day):
            ready = minute if nights == 0 else 0
            self._leave(to_go, day + nights, ready, car, score + cost)

    def _stays(self, stop: Stop, day: int) -> Iterator[tuple[int, int]]:
        count = sum(group.count for group in self._problem.groups)
        weights = self._problem.weights
        for nights in range(min(stop.least, self._last), min(stop.most, self._last - day) + 1):
            there = all(day <= a and b <= day + nights for a, b in stop.throughout)
            rooms = stop.lodging[nights] if stop.lodging else 0
            if there and rooms is not None:
                uneven = (nights * count - self._last) ** 2 * weights.uneven_night // count**2
                yield nights, rooms + uneven * weights.minute - stop.worth

    def _leave(
        self, to_go: tuple[Stop, ...], day: int, ready: int, car: bool | None, score: int
    ) -> None:
        city, further = to_go[0].city, to_go[1:]
        if not further and not self._problem.returns:
            self.scores += [score] if day == self._last else []
            return
        target = further[0].city if further else self._problem.origin or ""
        kind = Leg.EVERY if further else Leg.RETURN
        for option in self._book.options(city, target, day, kind):
            fits, after = car_after(car, option)
            there, spent = day + option.days, score + option.score
            if not fits or option.departs < ready or there > self._last:
                continue
            if further:
                self._arrive(further, there, option.minute, after, spent)
            elif there == self._last:
                self.scores.append(spent)
