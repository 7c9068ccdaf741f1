"""The book of rules as a whole: which checks there are, and what a report is."""

import json
from collections import Counter
from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from core.planning.domain import Day, Plan
from core.planning.rules import messages
from core.planning.rules.book import (
    DAY_ADVICE,
    DAY_RULES,
    TRIP_ADVICE,
    TRIP_RULES,
    check_one_day,
    check_plan,
    full_report,
)
from core.planning.rules.engine import DayRule, Flaw, TripRule, check_day, check_trip, report_of
from core.planning.wire import plan_out
from core.schemas.plans import CheckOut, PlanReport, Severity
from tests.support.builders import a_brief, a_plan, with_day, with_stop

_DAY_CODES = [
    "place_known", "still_there", "right_city", "season_open", "open_at_time", "travel_time",
    "no_overlap", "visit_lasts", "daily_window", "start_anchor_kept", "end_anchor_kept",
    "journey_times", "modes_allowed", "order_contiguous", "no_repeat", "avoid_absent",
    "wheelchair", "day_filled", "meal_times", "meal_once", "meals_present",
]  # fmt: skip
_TRIP_CODES = [
    "counts_consistent", "dates_contiguous", "destinations_visited", "city_order_kept",
    "nights_as_wished", "cities_joined", "begins_at_origin", "ends_at_origin", "nights_lodged",
    "must_see_present", "conditions", "lodging_wishes", "cuisines_present", "budget",
]  # fmt: skip
_DAY_ADVICE = [
    "stay_length", "booking_needed", "costs_true", "child_friendly", "effort",
    "walking_limit", "pace", "no_idle", "long_transfer", "category_diversity", "rest", "odd_hours",
]  # fmt: skip
_TRIP_ADVICE = ["car_left_behind", "one_hotel_per_stay", "hotel_capacity", "text_safe"]

_ANYTHING = dict.fromkeys([
    "arrives", "before", "before_start", "budget", "city", "cost", "cuisine", "date", "day",
    "departs", "end", "expected", "first_day", "found", "gap", "guests", "hours", "kind",
    "known", "least", "meal", "minutes", "mode", "most", "name", "night", "open", "order",
    "origin", "rooms", "season", "sights", "start", "target", "time",
    "travellers", "unknown", "why", "window_end", "window_start", "wished",
], "1")  # fmt: skip
"""Whatever numbers a message may want."""


def step_into(value: Any, key: str) -> Any:
    """Return what a part of a JSON pointer leads to."""
    return value[int(key)] if isinstance(value, list) else value[key]


def one_flaw(_plan: Plan, _day: Day) -> list[Flaw]:
    """Find one thing wrong with every day."""
    return [Flaw()]


def no_flaw(_plan: Plan) -> list[Flaw]:
    """Find nothing wrong with any trip."""
    return []


def true_to_costs() -> Plan:
    """Return the usual plan with little free time, and the night at what it is known to cost."""
    plan = with_stop(a_plan(), 0, 4, cost=40_000)
    for day in (0, 1):
        plan = with_stop(plan, day, 3, start="17:00", end="18:00")
    return plan


def a_row(**changes: object) -> CheckOut:
    """Return a check that passed."""
    values = {"code": "budget", "passed": True, "severity": Severity.HARD, "day_index": None,
              "order_index": None, "message": "", "numbers": {}}  # fmt: skip
    return CheckOut.model_validate(values | changes)


def test_these_are_the_rules() -> None:
    assert [rule.code for rule in DAY_RULES] == _DAY_CODES
    assert [rule.code for rule in TRIP_RULES] == _TRIP_CODES
    assert [rule.code for rule in DAY_ADVICE] == _DAY_ADVICE
    assert [rule.code for rule in TRIP_ADVICE] == _TRIP_ADVICE


def test_what_is_only_advice_never_makes_a_plan_unusable() -> None:
    assert {rule.severity for rule in (*DAY_ADVICE, *TRIP_ADVICE)} == {Severity.SOFT}


