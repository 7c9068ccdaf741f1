"""One day of a plan as a card."""

from datetime import date
from typing import Any

import pytest

from chat_demo.day_cards import day_card, readable_hours, short_date
from core.client.http import Language
from core.schemas.plans import PlanSubTrip
from core.schemas.trips import SubTripKind, Transfer, TransferMode
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_day, a_journey, a_stop


def shown(*stops: PlanSubTrip, language: Language = "en", names: Any = None) -> str:
    return read(day_card(a_day(0, *stops), language, names or {})).text


def test_a_stop_shows_when_where_how_to_get_there_what_it_costs_and_why() -> None:
    text = shown(a_stop())

    for piece in (
        "Day 1", "Tue 1 Dec", "Old town 1", "09:20–10:50", "🏛️ Chen Clan Ancestral Hall",
        "🚇 by public transport ≈ 18 min, 5.2 km", "≈ CNY 20",
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
        (a_stop(kind=SubTripKind.MEAL, meal="dinner"), "🍜 Chen Clan Ancestral Hall dinner"),
        (a_stop(kind=SubTripKind.HOTEL), "🏨 Chen Clan Ancestral Hall night"),
        (a_stop(kind=SubTripKind.CUSTOM), "📍 Chen Clan Ancestral Hall"),
    ],
    ids=["meal", "hotel", "custom"],
)
def test_each_kind_of_stop_has_its_sign(stop: PlanSubTrip, words: str) -> None:
    assert words in shown(stop)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Transfer(mode=TransferMode.WALK, minutes=8, distance_m=640), "🚶 on foot ≈ 8 min, 640 m"),
        (Transfer(mode=TransferMode.TAXI, minutes=25, distance_m=9000), "🚕 by taxi ≈ 25 min, 9.0"),
    ],
    ids=["short", "long"],
)
def test_a_way_is_marked_as_an_estimate(way: Transfer, words: str) -> None:
    assert words in shown(a_stop(transfer=way))


def test_a_night_has_a_beginning_and_no_end() -> None:
    text = shown(a_stop(kind=SubTripKind.HOTEL, start_time="21:30", end_time="21:30"))

    assert "21:30" in text
    assert "–" not in text


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


@pytest.mark.parametrize(
    ("hours", "en", "zh"),
    [
        ("Mo-Su 09:00-17:00", "daily 09:00-17:00", "每天 09:00-17:00"),
        ("24/7", "at all hours", "全天"),
        ("Mo-Fr 09:00-12:00,14:00-18:00; PH off",
         "Mon-Fri 09:00-12:00, 14:00-18:00; public holidays closed",
         "周一-周五 09:00-12:00, 14:00-18:00; 节假日 休息"),
        ("Apr-Oct 08:00-sunset", "Apr-Oct 08:00-sunset", "4月-10月 08:00-日落"),
        ("Mosque hours", "Mosque hours", "Mosque hours"),
    ],
)  # fmt: skip
def test_opening_hours_are_spelt_out(hours: str, en: str, zh: str) -> None:
    assert readable_hours(hours, "en") == en
    assert readable_hours(hours, "zh") == zh


def test_a_date_is_short_in_both_languages() -> None:
    assert short_date(date(2026, 11, 22), "en") == "Sun 22 Nov"
    assert short_date(date(2026, 11, 22), "zh") == "11月22日周日"


@pytest.mark.parametrize("kind", SubTripKind)
def test_every_kind_of_stop_can_be_shown(kind: SubTripKind) -> None:
    assert "Chen Clan Ancestral Hall" in shown(a_stop(kind=kind))


def test_a_journey_shows_its_stations_and_no_doubt_about_a_place() -> None:
    text = shown(a_journey())

    assert "Hongqiao Station → North Station" in text
    assert "08:00–14:20" in text
    assert "≈ CNY 1,342" in text
    assert "⚠" not in text
