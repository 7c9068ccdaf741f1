"""Which memories are nearest to what is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from core.llm.embeddings import hashed
from core.memory.domain import Kind, Level, Memory
from core.memory.ranking import ranked
from tests.memory.corpus import ASKED_EN, ASKED_ZH, MEMORIES

_NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _memory(text: str, days: float = 0.0) -> Memory:
    said_at = _NOW - timedelta(days=days)
    return Memory(text, text, Level.USER, Kind.FACT, None, None, said_at)


def _cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _nearest(texts: list[str], words: str, top_k: int, days: float = 0.0) -> list[Memory]:
    asked = hashed(words)
    found = [(_memory(text, days), _cosine(hashed(text), asked)) for text in texts]
    return ranked(found, words, _NOW, top_k)


@pytest.fixture(scope="module")
def vectors() -> dict[str, tuple[float, ...]]:
    return {text: hashed(text) for text in MEMORIES}


@pytest.mark.parametrize("asked", [ASKED_EN, ASKED_ZH], ids=["en", "zh"])
def test_among_two_hundred_the_right_one_is_nearly_always_among_five(
    vectors: dict[str, tuple[float, ...]], asked: dict[str, str]
) -> None:
    missed = []
    for words, meant in asked.items():
        query = hashed(words)
        candidates = [(_memory(text), _cosine(vector, query)) for text, vector in vectors.items()]
        best = [memory.text for memory in ranked(candidates, words, _NOW, 5)]
        if meant not in best:
            missed.append((words, best))

    assert len(vectors) == 200
    recall_at_5 = 1 - len(missed) / len(asked)
    assert recall_at_5 >= 0.9, (recall_at_5, missed)


def test_of_two_that_say_the_same_the_newer_is_nearer() -> None:
    pair = [(_memory("tea at noon", days), 0.5) for days in (200.0, 1.0)]

    found = ranked(pair, "tea", _NOW, 2)

    assert [(_NOW - memory.said_at).days for memory in found] == [1, 200]


def test_what_has_nothing_in_common_is_left_out_however_new_it_is() -> None:
    assert _nearest(["Our anniversary is on the fifth of May"], "socket", 5) == []
    assert _nearest(["我不吃辣"], "which museum", 5) == []


def test_scores_are_between_nothing_and_one_and_fall() -> None:
    found = _nearest(["tea", "tea and cake", "a tea house in the hills"], "tea", 3)

    scores = [memory.score for memory in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 < min(scores) <= max(scores) <= 1
    assert found[0].text == "tea"


def test_no_more_are_given_than_were_asked_for() -> None:
    assert len(_nearest(["tea", "green tea", "black tea"], "tea", 2)) == 2


def test_little_words_alone_bring_nothing_near() -> None:
    found = _nearest(["What is it that you do?", "lighthouses"], "the lighthouses of it", 2)

    assert [memory.text for memory in found] == ["lighthouses"]
