"""Cursors: they come back as they went out, and nobody can make one up."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.db.pagination import decode_cursor, decode_keys, encode_cursor, encode_keys
from core.kernel.errors import MalformedError

MOMENT = datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)
PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]))


def test_a_cursor_keeps_its_moment_to_the_microsecond() -> None:
    assert decode_cursor(encode_cursor(MOMENT, "row-1")) == (MOMENT, "row-1")


@given(st.integers(), PRINTABLE)
def test_keys_come_back_as_they_went_out(number: int, text: str) -> None:
    assert decode_keys(encode_keys(number, text), int, str) == [number, text]


@given(PRINTABLE)
def test_a_cursor_fits_into_an_address(text: str) -> None:
    cursor = encode_keys(text)

    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!!",
        "é",
        "x",
        "bnVsbA",
        "W10",
        "A" * 5_000,
        encode_keys(1, "row-1"),
        encode_keys("yesterday", "row-1"),
        encode_keys(MOMENT.isoformat(), "row-1", "more"),
        encode_keys(MOMENT.isoformat(), "row\0"),
        encode_keys(MOMENT.isoformat()),
    ],
)
def test_what_is_no_cursor_of_the_list_is_malformed(cursor: str) -> None:
    with pytest.raises(MalformedError):
        decode_cursor(cursor)
