"""What tools are asked and what they answer.

Prices are whole minor units of a currency; times are local, with their offset and the name of their
zone. Every answer says whether it is `simulated`, and what it was made from (`source`).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter, ValidationInfo, field_validator

from core.schemas.catalog import CATEGORIES, Interest, PlaceKind
from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import MAX_TRAVELLERS, ClockTime, CurrencyCode

MAX_WEATHER_DAYS = 16
MAX_NIGHTS = 30
PER_ROOM = 2
"""Travellers in a double room."""
_HOTEL_CATEGORIES = CATEGORIES[PlaceKind.HOTEL]
_ALL_CATEGORIES = tuple(word for words in CATEGORIES.values() for word in words)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
CityName = Annotated[Name, Field(description="A city's id, or its name in any language.")]
Near = Annotated[
    Name, Field(description="A place of the city, by id or name, or one of its areas.")
]
TravelDate = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Party = Annotated[int, Field(ge=1, le=MAX_TRAVELLERS)]


class ToolName(StrEnum):
    """Every tool there is."""

    WEATHER = "weather"
    HOTELS = "hotels"
    FLIGHTS = "flights"
    PLACES = "places"


class WeatherRequest(RequestModel):
    """Which days' weather, and where."""

    city: CityName
    start_date: TravelDate
    day_count: int = Field(1, ge=1, le=MAX_WEATHER_DAYS)


class HotelRequest(RequestModel):
    """Rooms for a party and a number of nights."""

    city: CityName
    check_in: TravelDate
    nights: int = Field(1, ge=1, le=MAX_NIGHTS)
    travellers: Party = 1
    rooms: int | None = Field(
        None, ge=1, le=MAX_TRAVELLERS, description="Double rooms; as many as are needed by default."
    )
    budget: int | None = Field(
        None, ge=1, le=10**12, description="Minor units, for all rooms and all nights."
    )
    currency: CurrencyCode | None = Field(
        None, description="Of the budget; the city's own by default."
    )
    category: str | None = Field(None, json_schema_extra={"enum": [*_HOTEL_CATEGORIES, None]})
    near: Near | None = None
    limit: int = Field(5, ge=1, le=20)

    @field_validator("rooms")
    @classmethod
    def _rooms_fit(cls, rooms: int | None, info: ValidationInfo) -> int | None:
        travellers = info.data.get("travellers")
        if rooms is None or travellers is None:
            return rooms
        if not rooms_needed(travellers) <= rooms <= travellers:
            raise ValueError(
                f"{travellers} travellers take {rooms_needed(travellers)} to {travellers} rooms"
            )
        return rooms

    @field_validator("category")
    @classmethod
    def _category_known(cls, category: str | None) -> str | None:
        return _one_of(_HOTEL_CATEGORIES, category)

    @property
    def room_count(self) -> int:
        """Return how many double rooms are wanted."""
        return self.rooms or rooms_needed(self.travellers)


class FlightRequest(RequestModel):
    """A way through the air on one day, by the clock of the origin."""

    origin: CityName
    destination: CityName
    date: TravelDate
    travellers: Party = 1
    depart_after: ClockTime | None = None
    depart_before: ClockTime | None = None
    limit: int = Field(12, ge=1, le=20)

    @field_validator("depart_before")
    @classmethod
    def _in_order(cls, before: str | None, info: ValidationInfo) -> str | None:
        after = info.data.get("depart_after")
        if before is not None and after is not None and before <= after:
            raise ValueError("must be later than depart_after")
        return before


class PlaceRequest(RequestModel):
    """Which places of a city; a field left out asks nothing."""

    city: CityName
    text: Name | None = Field(
        None, description="Words of a name, area, cuisine or category, in English or Chinese."
    )
    kind: PlaceKind | None = None
    category: str | None = Field(None, json_schema_extra={"enum": [*_ALL_CATEGORIES, None]})
    interest: Interest | None = None
    indoor: bool | None = Field(None, description="Wholly under a roof, or not.")
    near: Near | None = None
    open_on: TravelDate | None = None
    open_at: ClockTime | None = Field(None, description="Local time; needs open_on.")
    limit: int = Field(8, ge=1, le=20)

    @field_validator("category")
    @classmethod
    def _category_known(cls, category: str | None) -> str | None:
        return _one_of(_ALL_CATEGORIES, category)

    @field_validator("open_at")
    @classmethod
    def _has_a_date(cls, open_at: str | None, info: ValidationInfo) -> str | None:
        if open_at is not None and "open_on" in info.data and info.data["open_on"] is None:
            raise ValueError("needs open_on")
        return open_at


class CityRef(WireModel):
    """A city that was asked about."""

    id: str
    name_en: str
    name_zh: str
    timezone: str


class PlaceRef(WireModel):
    """A place of the catalogue, in short."""

    id: str
    name_en: str
    name_local: str
    name_zh: str = Field("", description="The Chinese name of a place outside China.")
    category: str
    area: str
    lat: float
    lon: float


class Sky(StrEnum):
    """What a day looks like."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    SNOW = "snow"


class WeatherDay(WireModel):
    """One day's weather, beside what is usual at that time of the year."""

    date: date
    sky: Sky
    high_c: int
    low_c: int
    rain_mm: float = Field(description="Rain or melted snow of the day.")
    rain_chance_percent: int = Field(description="Share of such days with 1 mm or more.")
    usual_high_c: int
    usual_low_c: int


