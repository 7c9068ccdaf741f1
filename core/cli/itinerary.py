"""A plan as a person reads it in a terminal."""

from collections.abc import Iterator
from unicodedata import east_asian_width

from core.kernel.money import format_money
from core.schemas.plans import (
    CheckOut,
    PlanAnswer,
    PlanDayCard,
    PlanReport,
    PlanSubTrip,
    PlanTrip,
)
from core.schemas.trips import SubTripKind, Transfer

_NAME_COLUMNS = 44
_WIDE = frozenset("WF")


def itinerary(answer: PlanAnswer) -> Iterator[str]:
    """Yield the lines of a finished plan: the trip, its days, its checks, what it took."""
    if answer.plan is None or answer.report is None or answer.metrics is None:
        return
    yield _headline(answer.plan.trip)
    for assumption in answer.assumptions:
        yield f"  assumed: {assumption.message}"
    for day in answer.plan.day_cards:
        yield ""
        yield from _day(day)
    yield ""
    yield from _report(answer.report)
    metrics = answer.metrics
    yield (
        f"{metrics.mode} by {metrics.model}: {metrics.latency_ms:.0f} ms,"
        f" {metrics.model_calls} model calls"
        + (f"; fell back to fast: {metrics.fallback_reason}" if metrics.fallback_to_fast else "")
    )


def _headline(trip: PlanTrip) -> str:
    cost = format_money(trip.total_cost, trip.cost_currency)
    budget = f" of {format_money(trip.budget, trip.currency)}" if trip.budget is not None else ""
    return (
        f"{trip.title}: {trip.start_date}, days {trip.day_count}, travellers {trip.travellers},"
        f" about {cost}{budget}"
    )


def _day(day: PlanDayCard) -> Iterator[str]:
    yield f"Day {day.day_index + 1} · {day.date:%a %Y-%m-%d} · {day.title}"
    for stop in day.sub_trips:
        if stop.transfer is not None and stop.transfer.distance_m:
            yield f"{'':16}{_way(stop.transfer)}"
        yield _stop(stop)


def _stop(stop: PlanSubTrip) -> str:
    cost = format_money(stop.cost, stop.currency) if stop.cost else ""
    return f"  {_times(stop):11}   {_padded(stop.name)} {cost}".rstrip()


def _times(stop: PlanSubTrip) -> str:
    """Return from when to when; a night goes on, so that it only has a beginning."""
    is_night = stop.kind is SubTripKind.HOTEL
    return stop.start_time if is_night else f"{stop.start_time}–{stop.end_time}"


def _way(way: Transfer) -> str:
    return f"↓ {way.mode}, {way.minutes} min, {way.distance_m / 1000:.1f} km"


def _padded(name: str) -> str:
    """Fill up with blanks to one width; a Chinese character is two columns wide."""
    columns = sum(2 if east_asian_width(letter) in _WIDE else 1 for letter in name)
    return name + " " * (_NAME_COLUMNS - columns)


def _report(report: PlanReport) -> Iterator[str]:
    failed = [check for check in report.checks if not check.passed]
    yield f"Checks: {len(report.checks) - len(failed)} passed, {len(failed)} failed"
    for check in failed:
        yield f"  {check.severity} {_told(check)}"
    if report.advice:
        yield f"Worth knowing: {len(report.advice)}"
    for check in report.advice:
        yield f"  {_told(check)}"


def _told(check: CheckOut) -> str:
    day = "" if check.day_index is None else f", day {check.day_index + 1}"
    return f"{check.code}{day}: {check.message}"
