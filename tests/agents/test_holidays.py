"""Trips over holidays and out of season: what is closed is seen on another day, or told."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.planning.domain import Plan
from core.planning.rules.book import full_report
from core.planning.unmet import unmet
from core.schemas.plans import PlanMode
from tests.support.worlds import planned

every_mode = pytest.mark.parametrize("mode", PlanMode)


async def plan_of(mode: PlanMode, destination: str, start: str, days: int, must: str) -> Plan:
    """Return the plan of a trip on which something must be seen."""
    fields: dict[str, Any] = {
        "destination": destination, "start_date": start, "day_count": days, "must_see": [must],
    }  # fmt: skip
    plan: Plan = (await planned(**fields, mode=mode)).state["plan"]
    return plan


def day_of(plan: Plan, place_id: str) -> date | None:
    """Return the date a place is visited on."""
    found = [day.date for day in plan.days for s in day.stops if s.place and s.place.id == place_id]
    return found[0] if found else None


@every_mode
@pytest.mark.parametrize(
    ("city", "start", "days", "must", "closed"),
    [
        ("paris", "2026-12-24", 3, "paris-louvre-museum", ["2026-12-25"]),
        ("newyork", "2026-11-25", 3, "newyork-metropolitan-museum-of-art",
         ["2026-11-25", "2026-11-26"]),
        ("london", "2026-12-25", 3, "london-british-museum", ["2026-12-25", "2026-12-26"]),
        ("paris", "2027-04-30", 2, "paris-musee-dorsay", ["2027-05-01"]),
    ],
)  # fmt: skip
async def test_what_is_closed_on_a_holiday_is_seen_on_another_day(
    mode: PlanMode, city: str, start: str, days: int, must: str, closed: list[str]
) -> None:
    plan = await plan_of(mode, city, start, days, must)

    seen = day_of(plan, must)
    assert seen is not None
    assert seen.isoformat() not in closed
    assert full_report(plan).passed


@every_mode
async def test_a_palace_closed_on_mondays_is_open_on_one_that_is_a_holiday(mode: PlanMode) -> None:
    palace = "beijing-forbidden-city"

    holiday = await plan_of(mode, "beijing", "2026-10-05", 1, palace)
    assert day_of(holiday, palace) == date(2026, 10, 5)
    assert full_report(holiday).passed

    monday = await plan_of(mode, "beijing", "2026-10-12", 1, palace)
    (told,) = unmet(full_report(monday), (), "en")
    assert day_of(monday, palace) is None
    assert told.numbers["reason"] == "closed"
    assert "next open on Tuesday 13 October 2026" in told.message


@every_mode
async def test_a_must_see_out_of_its_season_is_an_obstacle_that_says_when_it_is_open(
    mode: PlanMode,
) -> None:
    stadium = "newyork-yankee-stadium"
    plan = await plan_of(mode, "newyork", "2027-01-05", 2, stadium)

    (told,) = unmet(full_report(plan), (), "zh")
    assert day_of(plan, stadium) is None
    assert (told.fields, told.numbers["reason"]) == (["must_see"], "out_of_season")
    assert "1 April 2027" in told.message


@every_mode
async def test_what_is_out_of_season_is_not_visited_by_itself(mode: PlanMode) -> None:
    winter = {"destination": "nanjing", "start_date": "2026-12-07", "day_count": 3}
    plan: Plan = (await planned(**winter, mode=mode)).state["plan"]

    assert day_of(plan, "nanjing-plum-blossom-hill") is None
    assert all(
        stop.place is None or not stop.place.season for day in plan.days for stop in day.stops
    )
    assert plan.days[-1].date - plan.days[0].date == timedelta(days=2)
