"""Cities and places as values: what the planner reasons about."""

from dataclasses import dataclass

from core.schemas.catalog import HoursConfidence, Interest, Meal, PlaceKind, PositionConfidence


@dataclass(frozen=True, slots=True)
class City:
    """A city; positions of its places lie in the box `south`, `west`, `north`, `east`."""

    id: str
    name_en: str
    name_local: str
    aliases: tuple[str, ...]
    country: str
    timezone: str
    currency: str
    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float

    def contains(self, lat: float, lon: float) -> bool:
        """Say whether a position lies in the city's box, borders included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `typical_cost` in minor units of `currency`, an estimate like `popularity`."""

    id: str
    city_id: str
    kind: PlaceKind
    category: str
    name_en: str
    name_local: str
    lat: float
    lon: float
    position_confidence: PositionConfidence
    area: str
    tags: tuple[Interest, ...]
    visit_minutes: int
    price_level: int
    typical_cost: int
    currency: str
    popularity: int
    must_see: bool
    indoor: str
    best_time: str
    meals: tuple[Meal, ...]
    cuisine: tuple[str, ...]
    opening_hours: str
    hours_confidence: HoursConfidence
    source: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong in a file: the line of a CSV file or the number of a GeoJSON feature.

    `column` is empty where it is the row or the file as a whole; `number` is then 1 for the file.
    """

    number: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: all of it is in the catalogue, or, with problems, nothing."""

    rows: int
    changed: int
    problems: tuple[RowProblem, ...] = ()
    problem_count: int = 0
    """May be more than `problems`, which is cut off."""

    @property
    def passed(self) -> bool:
        """Say whether the rows are in the catalogue now."""
        return not self.problem_count


def place_name(place: Place, language: str) -> str:
    """Return the place's name for a reader of `language`."""
    return place.name_local if language == "zh" else place.name_en


def city_name(city: City, language: str) -> str:
    """Return the city's name for a reader of `language`."""
    if language != "zh":
        return city.name_en
    chinese = [name for name in (city.name_local, *city.aliases) if _is_han(name)]
    return chinese[0] if chinese else city.name_local


def _is_han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
