"""Runs the checks: every rule leaves a row for each day or the trip, passed or not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.planning.domain import Day, Plan
from core.planning.rules import messages
from core.schemas.plans import CheckOut, PlanReport, Severity


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong; `numbers` are what the message and a client need to see why."""

    order_index: int | None = None
    numbers: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    """Where this flaw weighs less than its rule."""
    path: str | None = None
    """Where a rule about the whole trip has found it; else it is the whole, the day or the stop."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """A rule about one day, which may look at the days before it."""

    code: str
    severity: Severity
    find: Callable[[Plan, Day], Iterable[Flaw]]


@dataclass(frozen=True, slots=True)
class TripRule:
    """A rule about the whole; `measure` are the numbers shown where it holds."""

    code: str
    severity: Severity
    find: Callable[[Plan], Iterable[Flaw]]
    measure: Callable[[Plan], dict[str, Any]] = lambda _: {}


def path_to(day_index: int | None, order_index: int | None = None) -> str:
    """Return the JSON pointer to a stop, a day or the whole of a plan as clients see it."""
    if day_index is None:
        return ""
    day = f"/day_cards/{day_index}"
    return day if order_index is None else f"{day}/sub_trips/{order_index}"


def check_day(plan: Plan, day: Day, rules: Sequence[DayRule]) -> list[CheckOut]:
    """Return the rows of one day."""
    rows: list[CheckOut] = []
    for rule in rules:
        flaws = list(rule.find(plan, day))
        language = plan.brief.language
        rows += [_failed(rule, day.index, flaw, language) for flaw in flaws]
        if not flaws:
            numbers = {"stops": len(day.stops)}
            rows.append(_passed(rule, day.index, numbers, language))
    return rows


def check_trip(plan: Plan, rules: Sequence[TripRule]) -> list[CheckOut]:
    """Return the rows about the whole trip."""
    rows: list[CheckOut] = []
    for rule in rules:
        flaws = list(rule.find(plan))
        rows += [_failed(rule, None, flaw, plan.brief.language) for flaw in flaws]
        if not flaws:
            rows.append(_passed(rule, None, rule.measure(plan), plan.brief.language))
    return rows


def report_of(rows: Sequence[CheckOut]) -> PlanReport:
    """Return the report; it passes where no hard check failed."""
    return PlanReport(passed=not hard_failures(rows), checks=list(rows))


def hard_failures(rows: Iterable[CheckOut]) -> list[CheckOut]:
    """Return the failed checks that make a plan unusable."""
    return [row for row in rows if not row.passed and row.severity is Severity.HARD]


def _failed(rule: DayRule | TripRule, day_index: int | None, flaw: Flaw, language: str) -> CheckOut:
    return CheckOut(
        code=rule.code,
        passed=False,
        severity=flaw.severity or rule.severity,
        day_index=day_index,
        order_index=flaw.order_index,
        message=messages.failed(rule.code, language, flaw.numbers),
        numbers=flaw.numbers,
        path=path_to(day_index, flaw.order_index) if flaw.path is None else flaw.path,
        hint=messages.hint(rule.code, language, flaw.numbers),
    )


def _passed(
    rule: DayRule | TripRule, day_index: int | None, numbers: dict[str, Any], language: str
) -> CheckOut:
    return CheckOut(
        code=rule.code,
        passed=True,
        severity=rule.severity,
        day_index=day_index,
        order_index=None,
        message=messages.passed(rule.code, language),
        numbers=numbers,
        path=path_to(day_index),
    )
