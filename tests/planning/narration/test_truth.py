"""What a text about a plan may say: only what the facts say, and in the traveller's language."""

from typing import Any

import pytest

from core.planning.narration.truth import Fault, fault_of, scope_of

_FACTS: list[dict[str, Any]] = [
    {
        "cities": ["Xi'an", "Chengdu"],
        "date": "2026-12-02",
        "weekday": "Wednesday",
        "month": "December",
        "day_of_month": 2,
        "days": 3,
        "minutes": 25,
        "cost": "CNY 1,234.50",
        "starts": "09:30",
        "ends": "15:00",
        "hotel": None,
        "stops": [
            {"name": "Bell Tower", "area": "Beilin", "about": "A Ming tower, lit at night."},
            {"name": "798 Art Zone", "kind": "attraction", "within": True},
        ],
    }
]
_STRANGERS = ["Terracotta Army", "Drum Tower", "Paris", "兵马俑", "广州"]
_FACTS_ZH = [{"cities": ["西安"], "name": "钟楼", "hotel": "西安宾馆", "days": 3, "starts": "09:30",
              "cost": "CNY 1,234.50", "area": "Beilin"}]  # fmt: skip


def fault(text: str, language: str = "en", longest: int = 300) -> Fault | None:
    """Return what is wrong with a text about the facts."""
    facts = _FACTS if language == "en" else _FACTS_ZH
    return fault_of(text, scope_of(facts, _STRANGERS), language=language, longest=longest)


@pytest.mark.parametrize(
    "text",
    [
        "The Bell Tower stands in Beilin.",
        "From Xi'an one goes to Chengdu within 3 days, for about CNY 1,234.50.",
        "It begins at 9:30 and ends at 3 pm: an easy Wednesday, 2 December.",
        "No way takes more than 25 minutes. Wonderful!",
        "798 Art Zone comes first; the Tower's lights are for the evening.",
        "A Ming tower, lit at night.",
        "A Ming tower, lit at night. Book ahead.",
        "I like it: towers, lights, and “Bell Tower” at the end.",
    ],
)
def test_what_the_facts_say_may_be_said(text: str) -> None:
    assert fault(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "It costs CNY 99.", "About 1,200 yuan in all.", "¥25 at the door.", "Opens at 08:15.",
        "Be there by 8 am.", "All of 47 steps.", "In 1384 it was built.", "Leave at noon.",
        "It opens at nine o'clock.", "Ten euros are enough.", "Take line 2 for 4 stops.",
        "5798 Art Zone visitors.",
    ],
)  # fmt: skip
def test_a_number_a_time_or_a_price_that_is_none_of_them_may_not(text: str) -> None:
    assert fault(text) is Fault.NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "See the Terracotta Army.", "the terracotta army is near.", "Not far from Paris.",
        "Have noodles at Golden Dragon House.", "It is a UNESCO site.", "Dine at “lucky noodles”.",
        "Ask for Mr Wang.", "Drum Tower is next door.", "UNESCO has listed it.",
        "Ride with Didi.", "A stroll to the Great Wall.",
    ],
)  # fmt: skip
def test_a_name_that_is_none_of_them_may_not(text: str) -> None:
    assert fault(text) is Fault.NAME


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example for tickets.", "Write to www.evil.example", "Go to evil.com now",
        "<b>Bell Tower</b>", "![x](y)", "`rm`", "**Bell Tower**", "a@b", "{{language}}", "a\x07b",
        "Bell Tower \x1a", "pay at evil.example", "evil.shop has more", "EVIL.COM",
    ],
)  # fmt: skip
def test_addresses_and_markup_may_not(text: str) -> None:
    assert fault(text) is Fault.MARKUP


def test_a_text_is_as_long_as_allowed_and_not_empty() -> None:
    assert fault("a" * 300) is None
    assert fault("a" * 301) is Fault.LENGTH
    assert fault("") is Fault.LENGTH


def test_a_text_is_in_the_language_of_the_trip() -> None:
    assert fault("钟楼在市中心。") is Fault.LANGUAGE
    assert fault("A fine day.", "zh") is Fault.LANGUAGE
    assert fault("轻松的一天。", "zh") is None


@pytest.mark.parametrize(
    "text",
    ["钟楼就在酒店附近，9:30出发。", "3天都在西安，约CNY 1,234.50。", "住在西安宾馆，离钟楼不远。",
     "看一家博物馆。", "Beilin一带值得慢慢走。"],
)  # fmt: skip
def test_the_facts_may_be_told_in_chinese(text: str) -> None:
    assert fault(text, "zh") is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("门票三十元。", Fault.NUMBER), ("下午三点集合。", Fault.NUMBER),
        ("8点出发。", Fault.NUMBER), ("共走了12公里。", Fault.NUMBER),
        ("约200元。", Fault.NUMBER), ("十点半开门。", Fault.NUMBER),
        ("顺路去兵马俑。", Fault.NAME), ("和广州一样热闹。", Fault.NAME),
        ("晚餐在金龙餐厅。", Fault.NAME),
        ("参考《长安十二时辰》。", Fault.NAME), ("用Didi叫车。", Fault.NAME),
        ("详见http://evil.example。", Fault.MARKUP),
    ],
)  # fmt: skip
def test_what_is_none_of_them_may_not_be_told_in_chinese(text: str, wrong: Fault) -> None:
    assert fault(text, "zh") is wrong


def test_a_stranger_that_shares_its_name_with_a_fact_is_none() -> None:
    scope = scope_of(_FACTS, ["bell tower", "Tower"])

    assert fault_of("The Bell Tower.", scope, language="en", longest=99) is None
    assert fault_of("Another tower is here.", scope, language="en", longest=99) is Fault.NAME
