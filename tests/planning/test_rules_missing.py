"""A must-see that is not in the plan: the report says what the world says, and when it could be."""

from dataclasses import replace
from typing import Any

import pytest

from core.catalog.domain import Place
from core.planning.domain import Plan
from core.planning.rules.book import check_plan
from core.planning.unmet import unmet
from core.schemas.catalog import PlaceStatus
from core.schemas.lodging import HouseRule
from core.schemas.plans import Severity
from core.schemas.wishes import LodgingWish
from tests.support.builders import (
    a_brief,
    a_city,
    a_hotel,
    a_place,
    a_plan,
    a_restaurant,
    with_stop,
)
from tests.support.reports import failed, messages_of, rows_of


def a_wish(place: Place | None = None, **brief: Any) -> Plan:
    """Return two days in Guangzhou, Wednesday and Thursday, in which a tower is to be seen."""
    return a_plan(brief=a_brief(must_see=(place or a_place("tower"),), **brief))


@pytest.mark.parametrize(
    ("changes", "reason", "english", "chinese"),
    [
        ({"status": PlaceStatus.CLOSED}, "gone", "it has closed for good", "它已永久关闭"),
        ({"city_id": "tokyo"}, "elsewhere", "the trip does not come to tokyo", "行程不经过tokyo"),
        ({"season": "Apr-Oct"}, "out_of_season",
         "it is out of its season on all days of the trip there (season: Apr-Oct); next open on "
         "Thursday 1 April 2027",
         "行程期间不在其开放季节（4月至10月）；下次开放：2027年4月1日周四"),
        ({"opening_hours": "Fr-Tu 09:00-17:00"}, "closed",
         "it is closed on all days of the trip there (Wednesday 2 December 2026, "
         "Thursday 3 December 2026); next open on Friday 4 December 2026",
         "行程期间当地每天都不开放（2026年12月2日周三、2026年12月3日周四）；"
         "下次开放：2026年12月4日周五"),
        ({"opening_hours": "PH 09:00-17:00"}, "closed",
         "it is closed on all days of the trip there (Wednesday 2 December 2026, "
         "Thursday 3 December 2026); next open on Friday 1 January 2027",
         "行程期间当地每天都不开放（2026年12月2日周三、2026年12月3日周四）；"
         "下次开放：2027年1月1日周五"),
        ({"opening_hours": "Mo-Su 21:00-23:00"}, "untimely",
         "on no day is it open for 45 min of the hours one is there (open 21:00–23:00)",
         "在当地停留的时段内，没有一天能开放满 45 分钟（开放时间：21:00–23:00）"),
        ({}, "unplaced", "no day had room for it", "没有合适的日子安排"),
    ],
)  # fmt: skip
def test_why_a_must_see_is_missing_is_told_with_what_the_world_says(
    changes: dict[str, Any], reason: str, english: str, chinese: str
) -> None:
    plan = a_wish(a_place("tower", **changes))

    (row,) = failed(plan, "must_see_present")
    assert (row.severity, row.numbers["reason"]) == (Severity.HARD, reason)
    assert messages_of(plan, "must_see_present") == (
        f"Tower is missing: {english}", f"缺少必去的 tower：{chinese}"
    )  # fmt: skip


def test_a_place_that_never_opens_again_says_no_day() -> None:
    (row,) = failed(a_wish(a_place("tower", opening_hours="2020 Mo-Su 09:00-17:00")),
                    "must_see_present")  # fmt: skip

    assert row.numbers["next_open"] == "?"


def test_a_city_of_the_catalogue_the_trip_does_not_come_to_has_its_name() -> None:
    tokyo = a_city(id="tokyo", name_en="Tokyo", name_local="東京")
    plan = a_wish(a_place("tower", city_id="tokyo"))
    plan = replace(plan, brief=replace(plan.brief, cities=(*plan.brief.cities, tokyo)))

    assert failed(plan, "must_see_present")[0].numbers["city"] == "Tokyo"


def test_a_hotel_that_was_named_and_not_taken_had_no_room_in_the_plan() -> None:
    (row,) = failed(a_wish(a_hotel("palace", opening_hours="off")), "must_see_present")

    assert row.numbers["reason"] == "unplaced"


def test_the_answer_names_it_as_an_obstacle_with_the_next_day_it_is_open() -> None:
    plan = a_wish(a_place("tower", season="Apr-Oct"))

    (told,) = unmet(check_plan(plan), (), "en")
    assert told.fields == ["must_see"]
    assert "next open on Thursday 1 April 2027" in told.message


@pytest.mark.parametrize(
    ("hotel", "severity", "english", "chinese"),
    [
        ({"forbids": (HouseRule.PETS,)}, Severity.HARD, "something one needs is not allowed",
         "不允许所需事项"),
        ({}, Severity.SOFT, "1 wished for is not known of it", "1 项要求无法确认"),
        ({"forbids": (HouseRule.PETS,), "minimum_nights": 3}, Severity.HARD,
         "it takes guests for more nights only; something one needs is not allowed",
         "要求入住更多晚；不允许所需事项"),
    ],
)  # fmt: skip
def test_a_lodging_that_is_not_as_wished_fails_and_one_nobody_knows_of_is_told(
    hotel: dict[str, Any], severity: Severity, english: str, chinese: str
) -> None:
    wish = LodgingWish(must_allow=[HouseRule.PETS])
    plan = a_plan(brief=a_brief(lodging=wish), hotel=a_hotel(name_local="旅馆", **hotel))

    (row,) = failed(plan, "lodging_wishes")
    assert (row.severity, row.path) == (severity, "/day_cards/0")
    assert messages_of(plan, "lodging_wishes") == (
        f"Hotel A is not known to be as wished: {english}", f"旅馆 未确认符合要求：{chinese}"
    )  # fmt: skip


def test_a_lodging_that_is_known_to_be_as_wished_passes() -> None:
    wish = LodgingWish(must_allow=[HouseRule.PETS])
    plan = a_plan(brief=a_brief(lodging=wish), hotel=a_hotel(allows=(HouseRule.PETS,)))

    assert [row.passed for row in rows_of(plan, "lodging_wishes")] == [True]


@pytest.mark.parametrize(("wished", "passes"), [("Cantonese", True), ("ethiopian", False)])
def test_each_cuisine_that_was_wished_is_eaten(wished: str, passes: bool) -> None:
    table = a_restaurant("noodles-a1", cuisine=("cantonese",))
    plan = with_stop(a_plan(brief=a_brief(cuisines=(wished,))), 0, 1, place=table)

    assert (failed(plan, "cuisines_present") == []) is passes
