"""Places of an Overture Maps release, as parquet.

It has no opening hours and no prices; what is usual takes their place, and is marked so.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.catalog.importers.finding import Finding, Haul, Origin
from core.catalog.importers.overture_sorts import cuisine_of, sort_of
from core.catalog.importers.parquet import rows_in

_COLUMNS = (
    "id", "names", "categories", "confidence", "sources", "addresses", "operating_status",
)  # fmt: skip
_LICENCES = {
    "meta": "CDLA-Permissive-2.0",
    "microsoft": "CDLA-Permissive-2.0",
    "foursquare": "Apache-2.0",
    "alltheplaces": "CC0-1.0",
    "osm": "ODbL-1.0",
    "openstreetmap": "ODbL-1.0",
}
"""By data set, as the release says of its places; else what it says of the theme."""
_THEME_LICENCE = "CDLA-Permissive-2.0"
_LEAST_CONFIDENCE = 0.5
_SURE_WEIGHT = 50


def read(path: Path, haul: Haul) -> None:
    """Put the places of a file that are in the city into `haul`.

    Raises:
        InvalidRequestError: It is no parquet file, or has no positions.
    """
    for number, row in rows_in(path, haul.city, "bbox.ymin", "bbox.xmin", _COLUMNS):
        _take(number, row, haul)


def _take(number: int, row: Mapping[str, Any], haul: Haul) -> None:
    names = row.get("names") or {}
    category = (row.get("categories") or {}).get("primary") or ""
    sort, name = sort_of(category), (names.get("primary") or "").strip()
    confidence = row.get("confidence")
    if sort is None:
        haul.leave_out(number, "not a kind of place we plan with")
    elif not name or not row.get("id"):
        haul.leave_out(number, "has no name")
    elif row.get("operating_status") == "permanently_closed":
        haul.leave_out(number, "is closed for good")
    elif confidence is not None and confidence < _LEAST_CONFIDENCE:
        haul.leave_out(number, f"its confidence is below {_LEAST_CONFIDENCE}")
    else:
        common = dict(names.get("common") or ())
        haul.add(
            Finding(
                number=number,
                source_id=f"ovt-{str(row['id']).replace('-', '')}",
                name=name,
                lat=float(row["bbox"]["ymin"]),
                lon=float(row["bbox"]["xmin"]),
                sort=sort,
                origin=_origin(row.get("sources") or ()),
                seen_on=_newest(row.get("sources") or ()),
                name_en=common.get("en") or "",
                name_zh=common.get("zh-Hans") or common.get("zh") or "",
                area=_area(row.get("addresses") or ()),
                cuisine=cuisine_of(category),
                weight=max(1, round(_SURE_WEIGHT * (confidence or _LEAST_CONFIDENCE))),
            )
        )


def _origin(sources: Iterable[Mapping[str, Any]]) -> Origin:
    sets = list(dict.fromkeys(str(each.get("dataset") or "").strip() for each in sources))
    known = [name for name in sets if name]
    licences = dict.fromkeys(_LICENCES.get(name.lower(), _THEME_LICENCE) for name in known)
    licence = " AND ".join(licences) or _THEME_LICENCE
    told = f" ({', '.join(known)})" if known else ""
    return Origin("Overture Maps Foundation", licence, f"© Overture Maps Foundation{told}"[:200])


def _newest(sources: Iterable[Mapping[str, Any]]) -> date | None:
    days = [str(each.get("update_time") or "")[:10] for each in sources]
    try:
        return max((date.fromisoformat(day) for day in days if day), default=None)
    except ValueError:
        return None


def _area(addresses: Iterable[Mapping[str, Any]]) -> str:
    return next((str(each["locality"]) for each in addresses if each.get("locality")), "")
