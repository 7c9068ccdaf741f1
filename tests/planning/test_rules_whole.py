"""The rules about the trip as a whole: dates, counts, money."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.planning.domain import Plan
from tests.support.builders import a_brief, a_city, a_plan, with_day, with_stop
from tests.support.reports import failed, messages_of, rows_of


def a_plan_that_costs(total: int, **brief: Any) -> Plan:
    """Return a plan whose stops cost so much in all, in the currency of its city."""
    plan = a_plan(brief=a_brief(**brief))
    first = plan.days[0].stops[0].cost
    return with_stop(plan, 0, 0, cost=total - plan.total_cost + first)


@pytest.mark.parametrize(("cost", "passes"), [(600_000, True), (600_001, False)])
def test_a_trip_costs_no_more_than_its_budget(cost: int, passes: bool) -> None:
    plan = a_plan_that_costs(cost, budget=600_000, budget_local=600_000)

    assert (failed(plan, "budget") == []) is passes


def test_a_trip_over_its_budget_says_both_sums_and_what_they_leave_out() -> None:
    plan = a_plan_that_costs(712_350, budget=600_000, budget_local=600_000)

    (row,) = failed(plan, "budget")
    assert (row.day_index, row.order_index) == (None, None)
    assert row.numbers == {
        "cost": "CNY 7,123.50", "cost_minor": 712_350, "currency": "CNY",
        "budget": "CNY 6,000", "budget_minor": 600_000,
    }  # fmt: skip
    assert messages_of(plan, "budget") == (
        "The trip costs about CNY 7,123.50, over the budget of CNY 6,000",
        "预计花费 CNY 7,123.50，超出预算 CNY 6,000",
    )


def test_a_budget_of_another_currency_is_compared_in_that_of_the_city_and_told_in_both() -> None:
    plan = a_plan_that_costs(
        1_050, city=a_city(currency="JPY"), budget=700, currency="EUR", budget_local=1_050,
        rate_date=date(2026, 11, 20),
    )  # fmt: skip

    (row,) = rows_of(plan, "budget")
    assert row.passed
    assert row.numbers == {
        "cost": "JPY 1,050", "cost_minor": 1_050, "currency": "JPY",
        "budget": "JPY 1,050", "budget_minor": 1_050,
        "budget_given": "EUR 7", "rate_date": "2026-11-20",
    }  # fmt: skip


def test_without_a_budget_any_cost_is_fine_and_still_told() -> None:
    (row,) = rows_of(a_plan_that_costs(10**12), "budget")

    assert row.passed
    assert row.numbers == {
        "cost": "CNY 10,000,000,000", "cost_minor": 10**12, "currency": "CNY", "budget": None
    }  # fmt: skip


def test_each_day_is_one_day_after_the_one_before() -> None:
    plan = with_day(a_plan(), 1, date=date(2026, 12, 4))

    (row,) = failed(plan, "dates_contiguous")
    assert row.numbers == {"day": 2, "found": "2026-12-04", "expected": "2026-12-03"}
    assert messages_of(plan, "dates_contiguous") == (
        "Day 2 is 4 December 2026, not 3 December 2026",
        "第 2 天是 2026年12月4日，应为 2026年12月3日",
    )


def test_days_are_numbered_in_their_order() -> None:
    assert len(failed(with_day(a_plan(), 1, index=2), "dates_contiguous")) == 1


@pytest.mark.parametrize(("asked", "passes"), [(1, False), (2, True), (3, False)])
def test_there_are_as_many_days_as_were_asked_for(asked: int, passes: bool) -> None:
    plan = replace(a_plan(), brief=a_brief(day_count=asked))

    assert (failed(plan, "counts_consistent") == []) is passes


def test_a_wrong_count_is_told_with_both_numbers_and_a_right_one_with_what_was_counted() -> None:
    plan = replace(a_plan(), brief=a_brief(day_count=3))

    assert failed(plan, "counts_consistent")[0].numbers == {"found": 2, "expected": 3}
    assert messages_of(plan, "counts_consistent") == (
        "2 days instead of 3",
        "共 2 天，应为 3 天",
    )
    assert rows_of(a_plan(), "counts_consistent")[0].numbers == {"days": 2, "stops": 9}
