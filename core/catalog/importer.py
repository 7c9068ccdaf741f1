"""Files read to what the catalogue can take, and everything that is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.catalog.checks import city_of, place_of
from core.catalog.domain import City, ImportReport, Place, RowProblem
from core.catalog.files import (
    CITY_COLUMNS,
    CITY_EXTRAS,
    PLACE_COLUMNS,
    PLACE_EXTRAS,
    read_file,
)
from core.catalog.twins import twin_problems
from core.kernel.errors import InvalidRequestError

MAX_PROBLEMS = 200
"""How many problems of a file are told one by one; the others are counted."""


@dataclass
class PlaceFile:
    """The good places of a file with their rows, and the problems of the others."""

    rows: list[tuple[int, Place]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """Return the places without their rows."""
        return [place for _, place in self.rows]

    def add_twins(self, existing: Iterable[Place] = ()) -> None:
        """Note the rows that repeat one another or what the catalogue has."""
        self.problems.extend(twin_problems(self.rows, existing))

    def report(self, changed: int) -> ImportReport:
        """Return what became of the file."""
        told = sorted(self.problems, key=lambda problem: problem.number)[:MAX_PROBLEMS]
        return ImportReport(len(self.rows), changed, tuple(told), len(self.problems))


@dataclass(frozen=True)
class ShippedCatalogue:
    """The catalogue that comes with the product."""

    cities: list[City]
    places: list[Place]


def shipped_files() -> Traversable:
    """Return the folder with `cities.csv` and `places/*.csv`."""
    return files("core.catalog").joinpath("data")


def read_places(content: bytes, name: str, cities: Mapping[str, City]) -> PlaceFile:
    """Return the places of a file, each judged by itself."""
    raw = read_file(content, name, PLACE_COLUMNS, PLACE_EXTRAS)
    found = PlaceFile(problems=raw.problems)
    for row in raw.rows:
        place, problems = place_of(row, cities)
        found.problems.extend(problems)
        if not problems:
            found.rows.append((row.number, place))
    return found


def read_shipped(folder: Traversable) -> ShippedCatalogue:
    """Return the catalogue of a folder with `cities.csv` and `places/*.csv`.

    Raises:
        InvalidRequestError: Something in it is wrong; the message names file, row and reason.
    """
    cities = _read_cities(folder.joinpath("cities.csv"))
    places: list[Place] = []
    for file in sorted(folder.joinpath("places").iterdir(), key=lambda file: file.name):
        found = read_places(file.read_bytes(), file.name, cities)
        found.add_twins()
        _require_none(found.problems, file.name)
        places.extend(found.places)
    return ShippedCatalogue(list(cities.values()), places)


def _read_cities(file: Traversable) -> dict[str, City]:
    raw = read_file(file.read_bytes(), file.name, CITY_COLUMNS, CITY_EXTRAS)
    cities: dict[str, City] = {}
    for row in raw.rows:
        city, problems = city_of(row)
        if city.id in cities:
            raw.fail(row.number, f"{city.id!r} is there twice", "id")
        raw.problems.extend(problems)
        cities[city.id] = city
    _require_none(raw.problems, file.name)
    return cities


def _require_none(problems: list[RowProblem], name: str) -> None:
    if problems:
        first = problems[0]
        raise InvalidRequestError(
            f"{name}, row {first.number}, {first.column or 'whole row'}: {first.reason}"
            f" ({len(problems)} problems in all)"
        )
