"""Requests for a plan and what comes back."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from core.schemas.catalog import Interest, Meal, credit_of
from core.schemas.conditions import Condition
from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import MAX_DAYS, MAX_TRAVELLERS, ClockTime, CurrencyCode
from core.schemas.links import LegOut, LinkMode
from core.schemas.trips import LOCAL_NAME, SubTripKind, Transfer
from core.schemas.wishes import (
    Anchor,
    DailyWindow,
    DestinationWish,
    LodgingWish,
    Mobility,
    Pace,
    Party,
    TripWishes,
    require_shallow,
)


class PlanMode(StrEnum):
    """One model call over candidates, or day by day with checks and retries."""

    FAST = "fast"
    DEEP = "deep"


class Severity(StrEnum):
    """Whether a failed check makes the plan unusable, or only less good."""

    HARD = "hard"
    SOFT = "soft"


PlaceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
TEXT_MAX_CHARS = 4_000


class PlanWishes(RequestModel):
    """What is wished of a trip; a field left out is read from `text`, then assumed and said so."""

    origin: PlaceName | None = Field(
        None, description="The city one starts from and, unless `one_way`, returns to."
    )
    destination: PlaceName | None = Field(
        None, description="A city's id, or its name in any language; short for one `destinations`."
    )
    destinations: list[DestinationWish] | None = Field(
        None, min_length=1, max_length=12, description="Cities and regions, in any order."
    )
    keep_order: bool | None = Field(
        None, description="Visit the destinations in the order they are given in."
    )
    one_way: bool | None = Field(None, description="The trip ends in its last city.")
    start_date: date | None = Field(None, ge=date(2000, 1, 1), le=date(2099, 12, 1))
    day_count: int | None = Field(None, ge=1, le=MAX_DAYS)
    end_date: date | None = Field(None, ge=date(2000, 1, 1), le=date(2099, 12, 31))
    travellers: int | None = Field(None, ge=1, le=MAX_TRAVELLERS)
    party: Party | None = Field(None, description="Who of the travellers is a child, and pets.")
    budget: int | None = Field(
        None, ge=1, le=10**12, description="Minor units, for the whole party and the whole trip."
    )
    currency: CurrencyCode | None = Field(
        None, description="Of the budget; the city's own by default."
    )
    pace: Pace | None = None
    interests: list[Interest] | None = Field(None, max_length=25)
    must_see: list[PlaceName] | None = Field(None, max_length=30, description="Place ids or names.")
    avoid: list[PlaceName] | None = Field(
        None, max_length=30, description="Place ids, names, interests or categories."
    )
    daily_window: DailyWindow | None = None
    lodging: LodgingWish | None = None
    cuisines: list[PlaceName] | None = Field(
        None, max_length=10, description="Each is eaten at least once."
    )
    meals: list[Meal] | None = Field(
        None, max_length=3, description="Meals to be planned on every day."
    )
    no_modes: list[LinkMode] | None = Field(
        None, max_length=6, description="Ways between cities that must not be used."
    )
    start_anchor: Anchor | None = Field(None, description="Where and when the first day begins.")
    end_anchor: Anchor | None = Field(None, description="Where and when the last day ends.")
    mobility: Mobility | None = None
    conditions: list[Condition] | None = Field(
        None, max_length=40, description="All of these must hold."
    )
    language: Literal["en", "zh"] | None = Field(
        None, description="Of titles, reasons and messages."
    )

    @model_validator(mode="after")
    def _consistent(self) -> "PlanWishes":
        if self.destination and self.destinations:
            raise ValueError("give destination or destinations, not both")
        if self.start_date and self.end_date:
            days = (self.end_date - self.start_date).days + 1
            if days < 1:
                raise ValueError("end_date is before start_date")
            if days > MAX_DAYS:
                raise ValueError(f"a trip has at most {MAX_DAYS} days")
            if self.day_count and self.day_count != days:
                raise ValueError(f"day_count is {self.day_count}, the dates are {days} days")
        require_shallow(self.conditions or ())
        return self


class PlanRequest(PlanWishes):
    """The body of `POST /api/ai/plan`."""

    mode: PlanMode = PlanMode.FAST
    run_async: bool = Field(
        False,
        validation_alias=AliasChoices("async", "run_async"),
        serialization_alias="async",
        description="Deep only: answer 202 with a task_id at once.",
    )
    save: bool = Field(False, description="Keep the plan as a trip.")
    request_id: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="The same id and payload give the same answer or task again.",
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another seed gives another plan.")
    repair: bool = Field(
        True, description="Mend what the checks find; false keeps the model's own plan as it is."
    )
    seed_mode: Literal["fast", "none"] = Field(
        "fast", description="Deep only: begin with a fast draft as skeleton, or with none."
    )
    use_memory: bool = Field(True, description="Fill what is left open by what was told before.")
    text: str | None = Field(
        None, max_length=TEXT_MAX_CHARS, description="Free words in English or Chinese; fields win."
    )


class StopInstead(WireModel):
    """An unused place that would fit where a stop is."""

    place_id: str
    name: str
    start_time: ClockTime
    end_time: ClockTime
    minutes_away: int = Field(description="The way from the stop before.")
    cost: int = Field(description="Minor units of the stop's currency, for the whole party.")


class StopExplained(WireModel):
    """Why a stop is there, how much time there is for it, and what its facts rest on."""

    why: str
    open_until: ClockTime | None = None
    arrive_by: ClockTime | None = Field(
        None, description="Who begins later than this upsets what comes after, or the door."
    )
    cost_per: Literal["person", "room", "vehicle"] | None = None
    cost_units: int | None = Field(None, description="How many of those the party pays.")
    source: str = ""
    licence: str = Field("", description="Of the facts, where they are not ours.")
    attribution: str = Field("", description="Whom the licence wants named.")
    verified_on: date | None = None
    confidence: str | None = Field(
        None, description="Of a place's hours, or of a journey's times: `TimesKind`."
    )
    alternatives: list[StopInstead] = Field(default_factory=list)

    @property
    def credit(self) -> str:
        """Return whom to thank for the facts, and on which terms we have them."""
        return credit_of(self.source, self.licence, self.attribution)


class PlanSubTrip(WireModel):
    """One stop of a planned day."""

    order_index: int
    kind: SubTripKind
    place_id: str | None = Field(description="None where the model named a place nobody knows.")
    name: str
    start_time: ClockTime
    end_time: ClockTime = Field(description="Of a night: of the day, or its beginning if later.")
    cost: int = Field(description="Minor units of `currency`, for the whole party; an estimate.")
    currency: CurrencyCode
    transfer: Transfer | None
    reason: str
    lat: float | None = None
    lon: float | None = None
    opening_hours: str | None = None
    hours_confidence: str | None = None
    position_confidence: str | None = None
    meal: str | None = Field(None, description="Which meal a stop of kind meal is.")
    leg: LegOut | None = Field(None, description="The journey a stop of kind transport is.")
    local_name: str = Field("", description=LOCAL_NAME)
    explain: StopExplained | None = Field(
        None, description="In the answer to a request for a plan; not in the days of a stream."
    )


class PlanDayCard(WireModel):
    """One planned day; the city is where its sights are, and on a day of travel where it ends."""

    day_index: int
    date: date
    city_id: str = ""
    city: str
    title: str
    summary: str = Field("", description="What a deep plan says of the day; may be empty.")
    sub_trips: list[PlanSubTrip]


class PlanTrip(WireModel):
    """The frame of a planned trip."""

    title: str
    summary: str = Field("", description="What a deep plan says of the trip; may be empty.")
    city_id: str = Field(description="The first city of the trip.")
    city: str
    city_ids: list[str] = Field(
        default_factory=list, description="Every city of the trip, in order."
    )
    origin_city_id: str | None = None
    start_date: date
    day_count: int
    travellers: int
    budget: int | None
    currency: CurrencyCode
    total_cost: int = Field(
        description="Stops, ways and journeys together, minor units of `cost_currency`."
    )
    cost_currency: CurrencyCode
    wishes: TripWishes | None = Field(
        None, description="What it was planned for; a trip that is saved keeps it."
    )
    language: str
    timezone: str
    lat: float
    lon: float


class PlanOut(WireModel):
    """A plan: its frame and its days."""

    trip: PlanTrip
    day_cards: list[PlanDayCard]


class CheckOut(WireModel):
    """One check of a plan, passed or not."""

    code: str
    passed: bool
    severity: Severity
    day_index: int | None
    order_index: int | None
    message: str
    numbers: dict[str, Any]
    path: str = Field("", description="Where in the plan, as a JSON pointer; empty is the whole.")
    hint: str = Field("", description="How to mend it; empty where it holds.")


_ADVICE_ONCE_CHECKED = frozenset({
    "booking_needed", "car_left_behind", "category_diversity", "child_friendly", "costs_true",
    "effort", "hotel_capacity", "long_transfer", "no_idle", "odd_hours", "one_hotel_per_stay",
    "pace", "rest", "stay_length", "text_safe", "walking_limit",
})  # fmt: skip
"""What answers kept from before `advice` have among their checks."""


class PlanReport(WireModel):
    """Every check; `passed` says that no hard one failed."""

    passed: bool
    checks: list[CheckOut]
    advice: list[CheckOut] = Field(
        default_factory=list, description="What is worth knowing besides; it fails nothing."
    )

    @model_validator(mode="after")
    def _advice_apart(self) -> "PlanReport":
        once = [row for row in self.checks if row.code in _ADVICE_ONCE_CHECKED]
        self.checks = [row for row in self.checks if row.code not in _ADVICE_ONCE_CHECKED]
        self.advice = [*self.advice, *(row for row in once if not row.passed)]
        return self

    @property
    def remarks(self) -> list[CheckOut]:
        """Return the checks that failed, and the advice."""
        return [*(row for row in self.checks if not row.passed), *self.advice]


class ToolTrace(WireModel):
    """One step of the making of a plan."""

    name: str
    status: Literal["ok", "failed"]
    latency_ms: float
    detail: dict[str, Any] = Field(default_factory=dict)


class PlanMetrics(WireModel):
    """What the plan took, and how good it is by computable measures."""

    mode: PlanMode
    latency_ms: float
    model_calls: int
    prompt_tokens: int
    completion_tokens: int
    usage_tokens: int
    retries: int
    fallback_to_fast: bool
    fallback_reason: str | None = Field(description="In the language of the request.")
    fallback_code: str | None = Field(None, description="The same as a code that stays.")
    provider: str
    model: str
    prompt_versions: dict[str, list[str]] = Field(
        default_factory=dict,
        description="By which texts the model was asked, by key; several where one was changed.",
    )
    quality: dict[str, float | None]
    quality_days: list[dict[str, float | None]] = Field(
        default_factory=list, description="Of each day, what can be measured of a day."
    )


class Assumption(WireModel):
    """A field nobody gave, and the value it was taken to have."""

    field: str
    value: Any
    message: str


class Evidence(WireModel):
    """A field that was read from the traveller's words, and those words."""

    field: str = Field(description="With a dot before a part or the number of an item.")
    value: Any = Field(description="Of that part or item; of answers of before, of the field.")
    words: str


