"""Who asks what is remembered of them is told all of it, whatever words the question has."""

from datetime import UTC, datetime

import pytest

from core.memory.domain import Kind, Level, Memory
from core.memory.ranking import asks_for_all, ranked

_NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "What do you remember about me?",
        "do you know what I like?",
        "do you still remember my taste",
        "你记得我什么？",
        "你知道我的口味吗",
    ],
)
def test_a_question_about_the_memory_is_one_for_all_of_it(words: str) -> None:
    assert asks_for_all(words)


@pytest.mark.parametrize(
    "words",
    [
        "Do you know a good hotel?",
        "remember that I eat no meat",
        "请记住，不去博物馆",
        "明天去哪里",
    ],
)
def test_any_other_message_is_not(words: str) -> None:
    assert not asks_for_all(words)


@pytest.mark.parametrize(
    ("words", "found"), [("What do you remember about me?", ["I'm a vegetarian"]), ("Tokyo?", [])]
)
def test_what_has_nothing_in_common_with_the_words_is_found_only_then(
    words: str, found: list[str]
) -> None:
    memory = Memory("m-1", "I'm a vegetarian", Level.USER, Kind.TURN, None, None, _NOW)

    assert [each.text for each in ranked([(memory, 0.0)], words, _NOW, 5)] == found
