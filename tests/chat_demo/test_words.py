"""Everything the chat says."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_demo import trip_words, words
from chat_demo.words import Phrase, language_of
from core.schemas.catalog import Interest, Meal
from core.schemas.exports import ExportFormat
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode, TimesKind
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanMode
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility, Pace


def phrases() -> Iterator[tuple[str, Phrase]]:
    for name, value in [*vars(words).items(), *vars(trip_words).items()]:
        if not name.isupper():
            continue
        match value:
            case Phrase():
                yield name, value
            case dict():
                yield from ((f"{name}.{key}", phrase) for key, phrase in value.items())
            case tuple():
                yield from ((name, phrase) for phrase in value if isinstance(phrase, Phrase))


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def test_each_phrase_says_the_same_with_the_same_values_in_both_languages() -> None:
    found = list(phrases())

    assert [name for name, said in found if not (said.en.strip() and said.zh.strip())] == []
    assert [name for name, said in found if fields(said.en) != fields(said.zh)] == []
    assert [name for name, said in found if has_chinese(said.en)] == []


def test_each_choice_of_the_planner_has_its_words() -> None:
    assert set(words.MODES) == set(words.MODES_MEAN) == set(words.WORKING) == set(PlanMode)
    assert set(words.DOWNLOAD_NAMES) == {"pdf", *ExportFormat}
    assert set(trip_words.INTERESTS) == set(Interest)
    assert set(trip_words.PACES) == set(Pace)
    assert set(trip_words.WAYS) == set(TransferMode)
    assert set(trip_words.MEALS) == set(Meal)
    assert set(trip_words.LINK_MODES) == set(trip_words.NO_MODES) == set(LinkMode)
    assert set(trip_words.TIMES) == set(TimesKind)
    assert set(trip_words.ROOM_TYPES) == set(RoomType)
    assert set(trip_words.ALLOWS) == set(HouseRule)
    assert set(trip_words.MOBILITY) == set(Mobility)
    assert set(trip_words.COST_PARTS) == set(SubTripKind)


def test_each_sign_that_is_shown_is_drawn_by_the_style_sheet() -> None:
    style = Path(words.__file__).with_name("style.css").read_text()

    for name in (*SubTripKind, *LinkMode, *TransferMode):
        assert f".tw-i-{name} {{" in style


def test_a_value_is_put_into_the_words_of_a_language() -> None:
    assert trip_words.DAY.to("en", number=3) == "Day 3"
    assert trip_words.DAY.to("zh", number=3) == "第 3 天"


@pytest.mark.parametrize(
    ("text", "language"),
    [("5 天广州", "zh"), ("三天 in Paris", "zh"), ("3 days", "en"), ("12345 !?", "zh")],
)
def test_the_language_of_a_plan_is_that_of_the_words(text: str, language: str) -> None:
    assert language_of(text, default="zh") == language
