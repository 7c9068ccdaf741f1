"""Who is who."""

from collections.abc import AsyncIterator

import pytest

from chat_demo.backend import Backend
from chat_demo.conversation import Ask, Conversation
from chat_demo.visitors import IDLE_S, Visitor, Visitors
from core.schemas.plans import PlanMode
from tests.chat_demo.conftest import PASSWORD

NOWHERE = "http://127.0.0.1:9"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def visitors(clock: Clock) -> AsyncIterator[Visitors]:
    found = Visitors(lambda: Backend(NOWHERE), clock=clock, most=3)
    yield found
    await found.close()


async def test_a_visitor_is_found_by_the_id_that_was_given_out(visitors: Visitors) -> None:
    one, two = await visitors.welcome(), await visitors.welcome()

    assert one != two
    assert visitors.find(one) is not visitors.find(two)
    assert visitors.find(one) is visitors.find(one)


@pytest.mark.parametrize("made_up", [None, "", "x", "a" * 43])
async def test_an_id_that_was_not_given_out_here_is_nobody(
    visitors: Visitors, made_up: str | None
) -> None:
    await visitors.welcome()

    assert visitors.find(made_up) is None


async def test_an_id_cannot_be_guessed(visitors: Visitors) -> None:
    assert len(await visitors.welcome()) >= 43  # 256 bits in base 64


async def test_who_was_away_for_long_is_forgotten(visitors: Visitors, clock: Clock) -> None:
    gone, here = await visitors.welcome(), await visitors.welcome()

    clock.now = IDLE_S
    visitors.find(here)
    clock.now = IDLE_S + 1
    await visitors.welcome()

    assert visitors.find(gone) is None
    assert visitors.find(here) is not None


async def test_where_it_is_full_who_is_not_signed_in_leaves_first(
    api_address: str, clock: Clock
) -> None:
    visitors = Visitors(lambda: Backend(api_address), clock=clock, most=3)
    oldest = await visitors.welcome()
    signed_in = visitors.find(oldest)
    assert signed_in is not None
    await signed_in.backend.sign_in("wei@example.org", PASSWORD, "en")

    clock.now = 1
    stranger = await visitors.welcome()
    clock.now = 2
    newer = [await visitors.welcome(), await visitors.welcome()]

    assert visitors.find(oldest) is signed_in
    assert visitors.find(stranger) is None
    assert all(visitors.find(one) for one in newer)
    await visitors.close()


async def test_who_signs_in_again_finds_the_plans_and_somebody_else_does_not(
    wei: Visitor,
) -> None:
    plans = Conversation().asking(Ask("3 days", PlanMode.FAST), "en")
    wei.conversation = plans

    await wei.backend.sign_in("wei@example.org", PASSWORD, "en")
    wei.signed_in()
    assert wei.conversation is plans

    await wei.backend.sign_in("ana@example.org", PASSWORD, "en")
    wei.signed_in()
    assert wei.conversation == Conversation()


async def test_signing_out_forgets_tokens_and_plans(wei: Visitor) -> None:
    wei.conversation = Conversation().asking(Ask("3 days", PlanMode.FAST), "en")

    wei.sign_out()

    assert wei.email is None
    assert wei.owner_id is None
    assert wei.conversation == Conversation()
