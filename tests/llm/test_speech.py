"""A streamed answer, from bytes that may be cut anywhere."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import ModelError
from core.llm.providers.speech import Speech
from core.llm.types import ProviderAnswer, Usage

_DONE = b"data: [DONE]\n\n"


def event(**choice: Any) -> bytes:
    """Return an event with one choice."""
    return told({"choices": [{"index": 0} | choice]})


def told(body: Any) -> bytes:
    """Return an event with this body."""
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


def words(text: str) -> bytes:
    """Return an event with a piece of the answer."""
    return event(delta={"content": text})


def arguments(text: str, **call: Any) -> bytes:
    """Return an event with a piece of a function's arguments."""
    return event(delta={"tool_calls": [{"index": 0, "function": {"arguments": text}} | call]})


STOP = event(delta={}, finish_reason="stop")
COUNTED = told({"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 12}})


def heard(*chunks: bytes, by_tool: bool = False) -> tuple[list[str], ProviderAnswer]:
    """Return the pieces and the whole of what a server said."""
    speech = Speech(by_tool=by_tool)
    pieces = [piece for chunk in chunks for piece in speech.hear(chunk)]
    pieces += speech.end()
    return pieces, speech.answer()


def failure_of(*chunks: bytes, by_tool: bool = False) -> ModelError:
    with pytest.raises(ModelError) as caught:
        heard(*chunks, by_tool=by_tool)
    return caught.value


@given(
    st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), min_size=1, max_size=8),
    st.lists(st.integers(0, 4_000), max_size=12),
    st.booleans(),
)
def test_however_the_bytes_are_cut_the_pieces_are_the_answer(
    said: list[str], cuts: list[int], by_tool: bool
) -> None:
    spoken = [arguments(text) if by_tool else words(text) for text in said]
    stream = b"".join([b": hello\r\n\r\n", *spoken, STOP, COUNTED, _DONE])
    edges = [0, *sorted(cut % len(stream) for cut in cuts), len(stream)]
    chunks = [stream[here:there] for here, there in pairwise(edges)]

    pieces, answer = heard(*chunks, by_tool=by_tool)

    assert pieces == said
    assert answer == ProviderAnswer("".join(said), Usage(30, 12), "stop")


@given(st.lists(st.binary(max_size=60), max_size=12), st.booleans())
def test_any_bytes_at_all_are_an_answer_or_a_named_failure(
    chunks: list[bytes], by_tool: bool
) -> None:
    assert failure_of(*chunks, by_tool=by_tool).error_type in ModelError.STATUS


@pytest.mark.parametrize(
    "stream",
    [
        words("a").replace(b"\n", b"\r\n") + STOP + _DONE,
        b"event: message\nid: 7\nretry: 10\n" + words("a") + STOP + _DONE,
        words("a").replace(b"data: ", b"data:") + STOP + _DONE,
        b'data: {"choices": [{"index": 0,\ndata: "delta": {"content": "a"}}]}\n\n' + STOP + _DONE,
        words("a") + STOP,
        words("a") + STOP + b"data: [DONE]",
        event(index=1, delta={"content": "b"}) + words("a") + STOP + _DONE,
        event(delta=None) + event(delta={"content": None}) + words("a") + STOP + _DONE,
        told({"choices": None}) + words("a") + STOP + _DONE + words("late"),
    ],
    ids=["crlf", "other_fields", "no_space", "two_lines", "no_done", "no_blank", "second_choice",
         "empty_deltas", "after_the_end"],
)  # fmt: skip
def test_what_servers_do_differently_makes_no_difference(stream: bytes) -> None:
    pieces, answer = heard(stream)

    assert (pieces, answer.text, answer.finish_reason) == (["a"], "a", "stop")


@pytest.mark.parametrize("cut", [b"", words("half a wo"), words("a") + b"data: {", b": waiting\n"])
def test_an_answer_without_an_end_was_broken_off(cut: bytes) -> None:
    error = failure_of(cut)

    assert error.error_type in {"provider_unavailable", "invalid_output"}
    if b"{" not in cut.rpartition(b"\n\n")[2]:
        assert error.detail == "The model server broke off its answer"


@pytest.mark.parametrize(
    ("error", "error_type"),
    [
        ({"message": "overloaded sk-secret"}, "provider_unavailable"),
        ({"code": 429}, "rate_limited"),
        ({"type": "rate_limit_exceeded"}, "rate_limited"),
        ("gone", "provider_unavailable"),
    ],
)
def test_an_error_told_in_the_middle_is_a_failure_without_its_words(
    error: Any, error_type: str
) -> None:
    found = failure_of(words("a"), told({"error": error}))

    assert found.error_type == error_type
    assert "secret" not in found.detail


@pytest.mark.parametrize(
    "event",
    [b"data: {\n\n", b"data: []\n\n", b"data: 7\n\n", b"data: \xff\n\n",
     b"data: " + b"[" * 100_000 + b"\n\n", told({"choices": [7]}), told({"choices": {"a": 1}})],
    ids=lambda event: str(event)[:24],
)  # fmt: skip
def test_what_is_no_chat_completion_is_refused(event: bytes) -> None:
    assert failure_of(event).detail == "The model server's answer is not a chat completion"


def test_an_answer_without_words_is_refused() -> None:
    assert failure_of(words(" "), STOP, _DONE).detail == "The model answered nothing"


def test_an_answer_that_does_not_end_is_dropped_at_four_million_bytes() -> None:
    speech = Speech(by_tool=False)
    for _ in range(40):
        list(speech.hear(b" " * 100_000))

    with pytest.raises(ModelError, match="too large"):
        list(speech.hear(b" "))


def test_an_answer_cut_short_says_so() -> None:
    _, answer = heard(words("a"), event(delta={}, finish_reason="length"), _DONE)

    assert answer.finish_reason == "length"


def test_thoughts_are_signs_of_life_and_no_part_of_the_answer() -> None:
    speech = Speech(by_tool=False)

    assert list(speech.hear(event(delta={"reasoning_content": "hm"}))) == []
    assert (speech.has_begun, speech.signs_of_life) == (True, 1)
    assert not list(speech.hear(b": keep-alive\n\n" + event(delta={"role": "assistant"})))
    assert speech.signs_of_life == 1


def test_a_server_told_to_call_a_function_that_answers_in_words_is_heard() -> None:
    pieces, answer = heard(words('{"a"'), words(": 1}"), STOP, _DONE, by_tool=True)

    assert pieces == ['{"a": 1}']
    assert answer.text == '{"a": 1}'


def test_the_end_of_a_call_of_a_function_is_an_end_like_any_other() -> None:
    end = event(delta={}, finish_reason="tool_calls")

    pieces, answer = heard(words("Here:"), arguments('{"a": 1}'), end, _DONE, by_tool=True)

    assert (pieces, answer.text, answer.finish_reason) == (['{"a": 1}'], '{"a": 1}', "stop")