class Obstacle(WireModel):
    """A wish that contradicts another or that nothing can meet, and what was done about it."""

    code: str
    fields: list[str]
    message: str
    numbers: dict[str, Any] = Field(default_factory=dict)


class PlanAnswer(WireModel):
    """The data of `POST /api/ai/plan`; with `async` only `task_id` and `trace_id` are set."""

    plan: PlanOut | None
    report: PlanReport | None
    metrics: PlanMetrics | None
    tool_traces: list[ToolTrace]
    trace_id: str
    task_id: str | None
    trip_id: str | None
    request: dict[str, Any] | None = Field(None, description="The request as it was understood.")
    understood: list[Evidence] = Field(default_factory=list)
    assumptions: list[Assumption] = Field(default_factory=list)
    obstacles: list[Obstacle] = Field(default_factory=list)
    replayed: bool = Field(False, description="An earlier request of this id was answered so.")


class PlanStarted(WireModel):
    """The first event of a streamed plan."""

    trace_id: str
    mode: PlanMode


class PlanRunOut(WireModel):
    """A plan that was made, in a list."""

    id: str
    user_id: str
    mode: PlanMode
    status: Literal["succeeded", "failed"]
    city_id: str | None
    day_count: int | None
    report_passed: bool | None
    failed_checks: list[str]
    metrics: dict[str, Any] | None
    error_code: int | None
    trace_id: str
    task_id: str | None
    trip_id: str | None
    created_at: datetime
