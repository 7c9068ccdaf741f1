"""Facts of what was looked up: hours, weather, hotels, flights, places and cities.

They are told like those of `core.schemas.facts`.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from core.schemas.envelope import WireModel
from core.schemas.fields import ClockTime
from core.schemas.tools import Sky, ToolName

Day = date


class SpanFact(WireModel):
    """When a door is open."""

    start: ClockTime
    end: ClockTime


class HoursFacts(WireModel):
    """When a place is open on a day; none where it is closed all day."""

    kind: Literal["hours"] = "hours"
    name: str
    local_name: str = ""
    date: Day
    spans: list[SpanFact]
    known: bool = Field(description="Whether the hours are known at all.")
    sure: bool = Field(description="Whether they have been verified.")
    come_by: ClockTime | None = Field(
        None, description="The latest hour that leaves time for a visit worth while."
    )
    visit_minutes: int = 0
    planned: ClockTime | None = Field(None, description="When the trip has one there that day.")


class WeatherLine(WireModel):
    """The weather of a day."""

    date: Day
    sky: Sky
    high_c: int
    low_c: int
    rain_chance_percent: int


class WeatherFacts(WireModel):
    """The weather of some days."""

    kind: Literal["weather"] = "weather"
    simulated: bool
    city: str
    days: list[WeatherLine]


class HotelLine(WireModel):
    """A hotel with rooms."""

    name: str
    local_name: str = ""
    area: str
    total: str
    distance_m: int | None = None


class HotelsFacts(WireModel):
    """Hotels that suit; with none of them why."""

    kind: Literal["hotels"] = "hotels"
    simulated: bool
    city: str
    check_in: Day
    check_out: Day
    nights: int
    travellers: int
    rooms: int
    hotels: list[HotelLine]
    suiting: int
    budget: str | None = None
    cheapest: str | None = None
    to_book: bool = Field(False, description="It was to be booked, which nobody here can.")


class FlightLine(WireModel):
    """A flight with seats."""

    number: str
    origin: str
    target: str
    departs: ClockTime
    arrives: ClockTime
    days_later: int
    total: str


class FlightsFacts(WireModel):
    """The flights of a day."""

    kind: Literal["flights"] = "flights"
    simulated: bool
    origin: str
    target: str
    date: Day
    travellers: int
    flights: list[FlightLine]
    suiting: int
    to_book: bool = Field(False, description="It was to be booked, which nobody here can.")


class PlaceLine(WireModel):
    """A place that was found."""

    name: str
    local_name: str = ""
    area: str
    about: str = ""
    distance_m: int | None = None
    cost: str | None = None


class PlacesFacts(WireModel):
    """Places of the catalogue; `because` is what is known of the traveller and was heeded."""

    kind: Literal["places"] = "places"
    city: str
    said: str | None = None
    near: str | None = None
    date: Day | None = Field(None, description="They are open on it.")
    places: list[PlaceLine]
    suiting: int
    because: list[str] = Field(default_factory=list)


class ToolRefusedFacts(WireModel):
    """A tool that could not be asked, or has no answer; `missing` is what one has to say."""

    kind: Literal["tool_refused"] = "tool_refused"
    tool: ToolName
    reason: Literal[
        "no_city", "unknown_city", "no_origin", "unknown_spot", "no_flight", "past", "too_far",
        "same_city", "down", "refused",
    ]  # fmt: skip
    said: str | None = None
    limit: Day | None = Field(None, description="The last day that can be asked about.")
    cities: list[str] = Field(default_factory=list)
    to_book: bool = Field(False, description="It was to be booked, which nobody here can.")


class CityFacts(WireModel):
    """What the catalogue knows of a city."""

    kind: Literal["city"] = "city"
    name: str
    local_name: str = ""
    sights: int
    restaurants: int
    hotels: int
    known_for: list[PlaceLine]
    currency: str
    meal: str | None = Field(
        None, description="What half of the places to eat cost at most, a head."
    )
    night: str | None = Field(None, description="The same of hotels, a room.")
    transit_hours: str = ""


class PlaceFacts(WireModel):
    """What the catalogue knows of a place."""

    kind: Literal["place"] = "place"
    city: str
    place: PlaceLine
    visit_minutes: int
    book_ahead: bool
    today: HoursFacts


class RemembersFacts(WireModel):
    """What is known of who asks, in their own words; by talking alone nothing of it is deleted."""

    kind: Literal["remembers"] = "remembers"
    plea: Literal["tell", "forget"]
    known: list[str] = Field(description="Preferences first.")
    is_off: bool = Field(False, description="No memory is used in this conversation.")


class AssistantFacts(WireModel):
    """Which cities the catalogue knows."""

    kind: Literal["assistant"] = "assistant"
    topic: Literal["cities"] = "cities"
    cities: list[str] = Field(default_factory=list)
