"""What is asked of a server in each way it can be brought to answer with an object."""

from typing import Any

import pytest

from core.llm.endpoints import Structured
from core.llm.providers.completions import answered, asked, is_strict
from core.llm.types import ChatCall, ProviderAnswer, Usage
from tests.support.models import a_call, a_provider
from tests.support.speaking_server import always, replied, said, speaking_server, spoken

_SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}
_OPEN = {"type": "object", "properties": {"a": {"type": "integer"}}}
_WAYS: tuple[Structured, ...] = ("json_schema", "json_object", "tool", "text")


def shape_of(call: ChatCall, structured: Structured) -> dict[str, Any]:
    """Return what is said of the shape of the answer."""
    plain = {"model", "messages", "temperature", "max_tokens", "seed"}
    body = asked("m", call, structured)
    return {name: value for name, value in body.items() if name not in plain}


def test_a_schema_is_held_to_by_servers_that_can() -> None:
    assert shape_of(a_call(schema=_SCHEMA), "json_schema") == {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": _SCHEMA, "strict": True},
        }
    }
    assert shape_of(a_call(schema=_SCHEMA), "json_object") == {
        "response_format": {"type": "json_object"}
    }


def test_any_object_will_do_without_a_schema() -> None:
    expected = {"response_format": {"type": "json_object"}}

    assert shape_of(a_call(), "json_schema") == shape_of(a_call(), "json_object") == expected


@pytest.mark.parametrize(("schema", "parameters"), [(_SCHEMA, _SCHEMA), (None, {"type": "object"})])
def test_a_function_that_must_be_called_takes_the_answer_as_its_arguments(
    schema: dict[str, Any] | None, parameters: dict[str, Any]
) -> None:
    shape = shape_of(a_call(schema=schema), "tool")

    (tool,) = shape["tools"]
    assert tool["function"]["parameters"] == parameters
    assert shape["tool_choice"]["function"]["name"] == tool["function"]["name"] == "answer"


@pytest.mark.parametrize("structured", _WAYS)
def test_for_plain_words_nothing_is_said_of_a_shape(structured: Structured) -> None:
    assert shape_of(a_call(response="text"), structured) == {}


def test_a_server_with_words_alone_is_told_nothing_of_a_shape() -> None:
    assert shape_of(a_call(schema=_SCHEMA), "text") == {}


def test_words_cannot_be_held_to_a_schema() -> None:
    with pytest.raises(ValueError, match="plain words"):
        a_call(response="text", schema=_SCHEMA)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (_SCHEMA, True),
        (_OPEN, False),
        (_SCHEMA | {"required": []}, False),
        (_SCHEMA | {"properties": {"a": _OPEN}}, False),
        (_SCHEMA | {"properties": {"a": {"type": "array", "items": _SCHEMA}}}, True),
        (_SCHEMA | {"properties": {"a": {"anyOf": [_SCHEMA, _OPEN]}}}, False),
        (_SCHEMA | {"$defs": {"b": _OPEN}}, False),
        ({"type": "string"}, True),
    ],
)
def test_a_schema_is_held_to_by_the_letter_where_it_leaves_nothing_open(
    schema: dict[str, Any], expected: bool
) -> None:
    assert is_strict(schema) is expected


def called(arguments: Any) -> dict[str, Any]:
    """Return a message that calls the function."""
    return {"content": None, "tool_calls": [{"function": {"name": "x", "arguments": arguments}}]}


async def test_the_arguments_of_the_function_are_the_answer() -> None:
    async with speaking_server(always(said("", **called('{"a": 1}')))) as server:
        provider = a_provider(server.base_url, structured="tool")
        answer = await provider.complete(a_call(schema=_SCHEMA))
        await provider.aclose()

    assert answer == ProviderAnswer('{"a": 1}', Usage(30, 12), "stop")
    assert server.asked[0]["tools"][0]["function"]["parameters"] == _SCHEMA


async def test_a_server_that_answers_in_words_all_the_same_is_heard() -> None:
    async with speaking_server(always(said('{"a": 1}'))) as server:
        provider = a_provider(server.base_url, structured="tool")
        answer = await provider.complete(a_call())
        await provider.aclose()

    assert answer.text == '{"a": 1}'


async def test_for_plain_words_functions_are_no_answer() -> None:
    async with speaking_server(always(spoken("in words"))) as server:
        provider = a_provider(server.base_url, structured="tool")
        *_, answer = [each async for each in provider.stream(a_call(response="text"))]
        await provider.aclose()

    assert isinstance(answer, ProviderAnswer)
    assert answer.text == "in words"
    assert "tools" not in server.asked[0]


def test_the_reason_that_a_function_was_called_is_an_end_like_any_other() -> None:
    body = replied(200, {"choices": [{"message": called("{}"), "finish_reason": "tool_calls"}]})
    raw = body[0]
    assert isinstance(raw, bytes)

    assert answered(raw.partition(b"\r\n\r\n")[2], by_tool=True).finish_reason == "stop"
