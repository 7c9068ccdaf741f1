"""Rows of a parquet file within a box, a batch at a time."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.catalog.domain import City
from core.kernel.errors import InvalidRequestError

_BATCH_ROWS = 8_192


def rows_in(
    path: Path, city: City, lat: str, lon: str, columns: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield number and content of each row whose position is in the city's box.

    Groups of rows that lie elsewhere by the statistics of the file are not read at all.

    Args:
        path: Where the file is.
        city: Whose box.
        lat: Column of the latitude, as `bbox.ymin` where it is inside another.
        lon: Column of the longitude.
        columns: What else is wanted; what the file has not is missing in the rows.

    Raises:
        InvalidRequestError: It is no parquet file, or has no positions.
    """
    try:
        with pq.ParquetFile(path) as file:
            _require(file, (lat, lon), path.name)
            yield from _rows(file, city, (lat, lon), columns)
    except pa.ArrowException as error:
        raise InvalidRequestError.of("file", f"{path.name} cannot be read: {error}") from error


def _require(file: pq.ParquetFile, columns: Sequence[str], name: str) -> None:
    there = {file.schema.column(n).path for n in range(len(file.schema))}
    missing = [column for column in columns if column not in there]
    if missing:
        raise InvalidRequestError.of("file", f"{name} has no column {', '.join(missing)}")


def _rows(
    file: pq.ParquetFile, city: City, position: tuple[str, str], columns: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    wanted = [name for name in columns if name in file.schema_arrow.names]
    wanted += [name.partition(".")[0] for name in position]
    number = 0
    for group in range(file.num_row_groups):
        if not _may_hold(file.metadata.row_group(group), city, position):
            number += file.metadata.row_group(group).num_rows
            continue
        batches = file.iter_batches(
            _BATCH_ROWS, row_groups=[group], columns=list(dict.fromkeys(wanted)), use_threads=False
        )
        for batch in batches:
            inside = _inside(batch, city, position)
            numbers = pc.indices_nonzero(inside).to_pylist()
            for place, row in zip(numbers, batch.filter(inside).to_pylist(), strict=True):
                yield number + place + 1, row
            number += batch.num_rows


def _inside(batch: pa.RecordBatch, city: City, position: tuple[str, str]) -> pa.BooleanArray:
    lat, lon = (_column(batch, name) for name in position)
    north_south = pc.and_(pc.greater_equal(lat, city.south), pc.less_equal(lat, city.north))
    west_east = pc.and_(pc.greater_equal(lon, city.west), pc.less_equal(lon, city.east))
    return pc.fill_null(pc.and_(north_south, west_east), False)


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    outer, _, inner = name.partition(".")
    column = batch.column(outer)
    return pc.struct_field(column, inner) if inner else column


def _may_hold(group: pq.RowGroupMetaData, city: City, position: tuple[str, str]) -> bool:
    bounds = ((city.south, city.north), (city.west, city.east))
    for name, (low, high) in zip(position, bounds, strict=True):
        for n in range(group.num_columns):
            column = group.column(n)
            found = column.statistics if column.path_in_schema == name else None
            if found is not None and found.has_min_max and (found.max < low or found.min > high):
                return False
    return True
