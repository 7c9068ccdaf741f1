"""Identifiers of rows and traces, and the clock behind them."""

import uuid
from datetime import UTC

import pytest

from core.kernel.clock import utc_now
from core.kernel.ids import new_id, new_trace_id, new_traceparent, trace_id_of

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
_SPAN = "00f067aa0ba902b7"


def test_a_row_id_is_a_uuid_of_version_seven() -> None:
    found = uuid.UUID(new_id())

    assert (found.version, found.variant) == (7, uuid.RFC_4122)


def test_a_row_id_begins_with_the_moment_it_was_made() -> None:
    before = int(utc_now().timestamp() * 1000)
    made = int(new_id().replace("-", "")[:12], 16)
    after = int(utc_now().timestamp() * 1000)

    assert before <= made <= after


def test_no_two_row_ids_are_the_same() -> None:
    assert len({new_id() for _ in range(1_000)}) == 1_000


def test_a_trace_id_is_32_lower_case_hexadecimal_digits() -> None:
    trace_id = new_trace_id()

    assert len(trace_id) == 32
    assert set(trace_id) <= set("0123456789abcdef")
    assert new_trace_id() != trace_id


def test_a_traceparent_of_ours_is_read_back() -> None:
    first, second = new_traceparent(_TRACE_ID), new_traceparent(_TRACE_ID)

    assert trace_id_of(first) == trace_id_of(second) == _TRACE_ID
    assert first != second


@pytest.mark.parametrize(
    "header",
    [None, "", "nonsense", _TRACE_ID, f"00-{_TRACE_ID}", f"00-{_TRACE_ID}-{_SPAN}",
     f"00-{_TRACE_ID.upper()}-{_SPAN}-01", f"00-{'0' * 32}-{_SPAN}-01",
     f"00-{_TRACE_ID}-{'0' * 16}-01", f"ff-{_TRACE_ID}-{_SPAN}-01",
     f"00-{_TRACE_ID}-{_SPAN}-01-more", f" 00-{_TRACE_ID}-{_SPAN}-01"],
)  # fmt: skip
def test_a_malformed_traceparent_has_no_trace_id(header: str | None) -> None:
    assert trace_id_of(header) is None


def test_now_is_told_in_utc() -> None:
    assert utc_now().tzinfo is UTC
