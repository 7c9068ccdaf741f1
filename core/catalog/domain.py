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