def test_every_rule_has_messages_and_every_message_a_rule() -> None:
    codes = [*_DAY_CODES, *_TRIP_CODES, *_DAY_ADVICE, *_TRIP_ADVICE]

    assert messages.codes() == set(codes)
    assert len(set(codes)) == len(codes)


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


@pytest.mark.parametrize("code", sorted(messages.codes()))
def test_every_check_has_a_hint_how_to_mend_it_in_both_languages(code: str) -> None:
    english, chinese = (messages.hint(code, language, _ANYTHING) for language in ("en", "zh"))

    assert english.isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_a_check_of_a_stop_points_to_it_and_says_how_to_mend_it() -> None:
    plan = with_stop(a_plan(), 1, 2, place=None, named="Atlantis")

    (row,) = [row for row in check_plan(plan).checks if not row.passed]
    assert row.path == "/day_cards/1/sub_trips/2"
    assert row.hint == "Choose a place of this city from the catalogue, or take the stop out"


def test_a_check_that_holds_points_to_its_day_or_the_whole_and_has_no_hint() -> None:
    rows = check_plan(a_plan()).checks

    assert {row.path for row in rows} == {"/day_cards/0", "/day_cards/1", ""}
    assert {row.hint for row in rows} == {""}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_path_of_a_report_is_there_in_the_plan_as_clients_see_it(language: str) -> None:
    brief = a_brief(language=language, budget=1, budget_local=1, day_count=3)
    spoilt = with_day(a_plan(), 1, date=a_brief().date_of(5), title="<b>", stops=())
    plan = replace(with_stop(spoilt, 0, 0, place=None, reason="<i>"), brief=brief)
    seen = plan_out(plan).model_dump(mode="json")

    report = full_report(plan)
    paths = {row.path for row in (*report.checks, *report.advice) if not row.passed}
    assert {"/trip/total_cost", "/day_cards", "/day_cards/1/date", "/day_cards/1/title"} <= paths
    assert all(reduce(step_into, path.split("/")[1:], seen) is not None for path in paths)


def test_the_whole_report_has_the_checks_the_planner_goes_by_and_advice_apart_from_them() -> None:
    plan = with_stop(with_day(true_to_costs(), 1, title="<b>"), 0, 0, place=None)

    report, planned = full_report(plan), check_plan(plan)
    assert (report.checks, report.passed) == (planned.checks, planned.passed)
    assert planned.advice == []
    assert {row.code for row in report.checks} == {*_DAY_CODES, *_TRIP_CODES}
    assert [(row.code, row.passed, row.path) for row in report.advice] == [
        ("text_safe", False, "/day_cards/1/title")
    ]


@pytest.mark.parametrize("code", [*_DAY_ADVICE, *_TRIP_ADVICE])
def test_advice_that_kept_answers_have_among_their_checks_is_read_as_advice(code: str) -> None:
    told = a_row(code=code, passed=False, severity=Severity.SOFT)
    kept = {"passed": True, "checks": [a_row(), a_row(code=code), told]}

    report = PlanReport.model_validate_json(json.dumps(kept, default=CheckOut.model_dump))
    assert (report.checks, report.advice) == ([a_row()], [told])
    assert PlanReport.model_validate(report.model_dump()) == report


def test_where_there_is_nothing_to_tell_there_is_no_advice() -> None:
    assert full_report(true_to_costs()).advice == []


def test_the_plan_all_others_here_differ_from_passes_every_check() -> None:
    report = check_plan(a_plan())

    assert [row.message for row in report.checks if not row.passed] == []
    assert report.passed


def test_every_rule_leaves_a_row_for_each_day_or_for_the_trip_passed_or_not() -> None:
    rows = check_plan(a_plan()).checks

    expected: list[tuple[str, int | None]] = [(code, None) for code in _TRIP_CODES]
    expected += [(code, day) for code in _DAY_CODES for day in (0, 1)]
    assert Counter((row.code, row.day_index) for row in rows) == Counter(expected)


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
