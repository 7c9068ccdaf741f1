"""Files read to what the catalogue can take, and everything that is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from core.catalog.checks import city_of, place_of
from core.catalog.connection_rows import COLUMNS as CONNECTION_COLUMNS
from core.catalog.connection_rows import connection_of
from core.catalog.connections import Connection
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
        return _report(len(self.rows), changed, self.problems)


@dataclass
class ConnectionFile:
    """The good connections of a file, and the problems of the others."""

    connections: list[Connection] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def report(self, changed: int) -> ImportReport:
        """Return what became of the file."""
        return _report(len(self.connections), changed, self.problems)


@dataclass(frozen=True)
class ShippedCatalogue:
    """The catalogue that comes with the product."""

    cities: list[City]
    places: list[Place]
    connections: list[Connection]


def shipped_files() -> Traversable:
    """Return the folder with `cities.csv`, `places/*.csv` and `links.csv`."""
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


def read_connections(
    content: bytes, name: str, cities: Mapping[str, City], places: Mapping[str, Place]
) -> ConnectionFile:
    """Return the connections of a file, each judged by itself, no id twice."""
    raw = read_file(content, name, CONNECTION_COLUMNS)
    found = ConnectionFile(problems=raw.problems)
    seen: dict[str, int] = {}
    for row in raw.rows:
        connection, problems = connection_of(row, cities, places)
        if connection.id in seen:
            reason = f"is the id of row {seen[connection.id]} too"
            problems.append(RowProblem(row.number, "id", reason))
        seen[connection.id] = row.number
        found.problems.extend(problems)
        if not problems:
            found.connections.append(connection)
    return found


def read_shipped(folder: Traversable) -> ShippedCatalogue:
    """Return the catalogue of a folder with `cities.csv`, `places/*.csv` and maybe `links.csv`.

    Raises:
        InvalidRequestError: Something in it is wrong; the message names file, row and reason.
    """
    cities = _read_cities(folder.joinpath("cities.csv"))
    places: list[Place] = []
    homes: dict[str, str] = {}
    for file in sorted(folder.joinpath("places").iterdir(), key=lambda file: file.name):
        found = read_places(file.read_bytes(), file.name, cities)
        found.add_twins()
        for number, place in found.rows:
            if homes.setdefault(place.id, file.name) != file.name:
                found.problems.append(RowProblem(number, "id", f"is in {homes[place.id]} too"))
        _require_none(found.problems, file.name)
        places.extend(found.places)
    connections = _read_links(folder.joinpath("links.csv"), cities, places)
    return ShippedCatalogue(list(cities.values()), places, connections)


def _read_links(
    file: Traversable, cities: Mapping[str, City], places: Iterable[Place]
) -> list[Connection]:
    if not file.is_file():
        return []
    by_id = {place.id: place for place in places}
    found = read_connections(file.read_bytes(), file.name, cities, by_id)
    _require_none(found.problems, file.name)
    return found.connections


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


def _report(rows: int, changed: int, problems: list[RowProblem]) -> ImportReport:
    told = sorted(problems, key=lambda problem: problem.number)[:MAX_PROBLEMS]
    return ImportReport(rows, changed, tuple(told), len(problems))


def _require_none(problems: list[RowProblem], name: str) -> None:
    if problems:
        first = problems[0]
        raise InvalidRequestError(
            f"{name}, row {first.number}, {first.column or 'whole row'}: {first.reason}"
            f" ({len(problems)} problems in all)"
        )
