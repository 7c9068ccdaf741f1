"""Small files in the formats of others, with places of Guangzhou."""

import bz2
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import osmium
import pyarrow as pa
import pyarrow.parquet as pq
from osmium.osm.mutable import Node, Relation, Way

from core.catalog.importers.finding import Haul
from tests.support.catalog_files import GUANGZHOU

HERE = (23.13, 113.26)
"""Latitude and longitude of a spot in Guangzhou."""
ELSEWHERE = (35.68, 139.76)
EDITED = "2026-10-01T08:00:00Z"


def a_haul(limit: int = 100) -> Haul:
    """Return an empty haul of Guangzhou."""
    return Haul(GUANGZHOU, limit)


def osm_file(path: Path, *things: Node | Way | Relation) -> Path:
    """Write an extract; its name's ending says in which form."""
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in things:
            add = {Node: writer.add_node, Way: writer.add_way, Relation: writer.add_relation}
            add[type(thing)](thing)
    return path


def node(number: int = 1, at: tuple[float, float] = HERE, /, **tags: str) -> Node:
    """Return a point of the map; `name_en` becomes the tag `name:en`."""
    return Node(id=number, location=(at[1], at[0]), tags=_tags(tags), version=1, timestamp=EDITED)


def square(number: int, south: float, west: float, /, **tags: str) -> list[Node | Way]:
    """Return a square of 0.01 degrees with its corners."""
    steps = ((0, 0), (0, 0.01), (0.01, 0.01), (0.01, 0))
    corners = [
        Node(id=number * 10 + n, location=(west + east, south + north), version=1)
        for n, (north, east) in enumerate(steps)
    ]
    ids = [corner.id for corner in corners]
    return [*corners, Way(id=number, nodes=[*ids, ids[0]], tags=_tags(tags), version=1)]


def _tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}


def overture_row(**changes: Any) -> dict[str, Any]:
    """Return a museum as a release of Overture Maps has it."""
    lat, lon = changes.pop("at", HERE)
    museum: dict[str, Any] = {
        "id": "08f40d4d-8a6b-4d2c-0000-000000000001",
        "bbox": {"xmin": lon, "xmax": lon, "ymin": lat, "ymax": lat},
        "names": {"primary": "茶博物馆", "common": [("en", "Tea Museum"), ("zh", "茶叶博物馆")]},
        "categories": {"primary": "museum", "alternate": ["history_museum"]},
        "confidence": 0.9,
        "sources": [{"dataset": "meta", "update_time": "2026-09-20T00:00:00Z", "record_id": "1"}],
        "addresses": [{"locality": "Haizhu", "country": "CN"}],
        "operating_status": "open",
    }
    return museum | changes


def foursquare_row(**changes: Any) -> dict[str, Any]:
    """Return a museum as a release of Foursquare has it."""
    lat, lon = changes.pop("at", HERE)
    museum: dict[str, Any] = {
        "fsq_place_id": "4b0588a1f964a5201ba822e3",
        "name": "Tea Museum",
        "latitude": lat,
        "longitude": lon,
        "locality": "Guangzhou",
        "country": "CN",
        "date_refreshed": "2026-08-01",
        "date_closed": None,
        "fsq_category_labels": ["Arts and Entertainment > Museum > History Museum"],
        "website": None,
    }
    return museum | changes


def parquet_file(path: Path, rows: Sequence[Mapping[str, Any]], group_rows: int = 100) -> Path:
    """Write rows as parquet, so many to a group."""
    pq.write_table(_table(rows), path, row_group_size=group_rows)
    return path


def _table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    if rows and "names" in rows[0]:
        text = pa.string()
        kinds: dict[str, pa.DataType] = {
            "names": pa.struct([("primary", text), ("common", pa.map_(text, text))])
        }
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        return pa.table(
            {name: pa.array(cells, type=kinds.get(name)) for name, cells in columns.items()}
        )
    return pa.Table.from_pylist(list(rows))


def dump_file(
    path: Path, language: str = "en", revised: str = "2026-11-01T00:00:00Z", **pages: str
) -> Path:
    """Write a dump with these articles, which say when they were revised unless that is empty.

    With a name in `.bz2` it is packed.
    """
    revision = f"<timestamp>{revised}</timestamp>" if revised else ""
    articles = "".join(
        f"<page><title>{escape(title.replace('__', '/'))}</title><ns>0</ns><revision>"
        f"{revision}<text>{escape(text)}</text>"
        "</revision></page>"
        for title, text in pages.items()
    )
    talk = (
        "<page><title>Talk:Guangzhou</title><ns>1</ns><revision>"
        "<text>{{see|name=No|lat=23.13|long=113.26}}</text></revision></page>"
    )
    space = "http://www.mediawiki.org/xml/export-0.11/"
    content = (
        f'<mediawiki xmlns="{space}" xml:lang="{language}">{articles}{talk}</mediawiki>'.encode()
    )
    path.write_bytes(bz2.compress(content) if path.suffix == ".bz2" else content)
    return path
