"""Checks about the trip as a whole: dates, counts, money."""

from collections.abc import Iterator
from typing import Any

from core.kernel.money import format_money
from core.planning.domain import Plan
from core.planning.rules.engine import Flaw, path_to


def dates_contiguous(plan: Plan) -> Iterator[Flaw]:
    """Day k is k days after the first."""
    for index, day in enumerate(plan.days):
        expected = plan.brief.date_of(index)
        if day.date != expected or day.index != index:
            numbers = {
                "day": index + 1,
                "found": day.date.isoformat(),
                "expected": expected.isoformat(),
            }
            yield Flaw(numbers=numbers, path=f"{path_to(index)}/date")


def counts_consistent(plan: Plan) -> Iterator[Flaw]:
    """There are as many days as were asked for."""
    if len(plan.days) != plan.brief.day_count:
        yield Flaw(
            numbers={"found": len(plan.days), "expected": plan.brief.day_count}, path="/day_cards"
        )


def counts_measure(plan: Plan) -> dict[str, Any]:
    """Return the counts."""
    return {"days": len(plan.days), "stops": sum(len(day.stops) for day in plan.days)}


def budget(plan: Plan) -> Iterator[Flaw]:
    """The estimated costs of all stops are within the budget."""
    left = plan.brief.budget_local
    if left is not None and plan.total_cost > left:
        yield Flaw(numbers=budget_measure(plan), path="/trip/total_cost")


def budget_measure(plan: Plan) -> dict[str, Any]:
    """Return cost and budget in the city's currency, and the budget as it was given."""
    brief = plan.brief
    currency = brief.money
    measured: dict[str, Any] = {
        "cost": format_money(plan.total_cost, currency),
        "cost_minor": plan.total_cost,
        "currency": currency,
    }
    if brief.budget is None or brief.budget_local is None:
        return measured | {"budget": None}
    measured |= {
        "budget": format_money(brief.budget_local, currency),
        "budget_minor": brief.budget_local,
    }
    if brief.currency != currency:
        measured |= {
            "budget_given": format_money(brief.budget, brief.currency),
            "rate_date": brief.rate_date.isoformat() if brief.rate_date else None,
        }
    return measured
