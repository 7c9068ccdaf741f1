"""An answer is heard while it is written, wherever the pieces are cut."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.assistant.hearing import AnswerHeard, WordsHeard

TALK = ("general_qa", "chitchat")
any_case = settings(max_examples=150, database=None, derandomize=True)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


def heard(listener: AnswerHeard | WordsHeard, pieces: Sequence[str]) -> str:
    """Return all that was heard of pieces, one after the other."""
    return "".join(map(listener.push, pieces))


def cut(text: str, places: Sequence[int]) -> list[str]:
    """Return a text in pieces."""
    ends = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


@any_case
@given(
    answer=words,
    subject=words,
    before=st.sampled_from(
        ["", "\n", "```json\n", '<think>{"intent": "x"}</think>', "Hm. </think> "]
    ),
    plain=st.booleans(),
    places=st.lists(st.integers(0, 10_000), max_size=12),
)
def test_the_answer_of_an_object_is_heard_letter_by_letter(
    answer: str, subject: str, before: str, plain: bool, places: list[int]
) -> None:
    told = {
        "intent": "chitchat",
        "day": {"answer": "not this", "more": ['"answer"', {"intent": "weather"}]},
        "subject": subject,
        "answer": answer,
    }
    text = before + json.dumps(told, ensure_ascii=plain)

    listener = AnswerHeard(TALK)

    assert heard(listener, cut(text, places)) == answer
    assert (listener.is_whole, listener.intent) == (True, "chitchat")


@pytest.mark.parametrize(
    "told",
    [
        {"intent": "weather", "answer": "Rain."},
        {"answer": "Said before anybody knew what it is about.", "intent": "chitchat"},
        {"intent": "chitchat", "subject": {"answer": "inside"}},
        {"intent": "chitchat", "answer": None},
        {"intent": ["chitchat"], "answer": "Hi"},
    ],
)
def test_nothing_else_of_an_object_is_heard(told: dict[str, Any]) -> None:
    assert heard(AnswerHeard(TALK), [json.dumps(told)]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"intent": "chitchat", "answer": "Hello th', "Hello th"),
        ('{"intent": "chitchat", "answer": "a\\u00e9\\ud83d\\ude00\\n\\"b', 'aé😀\n"b'),
        ('{"intent": "chitchat", "answer": "a\\u0000b\\ud83dc"}', "ab"),
        ('{"intent": "chitchat", "answer": "a </think> {b"}', "a </think> {b"),
        ('{"intent": "chitchat", "answer": "a\\xb"}', "axb"),
        ("Sure! Here is what you want.", ""),
        ("<think>never ends", ""),
        ("", ""),
    ],
)
def test_what_breaks_off_or_is_no_object_is_heard_as_far_as_it_goes(
    text: str, expected: str
) -> None:
    for pieces in ([text], list(text)):
        assert heard(AnswerHeard(TALK), pieces) == expected


@any_case
@given(
    answer=words.filter(lambda text: text.strip() != ""),
    thought=st.sampled_from(
        ["", "<think></think>", " \n<think>first {this}, then <that></think>\n"]
    ),
    places=st.lists(st.integers(0, 10_000), max_size=8),
)
def test_plain_words_are_heard_without_the_thoughts_before_them(
    answer: str, thought: str, places: list[int]
) -> None:
    assert heard(WordsHeard(), cut(thought + answer, places)).lstrip() == answer.lstrip()


def test_words_in_tags_behind_the_beginning_are_no_thoughts() -> None:
    assert heard(WordsHeard(), ["<b", "old> <think>"]) == "<bold> <think>"
