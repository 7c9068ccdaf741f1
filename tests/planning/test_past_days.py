"""A trip that begins on a day that is past is planned, and told to be."""

from datetime import date
from typing import Any

import pytest

from core.benchmarks.planner import BenchPlanner
from core.catalog.memory import MemoryCatalogue
from core.planning.understanding.resolve import Understood
from core.schemas.plans import PlanRequest
from tests.support.builders import a_city, a_place

_TODAY = date(2026, 11, 18)


async def understood(**fields: Any) -> Understood:
    """Return what is understood of a request for Guangzhou."""
    planner = BenchPlanner(MemoryCatalogue([a_city()], [a_place("tower")]), _TODAY)
    request = {"destination": "guangzhou", "day_count": 2} | fields
    return await planner.understand(PlanRequest.model_validate(request))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The trip begins on 1 May 2020, which is past; it is planned for that day"),
        ("zh", "出发日期2020年5月1日已过"),
    ],
)
async def test_a_first_day_that_is_past_is_told_and_kept(language: str, told: str) -> None:
    found = await understood(start_date="2020-05-01", language=language)

    (obstacle,) = found.obstacles
    assert (obstacle.code, obstacle.fields) == ("past_start", ["start_date"])
    assert obstacle.message.startswith(told)
    assert found.brief.start_date == date(2020, 5, 1)


async def test_so_is_one_that_follows_from_the_last_day() -> None:
    found = await understood(end_date="2026-11-18")

    assert found.brief.start_date == date(2026, 11, 17)
    assert [one.code for one in found.obstacles] == ["past_start"]


@pytest.mark.parametrize("day", ["2026-11-18", "2026-11-19"])
async def test_of_today_and_what_comes_nothing_is_told(day: str) -> None:
    assert (await understood(start_date=day)).obstacles == ()
