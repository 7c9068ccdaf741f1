"""The pieces a stream is made of: tails, cursors and slots."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.joblogs.cursors import parse_cursors, render_cursors
from core.joblogs.export import text_line
from core.joblogs.slots import StreamSlots
from core.joblogs.tail import Tail
from core.kernel.errors import MalformedError, StreamsFullError, TooManyStreamsError
from core.schemas.joblogs import JobLine

AT = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


def lines(seqs: Iterable[int]) -> list[JobLine]:
    return [
        JobLine(seq=seq, attempt=1, timestamp=AT, level="info", event="e", message="m")
        for seq in seqs
    ]


def seqs(found: list[JobLine] | None) -> list[int] | None:
    return None if found is None else [line.seq for line in found]


def test_a_tail_takes_only_what_continues_it() -> None:
    tail = Tail(last_seq=3, size=10)

    complete = tail.take(lines([2, 3, 4, 5, 7]))

    assert not complete
    assert tail.last_seq == 5
    assert tail.take(lines([5, 6, 7]))
    assert seqs(tail.after(3, limit=10)) == [4, 5, 6, 7]


def test_a_tail_says_what_it_does_not_have_any_more() -> None:
    tail = Tail(last_seq=0, size=3)
    tail.take(lines(range(1, 8)))

    assert seqs(tail.after(3, limit=10)) is None
    assert seqs(tail.after(4, limit=2)) == [5, 6]
    assert seqs(tail.after(7, limit=2)) == []
    assert seqs(tail.after(99, limit=2)) == []


def test_a_tail_that_skips_has_nothing_from_before() -> None:
    tail = Tail(last_seq=0, size=3)
    tail.take(lines([1]))

    tail.skip_to(9)

    assert seqs(tail.after(1, limit=5)) is None
    assert seqs(tail.after(9, limit=5)) == []


@given(st.lists(st.lists(st.integers(1, 30), max_size=8), max_size=30), st.integers(1, 10))
def test_whatever_a_tail_is_given_it_never_has_a_gap(told: list[list[int]], size: int) -> None:
    tail, cursor = Tail(last_seq=0, size=size), 0
    for piece in told:
        tail.take(lines(piece))
        found = seqs(tail.after(cursor, limit=100))
        if found is None:
            cursor = tail.last_seq
            continue
        assert found == list(range(cursor + 1, tail.last_seq + 1))
        cursor = tail.last_seq


@given(
    st.dictionaries(st.from_regex(r"[0-9a-f-]{1,36}", fullmatch=True), st.integers(0, 2**31 - 1))
)
def test_cursors_of_several_tasks_are_read_as_they_were_written(cursors: dict[str, int]) -> None:
    assert parse_cursors(render_cursors(cursors), list(cursors)) == cursors


def test_a_task_without_a_cursor_begins_at_its_first_line() -> None:
    assert parse_cursors("a:7", ["b", "a"]) == {"b": 0, "a": 7}


@pytest.mark.parametrize(
    "text", ["a", "a:", ":7", "a:7;b:8", "c:1", "a:7,", "a:-1", "a:2147483648"]
)
def test_anything_else_is_no_cursor_of_ours(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_cursors(text, ["a", "b"])


def test_slots_are_counted_for_each_person_and_in_all() -> None:
    slots = StreamSlots(per_user=2, per_process=3)
    give_back = slots.take("wei")
    slots.take("wei")

    with pytest.raises(TooManyStreamsError):
        slots.take("wei")
    slots.take("li")
    with pytest.raises(StreamsFullError):
        slots.take("bo")
    give_back()
    give_back()

    assert slots.open == 2
    slots.take("bo")
    assert slots.open == 3


def test_a_line_for_people_is_on_one_line_whatever_it_says() -> None:
    line = JobLine(
        seq=1, attempt=2, timestamp=AT, level="warning", event="e",
        message="{what}", data={"what": "one\r\ntwo\u2028three"},
    )  # fmt: skip

    assert text_line(line, "en") == "2026-12-01T08:30:00.000+00:00 WARNING [2] one two three"
