"""What a trip must keep beyond its plain fields: conditions, and how they combine.

A condition is a promise that can be checked on a finished plan. Names and labels are in the
traveller's own words; they are looked up when the plan is made.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from core.schemas.envelope import RequestModel
from core.schemas.fields import ClockTime, TransferMode
from core.schemas.links import LinkMode

MAX_DEPTH = 6
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Words = Annotated[list[Word], Field(min_length=1, max_length=30)]


class Subject(StrEnum):
    """What kind of stop a condition is about."""

    SIGHT = "sight"
    RESTAURANT = "restaurant"
    HOTEL = "hotel"


class Match(StrEnum):
    """How many of the words must be met: all, one at least, none, or these and no other."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    ONLY = "only"


class SpendOn(StrEnum):
    """What money is spent on."""

    TRIP = "trip"
    LODGING = "lodging"
    MEALS = "meals"
    SIGHTS = "sights"
    INTERCITY = "intercity"
    LOCAL = "local_transport"


class SpendPer(StrEnum):
    """What an amount is meant for; `trip` is everybody and every day."""

    TRIP = "trip"
    PERSON = "person"
    NIGHT = "night"
    PERSON_NIGHT = "person_night"
    ROOM_NIGHT = "room_night"
    PERSON_MEAL = "person_meal"


class Leg(StrEnum):
    """Which journeys between cities are meant."""

    OUTWARD = "outward"
    RETURN = "return"
    EVERY = "every"


class SpendCondition(RequestModel):
    """Spend at most `maximum`, minor units of the trip's currency; 0 is "only what is free"."""

    kind: Literal["spend"] = "spend"
    on: SpendOn
    per: SpendPer = SpendPer.TRIP
    maximum: int = Field(ge=0, le=10**12)


class PlacesCondition(RequestModel):
    """Places by name that must, or must not, be in the plan; `subject` None is any stop."""

    kind: Literal["places"] = "places"
    subject: Subject | None = None
    names: Words
    match: Match = Match.ALL


class LabelsCondition(RequestModel):
    """Categories of sights, cuisines of restaurants or features of hotels the plan must have."""

    kind: Literal["labels"] = "labels"
    subject: Subject
    labels: Words
    match: Match = Match.ALL


class LinkModeCondition(RequestModel):
    """How one travels between cities: `only` these modes, or `none` of them."""

    kind: Literal["link_mode"] = "link_mode"
    leg: Leg = Leg.EVERY
    modes: list[LinkMode] = Field(min_length=1, max_length=len(LinkMode))
    match: Literal[Match.ONLY, Match.NONE] = Match.ONLY


class LinkTimeCondition(RequestModel):
    """When journeys between cities leave and arrive, local times."""

    kind: Literal["link_time"] = "link_time"
    leg: Leg = Leg.EVERY
    departs_from: ClockTime | None = None
    departs_by: ClockTime | None = None
    arrives_from: ClockTime | None = None
    arrives_by: ClockTime | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "LinkTimeCondition":
        times = (self.departs_from, self.departs_by, self.arrives_from, self.arrives_by)
        if not any(times):
            raise ValueError("one of the four times must be given")
        return self


class LocalModeCondition(RequestModel):
    """How one gets about in a city, on ways longer than `beyond_km`.

    `only` so, `none` so, or `all`: each of the modes is used at least once.
    """

    kind: Literal["local_mode"] = "local_mode"
    modes: list[TransferMode] = Field(min_length=1, max_length=len(TransferMode))
    match: Literal[Match.ONLY, Match.NONE, Match.ALL] = Match.ONLY
    beyond_km: float = Field(0, ge=0, le=1000)


class RoomCondition(RequestModel):
    """How many rooms are taken, and how many beds each has: 1 is one bed for all, 2 a twin."""

    kind: Literal["room"] = "room"
    rooms: int | None = Field(None, ge=1, le=20)
    beds: int | None = Field(None, ge=1, le=10)

    @model_validator(mode="after")
    def _says_something(self) -> "RoomCondition":
        if self.rooms is None and self.beds is None:
            raise ValueError("rooms or beds must be given")
        return self


class NearCondition(RequestModel):
    """The lodging is at most `km` of beeline from a place."""

    kind: Literal["near"] = "near"
    place: Word
    km: float = Field(gt=0, le=1000)


class VisitTimeCondition(RequestModel):
    """When a place is visited: there by `arrive_by`, not gone before `leave_from`."""

    kind: Literal["visit_time"] = "visit_time"
    place: Word
    arrive_by: ClockTime | None = None
    arrive_from: ClockTime | None = None
    leave_from: ClockTime | None = None
    leave_by: ClockTime | None = None
    minutes: int | None = Field(None, ge=1, le=24 * 60, description="Stay at least so long.")

    @model_validator(mode="after")
    def _says_something(self) -> "VisitTimeCondition":
        times = (self.arrive_by, self.arrive_from, self.leave_from, self.leave_by)
        if not any(times) and self.minutes is None:
            raise ValueError("a time or a length must be given")
        return self


class OrderCondition(RequestModel):
    """One place is visited before another."""

    kind: Literal["order"] = "order"
    first: Word
    then: Word


class AllOf(RequestModel):
    """Every one of these."""

    kind: Literal["all_of"] = "all_of"
    conditions: list["Condition"] = Field(min_length=1, max_length=30)


class AnyOf(RequestModel):
    """At least one of these."""

    kind: Literal["any_of"] = "any_of"
    conditions: list["Condition"] = Field(min_length=1, max_length=30)


class NotThis(RequestModel):
    """The opposite of this."""

    kind: Literal["not"] = "not"
    condition: "Condition"


Leaf = (
    SpendCondition
    | PlacesCondition
    | LabelsCondition
    | LinkModeCondition
    | LinkTimeCondition
    | LocalModeCondition
    | RoomCondition
    | NearCondition
    | VisitTimeCondition
    | OrderCondition
)


def _kind_of(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


# A discriminator by name refuses models that look at every field first, as requests here do.
Condition = Annotated[
    Annotated[SpendCondition, Tag("spend")]
    | Annotated[PlacesCondition, Tag("places")]
    | Annotated[LabelsCondition, Tag("labels")]
    | Annotated[LinkModeCondition, Tag("link_mode")]
    | Annotated[LinkTimeCondition, Tag("link_time")]
    | Annotated[LocalModeCondition, Tag("local_mode")]
    | Annotated[RoomCondition, Tag("room")]
    | Annotated[NearCondition, Tag("near")]
    | Annotated[VisitTimeCondition, Tag("visit_time")]
    | Annotated[OrderCondition, Tag("order")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[NotThis, Tag("not")],
    Discriminator(_kind_of),
]


def depth_of(condition: Leaf | AllOf | AnyOf | NotThis) -> int:
    """Return how many conditions stand inside each other, at least 1."""
    match condition:
        case AllOf() | AnyOf():
            return 1 + max(depth_of(inner) for inner in condition.conditions)
        case NotThis():
            return 1 + depth_of(condition.condition)
        case _:
            return 1


for _model in (AllOf, AnyOf, NotThis):
    _model.model_rebuild()
