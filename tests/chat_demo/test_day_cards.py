"""One day of a plan as a card."""

from datetime import date, timedelta
from typing import Any

import pytest

from chat_demo import trip_words
from chat_demo.dates import dates_of, lasting, short_date
from chat_demo.day_cards import day_card
from core.client.http import Language
from core.schemas.fields import TransferMode
from core.schemas.links import TimesKind
from core.schemas.plans import PlanSubTrip, StopExplained, StopInstead
from core.schemas.trips import SubTripKind, Transfer
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_day, a_journey, a_stop


def shown(*stops: PlanSubTrip, language: Language = "en", names: Any = None) -> str:
    return read(day_card(a_day(0, *stops), language, names or {})).text


def test_a_stop_shows_when_where_how_to_get_there_what_it_costs_and_why() -> None:
    text = shown(a_stop())

    for piece in (
        "Day 1", "Tue 1 Dec", "Old town 1", "09:20–10:50", "Chen Clan Ancestral Hall",
        "by public transport ≈ 18 min, 5.2 km", "≈ CNY 20",
        "Southern craftwork at its richest",
    ):  # fmt: skip
        assert piece in text


def test_a_card_is_in_the_language_of_its_plan() -> None:
    text = shown(a_stop(name="陈家祠"), language="zh")

    for piece in ("第 1 天", "12月1日周二", "公共交通 约 18 分钟，5.2 km", "约 CNY 20"):
        assert piece in text


def test_the_name_in_the_other_language_stands_beside_the_one_of_the_plan() -> None:
    names = {"guangzhou-chen-clan-ancestral-hall": ("Chen Clan Ancestral Hall", "陈家祠")}

    assert "Chen Clan Ancestral Hall 陈家祠" in shown(a_stop(), names=names)
    assert "陈家祠 Chen Clan Ancestral Hall" in shown(a_stop(name="陈家祠"), names=names)


def test_a_name_that_is_the_same_in_both_languages_is_shown_once() -> None:
    names = {"louvre": ("Louvre", "Louvre")}

    assert shown(a_stop(place_id="louvre", name="Louvre"), names=names).count("Louvre") == 1


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        ("verified", "Open Tue-Sun 09:00-17:30; Mon closed"),
        ("typical", "Usually open Tue-Sun 09:00-17:30; Mon closed, not verified"),
        ("unknown", "⚠ Opening hours not known: ask before you go"),
    ],
)
def test_opening_hours_are_shown_as_surely_as_they_are_known(confidence: str, words: str) -> None:
    assert words in shown(a_stop(hours_confidence=confidence))


@pytest.mark.parametrize(
    ("confidence", "words"),
    [("approximate", "position within about 500 m"), ("unsure", "⚠ position uncertain")],
)
def test_a_doubtful_position_is_said(confidence: str, words: str) -> None:
    assert words in shown(a_stop(position_confidence=confidence))
    assert "position" not in shown(a_stop(position_confidence="good"))


def test_a_place_nobody_knows_is_said_and_has_no_price() -> None:
    text = shown(a_stop(place_id=None, name="Jade Moon Garden", cost=0))

    assert "⚠ not in our catalogue: may not exist" in text
    assert "free" not in text
    assert "open" not in text


def test_what_costs_nothing_is_free() -> None:
    assert "free" in shown(a_stop(cost=0))


def test_a_day_shows_the_sum_of_its_stops_as_an_estimate() -> None:
    assert "Old town 1≈ CNY 30" in shown(a_stop(0, cost=1000), a_stop(1, cost=2000))


@pytest.mark.parametrize(
    ("stop", "words"),
    [
        (a_stop(kind=SubTripKind.MEAL, meal="dinner"), "Chen Clan Ancestral Hall dinner"),
        (a_stop(kind=SubTripKind.HOTEL), "Chen Clan Ancestral Hall night"),
        (a_stop(kind=SubTripKind.CUSTOM), "Chen Clan Ancestral Hall"),
    ],
    ids=["meal", "hotel", "custom"],
)
def test_each_kind_of_stop_has_its_sign(stop: PlanSubTrip, words: str) -> None:
    assert words in shown(stop)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Transfer(mode=TransferMode.WALK, minutes=8, distance_m=640), "on foot ≈ 8 min, 640 m"),
        (Transfer(mode=TransferMode.TAXI, minutes=25, distance_m=9000), "by taxi ≈ 25 min, 9.0"),
    ],
    ids=["short", "long"],
)
def test_a_way_is_marked_as_an_estimate(way: Transfer, words: str) -> None:
    assert words in shown(a_stop(transfer=way))


def test_a_night_has_a_beginning_and_no_end() -> None:
    text = shown(a_stop(kind=SubTripKind.HOTEL, start_time="21:30", end_time="21:30"))

    assert "21:30" in text
    assert "–" not in text


def test_what_a_deep_plan_says_of_a_day_stands_below_its_title() -> None:
    day = a_day(0, summary="Craft in the morning, tea later.")

    assert "≈ CNY 20Craft in the morning, tea later." in read(day_card(day, "en", {})).text


def test_a_day_without_stops_says_so() -> None:
    empty = a_day(0).model_copy(update={"sub_trips": []})

    assert "Nothing planned." in read(day_card(empty, "en", {})).text


def test_no_text_of_catalogue_or_model_can_become_markup() -> None:
    hostile = a_stop(
        name=HOSTILE, reason=HOSTILE, opening_hours=HOSTILE, hours_confidence="verified"
    )
    names = {hostile.place_id or "": (HOSTILE, HOSTILE + "2")}

    text = read(day_card(a_day(0, hostile, title=HOSTILE), "en", names)).text

    assert text.count("<script>alert(1)</script>") == 5
    assert text.count("**bold**") == 5


