"""What the built-in model finds in documents, by rules, in English and Chinese."""

import json
from datetime import date
from typing import Any

import pytest

from core.llm.providers.offline.documents.amounts import amounts_in
from core.llm.providers.offline.documents.lines import heading_level, lines_of, sentences_of
from core.llm.providers.offline.documents.moments import dates_in, times_in
from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Message
from tests.support.models import a_call
from tests.support.papers import (
    BOOKINGS_EN,
    BOOKINGS_ZH,
    TENDER_EN,
    TENDER_ZH,
    WORK_EN,
    WORK_ZH,
)

_TODAY = date(2026, 11, 21)
_Rows = list[dict[str, Any]]


async def found(text: str, profile: str, language: str = "en") -> dict[str, Any]:
    """Return the answer of the built-in model, asked as the analysis asks it."""
    blocks = {
        "task": "analyse_document",
        "profile": profile,
        "language": language,
        "today": _TODAY.isoformat(),
        "before": "",
        "text": text,
    }
    lines = [f"<{name}>{json.dumps(value)}</{name}>" for name, value in blocks.items()]
    asked = a_call(messages=(Message("user", "\n".join(lines)),))
    answer: dict[str, Any] = json.loads((await OfflineProvider().complete(asked)).text)
    return answer


def said(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a finding says, without its quote."""
    return {name: value for name, value in row.items() if value is not None and name != "quote"}


async def test_bookings_in_english_have_their_days_times_prices_and_numbers() -> None:
    flight, hotel, meal = (await found(BOOKINGS_EN, "booking"))["bookings"]

    assert said(flight) == {
        "title": "Flight CZ3102",
        "category": "flight",
        "date": "2027-03-01",
        "start_time": "08:00",
        "end_date": "2027-03-01",
        "end_time": "11:20",
        "amount": 1240.0,
        "currency": "CNY",
        "confirmation_number": "XK9PLM",
    }
    assert said(hotel) == {
        "title": "White Swan",
        "category": "hotel",
        "date": "2027-03-01",
        "start_time": "15:00",
        "end_date": "2027-03-03",
        "end_time": "11:00",
        "place_name": "White Swan",
        "address": "1 South Street, Shamian, Guangzhou",
        "amount": 1240.0,
        "currency": "CNY",
        "confirmation_number": "HT-7788123",
    }
    assert (meal["category"], meal["date"], meal["start_time"]) == (
        "restaurant",
        "2027-03-02",
        "19:30",
    )


async def test_bookings_in_chinese_have_them_as_well() -> None:
    flight, hotel = (await found(BOOKINGS_ZH, "booking", "zh"))["bookings"]

    assert said(flight) == {
        "title": "航班 CA1831",
        "category": "flight",
        "date": "2027-03-01",
        "start_time": "08:30",
        "end_date": "2027-03-01",
        "end_time": "10:45",
        "amount": 1240.0,
        "currency": "CNY",
        "confirmation_number": "E123456789",
    }
    assert said(hotel) == {
        "title": "和平饭店",
        "category": "hotel",
        "date": "2027-03-01",
        "start_time": "15:00",
        "end_date": "2027-03-03",
        "end_time": "12:00",
        "place_name": "和平饭店",
        "address": "上海市黄浦区南京东路20号",
        "amount": 4560.0,
        "currency": "CNY",
        "confirmation_number": "HP998877",
    }


@pytest.mark.parametrize(
    "text",
    ["Dear guest, thank you for your trust.", "The price is 300 EUR.", "Updated on 3 March 2027."],
)
async def test_what_is_not_booked_for_a_day_is_no_booking(text: str) -> None:
    assert (await found(text, "booking"))["bookings"] == []


async def test_a_tender_in_english_has_requirements_dates_scoring_and_risks() -> None:
    answer = await found(TENDER_EN, "tender")

    assert [(row["obligation"], row["section"]) for row in answer["requirements"]] == [
        ("must", "1. Submission"),
        ("must", "1. Submission"),
        ("should", "1. Submission"),
        ("must_not", "1. Submission"),
        ("must", "1. Submission"),
        ("must", "3. Contract"),
    ]
    assert [(row["date"], row["time"], row["is_deadline"]) for row in answer["dates"]] == [
        ("2027-03-15", "17:00", True)
    ]
    assert [(row["title"], row["points"]) for row in answer["scoring"]] == [
        ("Price", 40.0),
        ("Technical quality", 45.0),
        ("Team", 15.0),
    ]
    assert [(row["category"], row["amount"]) for row in answer["risks"]] == [
        ("rejection", None),
        ("security", 20_000.0),
        ("penalty", 500.0),
        ("liability", None),
    ]


async def test_a_tender_in_chinese_has_them_as_well() -> None:
    answer = await found(TENDER_ZH, "tender", "zh")

    assert [(row["title"], row["obligation"]) for row in answer["requirements"]] == [
        ("投标人须具备有效营业执照", "must"),
        ("投标人不得转包", "must_not"),
        ("每延误一天，承包人应支付违约金5000元", "must"),
    ]
    assert [(row["date"], row["time"]) for row in answer["dates"]] == [("2027-03-15", "17:00")]
    assert [(row["title"], row["points"]) for row in answer["scoring"]] == [
        ("价格", 30.0),
        ("技术方案", 50.0),
        ("服务承诺", 20.0),
    ]
    assert [(row["category"], row["amount"]) for row in answer["risks"]] == [
        ("rejection", None),
        ("security", 20_000.0),
        ("penalty", 5_000.0),
    ]


def tree(rows: _Rows) -> list[tuple[str, str | None, tuple[Any, ...]]]:
    """Return title, title of the parent and numbers of each piece of work."""
    titles = {row["ref"]: row["title"] for row in rows}
    return [
        (
            row["title"],
            titles.get(row["parent"]),
            (row["low"], row["high"], row["unit"]) if row["low"] is not None else (),
        )
        for row in rows
    ]


async def test_work_in_english_is_a_tree_by_headings_and_lists_without_the_sums() -> None:
    assert tree((await found(WORK_EN, "workload"))["items"]) == [
        ("Project plan", None, ()),
        ("Backend", "Project plan", ()),
        ("Login and sign-up", "Backend", (3.0, 3.0, "days")),
        ("Trip API", "Backend", (5.0, 8.0, "days")),
        ("Search", "Backend", (2.0, 5.0, "days")),
        ("Frontend", "Project plan", ()),
        ("Map view", "Frontend", (16.0, 16.0, "hours")),
        ("Printing", "Frontend", ()),
        ("Rollout", "Project plan", ()),
        ("Training of staff", "Rollout", (2.0, 2.0, "weeks")),
    ]


async def test_work_in_chinese_is_read_from_lists_and_tables() -> None:
    assert tree((await found(WORK_ZH, "workload", "zh"))["items"]) == [
        ("后端开发", None, ()),
        ("登录注册", "后端开发", (3.0, 3.0, "days")),
        ("行程接口", "后端开发", (5.0, 8.0, "days")),
        ("报表", None, ()),
        ("月报", "报表", (4.0, 4.0, "days")),
        ("导出", "报表", (2.5, 2.5, "days")),
    ]


async def test_the_same_question_gets_the_same_answer_and_another_document_another() -> None:
    first = await found(BOOKINGS_EN, "booking")

    assert await found(BOOKINGS_EN, "booking") == first
    assert await found(BOOKINGS_EN.replace("White Swan", "Lotus"), "booking") != first


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-03-05", ["2027-03-05"]),
        ("2027/3/5 and 2027.12.31", ["2027-03-05", "2027-12-31"]),
        ("2027年3月5日（周五）", ["2027-03-05"]),
        ("三月五日", ["2027-03-05"]),
        ("March 5th, 2027", ["2027-03-05"]),
        ("Fri, 5 Mar 2027", ["2027-03-05"]),
        ("25/12/2027", ["2027-12-25"]),
        ("12/25/2027", ["2027-12-25"]),
        ("04/03/2027", []),
        ("30 February 2027", []),
        ("December 1", ["2026-12-01"]),
        ("November 1", ["2027-11-01"]),
        ("version 1.2.3, tel. 2027-1234567", []),
    ],
)
def test_dates_are_read_as_written_and_never_guessed(text: str, days: list[str]) -> None:
    assert [moment.value for moment in dates_in(text, None, _TODAY)] == days


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("08:05-17:30", ["08:05", "17:30"]),
        ("7:30 pm", ["19:30"]),
        ("12 am", ["00:00"]),
        ("下午3点半", ["15:30"]),
        ("晚上8点15分", ["20:15"]),
        ("25:00, 12:75, 3 天时间", []),
    ],
)
def test_times_of_day_are_read_as_written(text: str, times: list[str]) -> None:
    assert [moment.value for moment in times_in(text)] == times


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("EUR 1.234,50", [(1234.5, "EUR")]),
        ("$1,234.50", [(1234.5, "USD")]),
        ("1 234,50 €", [(1234.5, "EUR")]),
        ("HK$ 88", [(88, "HKD")]),
        ("人民币2万元", [(20_000, "CNY")]),
        ("1.5 million USD", [(1_500_000, "USD")]),
        ("RMB 300 or 45 euros", [(300, "CNY"), (45, "EUR")]),
        ("room 300, 3 nights", []),
    ],
)
def test_amounts_are_read_with_their_currency(text: str, amounts: list[tuple[Any, str]]) -> None:
    assert [(float(one.value), one.currency) for one in amounts_in(text)] == amounts


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("# Title", 1),
        ("### Title", 3),
        ("1.2 Scope", 2),
        ("第三章 合同", 1),
        ("第二节 付款", 2),
        ("一、概述", 1),
        ("TERMS AND CONDITIONS", 1),
        ("1. The bidder shall provide three references.", 0),
        ("An ordinary line", 0),
        ("2027 will be a good year", 0),
    ],
)
def test_headings_are_known_by_mark_number_and_case(line: str, level: int) -> None:
    assert heading_level(line) == level


def test_lines_stand_where_they_stand() -> None:
    text = "\n  one \n\n\ttwo\n"

    assert [(line.text, text[line.start : line.end]) for line in lines_of(text)] == [
        ("one", "one"),
        ("two", "two"),
    ]


def test_sentences_end_at_their_marks_in_both_languages() -> None:
    assert sentences_of("One. Two! No. 3 is v1.2; fine") == [
        "One.",
        "Two!",
        "No. 3 is v1.2;",
        "fine",
    ]
    assert sentences_of("第一。第二；第三") == ["第一。", "第二；", "第三"]
