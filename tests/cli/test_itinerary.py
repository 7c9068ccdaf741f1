"""A plan in the terminal."""

from datetime import date

from core.cli.itinerary import itinerary
from core.schemas.fields import TransferMode
from core.schemas.plans import (
    CheckOut,
    PlanAnswer,
    PlanDayCard,
    PlanMetrics,
    PlanMode,
    PlanOut,
    PlanReport,
    PlanSubTrip,
    PlanTrip,
    Severity,
)
from core.schemas.trips import SubTripKind, Transfer


def a_stop(name: str, *, cost: int = 0, transfer: Transfer | None = None) -> PlanSubTrip:
    return PlanSubTrip(
        order_index=0,
        kind=SubTripKind.ATTRACTION,
        place_id="p",
        name=name,
        start_time="09:00",
        end_time="10:30",
        cost=cost,
        currency="CNY",
        transfer=transfer,
        reason="",
    )


def an_answer(*stops: PlanSubTrip, checks: tuple[CheckOut, ...] = ()) -> PlanAnswer:
    trip = PlanTrip(
        title="One day in Guangzhou",
        city_id="guangzhou",
        city="Guangzhou",
        start_date=date(2026, 12, 1),
        day_count=1,
        travellers=2,
        budget=600_000,
        currency="CNY",
        total_cost=12_050,
        cost_currency="CNY",
        language="en",
        timezone="Asia/Shanghai",
        lat=23.1,
        lon=113.2,
    )
    day = PlanDayCard(
        day_index=0, date=date(2026, 12, 1), city="Guangzhou", title="Old town", sub_trips=[*stops]
    )
    metrics = PlanMetrics(
        mode=PlanMode.FAST,
        latency_ms=12.3,
        model_calls=1,
        prompt_tokens=1,
        completion_tokens=1,
        usage_tokens=2,
        retries=0,
        fallback_to_fast=False,
        fallback_reason=None,
        provider="offline",
        model="offline-1",
        quality={},
    )
    return PlanAnswer(
        plan=PlanOut(trip=trip, day_cards=[day]),
        report=PlanReport(passed=all(check.passed for check in checks), checks=[*checks]),
        metrics=metrics,
        tool_traces=[],
        trace_id="t",
        task_id=None,
        trip_id=None,
    )


def test_a_plan_reads_as_a_headline_days_checks_and_what_it_took() -> None:
    way = Transfer(mode=TransferMode.WALK, minutes=10, distance_m=800)
    answer = an_answer(a_stop("Shamian Island"), a_stop("陈家祠", cost=2_000, transfer=way))

    lines = list(itinerary(answer))

    assert lines == [
        "One day in Guangzhou: 2026-12-01, days 1, travellers 2, about CNY 120.50 of CNY 6,000",
        "",
        "Day 1 · Tue 2026-12-01 · Old town",
        "  09:00–10:30   Shamian Island",
        "                ↓ walk, 10 min, 0.8 km",
        "  09:00–10:30   陈家祠                                       CNY 20",
        "",
        "Checks: 0 passed, 0 failed",
        "fast by offline-1: 12 ms, 1 model calls",
    ]


def test_costs_stand_below_each_other_whatever_the_script_of_the_name() -> None:
    answer = an_answer(a_stop("Chen Clan Hall", cost=100), a_stop("陈家祠", cost=100))

    latin, chinese = (line for line in itinerary(answer) if "CNY 1" in line and "–" in line)

    assert latin.index("CNY") == chinese.index("CNY") + len("陈家祠")


def test_a_failed_check_is_told_with_its_day_and_reason() -> None:
    check = CheckOut(
        code="BUDGET",
        passed=False,
        severity=Severity.HARD,
        day_index=0,
        order_index=None,
        message="20 over",
        numbers={},
    )

    lines = list(itinerary(an_answer(a_stop("Hall"), checks=(check,))))

    assert "Checks: 0 passed, 1 failed" in lines
    assert "  hard BUDGET, day 1: 20 over" in lines


def test_advice_is_told_apart_from_the_checks() -> None:
    advice = CheckOut(
        code="booking_needed",
        passed=False,
        severity=Severity.SOFT,
        day_index=1,
        order_index=0,
        message="Book the hall",
        numbers={},
    )
    answer = an_answer(a_stop("Hall"))
    report = PlanReport(passed=True, checks=[], advice=[advice])

    lines = list(itinerary(answer.model_copy(update={"report": report})))

    told = lines.index("Worth knowing: 1")
    assert lines[told - 1 : told + 2] == [
        "Checks: 0 passed, 0 failed",
        "Worth knowing: 1",
        "  booking_needed, day 2: Book the hall",
    ]


def test_a_night_goes_on_and_has_only_a_beginning() -> None:
    night = a_stop("Hotel").model_copy(
        update={"kind": SubTripKind.HOTEL, "start_time": "21:30", "end_time": "21:30"}
    )

    assert "  21:30         Hotel" in list(itinerary(an_answer(night)))
