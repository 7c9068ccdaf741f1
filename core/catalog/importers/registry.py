"""Every format of others that can be read, and how it gets into the catalogue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from core.catalog.checks import place_of
from core.catalog.domain import City, ImportReport, Place, RowProblem
from core.catalog.importer import PlaceFile
from core.catalog.importers.filling import norms_of, row_of
from core.catalog.importers.finding import MAX_TOLD, Haul
from core.catalog.twins import twin_problems
from core.kernel.errors import InvalidRequestError

USUAL_LIMIT = 300
"""How many places of each kind are taken, the best known first, where nobody says."""


class ExtractFormat(StrEnum):
    """Formats that describe the world, of which a city's share is taken."""

    OSM = "osm"
    OVERTURE = "overture"
    FOURSQUARE = "foursquare"
    WIKIVOYAGE = "wikivoyage"


@dataclass
class Extract(PlaceFile):
    """A city's share of a file: places, problems, and what was left out and why."""

    left_out: dict[str, int] = field(default_factory=dict)
    told: list[RowProblem] = field(default_factory=list)

    def report(self, changed: int) -> ImportReport:
        """Return what became of the file."""
        report = super().report(changed)
        return replace(report, left_out=self.left_out, told=tuple(self.told))

    def leave_out_twins(self, existing: Iterable[Place]) -> None:
        """Leave out what repeats an earlier row or a place that the catalogue has already."""
        twins = {problem.number: problem for problem in twin_problems(self.rows, existing)}
        self.rows = [(number, place) for number, place in self.rows if number not in twins]
        reason = "is there already, under another id"
        if twins:
            self.left_out[reason] = len(twins)
        self.told += list(twins.values())[: MAX_TOLD - len(self.told)]


def read_extract(
    path: Path, form: ExtractFormat, city: City, existing: Iterable[Place], *, limit: int
) -> Extract:
    """Return the places of a city that are in a file, the best known of each kind.

    Args:
        path: Where the file is; it may be larger than the memory.
        form: What it is.
        city: Whose places are wanted.
        existing: The places of the city that the catalogue has: what is usual there.
        limit: How many places of each kind are taken.

    Raises:
        InvalidRequestError: It cannot be read, or the readers are not installed.
    """
    if not path.is_file():
        raise InvalidRequestError.of("file", f"{path} is no file")
    haul = Haul(city, limit)
    _reader(form)(path, haul)
    norms, today = norms_of(city, existing), _day_of(path)
    extract = Extract(left_out=dict(haul.left_out), told=haul.told)
    for finding in haul.findings():
        place, problems = place_of(row_of(finding, norms, today), {city.id: city})
        extract.problems.extend(problems)
        if not problems:
            extract.rows.append((finding.number, place))
    return extract


def _reader(form: ExtractFormat) -> Callable[[Path, Haul], None]:
    # By name, so that the product works without the libraries of readers nobody uses.
    try:
        read: Callable[[Path, Haul], None] = import_module(f"core.catalog.importers.{form}").read
    except ModuleNotFoundError as error:
        reason = f"{form} needs {error.name}: install tripwright[importers]"
        raise InvalidRequestError.of("format", reason) from error
    return read


def _day_of(path: Path) -> date:
    """Return the day a file was last changed: the date of rows that have none of their own."""
    return date.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ012 - a day, where the file is