class WeatherOut(WireModel):
    """The weather of some days, in order."""

    city: CityRef
    start_date: date
    end_date: date
    high_c: int
    low_c: int
    wet_days: int
    days: list[WeatherDay]


class HotelNight(WireModel):
    """What one room costs for one night, and how many are left."""

    date: date
    price: int
    rooms_left: int


class HotelOffer(PlaceRef):
    """A hotel that has the rooms for every night."""

    price_level: int
    distance_m: int | None = Field(description="From what it is to be near to; beeline.")
    nights: list[HotelNight]
    rooms_left: int = Field(description="Of the night with the fewest.")
    total: int = Field(description="Minor units of `currency`, for all rooms and all nights.")
    currency: CurrencyCode


class HotelsOut(WireModel):
    """Hotels that suit; the nearest first, or without `near` the best known.

    No more than 500 hotels are asked for rooms.
    """

    city: CityRef
    check_in: date
    check_out: date
    nights: int
    travellers: int
    rooms: int
    budget: int | None = Field(description="Minor units of the city's currency.")
    currency: CurrencyCode
    offers: list[HotelOffer]
    suiting: int = Field(description="How many suit, shown or not.")
    sold_out: int
    over_budget: int
    cheapest_total: int | None = Field(description="Of all with rooms, also over the budget.")


class Airport(WireModel):
    """Where a flight begins or ends; where the catalogue has no airport, it is the city itself."""

    place_id: str | None
    name_en: str
    name_local: str


class FlightOffer(WireModel):
    """One flight of a timetable."""

    number: str
    origin_airport: Airport
    destination_airport: Airport
    departs_at: datetime
    departs_timezone: str
    arrives_at: datetime
    arrives_timezone: str
    arrives_day_offset: int = Field(description="Days by the calendar: 1 is the next day.")
    duration_minutes: int
    fare: int = Field(description="Minor units of `currency`, one traveller, one way, economy.")
    total: int = Field(description="The fare for the whole party.")
    currency: CurrencyCode
    seats_left: int


class FlightsOut(WireModel):
    """The flights of a day that have seats, in the order of their departure."""

    origin: CityRef
    destination: CityRef
    date: date
    travellers: int
    distance_km: int
    flights: list[FlightOffer]
    suiting: int = Field(description="How many suit, shown or not.")


class OpenSpan(WireModel):
    """When a place is open; an end before the start is in the next day."""

    start: ClockTime
    end: ClockTime


class PlaceHit(PlaceRef):
    """A place that was found; cost and popularity are editorial estimates."""

    kind: PlaceKind
    typical_cost: int
    currency: CurrencyCode
    visit_minutes: int
    popularity: int
    must_see: bool
    opening_hours: str
    hours_confidence: str
    distance_m: int | None = Field(description="From what it is to be near to; beeline.")
    open_spans: list[OpenSpan] | None = Field(description="On the day asked for; else None.")


class PlacesOut(WireModel):
    """Places that suit: the nearest first, or without `near` the best match."""

    city: CityRef
    places: list[PlaceHit]
    suiting: int = Field(description="How many suit, shown or not.")


class ToolSuggestion(WireModel):
    """What one might do next; with a tool, its arguments are complete."""

    key: str
    params: dict[str, Any]
    tool: ToolName | None = None
    arguments: dict[str, Any] | None = None


class _Result(WireModel):
    simulated: bool = Field(description="Made up by rules, not looked up anywhere.")
    source: str
    summary_key: str = Field(description="Which sentence sums it up, in any language.")
    summary_params: dict[str, Any]
    suggestions: list[ToolSuggestion]


class WeatherResult(_Result):
    """What the weather tool found."""

    tool: Literal[ToolName.WEATHER] = ToolName.WEATHER
    data: WeatherOut


class HotelResult(_Result):
    """What the hotel tool found."""

    tool: Literal[ToolName.HOTELS] = ToolName.HOTELS
    data: HotelsOut


class FlightResult(_Result):
    """What the flight tool found."""

    tool: Literal[ToolName.FLIGHTS] = ToolName.FLIGHTS
    data: FlightsOut


class PlaceResult(_Result):
    """What the place tool found."""

    tool: Literal[ToolName.PLACES] = ToolName.PLACES
    data: PlacesOut


ToolResult = Annotated[
    WeatherResult | HotelResult | FlightResult | PlaceResult, Field(discriminator="tool")
]
TOOL_RESULT: TypeAdapter[ToolResult] = TypeAdapter(ToolResult)
"""Reads back a result that was stored as JSON."""


class ToolSpec(WireModel):
    """A tool as a model or a form is told of it."""

    name: ToolName
    title_en: str
    title_zh: str
    description: str
    arguments: dict[str, Any] = Field(description="JSON Schema of the arguments.")


def rooms_needed(travellers: int) -> int:
    """Return how many double rooms a party needs."""
    return -(-travellers // PER_ROOM)


def _one_of(words: tuple[str, ...], word: str | None) -> str | None:
    if word is not None and word not in words:
        raise ValueError(f"must be one of {', '.join(words)}")
    return word
