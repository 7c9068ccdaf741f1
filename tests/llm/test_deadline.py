"""Until when an answer is of use, and what one attempt may take of it."""

import asyncio
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.llm.deadline import answer_within, attempt_s, deadline_after, left_until
from tests.support.virtual_time import now, run_at_once


def test_a_block_inside_another_can_only_have_less_time_never_more() -> None:
    async def left() -> list[float]:
        found = []
        with answer_within(30) as outer:
            await asyncio.sleep(10)
            with answer_within(60) as longer, answer_within(5) as shorter:
                found += [outer, longer, shorter, left_until(deadline_after(100))]
            found.append(left_until(deadline_after(100)))
        return [*found, left_until(deadline_after(100))]

    assert run_at_once(left()) == pytest.approx([30, 20, 5, 5, 20, 100])


def test_tasks_begun_inside_have_the_same_deadline_and_others_have_none() -> None:
    async def left() -> list[float]:
        async def look() -> float:
            return left_until(deadline_after(100))

        with answer_within(30):
            inside = asyncio.create_task(look())
        outside = asyncio.create_task(look())
        return [await inside, await outside]

    assert run_at_once(left()) == pytest.approx([30, 100])


def test_the_last_order_may_use_all_that_is_left_and_earlier_ones_keep_something_back() -> None:
    assert attempt_s(inf, 30, orders_to_come=0) == 30
    assert attempt_s(inf, 30, orders_to_come=2) == 20
    assert attempt_s(inf, 8, orders_to_come=2) == 4
    assert attempt_s(3, 30, orders_to_come=0) == 3


@given(st.floats(0.001, 1e4), st.floats(0.001, 1e4), st.integers(0, 20))
def test_an_attempt_always_has_some_time_and_never_more_than_there_is(
    cap_s: float, left_s: float, orders_to_come: int
) -> None:
    seconds = attempt_s(cap_s, left_s, orders_to_come)

    assert 0 < seconds <= min(cap_s, left_s)
    assert seconds >= min(cap_s, left_s / 2)


def test_the_clock_is_that_of_the_loop() -> None:
    async def look() -> float:
        await asyncio.sleep(7)
        return deadline_after(1) - now()

    assert run_at_once(look()) == pytest.approx(1.0)
