"""How an answer looks: its words, what tools found, what is proposed, what it rests on."""

from datetime import UTC, date, datetime

import pytest

from chat_demo import talk_words
from chat_demo.answers import answer_parts, at_work, proposal_card, small_print
from chat_demo.markup import join
from chat_demo.prose import prose
from chat_demo.talks import Talk
from chat_demo.tool_cards import tool_card
from core.assistant.graph import build_graph
from core.schemas.chat import ChangeKind, Intent, ProposalStatus
from core.schemas.tools import (
    CityRef,
    FlightOffer,
    FlightResult,
    FlightsOut,
    Sky,
    ToolResult,
    WeatherDay,
    WeatherOut,
    WeatherResult,
)
from tests.chat_demo.reading import HOSTILE, read
from tests.support.talk import a_proposal, a_reply, a_trace, a_used_memory, some_meta

CITY = CityRef(id="guangzhou", name_en="Guangzhou", name_zh="广州", timezone="Asia/Shanghai")


def the_weather() -> WeatherResult:
    day = WeatherDay(
        date=date(2026, 12, 1), sky=Sky.RAIN, high_c=21, low_c=11, rain_mm=4,
        rain_chance_percent=60, usual_high_c=20, usual_low_c=12,
    )  # fmt: skip
    out = WeatherOut(
        city=CITY, start_date=day.date, end_date=day.date, high_c=21, low_c=11, wet_days=1,
        days=[day],
    )  # fmt: skip
    params = {
        "city": {"en": "Guangzhou", "zh": "广州"}, "start": "2026-12-01", "end": "2026-12-01",
        "low": 11, "high": 21, "wet": 1, "days": 1,
    }  # fmt: skip
    return WeatherResult(
        simulated=True, source="climate", summary_key="weather.outlook", summary_params=params,
        suggestions=[], data=out,
    )  # fmt: skip


def some_flights() -> FlightResult:
    airport = {"place_id": None, "name_en": "Baiyun", "name_local": "白云"}
    flight = FlightOffer.model_validate({
        "number": "TW 12", "origin_airport": airport, "destination_airport": airport,
        "departs_at": datetime(2026, 12, 1, 22, 5, tzinfo=UTC), "departs_timezone": "UTC",
        "arrives_at": datetime(2026, 12, 2, 1, 40, tzinfo=UTC), "arrives_timezone": "UTC",
        "arrives_day_offset": 1, "duration_minutes": 215, "fare": 90_000, "total": 180_000,
        "currency": "CNY", "seats_left": 4,
    })  # fmt: skip
    out = FlightsOut(
        origin=CITY, destination=CITY, date=date(2026, 12, 1), travellers=2, distance_km=900,
        flights=[flight] * 9, suiting=9,
    )  # fmt: skip
    return FlightResult(
        simulated=True, source="timetable", summary_key="of.a.newer.product", summary_params={},
        suggestions=[], data=out,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\nTwo.", "<p>One.<br>Two.</p>"),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("- a\n* b\n• c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("## Day **one**", "<h3>Day <strong>one</strong></h3>"),
        ("**a** & b", "<p><strong>a</strong> &amp; b</p>"),
        ("2 - 1 = 1", "<p>2 - 1 = 1</p>"),
        ("![x](http://a.test/x.png)", "<p>![x](http://a.test/x.png)</p>"),
        ("", ""),
    ],
)
def test_words_become_paragraphs_lists_and_emphasis_and_nothing_else(text: str, html: str) -> None:
    assert prose(text) == f'<div class="tw-prose">{html}</div>'


def test_nothing_that_a_model_says_becomes_markup() -> None:
    assert "alert(1)" in read(prose(HOSTILE)).text


def test_weather_is_told_by_day_and_as_simulated() -> None:
    shown = read(tool_card(the_weather(), "en")).text

    for part in ("days with rain or snow: 1 of 1", "simulated", "Tue 1 Dec", "☂ rain",
                 "11–21 °C · rain 60 %"):  # fmt: skip
        assert part in shown
    assert "降水 60%" in read(tool_card(the_weather(), "zh")).text


def test_flights_are_told_with_both_ends_and_how_many_more_there_are() -> None:
    shown = read(tool_card(some_flights(), "en")).text

    assert "22:05 – 01:40 +1 Baiyun → Baiyun CNY 1,800 · seats left: 4 · TW 12" in shown
    assert "3 more suit." in shown


@pytest.mark.parametrize("result", [the_weather(), some_flights()])
def test_results_of_tools_speak_both_languages(result: ToolResult) -> None:
    assert read(tool_card(result, "en")).text != read(tool_card(result, "zh")).text


def test_a_change_is_told_with_its_days_and_what_it_does_to_the_checks() -> None:
    shown = read(proposal_card(a_proposal(), "en")).text

    for part in (
        "Move “Nanyue King Museum”",
        "Tue 1 Dec → Wed 2 Dec 10:00",
        "New with this change",
        "It is shut then",
        "Waits for your yes or no.",
    ):
        assert part in shown


def test_a_change_that_was_made_names_the_version() -> None:
    made = a_proposal(ProposalStatus.APPLIED, version=4)

    assert "✓ Changed; version 4." in read(proposal_card(made, "en")).text


def test_what_an_answer_rests_on_is_told_small() -> None:
    reply = a_reply(
        used_memory=[a_used_memory()],
        tool_traces=[a_trace("memory_read", status="failed"), a_trace("of_a_newer_product")],
    )

    shown = read(small_print(reply, "en")).text

    for part in ("chat · 12 ms · 345 tokens · offline-1", "I am vegetarian0.82", "✗ looked into",
                 "of_a_newer_product"):  # fmt: skip
        assert part in shown


def test_an_answer_by_rules_says_so_with_the_reason() -> None:
    meta = some_meta(degraded=True, degraded_reason="rate_limited")
    talk = Talk("r", said="At nine.", reply=a_reply("At nine.", ai_meta=meta))

    shown = read(join(answer_parts(talk, "en"))).text

    assert "made by rules from the facts" in shown
    assert "rate_limited" in shown


def test_before_the_first_word_it_is_told_what_goes_on() -> None:
    waiting = Talk("r", traces=(a_trace("memory_read"),))

    assert "Thinking…looked into what is remembered" in read(at_work(waiting, 0, "en")).text
    assert at_work(Talk("r", said="At"), 0, "en") == ""
    planning = Talk("r", said="I plan it.", reply=a_reply(task_id="task-1"))
    assert "Planning day by day…" in read(at_work(planning, 0, "en")).text


def test_every_word_of_the_wire_has_a_phrase() -> None:
    assert set(talk_words.INTENTS) == set(Intent)
    assert set(talk_words.CHANGES) == set(ChangeKind)
    assert set(talk_words.STATUSES) == set(ProposalStatus)
    assert set(talk_words.SKIES) == {sky.value for sky in Sky}


def test_every_node_has_a_name() -> None:
    nodes = {name for name in build_graph().nodes if not name.startswith("__")}

    assert len(nodes) > 5
    assert nodes <= set(talk_words.NODES)
