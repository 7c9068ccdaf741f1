"""Places that would be in the catalogue twice: one id twice, or one place under two ids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import cos, floor, radians

from rapidfuzz import fuzz

from core.catalog.domain import Place, RowProblem
from core.catalog.names import fold
from core.kernel.geo import distance_m
from core.schemas.catalog import PlaceKind

NEAR_M = 150.0
SAME_NAME = 80.0
"""From here on two names count as the same: the ratio of equal letters, of 100."""
_SQUARE_DEGREES = 0.002
"""About 220 m: two places within `NEAR_M` are in the same square or in two that touch."""

_Square = tuple[str, PlaceKind, int, int]


@dataclass(frozen=True, slots=True)
class NumberedPlace:
    """A place with the row of the file it is from; None where the catalogue has it already."""

    place: Place
    number: int | None

    @property
    def origin(self) -> str:
        """Return where it is, in words."""
        return "in the catalogue" if self.number is None else f"row {self.number}"


def twin_problems(
    rows: Iterable[tuple[int, Place]], existing: Iterable[Place]
) -> Iterator[RowProblem]:
    """Yield a problem for each row that repeats an earlier row or a place of the catalogue.

    A row with the id of an existing place is its new version, not its twin.
    """
    seen: dict[str, int] = {}
    squares = _Squares()
    new = [NumberedPlace(place, number) for number, place in rows]
    replaced = {row.place.id for row in new}
    for place in existing:
        if place.id not in replaced:
            squares.add(NumberedPlace(place, None))
    for row in new:
        number = row.number or 0
        if row.place.id in seen:
            yield RowProblem(number, "id", f"is the id of row {seen[row.place.id]} too")
            continue
        seen[row.place.id] = number
        for twin, metres in squares.twins_of(row.place):
            reason = f"is the same as {twin.place.id} ({twin.origin}), {metres:.0f} m away"
            yield RowProblem(number, "name_en", reason)
        squares.add(row)


class _Squares:
    """Places by city, kind and square of the map, so that only neighbours are compared."""

    def __init__(self) -> None:
        self._places: defaultdict[_Square, list[NumberedPlace]] = defaultdict(list)
        self._shrinkage: dict[str, float] = {}
        """How much shorter a degree of longitude is than one of latitude, by city."""

    def add(self, row: NumberedPlace) -> None:
        self._places[self._square(row.place)].append(row)

    def twins_of(self, place: Place) -> Iterator[tuple[NumberedPlace, float]]:
        """Yield near places of the same kind with about the same name, and how far they are."""
        city_id, kind, north, east = self._square(place)
        for step_north, step_east in product((-1, 0, 1), repeat=2):
            for other in self._places.get(
                (city_id, kind, north + step_north, east + step_east), ()
            ):
                metres = distance_m(place.lat, place.lon, other.place.lat, other.place.lon)
                if metres <= NEAR_M and _have_the_same_name(place, other.place):
                    yield other, metres

    def _square(self, place: Place) -> _Square:
        shrinkage = self._shrinkage.setdefault(place.city_id, cos(radians(place.lat)))
        north = floor(place.lat / _SQUARE_DEGREES)
        east = floor(place.lon * shrinkage / _SQUARE_DEGREES)
        return place.city_id, place.kind, north, east


def _have_the_same_name(a: Place, b: Place) -> bool:
    pairs = ((a.name_en, b.name_en), (a.name_local, b.name_local))
    return any(fuzz.ratio(fold(one), fold(other)) >= SAME_NAME for one, other in pairs)
