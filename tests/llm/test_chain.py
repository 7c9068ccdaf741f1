"""AiClient over several providers: who is asked, after whom, and when nobody is."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenacity import wait_none

from core.kernel.errors import ModelError
from core.llm.breakers import Breakers
from core.llm.chain import Link, drawn, in_orders
from core.llm.client import AiClient
from core.llm.deadline import answer_within
from tests.support.models import (
    Books,
    Scripted,
    ScriptedModel,
    SilentModel,
    a_call,
    a_model_error,
    an_answer,
)
from tests.support.virtual_time import now, run_at_once


def a_model(name: str, *script: Scripted) -> ScriptedModel:
    """Return a provider of this name."""
    model = ScriptedModel(*script)
    model.name, model.model = name, f"{name}-1"
    return model


def a_chain(
    *links: Link, books: Books | None = None, timeout_s: float = 60, max_attempts: int = 2
) -> AiClient:
    """Return a client over these providers that does not wait between attempts."""
    return AiClient(
        links,
        books or Books(),
        timeout_s=timeout_s,
        max_attempts=max_attempts,
        wait=wait_none(),
        breakers=Breakers(),
    )


async def failure_of(client: AiClient) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await client.complete(a_call())
    return caught.value


async def test_the_first_order_answers_as_long_as_it_can() -> None:
    first, second = a_model("first", "{}"), a_model("second")

    result = await a_chain(Link(second, order=2), Link(first, order=1)).complete(a_call())

    assert (result.provider, result.model, result.fallback) == ("first", "first-1", False)
    assert second.calls == []


async def test_the_next_order_answers_where_the_first_has_used_up_its_attempts() -> None:
    busy, spare = a_model("busy", *[a_model_error()] * 2), a_model("spare", an_answer('{"a": 1}'))
    books = Books()

    result = await a_chain(Link(busy), Link(spare, order=2), books=books).complete(a_call())

    assert (result.provider, result.fallback, result.attempts) == ("spare", True, 3)
    assert books.outcomes == [(1, "provider_unavailable"), (2, "provider_unavailable"), (3, None)]
    assert books.providers == ["busy", "busy", "spare"]


@pytest.mark.parametrize("error_type", ["provider_rejected", "invalid_output"])
async def test_what_the_same_provider_will_not_do_better_is_left_to_the_next_at_once(
    error_type: str,
) -> None:
    stubborn, spare = a_model("stubborn", a_model_error(error_type)), a_model("spare", "{}")

    result = await a_chain(Link(stubborn), Link(spare, order=2)).complete(a_call())

    assert (result.provider, result.attempts) == ("spare", 2)


async def test_of_one_order_another_is_asked_before_one_that_has_failed() -> None:
    one, other = a_model("one", a_model_error(), "{}"), a_model("other", a_model_error(), "{}")

    result = await a_chain(Link(one), Link(other), max_attempts=3).complete(a_call())

    assert (len(one.calls) + len(other.calls), result.attempts) == (3, 3)
    assert min(len(one.calls), len(other.calls)) == 1


async def test_where_nobody_answers_the_last_failure_is_told() -> None:
    first = a_model("first", *[a_model_error("rate_limited")] * 2)
    second = a_model("second", a_model_error("provider_rejected"))

    error = await failure_of(a_chain(Link(first), Link(second, order=2)))

    assert error.error_type == "provider_rejected"


async def test_one_that_keeps_failing_is_asked_no_more_and_the_next_answers_at_once() -> None:
    broken = a_model("broken", *[a_model_error()] * 4)
    spare = a_model("spare", *["{}"] * 5)
    client = a_chain(Link(broken), Link(spare, order=2))

    results = [await client.complete(a_call()) for _ in range(5)]

    assert [result.attempts for result in results] == [3, 3, 1, 1, 1]
    assert len(broken.calls) == 4


async def test_where_all_are_let_alone_the_failure_says_when_to_come_back() -> None:
    models = [a_model(name, *[a_model_error()] * 4) for name in ("one", "two")]
    client = a_chain(Link(models[0]), Link(models[1], order=2))
    for _ in range(2):
        await failure_of(client)

    error = await failure_of(client)

    assert (error.error_type, error.status) == ("circuit_open", 503)
    assert error.retry_after_s == pytest.approx(5.0, abs=1.0)


async def test_a_question_that_is_wrong_itself_is_not_held_against_anybody() -> None:
    wrong = a_model("wrong", *[a_model_error("provider_rejected")] * 9, "{}")
    spare = a_model("spare", *["{}"] * 9)
    client = a_chain(Link(wrong), Link(spare, order=2))
    for _ in range(9):
        await client.complete(a_call())

    assert (await client.complete(a_call())).provider == "wrong"


async def test_a_key_that_is_refused_lets_its_provider_alone_at_once() -> None:
    refusing = a_model("refusing", a_model_error("provider_rejected", hopeless=True))
    spare = a_model("spare", "{}", "{}")
    client = a_chain(Link(refusing), Link(spare, order=2))

    results = [await client.complete(a_call()) for _ in range(2)]

    assert [result.attempts for result in results] == [2, 1]


def test_an_attempt_leaves_the_next_orders_some_time_and_its_cap_is_kept() -> None:
    async def took() -> list[float]:
        found = []
        for cap_s, deadline_s in ((60.0, 30.0), (4.0, 30.0), (60.0, 6.0)):
            began = now()
            links = (Link(SilentModel(), cap_s=cap_s), Link(a_model("spare", "{}"), order=2))
            await a_chain(*links, timeout_s=deadline_s, max_attempts=1).complete(a_call())
            found.append(now() - began)
        return found

    assert run_at_once(took()) == pytest.approx([25.0, 4.0, 3.0])


def test_a_deadline_from_above_is_kept_and_nobody_is_asked_after_it() -> None:
    async def failure() -> tuple[ModelError, float, int]:
        spare = a_model("spare", "{}")
        client = a_chain(Link(SilentModel()), Link(spare, order=2), timeout_s=60)
        with answer_within(8):
            await asyncio.sleep(8)
            return await failure_of(client), now(), len(spare.calls)

    error, took_s, asked = run_at_once(failure())
    assert (error.error_type, took_s, asked) == ("timeout", 8.0, 0)


@pytest.mark.parametrize(("deadline_s", "asked_again"), [(8.0, True), (60.0, False)])
def test_one_that_had_little_time_is_not_blamed_for_taking_longer(
    deadline_s: float, asked_again: bool
) -> None:
    async def is_asked_again() -> bool:
        slow, spare = SilentModel(), a_model("spare", *["{}"] * 9)
        client = a_chain(Link(slow), Link(spare, order=2), timeout_s=deadline_s, max_attempts=1)
        for _ in range(8):
            await client.complete(a_call())
        slow.asked.clear()
        await client.complete(a_call())
        return slow.asked.is_set()

    assert run_at_once(is_asked_again()) is asked_again


async def test_a_cancelled_call_is_cancelled_and_asks_nobody_else() -> None:
    silent, spare, books = SilentModel(), a_model("spare", "{}"), Books()
    client = a_chain(Link(silent), Link(spare, order=2), books=books)
    asking = asyncio.create_task(client.complete(a_call()))
    await silent.asked.wait()

    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (books.outcomes, spare.calls) == ([(1, "cancelled")], [])


async def test_weights_decide_among_those_of_one_order() -> None:
    asked: Counter[str] = Counter()
    for _ in range(400):
        light, heavy = a_model("light", "{}"), a_model("heavy", "{}")
        result = await a_chain(Link(light), Link(heavy, weight=9)).complete(a_call())
        asked[result.provider] += 1

    assert 5 < asked["light"] < 100  # 40 of 400 in the mean


_links = st.lists(
    st.builds(
        lambda order, weight: Link(a_model("any"), order=order, weight=weight),
        st.integers(1, 4),
        st.floats(0.01, 1e6),
    ),
    min_size=1,
    max_size=8,
)


@given(_links)
def test_orders_hold_every_link_once_and_ascend(links: list[Link]) -> None:
    orders = in_orders(links)

    assert sorted(map(id, (link for order in orders for link in order))) == sorted(map(id, links))
    assert [order[0].order for order in orders] == sorted({link.order for link in links})


@given(_links, st.floats(0, 1, exclude_max=True))
def test_every_draw_falls_on_a_link_and_the_first_share_on_the_first(
    links: list[Link], draw: float
) -> None:
    share = links[0].weight / sum(link.weight for link in links)

    assert drawn(links, draw) in links
    assert drawn(links, draw * share * 0.999) is links[0]
