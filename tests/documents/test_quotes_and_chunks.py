"""Words are found where they stand, and a long text is cut where it rests, without a gap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.chunks import split
from core.documents.quotes import QuoteFinder

_TEXT = "One  two\nthree. “Four’s” five–six.\n三月 五日\nOne two"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("One two three", "One  two\nthree"),
        ("  three.  ", "three."),
        ('"Four\'s"', "“Four’s”"),
        ("five-six", "five–six"),
        ("三月五日", "三月 五日"),
    ],
)
def test_a_quote_is_found_however_it_was_wrapped_and_quoted(quote: str, found: str) -> None:
    span = QuoteFinder(_TEXT).find(quote, 0, len(_TEXT))

    assert span is not None
    assert _TEXT[span[0] : span[1]] == found


@pytest.mark.parametrize("quote", ["", " ", "On", "三", "one two three", "Seven", "threefour"])
def test_what_does_not_stand_there_or_is_too_short_is_not_found(quote: str) -> None:
    assert QuoteFinder(_TEXT).find(quote, 0, len(_TEXT)) is None


def test_a_quote_is_looked_for_only_in_its_part() -> None:
    finder = QuoteFinder(_TEXT)
    second = _TEXT.rindex("One")

    assert finder.find("One two", 5, len(_TEXT)) == (second, len(_TEXT))
    assert finder.find("One two", 0, 6) is None


@settings(max_examples=300, database=None, derandomize=True)
@given(st.text(min_size=1, max_size=60), st.data())
def test_whatever_was_copied_from_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    copied = text[start:end]

    span = QuoteFinder(text).find(copied, 0, len(text))

    if span is None:
        assert len("".join(copied.split())) < 3
    else:
        assert "".join(text[span[0] : span[1]].split()) != ""


@settings(max_examples=200, database=None, derandomize=True)
@given(st.text(alphabet="ab .\n。#1", max_size=400), st.integers(1, 50))
def test_parts_follow_each_other_without_a_gap_and_none_is_too_long(text: str, size: int) -> None:
    chunks = split(text, size)

    assert "".join(chunk.text for chunk in chunks) == text
    assert [chunk.start for chunk in chunks[1:]] == [chunk.end for chunk in chunks[:-1]]
    assert all(1 <= len(chunk.text) <= size for chunk in chunks)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("aaaa aaaa\n# Title\nbb\nbb bbbb", "aaaa aaaa\n"),
        ("aaaa aaaa a\n\nbb\nbb bbbb", "aaaa aaaa a\n\n"),
        ("aaaa aaaa a\nbbbbb bbbb", "aaaa aaaa a\n"),
        ("aaaaaaaaaa。bbbbbbbbbbbb", "aaaaaaaaaa。"),
        ("a" * 30, "a" * 14),
    ],
    ids=["heading", "blank line", "line", "sentence", "nothing"],
)
def test_a_part_ends_before_a_heading_else_at_a_blank_line_a_line_or_a_sentence(
    text: str, first: str
) -> None:
    assert split(text, 14)[0].text == first


def test_a_part_knows_what_stands_before_it() -> None:
    first, second = split("a" * 10 + "b" * 5, 10)

    assert (first.before, second.before) == ("", "a" * 10)
