"""Places of an OpenStreetMap extract: `.osm`, `.osm.pbf`, `.osm.bz2`.

The file is read as a stream; where the nodes are is kept in a temporary file, not in memory.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import osmium
from osmium.osm import Area, Location, Node, Way

from core.catalog.importers.finding import Finding, Haul, Origin
from core.catalog.importers.hours_text import to_opening_hours
from core.catalog.importers.osm_sorts import SORTS, sort_of
from core.kernel.errors import InvalidRequestError
from core.schemas.catalog import PlaceKind

ORIGIN = Origin("OpenStreetMap contributors", "ODbL-1.0", "© OpenStreetMap contributors")
_GONE = ("disused", "abandoned", "demolished", "removed")
_CHARGE = re.compile(r"\d+(\.\d+)?")
_KNOWN_WEIGHT, _USUAL_WEIGHT, _MORE_WEIGHT = 60, 25, 5
_EPOCH_YEAR = 1970
_Thing = Node | Way | Area


def read(path: Path, haul: Haul) -> None:
    """Put the places of a file that are in the city into `haul`.

    Raises:
        InvalidRequestError: The file is no OpenStreetMap data.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            for number, thing in enumerate(_things(path, Path(folder)), start=1):
                _take(number, thing, haul)
        except (RuntimeError, ValueError) as error:
            raise InvalidRequestError.of("file", f"{path.name} cannot be read: {error}") from error


def _things(path: Path, folder: Path) -> Iterator[_Thing]:
    """Yield the nodes, open ways and areas that may be places; a closed way comes as an area."""
    wanted = osmium.filter.KeyFilter(*SORTS)
    processor = (
        osmium.FileProcessor(str(path))
        .with_locations(f"sparse_file_array,{folder / 'nodes'}")
        .with_areas(wanted)
        .with_filter(wanted)
    )
    for thing in processor:
        if isinstance(thing, Node | Area) or (isinstance(thing, Way) and not thing.is_closed()):
            yield thing


def _take(number: int, thing: _Thing, haul: Haul) -> None:
    position = _middle(_points(thing))
    if position is None or not haul.holds(*position):
        return
    tags = {tag.k: tag.v for tag in thing.tags}
    sort = sort_of(tags)
    if sort is None:
        haul.leave_out(number, "not a kind of place we plan with")
    elif not tags.get("name", "").strip():
        haul.leave_out(number, "has no name")
    elif any(f"{gone}:{key}" in tags for gone in _GONE for key in SORTS) or _says_closed(tags):
        haul.leave_out(number, "is closed for good")
    else:
        hours = tags.get("opening_hours", "")
        haul.add(
            Finding(
                number=number,
                source_id=f"osm-{_reference(thing)}",
                name=tags["name"],
                lat=position[0],
                lon=position[1],
                sort=sort,
                origin=ORIGIN,
                seen_on=_day_of(thing),
                verified_on=_checked_on(tags),
                name_en=tags.get("name:en", ""),
                name_zh=tags.get("name:zh-Hans") or tags.get("name:zh", ""),
                aliases=_aliases(tags),
                area=tags.get("addr:suburb") or tags.get("addr:district", ""),
                cuisine=tuple(tags.get("cuisine", "").split(";")),
                hours=to_opening_hours(hours) or "",
                raw_hours=hours,
                price=_price(tags, sort.kind),
                wheelchair=_wheelchair(tags),
                weight=_weight(tags),
            )
        )


def _points(thing: _Thing) -> Sequence[tuple[float, float]]:
    """Return latitude and longitude of every point of its outline that the file has."""
    return [(each.lat, each.lon) for each in _locations(thing) if each.valid()]


def _locations(thing: _Thing) -> Sequence[Location]:
    match thing:
        case Node():
            return [thing.location]
        case Way():
            return [node.location for node in thing.nodes]
        case Area():
            return [node.location for ring in thing.outer_rings() for node in ring]


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the middle of the box around points."""
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    if not lats:
        return None
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _reference(thing: _Thing) -> str:
    """Return `n1`, `w2` or `r3`, as the map itself counts."""
    if isinstance(thing, Area):
        return f"{'w' if thing.from_way() else 'r'}{thing.orig_id()}"
    return f"{'n' if isinstance(thing, Node) else 'w'}{thing.id}"


def _day_of(thing: _Thing) -> date | None:
    edited: datetime = thing.timestamp
    return edited.astimezone(UTC).date() if edited.year > _EPOCH_YEAR else None


def _checked_on(tags: Mapping[str, str]) -> date | None:
    try:
        return date.fromisoformat(tags.get("check_date", ""))
    except ValueError:
        return None


def _says_closed(tags: Mapping[str, str]) -> bool:
    return tags.get("opening_hours", "").strip().lower() in {"closed", "off"}


def _aliases(tags: Mapping[str, str]) -> tuple[str, ...]:
    names = (tags.get(key, "") for key in ("alt_name", "official_name", "short_name", "int_name"))
    return tuple(name.strip() for each in names for name in each.split(";") if name.strip())


def _price(tags: Mapping[str, str], kind: PlaceKind) -> float | None:
    if kind is not PlaceKind.ATTRACTION:
        return None
    if tags.get("fee") == "no":
        return 0.0
    found = _CHARGE.search(tags.get("charge", ""))
    return float(found[0]) if found else None


def _wheelchair(tags: Mapping[str, str]) -> str:
    said = tags.get("wheelchair", "")
    return said if said in {"yes", "limited", "no"} else ""


def _weight(tags: Mapping[str, str]) -> int:
    known = "wikidata" in tags or "wikipedia" in tags
    told = sum(key in tags for key in ("website", "opening_hours", "name:en", "image", "heritage"))
    return (_KNOWN_WEIGHT if known else _USUAL_WEIGHT) + told * _MORE_WEIGHT
