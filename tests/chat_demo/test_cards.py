"""The head of a finished plan: title, way, numbers."""

from typing import Any

import pytest

from chat_demo import cards
from core.client.http import Language
from core.schemas.fields import TransferMode
from core.schemas.plans import PlanMode, PlanOut, PlanReport, PlanTrip, Severity
from core.schemas.trips import SubTripKind, Transfer
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import (
    a_check,
    a_day,
    a_journey,
    a_report,
    a_stop,
    a_trip,
    an_answer,
    some_metrics,
)

NAMES = {"shanghai": ("Shanghai", "上海"), "xian": ("Xi'an", "西安")}


def headline(*days: Any, language: Language = "en", **values: Any) -> str:
    answer = an_answer(*days, **values)
    assert answer.plan is not None
    return read(cards.headline(answer, answer.plan, NAMES, language)).text


def numbers(trip: PlanTrip, report: PlanReport | None = None, *days: Any, **values: Any) -> str:
    answer = an_answer(*days, trip=trip, report=report or a_report(), **values)
    assert answer.plan is not None
    return read(cards.numbers(answer, answer.plan, "en")).text


def test_the_headline_begins_with_the_title_and_says_what_was_understood() -> None:
    text = headline()

    assert text.startswith("Two days in Guangzhou")
    assert "2 travellers" in text


def test_what_a_deep_plan_says_of_the_trip_stands_below_its_title() -> None:
    text = headline(trip=a_trip(summary="Old town and new."))

    assert text.startswith("Two days in GuangzhouOld town and new.")


def test_the_headline_of_several_cities_shows_all_of_them_and_how_one_gets_there() -> None:
    days = [a_day(0, a_journey(), a_stop(1), city_id="xian", city="Xi'an")]

    assert "Shanghai train6 h 20 minXi'an" in headline(*days)
    assert "上海 火车6 小时 20 分西安" in headline(*days, language="zh")


def test_the_cost_stands_against_the_budget() -> None:
    inside = numbers(a_trip(budget=600_000, total_cost=482_000))
    over = numbers(a_trip(budget=600_000, total_cost=689_050))

    assert "≈ CNY 4,820 of CNY 6,000" in inside
    assert "CNY 1,180 left" in inside
    assert "CNY 890.50 over" in over


def test_without_a_budget_only_the_cost_is_shown() -> None:
    text = numbers(a_trip(budget=None, total_cost=482_000))

    assert "≈ CNY 4,820" in text
    assert "no budget given" in text


def test_a_budget_in_another_currency_is_shown_at_the_rate_that_was_used() -> None:
    trip = a_trip(budget=90_000, currency="USD", total_cost=482_000, cost_currency="CNY")
    request = {"budget_local": 640_000, "rate_date": "2026-11-20"}

    text = numbers(trip, request=request)

    assert "≈ CNY 4,820 of CNY 6,400" in text
    assert "your USD 900, at the rate of 2026-11-20" in text


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (a_report(a_check("a"), a_check("b")), "✓ all 2 passed"),
        (a_report(a_check("a"), a_check("b", passed=False)), "✗ 1 of 2 failed"),
        (
            a_report(a_check("a"), a_check("b", passed=False, severity=Severity.SOFT)),
            "✓ passed, 1 thing to know",
        ),
        (
            PlanReport(passed=True, checks=[a_check("a")], advice=[a_check("b", passed=False)]),
            "✓ passed, 1 thing to know",
        ),
    ],
    ids=["passed", "failed", "softly failed", "advice"],
)
def test_the_outcome_of_the_checks_is_a_sentence(report: PlanReport, words: str) -> None:
    assert words in numbers(a_trip(), report)


def test_what_the_plan_took_is_shown() -> None:
    text = numbers(a_trip(), metrics=some_metrics(mode=PlanMode.DEEP, latency_ms=641.2))

    assert "0.64 s" in text
    assert "Deep · 2 model calls · 1,234 tokens · offline-1" in text


def test_what_the_money_goes_to_is_shown_with_the_most_first() -> None:
    way = Transfer(mode=TransferMode.TAXI, minutes=9, distance_m=900, cost=3_000)
    day = a_day(
        0,
        a_stop(0, cost=2_000),
        a_stop(1, kind=SubTripKind.HOTEL, cost=50_000, transfer=way),
        a_stop(2, kind=SubTripKind.MEAL, cost=0),
    )

    text = numbers(a_trip(), None, day)

    assert "lodging CNY 500getting about CNY 30sights CNY 20" in text
    assert "meals" not in text


def test_no_text_of_catalogue_or_model_can_become_markup() -> None:
    answer = an_answer(
        a_day(0, a_stop(name=HOSTILE), city=HOSTILE, city_id=HOSTILE),
        a_day(1, a_journey(name=HOSTILE)),
        trip=a_trip(title=HOSTILE, city=HOSTILE),
        metrics=some_metrics(model=HOSTILE, provider=HOSTILE),
        request={"rate_date": HOSTILE, "budget_local": HOSTILE},
    )
    assert isinstance(answer.plan, PlanOut)

    head = read(cards.headline(answer, answer.plan, {}, "en"))

    assert head.text.startswith("<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in read(cards.numbers(answer, answer.plan, "en")).text
