"""Cities and places on the wire, and the closed vocabularies they use."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from core.schemas.envelope import WireModel
from core.schemas.lodging import HouseRule, RoomType


class PlaceKind(StrEnum):
    """What a place is for."""

    ATTRACTION = "attraction"
    RESTAURANT = "restaurant"
    HOTEL = "hotel"
    STATION = "station"
    AIRPORT = "airport"


class Interest(StrEnum):
    """What a traveller may like and a place may offer, in the same words."""

    HISTORY = "history"
    CULTURE = "culture"
    ART = "art"
    ARCHITECTURE = "architecture"
    NATURE = "nature"
    GARDENS = "gardens"
    VIEWS = "views"
    FOOD = "food"
    SHOPPING = "shopping"
    NIGHTLIFE = "nightlife"
    FAMILY = "family"
    RELIGION = "religion"
    SCIENCE = "science"
    TECHNOLOGY = "technology"
    PHOTOGRAPHY = "photography"
    MUSIC = "music"
    THEATRE = "theatre"
    SPORTS = "sports"
    WATER = "water"
    HIKING = "hiking"
    LOCAL_LIFE = "local_life"
    MODERN = "modern"
    LITERATURE = "literature"
    WELLNESS = "wellness"
    ANIMALS = "animals"


class Meal(StrEnum):
    """A meal a restaurant serves."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    SNACK = "snack"


class HoursConfidence(StrEnum):
    """How sure we are of opening hours."""

    VERIFIED = "verified"
    TYPICAL = "typical"
    UNKNOWN = "unknown"


class PositionConfidence(StrEnum):
    """How sure we are of a position: two sources agree, within about 500 m, or less sure."""

    GOOD = "good"
    APPROXIMATE = "approximate"
    UNSURE = "unsure"


class Booking(StrEnum):
    """Whether one must book before one comes."""

    REQUIRED = "required"
    ADVISED = "advised"
    NO = "no"
    UNKNOWN = "unknown"


class Suitability(StrEnum):
    """Whether a place suits somebody, say a child or a wheelchair."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


class PlaceStatus(StrEnum):
    """Whether a place is still there; one that closed for good is never offered."""

    OPEN = "open"
    CLOSED = "closed"


CATEGORIES: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.ATTRACTION: (
        "museum", "gallery", "historic", "religious", "landmark", "park", "nature", "viewpoint",
        "neighbourhood", "market", "entertainment", "wildlife",
    ),
    PlaceKind.RESTAURANT: ("restaurant", "casual", "cafe", "bar", "street_food"),
    PlaceKind.HOTEL: ("luxury", "midrange", "budget"),
    PlaceKind.STATION: ("railway_station",),
    PlaceKind.AIRPORT: ("airport",),
}  # fmt: skip
"""The categories each kind of place may have."""


class CityOut(WireModel):
    """A city the planner knows."""

    id: str
    name_en: str
    name_local: str
    aliases: list[str]
    country: str = Field(description="ISO 3166-1 alpha-2.")
    timezone: str = Field(description="IANA time zone.")
    currency: str = Field(description="ISO 4217.")
    lat: float
    lon: float
    region: str = Field("", description="State or province, in English.")
    walk_kmh: float = 4.8
    transit_kmh: float = 22.0
    transit_wait_min: int = 9
    taxi_kmh: float = 25.0
    taxi_wait_min: int = 5
    transit_fare: int | None = Field(
        None, description="A usual ride, minor units; null where unknown, as of all fares."
    )
    taxi_flag_fall: int | None = Field(None, description="Minor units.")
    taxi_flag_km: float | None = Field(None, description="What the flag fall covers.")
    taxi_per_km: int | None = Field(None, description="Minor units, beyond the flag fall.")
    transit_hours: str = Field(
        "", description="OpenStreetMap opening_hours syntax, local time; empty where unknown."
    )
    estimates: list[str] = Field(
        default_factory=list, description="Fields of this city that are editorial estimates."
    )
    place_counts: dict[PlaceKind, int] = Field(default_factory=dict)


class PlaceOut(WireModel):
    """A place as the catalogue knows it, with how sure it is of what it says."""

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
    tags: list[str]
    visit_minutes: int = Field(description="Usual length of a visit; 0 where one does not visit.")
    price_level: int = Field(ge=0, le=4, description="0 free to 4 very expensive, for that city.")
    typical_cost: int = Field(
        description="Minor units of `currency`: a ticket or a meal for one adult, a double room for"
        " one night. Our own editorial estimate, not a quoted price."
    )
    currency: str
    popularity: int = Field(
        ge=1, le=100, description="Our own editorial estimate, not a measurement or a rating."
    )
    estimates: list[str] = Field(
        default=["popularity", "price_level", "typical_cost", "visit_minutes"],
        description="Fields of this place that are editorial estimates.",
    )
    must_see: bool
    indoor: str
    best_time: str
    meals: list[Meal]
    cuisine: list[str]
    opening_hours: str = Field(description="OpenStreetMap opening_hours syntax, local time.")
    hours_confidence: HoursConfidence
    source: str
    name_zh: str = Field("", description="The Chinese name of a place outside China.")
    aliases: list[str] = Field(default_factory=list)
    stay_min: int = Field(0, description="Shortest visit worth while, minutes; 0 is unknown.")
    stay_max: int = Field(0, description="Longest usual visit, minutes; 0 is unknown.")
    child_cost: int | None = Field(None, description="Minor units; null where unknown.")
    booking: Booking = Booking.UNKNOWN
    kid_ok: Suitability = Suitability.UNKNOWN
    wheelchair: Suitability = Suitability.UNKNOWN
    walk_effort: int = Field(0, ge=0, le=3, description="0 none or unknown to 3 a mountain.")
    season: str = Field("", description="The months it is open in, as opening_hours; or always.")
    summary_en: str = ""
    summary_zh: str = ""
    licence: str = Field("", description="Of this row, where it is not ours.")
    attribution: str = Field("", description="Whom the licence wants named.")
    verified_on: date | None = None
    status: PlaceStatus = PlaceStatus.OPEN
    max_guests: int = Field(0, description="Of a room; 0 is unknown.")
    beds: int = Field(0, description="Of a room; 0 is unknown.")
    room_type: RoomType | None = None
    allows: list[HouseRule] = Field(default_factory=list)
    forbids: list[HouseRule] = Field(
        default_factory=list, description="What is in neither list is unknown."
    )
    rules_confidence: HoursConfidence = HoursConfidence.UNKNOWN
    minimum_nights: int = 1
    features: list[str] = Field(default_factory=list)


def credit_of(source: str, licence: str, attribution: str) -> str:
    """Return whom to thank for facts: whom the licence wants named, the licence, and the date.

    A source that is not our own is "origin; licence; date"; ours is returned as it is.
    """
    of = source if licence in source else "; ".join(filter(None, (source, licence)))
    if not attribution or attribution in of:
        return of
    return f"{attribution} ({of})" if of else attribution


class Label(WireModel):
    """A word of a closed vocabulary and what people call it."""

    id: str
    en: str
    zh: str


class KindLabel(Label):
    """A kind of place with the categories it may have."""

    categories: list[Label]


class VocabularyOut(WireModel):
    """The words the catalogue and requests use."""

    kinds: list[KindLabel]
    interests: list[Label]
