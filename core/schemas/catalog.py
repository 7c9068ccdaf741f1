"""Cities and places on the wire, and the closed vocabularies they use."""

from enum import StrEnum

from pydantic import Field

from core.schemas.envelope import WireModel


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
