"""What belongs to the work at hand follows it, and no further."""

import asyncio

import pytest
import structlog

from core.kernel.context import bound_context, current_trace_id

_FIRST, _SECOND = "a" * 32, "b" * 32


def bound() -> dict[str, str]:
    """Return what every log line would carry."""
    return dict(structlog.contextvars.get_contextvars())


def test_inside_the_trace_and_the_fields_are_bound_and_outside_nothing_is() -> None:
    with bound_context(_FIRST, user_id="u-1"):
        inside = current_trace_id(), bound()

    assert inside == (_FIRST, {"trace_id": _FIRST, "user_id": "u-1"})
    assert bound() == {}


def test_outside_of_any_work_every_question_gets_a_new_trace() -> None:
    assert current_trace_id() != current_trace_id()


def test_work_within_work_is_left_as_it_was_found() -> None:
    with bound_context(_FIRST, user_id="u-1"):
        with bound_context(_SECOND, task_id="t-1"):
            inner = bound()
        after = current_trace_id(), bound()

    assert inner == {"trace_id": _SECOND, "user_id": "u-1", "task_id": "t-1"}
    assert after == (_FIRST, {"trace_id": _FIRST, "user_id": "u-1"})


def test_what_fails_inside_leaves_nothing_bound() -> None:
    with pytest.raises(ValueError, match="inside"), bound_context(_FIRST):
        raise ValueError("inside")

    assert bound() == {}


async def test_work_begun_inside_keeps_the_trace_and_its_neighbours_have_their_own() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return current_trace_id()

    with bound_context(_FIRST):
        first = asyncio.create_task(work())
    with bound_context(_SECOND):
        second = asyncio.create_task(work())

    assert await asyncio.gather(first, second) == [_FIRST, _SECOND]