def test_a_date_is_short_in_both_languages() -> None:
    assert short_date(date(2026, 11, 22), "en") == "Sun 22 Nov"
    assert short_date(date(2026, 11, 22), "zh") == "11月22日周日"


@pytest.mark.parametrize("kind", SubTripKind)
def test_every_kind_of_stop_can_be_shown(kind: SubTripKind) -> None:
    assert "Chen Clan Ancestral Hall" in shown(a_stop(kind=kind))


def test_a_journey_shows_how_from_where_when_for_how_long_and_at_what_price() -> None:
    text = shown(a_journey())

    for piece in (
        "Shanghai → Xi'an train", "08:00 Hongqiao Station", "— 6 h 20 min →",
        "14:20 North Station", "≈ CNY 1,342", "CNY 671 × 2",
    ):  # fmt: skip
        assert piece in text
    assert "⚠" not in text


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ("typical", "Typical times and price: choose the very train"),
        ("timetable", "as in the timetable"),
        ("free", "Leave when you like"),
    ],
)
def test_a_journey_says_how_sure_its_times_are(times: str, words: str) -> None:
    leg = a_journey().leg
    assert leg is not None

    assert words in shown(a_journey(leg=leg.model_copy(update={"times": TimesKind(times)})))


def test_a_journey_over_night_says_that_it_arrives_a_day_later_and_when_to_be_there() -> None:
    leg = a_journey().leg
    assert leg is not None
    later = leg.model_copy(update={"arrives_at": leg.arrives_at + timedelta(days=1)})

    text = shown(a_journey(leg=later, explain=StopExplained(why="", arrive_by="07:30")))

    assert "14:20 North Station +1 day" in text
    assert "be there by 07:30" in text


def test_a_stop_tells_until_when_it_is_open_and_when_to_be_there_where_there_is_slack() -> None:
    slack = StopExplained(why="", open_until="17:30", arrive_by="10:00")
    tight = StopExplained(why="", open_until="24:00", arrive_by="09:20")

    assert "open until 17:30 that daybe there by 10:00" in shown(a_stop(explain=slack))
    assert "open until" not in shown(a_stop(explain=tight))
    assert "be there by" not in shown(a_stop(explain=tight))


def test_what_would_fit_instead_is_folded_with_what_the_facts_rest_on() -> None:
    other = StopInstead(
        place_id="x", name="The Other Hall", start_time="09:30", end_time="10:30",
        minutes_away=15, cost=0,
    )  # fmt: skip
    explain = StopExplained(
        why="", source="editorial", verified_on=date(2026, 3, 1), alternatives=[other]
    )

    text = shown(a_stop(explain=explain))

    assert "1 other that would fit hereThe Other Hall 09:30–10:30, 15 min away · free" in text
    assert trip_words.HOW_TO_TAKE.en in text
    assert "Facts: our own editors · checked on Sun 1 Mar 2026" in text


def test_whom_a_licence_wants_named_is_named_where_nothing_else_would_fit_too() -> None:
    explain = StopExplained(
        why="", source="Wikivoyage; CC-BY-SA-4.0; 2026-03-01", licence="CC-BY-SA-4.0",
        attribution="Wikivoyage contributors, article Rome",
    )  # fmt: skip

    assert (
        "Facts: Wikivoyage contributors, article Rome (Wikivoyage; CC-BY-SA-4.0; 2026-03-01)"
    ) in shown(a_stop(explain=explain))


def test_a_price_that_several_pay_is_shown_with_its_shares() -> None:
    shares = StopExplained(why="", cost_per="person", cost_units=2)

    assert "≈ CNY 20CNY 10 × 2" in shown(a_stop(explain=shares))
    assert "×" not in shown(a_stop(cost=2001, explain=shares)), "which would not add up"


def test_a_way_that_costs_says_so() -> None:
    way = Transfer(mode=TransferMode.TRANSIT, minutes=18, distance_m=5200, cost=800)

    assert "5.2 km · ≈ CNY 8" in shown(a_stop(transfer=way))


def test_a_day_says_how_long_one_is_on_the_way() -> None:
    text = read(day_card(a_day(0), "en", {}, {"travel_min": 95.0, "walking_min": 50.4})).text

    assert "≈ CNY 20 · 95 min on the way, 50 of them on foot" in text


def test_a_day_of_many_stops_has_a_map_of_its_own_in_which_they_are_named() -> None:
    page = day_card(a_day(0, a_stop(0), a_stop(1, lat=23.2, lon=113.3)), "en", {})

    assert 'alt="Map of day 1, Guangzhou: Chen Clan' in page


@pytest.mark.parametrize(
    ("last", "en", "zh"),
    [
        (date(2026, 12, 30), "Wed 30 Dec 2026", "2026年12月30日周三"),
        (date(2026, 12, 31), "Wed 30 Dec to Thu 31 Dec 2026", "2026年12月30日周三 至 12月31日周四"),
        (date(2027, 1, 1), "Wed 30 Dec 2026 to Fri 1 Jan 2027",
         "2026年12月30日周三 至 2027年1月1日周五"),
    ],
    ids=["one day", "one year", "two years"],
)  # fmt: skip
def test_the_dates_of_a_trip_name_the_year_once_where_it_is_the_same(
    last: date, en: str, zh: str
) -> None:
    assert dates_of(date(2026, 12, 30), last, "en") == en
    assert dates_of(date(2026, 12, 30), last, "zh") == zh


def test_a_span_of_time_is_in_hours_and_minutes() -> None:
    assert [lasting(minutes, "en") for minutes in (45, 120, 690)] == [
        "45 min",
        "2 h",
        "11 h 30 min",
    ]
    assert lasting(690, "zh") == "11 小时 30 分"
