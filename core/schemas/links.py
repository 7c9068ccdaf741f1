"""Journeys between cities on the wire."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from core.schemas.envelope import WireModel

_CHANGE = (
    "Where one changes, of a journey that two make together; `minutes`, `price` and `distance_m` "
    "are of both. Null is a direct one."
)


class LinkMode(StrEnum):
    """How one gets from one city to another."""

    FLIGHT = "flight"
    TRAIN = "train"
    BUS = "bus"
    FERRY = "ferry"
    DRIVE = "drive"
    TAXI = "taxi"


class TimesKind(StrEnum):
    """What times are: of a certain service, of a typical one, or one's own choice."""

    TIMETABLE = "timetable"
    TYPICAL = "typical"
    FREE = "free"


class LegChange(WireModel):
    """Where one changes on a journey that two make together, and how one gets there and on."""

    city_id: str
    name: str = Field(description="Of the city.")
    first_mode: LinkMode
    first_minutes: int = Field(description="Until one is there.")
    wait_minutes: int = Field(description="Until one goes on, with the way across the city if any.")
    then_mode: LinkMode


class LegOut(WireModel):
    """A journey between two cities, as a stop of a day has it; local times at either end."""

    mode: LinkMode
    number: str = Field(description="Of the flight or train; empty where only the kind is known.")
    origin_city_id: str
    target_city_id: str
    origin_name: str = Field(description="Station, airport or city one leaves from.")
    target_name: str
    departs_at: datetime = Field(description="With the offset of the origin.")
    arrives_at: datetime = Field(description="With the offset of the target.")
    minutes: int
    distance_m: int | None = None
    price: int = Field(description="Minor units of `currency`, for one person or one vehicle.")
    per_vehicle: bool
    units: int = Field(description="How many tickets or vehicles the party takes.")
    currency: str
    times: TimesKind
    source: str
    change: LegChange | None = Field(None, description=_CHANGE)


class LinkOut(WireModel):
    """A journey between two cities on one day, as the catalogue knows it."""

    id: str = Field(description="Unique among the journeys of a day.")
    mode: LinkMode
    number: str = Field(description="Of the flight or train; empty where only the kind is known.")
    origin_city_id: str
    target_city_id: str
    origin_name: str = Field(description="Station, airport or city one leaves from.")
    target_name: str
    origin_place_id: str | None = Field(None, description="The station or airport, where known.")
    target_place_id: str | None = None
    date: date
    departs_at: datetime | None = Field(
        None, description="With the offset of the origin; null where one leaves when one likes."
    )
    arrives_at: datetime | None = Field(None, description="With the offset of the target.")
    minutes: int
    distance_m: int | None = None
    price: int = Field(description="Minor units of `currency`, for one person or one vehicle.")
    currency: str
    per_vehicle: bool
    seats: int = Field(description="Of a vehicle, where it is paid as a whole.")
    times: TimesKind
    source: str
    change: LegChange | None = Field(None, description=_CHANGE)
    estimates: list[str] = Field(
        default_factory=list, description="Fields of this journey that are editorial estimates."
    )
