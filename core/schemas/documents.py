"""Documents on the wire: what is asked of one, and what was found in it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import ClockTime, CurrencyCode, PlainText
from core.schemas.trips import SubTripKind

RiskCategory = Literal[
    "penalty", "liability", "rejection", "security", "termination", "payment", "deadline", "other"
]
Obligation = Literal["must", "must_not", "should", "may"]
Day = date
RequestId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
DocumentName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
MAX_ITEMS_PER_REQUEST = 100


class DocumentProfile(StrEnum):
    """What is looked for in a document."""

    BOOKING = "booking"
    TENDER = "tender"
    WORKLOAD = "workload"


class DocumentFileIn(RequestModel):
    """What is wanted of a document that comes as a file."""

    profile: DocumentProfile
    language: Literal["en", "zh"] | None = Field(
        None, description="Of the summary; without it that of the document."
    )
    request_id: RequestId | None = Field(
        None, description="The same id with the same document gives the same task again."
    )


class DocumentTextIn(DocumentFileIn):
    """A document given as text."""

    text: str = Field(min_length=1, max_length=200_000)
    name: DocumentName = "text"


class Quote(WireModel):
    """Where in the document's text something was found; `start` and `end` count characters."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    page: int | None
    paragraph: int | None
    line: int = Field(description="Within the page where there are pages, else from the beginning.")


class _Item(WireModel):
    id: str
    title: PlainText
    quote: Quote


class BookingItem(_Item):
    """Something that is booked or offered; `amount` in minor units of `currency`."""

    type: Literal["booking"] = "booking"
    category: str
    kind: SubTripKind = Field(description="What it becomes as a stop of a trip.")
    date: Day | None
    start_time: ClockTime | None
    end_date: Day | None
    end_time: ClockTime | None
    place_name: PlainText | None
    address: PlainText | None
    amount: int | None
    currency: CurrencyCode | None
    confirmation_number: str | None


class RequirementItem(_Item):
    """Something that is asked for."""

    type: Literal["requirement"] = "requirement"
    obligation: Obligation
    section: PlainText | None


class DateItem(_Item):
    """A day that matters."""

    type: Literal["date"] = "date"
    date: Day
    time: ClockTime | None
    is_deadline: bool


class ScoringItem(_Item):
    """What offers are judged by; points or a share of the whole."""

    type: Literal["scoring"] = "scoring"
    points: float | None
    weight_percent: float | None


class RiskItem(_Item):
    """Something that may go wrong or cost dearly."""

    type: Literal["risk"] = "risk"
    category: RiskCategory
    amount: int | None
    currency: CurrencyCode | None


class Estimate(WireModel):
    """How long work takes, in hours; `source` says whether the document states it."""

    low_hours: float
    likely_hours: float
    high_hours: float
    source: Literal["stated", "model"]


class WorkItem(_Item):
    """One piece of work. `estimate` is its own, `total` ours: the sum of its parts."""

    type: Literal["work"] = "work"
    estimate: Estimate | None
    total: "WorkTotals"
    children: list["WorkItem"]


class WorkTotals(WireModel):
    """Sums over the lowest estimated pieces; a day is 8 hours, a week 40, a month 160."""

    low_hours: float
    likely_hours: float
    high_hours: float
    estimated: int
    without_estimate: int


DocumentItem = Annotated[
    BookingItem | RequirementItem | DateItem | ScoringItem | RiskItem | WorkItem,
    Field(discriminator="type"),
]


class MoneyTotal(WireModel):
    """Minor units of one currency."""

    amount: int
    currency: CurrencyCode


class Tab(WireModel):
    """Findings of one kind, in the order of the document; the totals are ours, not a model's."""

    key: str
    title_en: str
    title_zh: str
    items: list[DocumentItem]
    work_totals: WorkTotals | None = None
    money_totals: list[MoneyTotal] = Field(default_factory=list)
    points_total: float | None = None
    weight_total_percent: float | None = None


class DocumentStats(WireModel):
    """What the analysis rests on.

    `dropped_items` are findings of the model that the document does not bear out, `dropped_fields`
    amounts and numbers of such; `unread_parts` are parts the model gave no usable answer to.
    """

    format: Literal["text", "pdf", "docx"]
    chars: int
    pages: int | None
    unread_pages: int
    parts: int
    unread_parts: int
    items: int
    dropped_items: int
    dropped_fields: int


class DocumentAnalysis(WireModel):
    """What was found in a document. `truncated` says that it is longer than what was read."""

    profile: DocumentProfile
    name: str
    language: Literal["en", "zh"]
    summary: PlainText
    tabs: list[Tab]
    truncated: bool
    stats: DocumentStats


class BookingsIn(RequestModel):
    """Bookings of an analysed document that are to become stops of a trip."""

    task_id: str = Field(min_length=1, max_length=64)
    item_ids: list[str] = Field(min_length=1, max_length=MAX_ITEMS_PER_REQUEST)
