"""Trips on the wire."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from core.schemas.catalog import Meal
from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import MAX_DAYS, ClockTime, CurrencyCode, TransferMode
from core.schemas.links import LegOut
from core.schemas.wishes import TripWishes

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
MAX_STOPS = 100
"""The most stops of one day."""
LOCAL_NAME = "What its place is called there, where that is not its name in the trip's language."


class SubTripKind(StrEnum):
    """What one stop of a day is."""

    ATTRACTION = "attraction"
    MEAL = "meal"
    HOTEL = "hotel"
    TRANSPORT = "transport"
    CUSTOM = "custom"


class Transfer(WireModel):
    """The way from the stop before; estimated from the distance, not looked up."""

    model_config = ConfigDict(frozen=True)

    mode: TransferMode
    minutes: int = Field(ge=0)
    distance_m: int = Field(ge=0)
    cost: int = Field(0, ge=0, description="Minor units of the stop's currency, for the party.")


class SubTripOut(WireModel):
    """One stop of a saved trip."""

    id: str
    order_index: int
    kind: SubTripKind
    place_id: str | None
    name: str
    start_time: ClockTime | None
    end_time: ClockTime | None
    cost: int = Field(description="Minor units of `currency`, for the whole party.")
    currency: CurrencyCode
    transfer: Transfer | None
    reason: str
    meal: str | None = Field(None, description="Which meal a stop of kind meal is.")
    leg: LegOut | None = Field(None, description="The journey a stop of kind transport is.")
    local_name: str = Field("", description=LOCAL_NAME)


class DayCardOut(WireModel):
    """One day of a saved trip, stops in order."""

    id: str
    day_index: int
    date: date
    city_id: str
    city: str
    title: str
    summary: str = Field("", description="What the planner said of the day as it is; may be empty.")
    sub_trips: list[SubTripOut]


class TripSummary(WireModel):
    """A trip in a list."""

    id: str
    title: str
    city_id: str
    city: str
    city_ids: list[str] = Field(
        default_factory=list, description="The cities of its days, in order and each once."
    )
    cities: list[str] = Field(default_factory=list, description="Their names.")
    start_date: date
    day_count: int
    travellers: int
    budget: int | None
    currency: CurrencyCode
    version: int
    created_at: datetime
    updated_at: datetime


class TripOut(TripSummary):
    """A trip with all its days."""

    summary: str = Field(
        "", description="What the planner said of the trip as it is; gone once its stops change."
    )
    origin_city_id: str | None = Field(None, description="Where the trip begins and ends.")
    wishes: TripWishes | None = Field(
        None, description="What it was planned for, and is checked by; not known of some trips."
    )
    day_cards: list[DayCardOut]

    @property
    def language(self) -> Literal["en", "zh"] | None:
        """Return the language it is written in, where that is known."""
        return self.wishes.language if self.wishes else None


class TripIn(RequestModel):
    """A new trip with empty days."""

    title: Title
    city_id: str = Field(max_length=64)
    start_date: date
    day_count: int = Field(ge=1, le=MAX_DAYS)
    travellers: int = Field(1, ge=1, le=20)
    budget: int | None = Field(None, ge=1, le=10**12)
    currency: CurrencyCode | None = None
    wishes: TripWishes | None = Field(None, description="What it is to be checked by.")


class TripEdit(RequestModel):
    """What may be changed of a trip; a field left out stays. A new start date moves every day."""

    title: Title | None = None
    start_date: date | None = None
    travellers: int | None = Field(None, ge=1, le=20)
    budget: int | None = Field(None, ge=1, le=10**12)
    wishes: TripWishes | None = Field(None, description="In place of all it was planned for.")


class DayCardIn(RequestModel):
    """A day to be appended to a trip."""

    title: Title


class DayCardEdit(RequestModel):
    """A day's new title."""

    title: Title


class _Times(RequestModel):
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "_Times":
        if self.start_time and self.end_time and self.end_time < self.start_time:
            raise ValueError("end_time is before start_time")
        return self


class SubTripIn(_Times):
    """A stop to be put into a day; without `order_index` at its end.

    With `place_id` the stop is a place of the day's city and takes its name from the catalogue
    unless one is given; without, it is of the visitor's own and needs a name. A journey between
    cities comes with a plan or an imported trip, and not as a stop by itself.
    """

    kind: SubTripKind = SubTripKind.CUSTOM
    place_id: str | None = Field(None, max_length=64)
    name: Title | None = None
    order_index: int | None = Field(None, ge=0)
    cost: int = Field(
        0, ge=0, le=10**12, description="Minor units of the city's currency, for the whole party."
    )
    reason: str = Field("", max_length=500)
    meal: Meal | None = Field(None, description="Which meal a stop of kind meal is.")

    @model_validator(mode="after")
    def _of_its_kind(self) -> "SubTripIn":
        if self.kind is SubTripKind.TRANSPORT:
            raise ValueError("a journey comes with a plan or an import; use kind custom")
        if self.meal is not None and self.kind is not SubTripKind.MEAL:
            raise ValueError("meal is only of stops of kind meal")
        return self


class SubTripEdit(_Times):
    """What may be changed of a stop; a field left out stays. A journey keeps its times.

    At another place the stop takes that one's name unless one is given, and the ways to it and
    from it are forgotten unless they are told.
    """

    place_id: str | None = Field(
        None, max_length=64, description="A place of the trip's cities; null is none."
    )
    name: Title | None = None
    cost: int | None = Field(None, ge=0, le=10**12)
    currency: CurrencyCode | None = Field(None, description="Of the cost and the way.")
    reason: str | None = Field(None, max_length=500)
    transfer: Transfer | None = Field(None, description="The way from the stop before.")
    transfer_to_next: Transfer | None = Field(
        None, description="The way from it to the stop after."
    )


class MoveSubTrip(RequestModel):
    """Where a stop goes: a day of the same trip and a place in its order."""

    day_card_id: str = Field(max_length=64)
    order_index: int = Field(ge=0, description="Counted in that day without the stop itself.")
