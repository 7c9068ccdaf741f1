"""CSV and GeoJSON files read to rows of text; what the text means is judged elsewhere.

Both are what a person made, so everything may be wrong with them: each problem is reported with
the line (or the number of the feature) it is on.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.catalog.domain import RowProblem

MAX_FILE_BYTES = 20_000_000
CITY_COLUMNS = (
    "id", "name_en", "name_local", "aliases", "country", "timezone", "currency", "lat", "lon",
    "south", "west", "north", "east",
)  # fmt: skip
CITY_EXTRAS = (
    "region", "walk_kmh", "transit_kmh", "transit_wait_min", "taxi_kmh", "taxi_wait_min",
    "transit_fare", "taxi_flag_fall", "taxi_flag_km", "taxi_per_km", "transit_hours",
)  # fmt: skip
"""Columns that a file may leave out."""
PLACE_COLUMNS = (
    "id", "kind", "category", "name_en", "name_local", "lat", "lon", "position_confidence", "area",
    "tags", "visit_minutes", "price_level", "typical_cost", "currency", "popularity", "must_see",
    "indoor", "best_time", "meals", "cuisine", "opening_hours", "hours_confidence", "source",
)  # fmt: skip
PLACE_EXTRAS = (
    "name_zh", "aliases", "stay_min", "stay_max", "child_cost", "booking", "kid_ok", "wheelchair",
    "walk_effort", "season", "summary_en", "summary_zh", "licence", "attribution", "verified_on",
    "status", "max_guests", "beds", "room_type", "allows", "forbids", "rules_confidence",
    "minimum_nights", "features",
)  # fmt: skip
"""Columns that a file may leave out."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file must have, and those it may leave out."""

    needed: Sequence[str]
    extras: Sequence[str] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Return both."""
        return (*self.needed, *self.extras)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as text by column; `number` as in `RowProblem`."""

    number: int
    cells: Mapping[str, str]


@dataclass
class RawFile:
    """The rows that could be read, and what was wrong with the others."""

    rows: list[RawRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def fail(self, number: int, reason: str, column: str = "") -> None:
        """Note one problem."""
        self.problems.append(RowProblem(number, column, reason))


def read_file(
    content: bytes, name: str, needed: Sequence[str], extras: Sequence[str] = ()
) -> RawFile:
    """Return the rows of a file; its name's ending says what it is.

    Args:
        content: What is in it.
        name: What it is called.
        needed: The columns it must have.
        extras: Columns it may have as well, and no others; a missing one has empty cells.
    """
    file, columns = RawFile(), Columns(needed, extras)
    if len(content) > MAX_FILE_BYTES:
        file.fail(1, f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        return file
    text = _decode(content, file)
    match name.lower().rpartition(".")[2]:
        case "csv":
            _read_csv(text, columns, file)
        case "geojson" | "json":
            _read_geojson(text, columns, file)
        case _:
            file.fail(1, "the name of the file must end in .csv, .geojson or .json")
    if not file.rows and not file.problems:
        file.fail(1, "the file has no rows")
    return file


def _decode(content: bytes, file: RawFile) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        file.fail(line, "the file is not UTF-8 here; save it with that encoding")
        return ""


def _read_csv(text: str, columns: Columns, file: RawFile) -> None:
    records = _records(text, file)
    header = next(([cell.strip() for cell in cells] for _, cells in records if cells), [])
    if not header or not _header_fits(header, columns, file):
        return
    for line, cells in records:
        if len(cells) == len(header):
            row = dict(zip(header, cells, strict=True))
            file.rows.append(RawRow(line, dict.fromkeys(columns.extras, "") | row))
        elif cells:
            file.fail(line, f"the row has {len(cells)} cells, the header has {len(header)}")


def _records(text: str, file: RawFile) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; a quoted cell may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            file.fail(line, f"this is no CSV ({error}): is a quote wrong or missing?")
            return


def _header_fits(header: list[str], columns: Columns, file: RawFile) -> bool:
    if len(header) == 1 and ";" in header[0]:
        file.fail(1, "cells must be separated by commas, not by semicolons")
        return False
    for column in columns.all:
        count = header.count(column)
        if count > 1:
            file.fail(1, "this column is there twice", column)
        elif count == 0 and column in columns.needed:
            file.fail(1, "this column is missing", column)
    for column in header:
        if column not in columns.all:
            file.fail(1, "there is no such column", column[:64])
    return not file.problems


def _read_geojson(text: str, columns: Columns, file: RawFile) -> None:
    if not text.strip():
        return
    try:
        # Numbers stay text: the checks read them as they read the cells of a CSV file.
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        file.fail(error.lineno, f"this is no JSON: {error.msg}")
        return
    except RecursionError:
        file.fail(1, "this is no GeoJSON: it is nested too deeply")
        return
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        file.fail(1, "the file must hold one GeoJSON FeatureCollection")
        return
    for number, feature in enumerate(features, start=1):
        _read_feature(number, feature, columns, file)


def _read_feature(number: int, feature: Any, columns: Columns, file: RawFile) -> None:
    position = _point_of(feature)
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if position is None or not isinstance(properties, dict):
        file.fail(number, "this is no Feature with a Point [lon, lat] and properties")
        return
    cells = dict.fromkeys(columns.all, "") | position
    readable = True
    for name, value in properties.items():
        cell = _cell(value)
        if name not in columns.all or name in position:
            file.fail(number, "there is no such property", name[:64])
        elif cell is None:
            file.fail(number, "the value must be a text, a number, true, false or a list", name)
            readable = False
        else:
            cells[name] = cell
    if readable:
        file.rows.append(RawRow(number, cells))


def _point_of(feature: Any) -> dict[str, str] | None:
    match feature:
        case {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat, *_]}}:
            if isinstance(lon, str) and isinstance(lat, str):
                return {"lon": lon, "lat": lat}
    return None


def _cell(value: Any) -> str | None:
    """Return a property as the cell of a CSV file would have it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case list() if all(isinstance(item, str) for item in value):
            return ";".join(value)
    return None
