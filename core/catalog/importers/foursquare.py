"""Places of a Foursquare Open Source Places release, as parquet.

It has no opening hours and no prices; what is usual takes their place, and is marked so.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.catalog.importers.finding import Finding, Haul, Origin
from core.catalog.importers.foursquare_sorts import cuisine_of, sort_of
from core.catalog.importers.parquet import rows_in

ORIGIN = Origin("Foursquare Open Source Places", "Apache-2.0", "© Foursquare Labs, Inc.")
_COLUMNS = (
    "fsq_place_id", "name", "locality", "date_refreshed", "date_closed", "fsq_category_labels",
    "website",
)  # fmt: skip
_WEIGHT, _WITH_SITE_WEIGHT = 25, 35


def read(path: Path, haul: Haul) -> None:
    """Put the places of a file that are in the city into `haul`.

    Raises:
        InvalidRequestError: It is no parquet file, or has no positions.
    """
    for number, row in rows_in(path, haul.city, "latitude", "longitude", _COLUMNS):
        _take(number, row, haul)


def _take(number: int, row: Mapping[str, Any], haul: Haul) -> None:
    path = _known(row.get("fsq_category_labels") or ())
    sort, name = sort_of(path), (row.get("name") or "").strip()
    if sort is None:
        haul.leave_out(number, "not a kind of place we plan with")
    elif not name or not row.get("fsq_place_id"):
        haul.leave_out(number, "has no name")
    elif row.get("date_closed"):
        haul.leave_out(number, "is closed for good")
    else:
        haul.add(
            Finding(
                number=number,
                source_id=f"fsq-{row['fsq_place_id']}",
                name=name,
                lat=float(row["latitude"]),
                lon=float(row["longitude"]),
                sort=sort,
                origin=ORIGIN,
                seen_on=_day(row.get("date_refreshed")),
                area=row.get("locality") or "",
                cuisine=cuisine_of(path),
                weight=_WITH_SITE_WEIGHT if row.get("website") else _WEIGHT,
            )
        )


def _known(paths: Iterable[str]) -> str:
    """Return the first category that is something to us."""
    return next((path for path in paths if sort_of(path) is not None), "")


def _day(cell: Any) -> date | None:
    try:
        return date.fromisoformat(str(cell or "")[:10])
    except ValueError:
        return None
