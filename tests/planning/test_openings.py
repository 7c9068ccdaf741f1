"""Public holidays and seasons: the planner, its checks and what it explains know the same doors."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.catalog.domain import City, Place
from core.planning.candidates import choose_candidates
from core.planning.domain import Brief, Plan, frame_of_one_city
from core.planning.explaining import explain
from core.planning.measures.day import measure_day
from core.planning.openings import is_open, openings
from core.planning.prompting import fast_call
from core.planning.timetable import lay_out
from core.prompts.registry import PromptRegistry
from tests.support.builders import (
    a_brief,
    a_city,
    a_day,
    a_draft,
    a_hotel,
    a_pick,
    a_place,
    a_plan,
    a_stop,
)
from tests.support.reports import failed

NEW_YORK = a_city(country="US", region="New York")
PARIS = a_city(country="FR", region="")
LABOUR_DAY = date(2027, 5, 1)
NEW_YEAR = date(2027, 1, 1)
THANKSGIVING = date(2026, 11, 26)
WEEKDAYS_ONLY = "Mo-Su 09:00-17:00; PH off"
HOLIDAYS_ONLY = "PH 09:00-17:00"
GARDEN = a_place("garden", season="Apr-Oct")
"""Out of season in December, when trips of these tests begin."""


def a_holiday(city: City, day: date, **changes: Any) -> Brief:
    """Return a trip of one day."""
    return a_brief(city=city, start_date=day, day_count=1, **changes)


def a_visit(brief: Brief, place: Place) -> Plan:
    """Return a plan whose one day is a morning at a place."""
    day = a_day(0, a_stop(place, "10:00", "11:30"), date=brief.start_date)
    return a_plan(brief=brief, days=(day,))


async def told_hours(brief: Brief, place: Place) -> Any:
    """Return when a model is told that a place is open, by the parts of the trip."""
    frame = frame_of_one_city(brief)
    prompt = await PromptRegistry().get("planner.fast")
    call = fast_call(prompt, brief, frame, choose_candidates(brief, frame, [place]))
    sights = re.search("<sights>(.*)</sights>", call.messages[1].content)
    assert sights is not None
    return json.loads(sights[1])[0]["open"]


@pytest.mark.parametrize(
    ("city", "day", "hours", "expected"),
    [
        (a_city(), NEW_YEAR, WEEKDAYS_ONLY, False),
        (a_city(), LABOUR_DAY, WEEKDAYS_ONLY, False),
        (a_city(), date(2027, 5, 11), WEEKDAYS_ONLY, True),
        (a_city(), LABOUR_DAY, HOLIDAYS_ONLY, True),
        (a_city(), date(2027, 5, 11), HOLIDAYS_ONLY, False),
        (NEW_YORK, THANKSGIVING, WEEKDAYS_ONLY, False),
        (NEW_YORK, LABOUR_DAY, WEEKDAYS_ONLY, True),
        (a_city(), THANKSGIVING, WEEKDAYS_ONLY, True),
        (PARIS, date(2027, 7, 14), "Mo-Su 09:00-17:00; PH -1 day off", True),
        (PARIS, date(2027, 7, 13), "Mo-Su 09:00-17:00; PH -1 day off", False),
    ],
)
def test_planner_checks_measures_and_explanations_know_the_same_holidays(
    city: City, day: date, hours: str, expected: bool
) -> None:
    museum = a_place(opening_hours=hours)
    brief = a_holiday(city, day)
    plan = a_visit(brief, museum)
    frame = frame_of_one_city(brief)
    chosen = choose_candidates(brief, frame, [museum, a_hotel()])

    assert is_open(brief, museum, day, 600, 690) is expected
    assert (failed(plan, "open_at_time") == []) is expected
    assert measure_day(plan, plan.days[0])["open_ok"] == float(expected)
    assert (explain(plan, plan.days[0], 0, {}).open_until == "17:00") is expected
    assert (museum in chosen.sights) is expected


async def test_a_museum_that_opens_at_ten_on_holidays_is_offered_and_begun_at_ten() -> None:
    museum = a_place(opening_hours="Mo-Su 09:00-17:00; PH 10:00-17:00", visit_minutes=90)
    holiday, usual = (a_holiday(a_city(), day) for day in (NEW_YEAR, date(2027, 1, 5)))

    for brief, opens, start in ((holiday, "10:00", 600), (usual, "09:00", 540)):
        frame = frame_of_one_city(brief)
        laid = lay_out(brief, frame.parts[0], a_draft(a_pick(museum)), ())

        assert await told_hours(brief, museum) == {"0": [[opens, "17:00"]]}
        assert laid.stops[0].start == start


def test_a_place_of_a_city_the_trip_does_not_know_has_no_holidays() -> None:
    stranger = a_place(city_id="atlantis", opening_hours=WEEKDAYS_ONLY)

    assert openings(a_holiday(a_city(), NEW_YEAR), stranger, NEW_YEAR) == ((540, 1020),)


@pytest.mark.parametrize(
    ("season", "day", "expected"),
    [
        ("Apr-Oct", date(2027, 3, 31), False), ("Apr-Oct", date(2027, 4, 1), True),
        ("Apr-Oct", date(2027, 10, 31), True), ("Apr-Oct", date(2027, 11, 1), False),
        ("Nov-Feb", date(2027, 1, 15), True), ("Nov-Feb", date(2027, 3, 1), False),
        ("Apr 10-Oct 20", date(2027, 4, 9), False), ("Apr 10-Oct 20", date(2027, 4, 10), True),
        ("", date(2027, 1, 1), True),
    ],
)  # fmt: skip
def test_a_place_is_closed_out_of_its_season(season: str, day: date, expected: bool) -> None:
    brief = a_holiday(a_city(), day)
    garden = replace(GARDEN, season=season)

    assert bool(openings(brief, garden, day)) is expected
    assert (failed(a_visit(brief, garden), "season_open") == []) is expected


def test_a_place_out_of_season_is_no_candidate_unless_it_was_asked_for() -> None:
    brief = a_brief()
    frame = frame_of_one_city(brief)
    must = replace(brief, must_see=(GARDEN,))

    assert choose_candidates(brief, frame, [GARDEN, a_place()]).sights == (a_place(),)
    assert GARDEN in choose_candidates(must, frame, [GARDEN, a_place()]).sights


async def test_a_trip_into_the_season_offers_the_place_on_its_days_only() -> None:
    brief = a_brief(start_date=date(2027, 3, 31))

    assert await told_hours(brief, GARDEN) == {"0": [], "1": [["08:00", "22:00"]]}


def test_a_visit_out_of_season_tells_the_season_and_not_the_hours() -> None:
    plan = a_visit(a_brief(day_count=1), GARDEN)

    (row,) = failed(plan, "season_open")
    assert row.numbers == {"name": "Garden", "season": "Apr-Oct", "date": "2026-12-02"}
    assert row.message == "Garden is out of its season on 2 December 2026 (season: Apr-Oct)"
    assert row.hint == "Visit Garden in its season (Apr-Oct), or choose another place"
    assert failed(plan, "open_at_time") == []
