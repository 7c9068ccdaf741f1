"""A planned day as HTML."""

import re

import pytest

from console.components import day_cards
from console.components.day_cards import Remarks
from console.components.looks import STYLE
from console.shown import day_of_plan
from console.texts import Words
from core.schemas.fields import TransferMode
from core.schemas.plans import PlanDayCard, PlanMode, Severity, StopExplained, StopInstead
from core.schemas.trips import SubTripKind, Transfer
from tests.support.plans import a_check, a_day, a_journey, a_report, a_stop

EN, ZH = Words("en"), Words("zh")


def day_html(card: PlanDayCard, say: Words, remarks: Remarks | None = None) -> str:
    return day_cards.day_html(day_of_plan(card), say, remarks or Remarks())


def test_a_stop_shows_times_name_kind_reason_cost_hours_and_how_sure_we_are() -> None:
    html = day_html(a_day(), EN)

    for shown in (
        "Day 1", "Tuesday 1 December 2026", "Old town 1", "09:20", "10:50",
        "Chen Clan Ancestral Hall",
        "Sight", "Southern craftwork", "≈ CNY 20 (estimate)",
        "Open Tue-Sun 09:00-17:30; Mon closed (typical for such places)", "position checked",
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


@pytest.mark.parametrize("times", [("20:40", "21:30"), ("21:30", "21:30")])
def test_a_night_goes_on_and_has_only_a_beginning(times: tuple[str, str]) -> None:
    start, end = times
    hotel = a_stop(0, kind=SubTripKind.HOTEL, start_time=start, end_time=end)

    html = day_html(a_day(0, hotel), EN)

    assert f"{start}<small></small>" in html


def test_an_empty_day_says_so() -> None:
    assert "Nothing is planned" in day_html(a_day(0, sub_trips=[]), EN)


def test_what_is_said_of_a_day_stands_above_its_stops() -> None:
    html = day_html(a_day(0, summary="Lacquer and tea"), EN)

    assert html.index("Lacquer and tea") < html.index("Chen Clan Ancestral Hall")


def test_a_day_costs_its_stops_and_the_ways_to_them() -> None:
    way = Transfer(mode=TransferMode.TAXI, minutes=10, distance_m=4000, cost=1_550)

    html = day_html(a_day(0, a_stop(0, cost=2_000, transfer=way)), EN)

    assert "≈ CNY 35.50 (estimate)</span>" in html
    assert "Taxi, about 10 min, 4.0 km, ≈ CNY 15.50" in html


def test_a_day_says_whose_plan_it_is_of_where_two_stand_side_by_side() -> None:
    html = day_cards.day_html(day_of_plan(a_day()), EN, mode=PlanMode.DEEP)

    assert ">Deep</span>" in html
    assert "tw-plan" not in day_html(a_day(), EN)


def test_what_does_not_hold_stands_at_its_stop_and_advice_looks_otherwise() -> None:
    said = {"day_index": 0, "passed": False, "hint": "Come earlier"}
    report = a_report(
        a_check("open_at_time", order_index=1, message="Shut <then>", **said),
        a_check("booking_needed", order_index=1, severity=Severity.SOFT, message="Book", **said),
        a_check("day_filled", message="Too little", **said),
        a_check("budget", passed=False),
        a_check("pace", day_index=0, order_index=1),
    )

    html = day_html(a_day(0, a_stop(0), a_stop(1)), EN, Remarks.of(report))

    told = re.findall(r'<p class="(tw-bad|tw-tip)">([^<]+)</p>', html)
    assert told == [
        ("tw-bad", "Does not hold: Too little · Come earlier"),
        ("tw-bad", "Does not hold: Shut &lt;then&gt; · Come earlier"),
        ("tw-tip", "Good to know: Book · Come earlier"),
    ]
    assert html.index("Shut") > html.index("Chen Clan", html.index("Chen Clan") + 1)


def test_a_stop_folds_out_until_when_on_what_facts_and_what_else() -> None:
    instead = StopInstead(
        place_id="x", name="Lychee <Bay>", start_time="09:30", end_time="10:30", minutes_away=12,
        cost=0,
    )  # fmt: skip
    explain = StopExplained(
        why="Southern craftwork at its richest", open_until="17:30", arrive_by="16:00",
        cost_per="person", cost_units=2, source="editorial", verified_on="2026-10-01",
        alternatives=[instead],
    )  # fmt: skip

    html = day_html(a_day(0, a_stop(0, explain=explain)), EN)

    lines = re.findall(r"<li>([^<]+)</li>", html)
    assert lines == [
        "Open until 17:30",
        "Begin by 16:00: later than that upsets what comes after, or the door is shut",
        "The cost is for 2 persons",
        "Facts: our own editing; verified on 2026-10-01",
        "Instead: Lychee &lt;Bay&gt;, 09:30–10:30, 12 min away, free of charge (estimate)",
    ]


def test_whom_a_licence_wants_named_is_named_where_the_source_is_shown() -> None:
    explain = StopExplained(
        why="", source="Wikivoyage; CC-BY-SA-4.0; 2026-03-01", licence="CC-BY-SA-4.0",
        attribution="Wikivoyage contributors, article <Rome>",
    )  # fmt: skip

    html = day_html(a_day(0, a_stop(0, explain=explain)), EN)

    assert (
        "Facts: Wikivoyage contributors, article &lt;Rome&gt;"
        " (Wikivoyage; CC-BY-SA-4.0; 2026-03-01); not verified on a certain day"
    ) in html


def test_a_stop_of_which_nothing_more_is_known_folds_out_nothing() -> None:
    assert "<details" not in day_html(a_day(0, a_stop(0, explain=StopExplained(why=""))), EN)


def test_the_looks_are_loaded_from_nowhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_a_journey_shows_how_from_where_to_where_when_and_for_how_much() -> None:
    html = day_html(a_day(0, a_journey()), EN)

    for shown in (
        ">Train</span>",
        "Hongqiao Station 08:00 → North Station 14:20 · 6 h 20 min",
        "≈ CNY 671 per person × 2 = CNY 1,342 (estimate)",
    ):
        assert shown in html
    assert "not in the catalogue" not in html


def test_typical_times_of_a_journey_are_told_as_a_doubt() -> None:
    html = day_html(a_day(0, a_journey()), ZH)

    assert re.findall(r'<span class="tw-warn">([^<]+)</span>', html) == [
        "时间和价格为典型值，非时刻表：预订前请查询"
    ]
