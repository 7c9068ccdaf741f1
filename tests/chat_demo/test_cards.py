"""A finished plan as HTML."""

from collections.abc import Iterable
from typing import Any

import pytest

from chat_demo import cards
from core.client.http import Language
from core.schemas.plans import Assumption, PlanMode, PlanReport, PlanTrip, Severity
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import (
    a_check,
    a_day,
    a_report,
    a_step,
    a_stop,
    a_trip,
    an_answer,
    some_metrics,
)


def headline(language: Language = "en", **values: Any) -> str:
    answer = an_answer(**values)
    assert answer.plan is not None
    return read(cards.headline(answer, answer.plan.trip, language)).text


def numbers(trip: PlanTrip, report: PlanReport | None = None, **values: Any) -> str:
    answer = an_answer(trip=trip, report=report or a_report(), **values)
    return read(cards.numbers(answer, trip, "en")).text


def test_the_headline_says_what_was_understood() -> None:
    assert headline().startswith("Two days in Guangzhou")
    for piece in (
        "Guangzhou · Tue 1 Dec 2026 · 2 days · 2 travellers", "budget CNY 6,000", "normal pace",
        "likes food, history",
    ):  # fmt: skip
        assert piece in headline()
    assert (
        "2026年12月1日周二 · 2 天 · 2 人 · 预算 CNY 6,000 · 节奏适中 · 喜欢美食、历史"
        in headline("zh")
    )


def test_one_traveller_for_one_day_is_not_in_the_plural() -> None:
    text = headline(trip=a_trip(day_count=1, travellers=1))

    assert "1 day · 1 traveller ·" in text


def test_the_headline_says_what_was_assumed() -> None:
    assert "Assumed, because you did not say: No date given: tomorrow" in headline()
    assert "Assumed" not in headline(assumptions=[])


def test_words_the_chat_does_not_know_are_not_guessed_at() -> None:
    text = headline(request={"pace": "frantic", "interests": ["volcanoes", "food"]})

    assert "frantic" not in text
    assert "likes food" in text
    assert "volcanoes" not in text


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
            "✓ passed, with 1 weak point",
        ),
    ],
    ids=["passed", "failed", "weak"],
)
def test_the_outcome_of_the_checks_is_a_sentence(report: PlanReport, words: str) -> None:
    assert words in numbers(a_trip(), report)


def test_what_the_plan_took_is_shown() -> None:
    text = numbers(a_trip(), metrics=some_metrics(mode=PlanMode.DEEP, latency_ms=641.2))

    assert "0.64 s" in text
    assert "Deep · 2 model calls · 1,234 tokens · offline-1" in text


def test_a_fast_plan_in_place_of_a_deep_one_says_why() -> None:
    metrics = some_metrics(fallback_to_fast=True, fallback_reason="day 2 failed open_at_time")

    assert "Reason: day 2 failed open_at_time" in read(cards.fallback_note(metrics, "en")).text


def test_failed_checks_come_with_their_place_and_the_hard_ones_first() -> None:
    soft = a_check("meals", passed=False, severity=Severity.SOFT, day_index=2, message="No dinner")
    hard = a_check("open", passed=False, day_index=0, order_index=3, message="Closed")

    text = read(cards.failed_checks(a_report(soft, hard, a_check()), "en")).text

    assert "✗ failed · Day 1, stop 4: Closed△ weak point · Day 3: No dinner" in text


def test_a_report_without_failures_has_no_card_for_them() -> None:
    assert cards.failed_checks(a_report(a_check()), "en") == ""


def test_a_check_that_holds_on_many_days_is_said_once() -> None:
    rows = [a_check("open", day_index=day, message="All open") for day in range(3)]

    text = read(cards.passed_checks(a_report(*rows, a_check("budget", message="Kept")), "en")).text

    assert text == "What was checked and holds (4)✓ All open (on 3 days)✓ Kept"


def test_steps_show_their_names_and_milliseconds() -> None:
    steps = [
        a_step("planner_understand", latency_ms=8.44),
        a_step("planner_deep_day", latency_ms=1234.5, detail={"day_index": 1}),
        a_step("plan_validate", status="failed", detail={"day_index": 1}),
        a_step("brand_new_step", latency_ms=20),
    ]

    text = read(cards.steps_taken(steps, "en")).text

    assert "How it was made: 4 steps" in text
    assert "✓ Read the request 8.4 ms" in text
    assert "✓ Plan a day, day 2 1,234 ms" in text
    assert "✗ Check the plan, day 2 not passed" in text
    assert "✓ brand_new_step 20 ms" in text


def test_the_map_says_in_words_what_it_shows() -> None:
    figure = cards.map_figure([a_day(0, a_stop(0, name="A"), a_stop(1, name="B"))], "en")

    assert 'alt="Route map. Day 1: A → B"' in figure
    assert read(figure).text == "Day 1"


def test_without_positions_there_is_no_map() -> None:
    assert cards.map_figure([a_day(0, a_stop(lat=None, lon=None))], "en") == ""


def hostile_parts() -> Iterable[str]:
    answer = an_answer(
        a_day(0, a_stop(name=HOSTILE)),
        trip=a_trip(title=HOSTILE, city=HOSTILE),
        assumptions=[Assumption(field=HOSTILE, value=HOSTILE, message=HOSTILE)],
        metrics=some_metrics(
            model=HOSTILE, provider=HOSTILE, fallback_reason=HOSTILE, fallback_to_fast=True
        ),
        report=a_report(a_check(HOSTILE, passed=False), a_check(HOSTILE)),
        request={"rate_date": HOSTILE, "pace": HOSTILE, "interests": [HOSTILE]},
        trace_id=HOSTILE,
    )
    assert answer.plan
    assert answer.report
    assert answer.metrics
    yield cards.headline(answer, answer.plan.trip, "en")
    yield cards.numbers(answer, answer.plan.trip, "en")
    yield cards.fallback_note(answer.metrics, "en")
    yield cards.map_figure(answer.plan.day_cards, "en")
    yield cards.failed_checks(answer.report, "en")
    yield cards.passed_checks(answer.report, "en")
    yield cards.steps_taken([a_step(HOSTILE, detail={"day_index": HOSTILE})], "en")
    yield cards.progress([a_step(HOSTILE)], HOSTILE, "en")
    yield cards.footnote(HOSTILE, "en")


@pytest.mark.parametrize("part", [*hostile_parts()])
def test_no_text_of_catalogue_or_model_can_become_markup(part: str) -> None:
    page = read(part)

    assert "<script>alert(1)</script>" in page.text or page.images
