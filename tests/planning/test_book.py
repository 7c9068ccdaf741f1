"""The book of rules as a whole: which checks there are, and what a report is."""

from collections import Counter

import pytest

from core.planning.domain import Day, Plan
from core.planning.rules import messages
from core.planning.rules.book import DAY_RULES, TRIP_RULES, check_one_day, check_plan
from core.planning.rules.engine import DayRule, Flaw, TripRule, check_day, check_trip, report_of
from core.schemas.plans import CheckOut, Severity
from tests.support.builders import a_brief, a_plan, with_stop

_DAY_CODES = [
    "place_known", "open_at_time", "travel_time", "no_overlap", "daily_window",
    "order_contiguous", "no_repeat", "avoid_absent", "day_filled", "meal_times", "meals_present",
]  # fmt: skip
_TRIP_CODES = [
    "counts_consistent", "dates_contiguous", "nights_lodged", "must_see_present", "conditions",
    "lodging_wishes", "cuisines_present", "budget"
]  # fmt: skip


def one_flaw(_plan: Plan, _day: Day) -> list[Flaw]:
    """Find one thing wrong with every day."""
    return [Flaw()]


def no_flaw(_plan: Plan) -> list[Flaw]:
    """Find nothing wrong with any trip."""
    return []


def a_row(**changes: object) -> CheckOut:
    """Return a check that passed."""
    values = {"code": "budget", "passed": True, "severity": Severity.HARD, "day_index": None,
              "order_index": None, "message": "", "numbers": {}}  # fmt: skip
    return CheckOut.model_validate(values | changes)


def test_these_are_the_rules() -> None:
    assert [rule.code for rule in DAY_RULES] == _DAY_CODES
    assert [rule.code for rule in TRIP_RULES] == _TRIP_CODES


def test_every_rule_has_messages_and_every_message_a_rule() -> None:
    assert {*_DAY_CODES, *_TRIP_CODES} == messages.codes()


@pytest.mark.parametrize("passes", [True, False])
def test_a_rule_without_messages_cannot_be_run(passes: bool) -> None:
    find = (lambda _plan, _day: []) if passes else one_flaw

    with pytest.raises(KeyError, match="new_rule"):
        check_day(a_plan(), a_plan().days[0], [DayRule("new_rule", Severity.HARD, find)])
    with pytest.raises(KeyError, match="new_rule"):
        check_trip(a_plan(), [TripRule("new_rule", Severity.HARD, no_flaw)])


@pytest.mark.parametrize("code", sorted(messages.codes()))
def test_what_holds_is_said_in_both_languages(code: str) -> None:
    english, chinese = messages.passed(code, "en"), messages.passed(code, "zh")

    assert english.isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_the_plan_all_others_here_differ_from_passes_every_check() -> None:
    report = check_plan(a_plan())

    assert [row.message for row in report.checks if not row.passed] == []
    assert report.passed


def test_every_rule_leaves_a_row_for_each_day_or_for_the_trip_passed_or_not() -> None:
    rows = check_plan(a_plan()).checks

    assert Counter((row.code, row.day_index) for row in rows) == {
        **{(code, day): 1 for code in _DAY_CODES for day in (0, 1)},
        **{(code, None): 1 for code in _TRIP_CODES},
    }


def test_every_flaw_is_a_row_of_its_own() -> None:
    plan = with_stop(with_stop(a_plan(), 0, 0, place=None), 0, 2, place=None)

    rows = [row for row in check_plan(plan).checks if row.code == "place_known"]
    assert [(row.passed, row.day_index, row.order_index) for row in rows] == [
        (False, 0, 0), (False, 0, 2), (True, 1, None)
    ]  # fmt: skip


def test_a_check_of_a_day_that_passed_says_how_many_stops_it_saw() -> None:
    rows = check_one_day(a_plan(), a_plan().days[1])

    assert {row.numbers["stops"] for row in rows} == {4}


def test_a_day_is_checked_before_the_trip_is_whole() -> None:
    growing = a_plan(brief=a_brief(day_count=5), days=a_plan().days[:1])

    assert all(row.passed for row in check_one_day(growing, growing.days[0]))


@pytest.mark.parametrize(
    ("row", "passes"),
    [(a_row(), True), (a_row(passed=False), False),
     (a_row(passed=False, severity=Severity.SOFT), True)],
)  # fmt: skip
def test_a_report_passes_where_no_hard_check_failed(row: CheckOut, passes: bool) -> None:
    assert report_of([a_row(), row]).passed is passes


def test_a_flaw_may_weigh_less_than_its_rule() -> None:
    rule = DayRule("budget", Severity.HARD, lambda _plan, _day: [
        Flaw(numbers={"cost": "1", "budget": "2"}, severity=Severity.SOFT)
    ])  # fmt: skip

    (row,) = check_day(a_plan(), a_plan().days[0], [rule])
    assert (row.passed, row.severity) == (False, Severity.SOFT)
