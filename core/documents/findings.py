"""From a model's answer about one part to items by tab."""

from collections.abc import Callable, Mapping
from typing import Any

from core.documents.answers import (
    BookingAnswer,
    FoundBooking,
    FoundDate,
    FoundRequirement,
    FoundRisk,
    FoundScoring,
    FoundWork,
    TenderAnswer,
    WorkloadAnswer,
)
from core.documents.grounding import Ground
from core.documents.work import work_tree
from core.llm.structured import of_shape
from core.schemas.documents import (
    BookingItem,
    DateItem,
    DocumentItem,
    DocumentProfile,
    Quote,
    RequirementItem,
    RiskItem,
    ScoringItem,
)
from core.schemas.trips import SubTripKind

Findings = dict[str, list[DocumentItem]]
"""Items by the key of their tab; they have no ids yet."""

_STOP_KINDS = {
    "hotel": SubTripKind.HOTEL,
    "restaurant": SubTripKind.MEAL,
    "ticket": SubTripKind.ATTRACTION,
    "tour": SubTripKind.ATTRACTION,
}


def read_findings(
    profile: DocumentProfile, answer: Mapping[str, Any], ground: Ground
) -> tuple[str, Findings]:
    """Return summary and items of an answer; what the document does not bear out is left out.

    Raises:
        ModelError: `invalid_output`: it is not of the asked shape at all.
    """
    return _READERS[profile](answer, ground)


def _bookings(answer: Mapping[str, Any], ground: Ground) -> tuple[str, Findings]:
    read = of_shape(BookingAnswer, answer)

    def make(found: FoundBooking, quote: Quote) -> DocumentItem:
        amount, currency = ground.money(found.amount, found.currency, quote)
        return BookingItem(
            id="",
            title=found.title,
            quote=quote,
            category=found.category,
            kind=_STOP_KINDS.get(found.category, SubTripKind.CUSTOM),
            date=found.date,
            start_time=found.start_time,
            end_date=found.end_date,
            end_time=found.end_time,
            place_name=found.place_name,
            address=ground.words(found.address),
            amount=amount,
            currency=currency,
            confirmation_number=ground.words(found.confirmation_number),
        )

    return read.summary, {"bookings": ground.take(FoundBooking, read.bookings, make, "bookings")}


def _tender(answer: Mapping[str, Any], ground: Ground) -> tuple[str, Findings]:
    read = of_shape(TenderAnswer, answer)

    def requirement(found: FoundRequirement, quote: Quote) -> DocumentItem:
        return RequirementItem(
            id="",
            title=found.title,
            quote=quote,
            obligation=found.obligation,
            section=found.section,
        )

    def day(found: FoundDate, quote: Quote) -> DocumentItem:
        return DateItem(
            id="",
            title=found.title,
            quote=quote,
            date=found.date,
            time=found.time,
            is_deadline=found.is_deadline,
        )

    def scoring(found: FoundScoring, quote: Quote) -> DocumentItem:
        return ScoringItem(
            id="",
            title=found.title,
            quote=quote,
            points=found.points,
            weight_percent=found.weight_percent,
        )

    def risk(found: FoundRisk, quote: Quote) -> DocumentItem:
        amount, currency = ground.money(found.amount, found.currency, quote)
        return RiskItem(
            id="",
            title=found.title,
            quote=quote,
            category=found.category,
            amount=amount,
            currency=currency,
        )

    return read.summary, {
        "requirements": ground.take(
            FoundRequirement, read.requirements, requirement, "requirements"
        ),
        "dates": ground.take(FoundDate, read.dates, day, "dates"),
        "scoring": ground.take(FoundScoring, read.scoring, scoring, "scoring"),
        "risks": ground.take(FoundRisk, read.risks, risk, "risks"),
    }


def _workload(answer: Mapping[str, Any], ground: Ground) -> tuple[str, Findings]:
    read = of_shape(WorkloadAnswer, answer)

    def pair(found: FoundWork, quote: Quote) -> tuple[FoundWork, Quote]:
        return found, quote

    pieces = ground.take(FoundWork, read.items, pair, "items")
    return read.summary, {"work": [*work_tree(pieces)]}


_READERS: Mapping[DocumentProfile, Callable[[Mapping[str, Any], Ground], tuple[str, Findings]]] = {
    DocumentProfile.BOOKING: _bookings,
    DocumentProfile.TENDER: _tender,
    DocumentProfile.WORKLOAD: _workload,
}
