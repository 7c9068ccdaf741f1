"""The driver of `make bench-chat`: a model of forty tokens, and what its figures amount to."""

import json

import pytest

from tests.bench.chat.figures import PROMISES, Held, broken, slope_mb
from tests.bench.chat.model import ANSWER, OBJECT, TOKENS, answers


def test_the_model_says_forty_tokens_that_are_an_object_with_its_answer() -> None:
    assert TOKENS == len(OBJECT) == 40
    assert json.loads("".join(OBJECT)) == {"intent": "general_qa", "answer": ANSWER}


@pytest.mark.parametrize("form", ["response_format", "tools"])
def test_whoever_asks_for_an_object_gets_one_and_others_words(form: str) -> None:
    asked = {"messages": [{"role": "user", "content": "<data></data>"}]}
    for body, text in (({form: {}, **asked}, "".join(OBJECT)), (asked, ANSWER)):
        [whole] = answers(1, body)
        streamed = answers(1, {**body, "stream": True})

        assert isinstance(whole, bytes)
        said = json.loads(whole.partition(b"\r\n\r\n")[2])
        assert said["choices"][0]["message"]["content"] == text
        assert len(streamed) > len(text.split())


def test_memory_that_settles_has_no_slope_and_memory_that_leaks_has() -> None:
    settles = [Held(n * 100, min(200.0, 150.0 + 20 * n)) for n in range(20)]
    leaks = [Held(n * 100, 150.0 + 0.3 * n) for n in range(20)]

    assert slope_mb(settles) == pytest.approx(0)
    assert slope_mb(leaks) == pytest.approx(3.0)
    assert slope_mb(leaks[:1]) == 0


def test_every_promise_is_judged_by_its_own_figure() -> None:
    kept = dict(PROMISES)

    assert broken(kept) == []
    for name in PROMISES:
        assert broken(kept | {name: PROMISES[name] + 0.1}) == [name]
