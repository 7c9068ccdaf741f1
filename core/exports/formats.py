"""The formats a trip can be downloaded as: what each is called, and who writes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from core.exports.cleaning import one_line
from core.exports.document import TripDocument
from core.exports.geojson import to_geojson
from core.exports.gpx import to_gpx
from core.exports.jsonld import to_jsonld
from core.exports.kml import to_kml
from core.exports.markdown import to_markdown
from core.exports.table import to_csv
from core.schemas.exports import ExportFormat

_LONGEST_NAME = 80
_NOT_IN_NAMES = frozenset('/\\:*?"<>|%')


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of a trip."""

    content: bytes
    media_type: str
    name: str


MEDIA_TYPES: Mapping[ExportFormat, str] = {
    ExportFormat.ICS: "text/calendar; charset=utf-8; method=PUBLISH",
    ExportFormat.GPX: "application/gpx+xml",
    ExportFormat.KML: "application/vnd.google-earth.kml+xml",
    ExportFormat.GEOJSON: "application/geo+json",
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ExportFormat.JSONLD: "application/ld+json",
    ExportFormat.JSON: "application/vnd.tripwright.trip+json",
}
WRITERS: Mapping[ExportFormat, Callable[[TripDocument], bytes]] = {
    ExportFormat.GPX: to_gpx,
    ExportFormat.KML: to_kml,
    ExportFormat.GEOJSON: to_geojson,
    ExportFormat.CSV: to_csv,
    ExportFormat.MARKDOWN: to_markdown,
    ExportFormat.JSONLD: to_jsonld,
}
"""Those that are made of the document alone; a calendar takes options, and our own takes all."""


def file_name(title: str, suffix: str) -> str:
    """Return what a trip's file is to be called: its title, as far as file systems bear it."""
    fit = "".join("_" if char in _NOT_IN_NAMES else char for char in one_line(title))
    stem = fit.strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"{stem or 'trip'}.{suffix}"


def disposition(name: str) -> str:
    """Return a `Content-Disposition` that names a download in any script (RFC 6266, RFC 5987)."""
    name = one_line(name)
    plain = "".join(char if char.isascii() and char not in '"\\' else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
