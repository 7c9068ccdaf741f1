"""From a model's words to one JSON object: what is forgiven, and what is refused by name."""

import pytest

from core.kernel.errors import ModelError
from core.llm.structured import parse_object

_NESTED_20 = '{"a":' * 19 + "{}" + "}" * 19
_NESTED_21 = '{"a":' * 20 + "{}" + "}" * 20
_CLOSERS_IN_A_STRING = '{"a":"' + "}" * 5_000 + '","b":' + "[" * 5_000 + "]" * 5_000 + "}"


def refusal_of(text: str, finish_reason: str = "stop") -> str:
    """Return why an answer is refused."""
    with pytest.raises(ModelError) as caught:
        parse_object(text, finish_reason)
    assert caught.value.error_type == "invalid_output"
    return caught.value.detail.removeprefix("Unusable model answer: ")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        ' \n{"a": 1}\n ',
        '```json\n{"a": 1}\n```',
        '```\n{"a": 1}\n```',
        '<think>The user wants {"a": 2}.</think>\n{"a": 1}',
        'a template had the opening tag: {"b"}</think>```json\n{"a": 1}```',
        '<think>one</think><think>two</think>{"a": 1}',
        '{"a": 1,}',
        '{a: 1}',
        "{'a': 1}",
        '{"a": 1 /* one */}',
    ],
)  # fmt: skip
def test_thoughts_fences_and_small_slips_are_forgiven(text: str) -> None:
    assert parse_object(text) == {"a": 1}


@pytest.mark.parametrize("text", ["广州", "a </b> c", "</text>", "\u2028", "😀"])
def test_text_comes_through_as_it_is(text: str) -> None:
    assert parse_object('{"a": "' + text + '"}') == {"a": text}


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "I cannot help with that.", "[1, 2]", '[{"a": 1}]', '"a"', "1", "null", "true",
        'Here you are: {"a": 1}', '{"a": 1} Enjoy!', "<think>hm</think>", "{'a'", '{"a": [1, 2',
        '{"a": 1}{"b": 2}',
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused(text: str) -> None:
    assert refusal_of(text) == "the answer is not a JSON object"


def test_an_answer_that_was_cut_short_is_refused_even_where_it_parses() -> None:
    assert refusal_of('{"a": 1}', finish_reason="length") == "the answer was cut short"


def test_an_answer_that_is_too_long_is_refused_before_it_is_read() -> None:
    longest = '{"a":"' + "x" * (400_000 - 8) + '"}'

    assert len(parse_object(longest)["a"]) == 400_000 - 8
    assert refusal_of(longest + " ") == "the answer has 400001 characters"


@pytest.mark.parametrize(
    ("text", "named"),
    [('{"a": NaN}', "nan"), ('{"a": -Infinity}', "-inf"), ('{"a": [1e999]}', "inf"),
     ('{"a": {"b": 1e999,}}', "inf")],
)  # fmt: skip
def test_numbers_json_does_not_have_are_refused(text: str, named: str) -> None:
    assert refusal_of(text) == f"the answer contains {named}"


@pytest.mark.parametrize("text", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"\\u0000": 1}',
                                  '{"a": ["\\udfff"],}'])  # fmt: skip
def test_characters_that_cannot_be_stored_or_sent_are_refused(text: str) -> None:
    assert refusal_of(text) == "the answer contains characters that no text may have"


def test_twenty_levels_are_read_and_one_more_is_refused() -> None:
    assert parse_object(_NESTED_20)
    assert refusal_of(_NESTED_21) == "the answer is nested too deeply"


@pytest.mark.parametrize(
    "text",
    ['{"a":' + "[" * 100_000 + "]" * 100_000 + "}", _CLOSERS_IN_A_STRING],
    ids=["many levels", "closers in a string"],
)
def test_no_depth_breaks_the_reader(text: str) -> None:
    assert refusal_of(text) == "the answer is nested too deeply"


@pytest.mark.parametrize("text", ['{"a":' + "[" * 2_000 + "]" * 2_000 + ",}",
                                  '{"a": ' + "1" * 5_000 + ",}" + "{" * 3_000 + "}"])  # fmt: skip
def test_no_depth_breaks_the_mending_either(text: str) -> None:
    assert refusal_of(text)


def test_a_number_too_long_to_read_as_such_is_no_crash() -> None:
    assert parse_object('{"a": ' + "1" * 5_000 + "}") == {"a": "1" * 5_000}
