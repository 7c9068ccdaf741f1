"""Cities and places as values: what the planner reasons about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.catalog.names import is_han, is_simplified
from core.schemas.catalog import (
    Booking,
    HoursConfidence,
    Interest,
    Meal,
    PlaceKind,
    PlaceStatus,
    PositionConfidence,
    Suitability,
)
from core.schemas.lodging import HouseRule, RoomType

EDITORIAL = "editorial"
"""The `source` of what ships with the product."""
_GUESSES = ("popularity", "price_level", "typical_cost", "visit_minutes")
"""Fields of a place that are estimates wherever it comes from."""
_GUESSES_WHERE_GIVEN = {
    "stay_min": 0, "stay_max": 0, "child_cost": None, "walk_effort": 0, "max_guests": 0, "beds": 0,
}  # fmt: skip
"""Further fields that are, by what they hold where nobody guessed."""
_CITY_GUESSES = ("walk_kmh", "transit_kmh", "transit_wait_min", "taxi_kmh", "taxi_wait_min")
_CITY_GUESSES_WHERE_GIVEN = {
    "transit_fare": None, "taxi_flag_fall": None, "taxi_flag_km": None, "taxi_per_km": None,
    "transit_hours": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """A city; positions of its places lie in the box `south`, `west`, `north`, `east`.

    Fares are in minor units of `currency`, None where unknown; `taxi_flag_km` is what the flag fall
    covers.
    """

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
    region: str = ""
    walk_kmh: float = 4.8
    transit_kmh: float = 22.0
    transit_wait_min: int = 9
    taxi_kmh: float = 25.0
    taxi_wait_min: int = 5
    transit_fare: int | None = None
    taxi_flag_fall: int | None = None
    taxi_flag_km: float | None = None
    taxi_per_km: int | None = None
    transit_hours: str = ""

    @property
    def calendar(self) -> str:
        """Return whose public holidays are kept, as `open_intervals` takes it."""
        return f"{self.country}/{self.region}"

    @property
    def estimates(self) -> list[str]:
        """Return the fields that are editorial estimates."""
        return [*_CITY_GUESSES, *_given(self, _CITY_GUESSES_WHERE_GIVEN)]

    def contains(self, lat: float, lon: float) -> bool:
        """Say whether a position lies in the city's box, borders included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Place:
    """A place; costs are in minor units of `currency`, and estimates like `popularity`.

    What is not known has its default: 0 for `stay_min`, `stay_max`, `max_guests` and `beds`.
    """

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
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    stay_min: int = 0
    stay_max: int = 0
    child_cost: int | None = None
    booking: Booking = Booking.UNKNOWN
    kid_ok: Suitability = Suitability.UNKNOWN
    wheelchair: Suitability = Suitability.UNKNOWN
    walk_effort: int = 0
    season: str = ""
    summary_en: str = ""
    summary_zh: str = ""
    licence: str = ""
    attribution: str = ""
    verified_on: date | None = None
    status: PlaceStatus = PlaceStatus.OPEN
    max_guests: int = 0
    beds: int = 0
    room_type: RoomType | None = None
    allows: tuple[HouseRule, ...] = ()
    forbids: tuple[HouseRule, ...] = ()
    rules_confidence: HoursConfidence = HoursConfidence.UNKNOWN
    minimum_nights: int = 1
    features: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return everything it is called."""
        names = (self.name_en, self.name_local, self.name_zh, *self.aliases)
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def is_open(self) -> bool:
        """Say whether it is still there, whatever its hours."""
        return self.status is PlaceStatus.OPEN

    @property
    def shortest_stay(self) -> int:
        """Return the shortest visit worth while, in minutes."""
        return self.stay_min or self.visit_minutes // 2

    @property
    def longest_stay(self) -> int:
        """Return the longest usual visit, in minutes."""
        return self.stay_max or self.visit_minutes * 3 // 2

    @property
    def guests_per_room(self) -> int:
        """Return how many sleep in a room: two where nobody said."""
        return self.max_guests or 2

    @property
    def estimates(self) -> list[str]:
        """Return the fields that are editorial estimates."""
        return [*_GUESSES, *_given(self, _GUESSES_WHERE_GIVEN)]


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
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many rows of a larger file were not wanted, by reason."""
    told: tuple[RowProblem, ...] = ()
    """The first of them, one by one."""

    @property
    def passed(self) -> bool:
        """Say whether the rows are in the catalogue now."""
        return not self.problem_count


def place_name(place: Place, language: str) -> str:
    """Return the place's name for a reader of `language`."""
    return place.name_zh or place.name_local if language == "zh" else place.name_en


def city_name(city: City, language: str) -> str:
    """Return the city's name for a reader of `language`."""
    if language != "zh":
        return city.name_en
    chinese = [name for name in (city.name_local, *city.aliases) if is_han(name)]
    simplified = filter(is_simplified, chinese)
    return next(simplified, chinese[0] if chinese else city.name_local)


def local_name(place: Place, language: str) -> str:
    """Return what it is called where it is, for a driver to read; "" where that is the name."""
    name = place.name_local
    return "" if name == place_name(place, language) else name


def _given(value: City | Place, unknown: Mapping[str, object]) -> list[str]:
    return [name for name, default in unknown.items() if getattr(value, name) != default]
