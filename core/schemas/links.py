"""Journeys between cities on the wire."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from core.schemas.envelope import WireModel


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
