"""What a model may answer. Each finding is read by itself: one that is wrong costs no other."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.llm.structured import of_shape
from core.schemas.documents import Day, Obligation, RiskCategory
from core.schemas.fields import ClockTime, CurrencyCode, PlainText

_MAX_FINDINGS = 400
_FoundT = TypeVar("_FoundT", bound="Found")


class Found(BaseModel):
    """One finding with the words it rests on."""

    model_config = ConfigDict(str_strip_whitespace=True)

    quote: str = Field(min_length=1, max_length=2_000)
    title: PlainText = Field(min_length=1, max_length=300)


class FoundBooking(Found):
    """A booking; `amount` in major units."""

    category: str = Field("other", max_length=40)
    date: Day | None = None
    start_time: ClockTime | None = None
    end_date: Day | None = None
    end_time: ClockTime | None = None
    place_name: PlainText | None = Field(None, max_length=200)
    address: PlainText | None = Field(None, max_length=300)
    amount: float | None = Field(None, ge=0, le=10**10)
    currency: CurrencyCode | None = None
    confirmation_number: str | None = Field(None, max_length=60)


class FoundRequirement(Found):
    """A requirement."""

    obligation: Obligation = "must"
    section: PlainText | None = Field(None, max_length=300)


class FoundDate(Found):
    """A day that matters."""

    date: Day
    time: ClockTime | None = None
    is_deadline: bool = False


class FoundScoring(Found):
    """A criterion."""

    points: float | None = Field(None, ge=0, le=10**6)
    weight_percent: float | None = Field(None, ge=0, le=100)


class FoundRisk(Found):
    """A risk; `amount` in major units."""

    category: RiskCategory = "other"
    amount: float | None = Field(None, ge=0, le=10**12)
    currency: CurrencyCode | None = None


class FoundWork(Found):
    """A piece of work as a node of a tree."""

    ref: str = Field(min_length=1, max_length=40)
    parent: str | None = Field(None, max_length=40)
    low: float | None = Field(None, ge=0, le=10**6)
    likely: float | None = Field(None, ge=0, le=10**6)
    high: float | None = Field(None, ge=0, le=10**6)
    unit: Literal["hours", "days", "weeks", "months"] = "hours"


class SummaryAnswer(BaseModel):
    """A summary by itself."""

    summary: PlainText = Field(max_length=4_000)


class BookingAnswer(SummaryAnswer):
    """The findings of a part, not yet read."""

    bookings: list[Any] = Field(max_length=_MAX_FINDINGS)


class TenderAnswer(SummaryAnswer):
    """The findings of a part, not yet read."""

    requirements: list[Any] = Field(max_length=_MAX_FINDINGS)
    dates: list[Any] = Field(max_length=_MAX_FINDINGS)
    scoring: list[Any] = Field(max_length=_MAX_FINDINGS)
    risks: list[Any] = Field(max_length=_MAX_FINDINGS)


class WorkloadAnswer(SummaryAnswer):
    """The findings of a part, not yet read."""

    items: list[Any] = Field(max_length=_MAX_FINDINGS)


def read_summary(answer: Mapping[str, Any]) -> str:
    """Return a summary.

    Raises:
        ModelError: `invalid_output`.
    """
    return of_shape(SummaryAnswer, answer).summary


def read_found(shape: type[_FoundT], raw: Any) -> _FoundT | str:
    """Return a finding, or what is wrong with it."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg']}"
