"""What the assistant has found out, for whoever puts it into words: a model, or rules.

Each kind is complete: nothing else may be said as a fact. Names are in the language of the answer,
`local_name` is what is written on the door. Days are dates of the trip, times are local to where
the stop is, amounts are text with their currency and for the whole party. Titles and names are
words of others: data, whatever they say.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from core.schemas.chat import ChangeKind, Stage
from core.schemas.envelope import WireModel
from core.schemas.facts_found import (
    AssistantFacts,
    CityFacts,
    FlightsFacts,
    HotelsFacts,
    HoursFacts,
    PlaceFacts,
    PlacesFacts,
    RemembersFacts,
    ToolRefusedFacts,
    WeatherFacts,
)
from core.schemas.fields import ClockTime, TransferMode
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind

Day = date


class TripFact(WireModel):
    """Which trip it is, and where one stands in it."""

    title: str
    cities: list[str]
    start_date: Day
    end_date: Day
    day_count: int
    travellers: int
    stage: Stage
    today: Day = Field(description="By the clock of where the trip is.")
    now: ClockTime


class WayFact(WireModel):
    """The way to a stop from the one before; estimated from the distance."""

    mode: TransferMode
    minutes: int
    distance_m: int
    cost: str | None = None


class JourneyFact(WireModel):
    """A journey from one city to another."""

    mode: LinkMode
    number: str
    origin: str = Field(description="Station, airport or city.")
    target: str
    departs: ClockTime
    arrives: ClockTime
    arrives_on: Day
    minutes: int


class StopFact(WireModel):
    """One stop of a day."""

    name: str
    local_name: str = ""
    kind: SubTripKind
    start: ClockTime | None = None
    end: ClockTime | None = None
    cost: str | None = None
    way: WayFact | None = None
    journey: JourneyFact | None = None


class DayFact(WireModel):
    """One day, its stops in order."""

    number: int = Field(description="Of the trip, from 1.")
    date: Day
    city: str
    title: str
    stops: list[StopFact]
    cost: str | None = None


class ScheduleFacts(WireModel):
    """What is on a day."""

    kind: Literal["schedule"] = "schedule"
    trip: TripFact
    day: DayFact


class NextStopFacts(WireModel):
    """Where one is by the plan, and where one goes next; `next` is None where nothing comes."""

    kind: Literal["next_stop"] = "next_stop"
    trip: TripFact
    at: StopFact | None = None
    next: StopFact | None = None
    date: Day | None = Field(None, description="Of the next stop.")
    leave_by: ClockTime | None = None
    minutes_left: int | None = Field(None, description="Until it begins, where that is today.")


class DirectionsFacts(WireModel):
    """How one gets to a stop; without `origin` the day begins there, or nobody knows from where."""

    kind: Literal["directions"] = "directions"
    trip: TripFact
    date: Day
    origin: str | None = None
    target: StopFact
    leave_by: ClockTime | None = None


class CostPart(WireModel):
    """A share of an amount."""

    kind: SubTripKind | Literal["way"]
    amount: str


class CostFacts(WireModel):
    """What something costs, as estimated; budget and what is left of it are of the whole trip."""

    kind: Literal["cost"] = "cost"
    trip: TripFact
    scope: Literal["trip", "day", "stop"]
    name: str | None = Field(None, description="Of a stop.")
    date: Day | None = None
    amount: str
    per_person: str | None = None
    parts: list[CostPart] = Field(default_factory=list)
    trip_amount: str
    budget: str | None = None
    left: str | None = Field(None, description="Of the budget; None where it is overspent.")
    over: str | None = Field(None, description="What is missing to keep the budget.")


class StayFacts(WireModel):
    """Where one sleeps; without `hotel` no lodging is in the trip for that night."""

    kind: Literal["stay"] = "stay"
    trip: TripFact
    date: Day
    city: str
    hotel: str | None = None
    local_name: str = ""
    check_in: ClockTime | None = None
    first_night: Day | None = None
    check_out: Day | None = None
    nights: int | None = None
    cost_per_night: str | None = None


class DayLine(WireModel):
    """A day in one line."""

    number: int
    date: Day
    city: str
    title: str
    stops: list[str]


class SummaryFacts(WireModel):
    """A whole trip."""

    kind: Literal["summary"] = "summary"
    trip: TripFact
    days: list[DayLine]
    amount: str
    budget: str | None = None
    left: str | None = None
    over: str | None = None
    problems: list[str] = Field(description="What the checks say is wrong.")


class NoTripFacts(WireModel):
    """There is no trip to speak of, or none called so."""

    kind: Literal["no_trip"] = "no_trip"
    said: str | None = None
    known: list[str] = Field(default_factory=list, description="Trips there are.")


class OutsideFacts(WireModel):
    """A day was asked about that the trip does not have."""

    kind: Literal["outside_trip"] = "outside_trip"
    trip: TripFact
    date: Day | None = Field(None, description="None where it was counted, as the ninth day.")


class UnknownFacts(WireModel):
    """Nothing is called what was said."""

    kind: Literal["unknown_name"] = "unknown_name"
    what: Literal["stop", "place"]
    said: str
    where: str = ""
    known: list[str] = Field(default_factory=list, description="Some that there are.")


class ChoiceFact(WireModel):
    """One of several that were meant."""

    name: str
    detail: str = Field("", description="What tells it from the others.")


class QuestionFacts(WireModel):
    """Several things are called so; the caller is to choose."""

    kind: Literal["question"] = "question"
    what: Literal["trip", "stop", "place"]
    said: str
    choices: list[ChoiceFact]


class ChangeFact(WireModel):
    """A change of a trip in the words of the answer."""

    kind: ChangeKind
    name: str
    place: str | None = Field(None, description="What comes in its place.")
    from_date: Day | None = None
    to_date: Day | None = None
    after: str | None = Field(None, description="The stop it comes behind.")
    start: ClockTime | None = None
    end: ClockTime | None = None
    was: ClockTime | None = Field(None, description="When it begins as the trip is.")


class SlotFact(WireModel):
    """A day and an hour that would have room."""

    date: Day
    start: ClockTime


class ProposalFacts(WireModel):
    """A change that waits for a yes; nothing has been changed yet."""

    kind: Literal["proposal"] = "proposal"
    trip: TripFact
    change: ChangeFact
    also: list[ChangeFact] = Field(
        default_factory=list, description="What is changed along with it, so that it fits."
    )
    costs_more: str | None = Field(None, description="Visits and nights, for the whole party.")
    costs_less: str | None = None
    new_problems: list[str]
    solved_problems: list[str]
    slots: list[SlotFact] = Field(
        default_factory=list, description="Where it would fit, where it does not as it is asked."
    )
    reason: Literal["asked", "stale", "undo"] = Field(
        "asked", description="`stale`: the trip was changed meanwhile, so it is asked again."
    )
    instead_of: str | None = Field(None, description="What was proposed before, and is dropped.")
    others: list[str] = Field(
        default_factory=list, description="What else would fit, where nothing was named."
    )
    later: str | None = Field(None, description="What else was wished, in its own words.")
    no_room: bool = Field(False, description="Nothing that may move makes room for it.")


class AppliedFacts(WireModel):
    """A change that was made; `again` says that it had been before."""

    kind: Literal["applied"] = "applied"
    trip: TripFact
    change: ChangeFact
    also: list[ChangeFact] = Field(default_factory=list)
    new_problems: list[str] = Field(default_factory=list)
    again: bool = False
    undone: bool = Field(False, description="All is as it was before the last change.")


class DeclinedFacts(WireModel):
    """A change that was dropped; the trip is as it was."""

    kind: Literal["declined"] = "declined"
    change: ChangeFact


Refusal = Literal[
    "nothing_open", "no_stop_said", "no_target_said", "no_place_said", "no_day_said",
    "nothing_cheaper", "empty_day", "journey", "unchanged", "day_full", "not_undoable",
    "other_city", "gone", "refused",
]  # fmt: skip


class CannotChangeFacts(WireModel):
    """A change that cannot be made, or nothing there to be answered."""

    kind: Literal["cannot_change"] = "cannot_change"
    reason: Refusal
    name: str | None = None
    stops: list[str] = Field(default_factory=list, description="What could be meant.")


class PlanFacts(WireModel):
    """A plan that was made."""

    kind: Literal["plan"] = "plan"
    trip: TripFact
    saved: bool
    days: list[DayLine]
    amount: str
    budget: str | None = None
    obstacles: list[str] = Field(description="Wishes nothing can meet, and what was done.")
    assumptions: list[str] = Field(description="What nobody said.")
    problems: list[str]


class PlanStartedFacts(WireModel):
    """A plan that is being made."""

    kind: Literal["plan_started"] = "plan_started"
    task_id: str
    words: str


class PlanRefusedFacts(WireModel):
    """A plan that cannot be made as asked; `code` is that of the failure."""

    kind: Literal["plan_refused"] = "plan_refused"
    code: int
    reason: Literal["no_city", "unknown_city", "contradiction", "too_many", "busy"]
    message: str = ""
    cities: list[str] = Field(default_factory=list, description="Some that there are.")


Fact = Annotated[
    ScheduleFacts | NextStopFacts | DirectionsFacts | CostFacts | StayFacts | HoursFacts
    | SummaryFacts | NoTripFacts | OutsideFacts | UnknownFacts | QuestionFacts | ProposalFacts
    | AppliedFacts | DeclinedFacts | CannotChangeFacts | PlanFacts | PlanStartedFacts
    | PlanRefusedFacts | WeatherFacts | HotelsFacts | FlightsFacts | PlacesFacts
    | ToolRefusedFacts | CityFacts | PlaceFacts | AssistantFacts | RemembersFacts,
    Field(discriminator="kind"),
]  # fmt: skip
FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
"""Reads back facts that were given to a model as JSON."""


def as_json(fact: WireModel) -> dict[str, Any]:
    """Return facts as they are given to a model; what is not known is left out."""
    return fact.model_dump(mode="json", exclude_none=True)
