"""A planned day as HTML."""

import re

import pytest

from console.components.day_cards import STYLE, day_html
from console.texts import Words
from core.schemas.trips import SubTripKind
from tests.support.plans import a_day, a_journey, a_stop

EN, ZH = Words("en"), Words("zh")


def test_a_stop_shows_times_name_kind_reason_cost_hours_and_how_sure_we_are() -> None:
    html = day_html(a_day(), EN)

    for shown in (
        "Day 1", "2026-12-01 Tue", "Old town 1", "09:20", "10:50", "Chen Clan Ancestral Hall",
        "Sight", "Southern craftwork", "≈ CNY 20 (estimate)",
        "Open Tu-Su 09:00-17:30; Mo off (typical for such places)", "position checked",
        "Public transport, about 18 min, 5.2 km",
    ):  # fmt: skip
        assert shown in html


def test_a_day_speaks_chinese() -> None:
    html = day_html(a_day(), ZH)

    for shown in ("第 1 天", "周二", "景点", "约 CNY 20（估算）", "位置已核对", "公共交通"):
        assert shown in html


def test_the_days_costs_are_added_up() -> None:
    day = a_day(0, a_stop(0, cost=2_050), a_stop(1, cost=10_000))

    assert "≈ CNY 120.50 (estimate)" in day_html(day, EN)


@pytest.mark.parametrize("field", ["name", "reason", "opening_hours"])
def test_nothing_from_outside_becomes_markup(field: str) -> None:
    evil = '<img src="http://evil.example/?q=">'

    html = day_html(a_day(0, a_stop(0, **{field: evil}), title=evil), EN)

    assert "<img" not in html
    assert html.count("&lt;img src=&quot;") == 2


def test_what_is_not_sure_stands_out() -> None:
    unsure = a_stop(0, position_confidence="approximate", place_id=None, hours_confidence=None)

    html = day_html(a_day(0, unsure), EN)

    warned = re.findall(r'<span class="tw-warn">([^<]+)</span>', html)
    assert warned == ["position within about 500 m", "not in the catalogue"]
    assert "(not known for sure)" in html


def test_a_stop_without_a_way_hours_or_cost_leaves_them_out() -> None:
    bare = a_stop(0, transfer=None, opening_hours=None, cost=0, position_confidence=None, reason="")

    html = day_html(a_day(0, bare), EN)

    assert "tw-way" not in html
    assert "Open" not in html
    assert "free of charge (estimate)" in html


def test_a_meal_is_called_by_its_name_and_a_hotel_looks_different() -> None:
    meal = a_stop(0, kind=SubTripKind.MEAL, meal="lunch")
    hotel = a_stop(1, kind=SubTripKind.HOTEL, cost=0)

    html = day_html(a_day(0, meal, hotel), EN)

    assert ">Lunch</span>" in html
    assert html.count('<li class="tw-hotel">') == 1
    assert html.count("free of charge") == 0


def test_an_empty_day_says_so() -> None:
    assert "Nothing is planned" in day_html(a_day(0, sub_trips=[]), EN)


def test_the_looks_are_loaded_from_nowhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_a_journey_shows_its_stations_and_no_doubt_about_a_place() -> None:
    html = day_html(a_day(0, a_journey()), EN)

    assert "Hongqiao Station → North Station" in html
    assert "Journey" in html
    assert "tw-warn" not in html.replace(STYLE, "")
