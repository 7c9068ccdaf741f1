"""What cannot be had, what does not hold, what is worth knowing, and what holds."""

from collections.abc import Iterable

import pytest

from chat_demo import report
from core.schemas.plans import Obstacle, Severity
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_check, a_report, some_metrics


def test_what_cannot_be_had_is_said_once() -> None:
    gone = Obstacle(code="no_ride", fields=[], message="No journey to Hawaii is known")

    text = read(report.obstacles([gone, gone], None, "en")).text

    assert text.startswith("Not everything can be had as you wished")
    assert text.count("No journey to Hawaii is known") == 1
    assert report.obstacles([], None, "en") == ""


def test_what_does_not_hold_comes_with_its_place_how_to_mend_it_and_the_nearest_plan() -> None:
    closed = a_check(
        "open", passed=False, day_index=0, order_index=3, message="Closed", hint="Come on Tuesday"
    )
    late = a_check("pace", passed=False, day_index=2, message="Late")

    text = read(report.failed_checks(a_report(closed, late, a_check()), [], "en")).text

    assert "Day 1, stop 4: Closed → Come on Tuesday" in text
    assert "Day 3: Late" in text
    assert text.endswith("Below is the nearest plan that was found.")


def test_what_an_obstacle_has_told_is_told_once_with_what_would_help() -> None:
    over = a_check("budget", passed=False, message="It costs 1,560", hint="Raise the budget")
    closed = a_check("open", passed=False, message="Closed")
    unmet = Obstacle(
        code="not_met", fields=["budget"], message="It costs 1,560, over the budget of 100",
        numbers={"check": "budget"},
    )  # fmt: skip
    found = a_report(over, closed)

    told = read(report.obstacles([unmet], found, "en")).text
    failed = read(report.failed_checks(found, [unmet], "en")).text

    assert "It costs 1,560, over the budget of 100 → Raise the budget" in told
    assert "1,560" not in failed
    assert "Closed" in failed
    assert report.failed_checks(a_report(over), [unmet], "en") == ""


def test_advice_is_no_failure() -> None:
    booking = a_check(
        "booking_needed", passed=False, severity=Severity.SOFT, day_index=1, order_index=0,
        message="The museum has to be booked", hint="Book the museum",
    )  # fmt: skip
    walking = a_check("walking_limit", passed=False, severity=Severity.SOFT, message="Far to walk")
    told = a_report(booking, walking)

    text = read(report.advice(told, "en")).text

    assert report.failed_checks(told, [], "en") == ""
    assert text == (
        "Book before you goDay 2, stop 1: The museum has to be bookedWorth knowingFar to walk"
    )


def test_much_advice_is_folded() -> None:
    rows = [
        a_check("pace", passed=False, severity=Severity.SOFT, message=f"Advice {number}")
        for number in range(7)
    ]

    page = report.advice(a_report(*rows), "en")

    assert "Advice 4" in page.partition("<details>")[0]
    assert "Advice 5" not in page.partition("<details>")[0]
    assert "2 moreAdvice 5Advice 6" in read(page).text


def test_a_report_without_failures_has_no_card_for_them() -> None:
    assert report.failed_checks(a_report(a_check()), [], "en") == ""
    assert report.advice(a_report(a_check()), "en") == ""


def test_a_check_that_holds_on_many_days_is_said_once() -> None:
    rows = [a_check("open", day_index=day, message="All open") for day in range(3)]
    kept = a_check("budget", message="Kept")

    text = read(report.passed_checks(a_report(*rows, kept), "en")).text

    assert text == "What was checked and holds (4)✓ All open (on 3 days)✓ Kept"


def test_measures_are_named_and_what_cannot_be_measured_is_left_out() -> None:
    quality = {
        "travel_min": 94.2857, "detour": 1.064, "diversity": 0.576, "kept": None, "unheard_of": 7.0,
    }  # fmt: skip

    text = read(report.measures(some_metrics(quality=quality), "en")).text

    assert text == (
        "How good it is, measuredminutes on the way a day94.3"
        "order of the stops6% longer than the shortestvariety of the sights58%"
    )
    assert report.measures(some_metrics(), "en") == ""


def hostile_parts() -> Iterable[str]:
    soft = {"passed": False, "severity": Severity.SOFT}
    yield report.obstacles([Obstacle(code=HOSTILE, fields=[], message=HOSTILE)], None, "en")
    yield report.failed_checks(a_report(a_check(HOSTILE, passed=False, hint=HOSTILE)), [], "en")
    yield report.advice(a_report(a_check(HOSTILE, hint=HOSTILE, **soft)), "en")
    yield report.passed_checks(a_report(a_check(HOSTILE)), "en")


@pytest.mark.parametrize("part", [*hostile_parts()])
def test_no_text_of_the_api_can_become_markup(part: str) -> None:
    assert "<script>alert(1)</script>" in read(part).text
