"""Parts of a request for a plan that have a shape of their own, and what a trip keeps of it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from core.schemas.catalog import Interest, Meal
from core.schemas.conditions import MAX_DEPTH, Condition, depth_of
from core.schemas.envelope import RequestModel
from core.schemas.fields import MAX_DAYS, ClockTime, CurrencyCode
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule as HouseRule
from core.schemas.lodging import RoomType as RoomType

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Pace(StrEnum):
    """How full a day is."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    PACKED = "packed"


class Mobility(StrEnum):
    """How far and how steep one can walk."""

    NORMAL = "normal"
    LIMITED = "limited"
    WHEELCHAIR = "wheelchair"


class DailyWindow(RequestModel):
    """When a day of the trip begins and ends, local time."""

    start: ClockTime = "09:00"
    end: ClockTime = "21:30"

    @model_validator(mode="after")
    def _in_order(self) -> "DailyWindow":
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self


class DestinationWish(RequestModel):
    """A city, or a region of which some cities are visited."""

    name: _Name
    cities: int | None = Field(None, ge=1, le=10, description="How many cities of a region.")
    days: int | None = Field(
        None, ge=1, le=MAX_DAYS, description="Calendar days there; a day of travel counts for both."
    )
    nights: int | None = Field(None, ge=1, le=MAX_DAYS)
    from_day: int | None = Field(None, ge=1, le=MAX_DAYS, description="There from this day on.")
    to_day: int | None = Field(None, ge=1, le=MAX_DAYS, description="There until this day.")

    @model_validator(mode="after")
    def _in_order(self) -> "DestinationWish":
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError("to_day is before from_day")
        return self


class Party(RequestModel):
    """Who of `travellers` needs something special."""

    children: int = Field(0, ge=0, le=19)
    child_ages: list[Annotated[int, Field(ge=0, le=17)]] = Field(
        default_factory=list, max_length=19
    )
    seniors: int = Field(0, ge=0, le=20)
    pets: int = Field(0, ge=0, le=10)


class LodgingWish(RequestModel):
    """What is wished of where one sleeps."""

    rooms: int | None = Field(None, ge=0, le=20, description="0 is no room: nothing is booked.")
    beds: int | None = Field(None, ge=1, le=10, description="Beds in each room.")
    room_type: RoomType | None = None
    must_allow: list[HouseRule] = Field(default_factory=list, max_length=5)
    features: list[_Name] = Field(default_factory=list, max_length=10)
    max_per_night: int | None = Field(
        None, ge=1, le=10**10, description="Minor units, for the whole party."
    )


class Anchor(RequestModel):
    """A place and a time where the trip meets the rest of the world, say an arriving flight."""

    place: _Name | None = None
    time: ClockTime | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Anchor":
        if self.place is None and self.time is None:
            raise ValueError("a place or a time must be given")
        return self


_Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class TripWishes(RequestModel):
    """What a trip was planned for, beside its own dates, travellers, origin and budget.

    Checks, repairs and alternatives keep to it. Places are ids of the catalogue, or names.
    """

    language: Literal["en", "zh"] | None = Field(None, description="That it is written in.")
    cost_currency: CurrencyCode | None = Field(
        None, description="Of the amounts in here, and what the trip is counted in."
    )
    one_way: bool = False
    party: Party = Field(default_factory=Party)
    pace: Pace = Pace.NORMAL
    interests: list[Interest] = Field(default_factory=list, max_length=25)
    must_see: list[_Named] = Field(default_factory=list, max_length=100)
    avoid: list[_Named] = Field(default_factory=list, max_length=2_000)
    daily_window: DailyWindow | None = None
    lodging: LodgingWish = Field(default_factory=LodgingWish)
    cuisines: list[_Named] = Field(default_factory=list, max_length=10)
    meals: list[Meal] | None = Field(None, max_length=4, description="Lunch and dinner by default.")
    no_modes: list[LinkMode] = Field(default_factory=list, max_length=6)
    start_anchor: Anchor | None = None
    end_anchor: Anchor | None = None
    mobility: Mobility = Mobility.NORMAL
    conditions: list[Condition] = Field(default_factory=list, max_length=40)

    @model_validator(mode="after")
    def _not_too_deep(self) -> "TripWishes":
        require_shallow(self.conditions)
        return self


def require_shallow(conditions: Iterable[Condition]) -> None:
    """Refuse conditions that stand too deep in each other.

    Raises:
        ValueError: They do.
    """
    if any(depth_of(condition) > MAX_DEPTH for condition in conditions):
        raise ValueError(f"conditions stand at most {MAX_DEPTH} deep in each other")
