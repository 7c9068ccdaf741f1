"""The published instances: how they are read, solved as a problem of ours, and checked.

All lengths and times are tenths: the literature rounds distances down to one decimal.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt
from pathlib import Path

from core.planning.optimizer.problem import Day, Item, Problem, Weights

_TENTHS = 10


@dataclass(frozen=True)
class Place:
    """One line of an instance; coordinates in units, times in tenths."""

    x: int
    y: int
    stay: int
    profit: int
    opens: int
    closes: int
    """Latest beginning of the visit."""


@dataclass(frozen=True)
class Instance:
    """A depot (the first place) and the places that may be visited from it."""

    name: str
    places: tuple[Place, ...]

    def way(self, near: int, far: int) -> int:
        """Return the distance in tenths, rounded down."""
        a, b = self.places[near], self.places[far]
        return isqrt(_TENTHS**2 * ((a.x - b.x) ** 2 + (a.y - b.y) ** 2))

    def problem(self, routes: int) -> Problem:
        """Return the instance with so many routes; item n is place n + 1."""
        depot, numbers = self.places[0], range(len(self.places))
        return Problem(
            days=(Day(depot.opens, depot.closes, 0, 0),) * routes,
            items=tuple(
                Item(
                    node=number,
                    windows=(((place.opens, place.closes + place.stay),),) * routes,
                    stay=place.stay,
                    score=place.profit,
                )
                for number, place in enumerate(self.places)
                if number
            ),
            travel=[[self.way(near, far) for far in numbers] for near in numbers],
            weights=Weights(travel=0, waiting=0),
        )

    def profit(self, tours: Sequence[Sequence[int]]) -> int:
        """Return what the tours collect; each is the numbers of its places in order.

        Raises:
            AssertionError: a tour is not possible, or a place is visited twice.
        """
        visited = [number for tour in tours for number in tour]
        assert len(set(visited)) == len(visited), "a place is visited twice"
        assert 0 not in visited, "the depot is no visit"
        for tour in tours:
            clock = self.places[0].opens
            for near, far in pairwise((0, *tour, 0)):
                there = self.places[far]
                clock = max(clock + self.places[near].stay + self.way(near, far), there.opens)
                assert clock <= there.closes, f"place {far} is reached at {clock}: too late"
        return sum(self.places[number].profit for number in visited)


def read_instance(path: Path) -> Instance:
    """Return the instance of a file in the format of Cordeau.

    A line is: number, x, y, visit, profit, frequency, combinations, their list, opening, closing.
    """
    lines = [line.split() for line in path.read_text().splitlines()[2:] if line.strip()]
    return Instance(path.stem, tuple(_place(line) for line in lines))


def read_best_known(path: Path) -> dict[tuple[str, int], int]:
    """Return the best profit anybody found, by instance and number of routes."""
    found: dict[str, float] = json.loads(path.read_text())
    keys = {key: key.split("|") for key in found}
    return {(name, int(routes)): round(found[key]) for key, (name, routes) in keys.items()}


def _place(line: list[str]) -> Place:
    x, y, stay, profit = (float(cell) for cell in line[1:5])
    opens, closes = (float(cell) for cell in line[-2:])
    cells = (x, y, profit, stay * _TENTHS, opens * _TENTHS, closes * _TENTHS)
    assert all(cell.is_integer() for cell in cells), f"finer than a tenth: {line}"
    return Place(*map(int, (x, y, cells[3], profit, cells[4], cells[5])))
