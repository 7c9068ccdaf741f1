"""Many callers at once, and servers that fail, hang or come back: over sockets of this machine."""

import asyncio
from collections import Counter

from tenacity import wait_none

from core.llm.breaker import LIMITS
from core.llm.breakers import Breakers
from core.llm.chain import Link
from core.llm.client import AiClient
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider
from core.llm.types import ChatResult
from tests.support.models import Books, a_call, a_provider
from tests.support.speaking_server import (
    STREAM_HEAD,
    End,
    SpeakingServer,
    Steps,
    always,
    piece,
    replied,
    said,
    speaking_server,
    spoken,
)
from tests.support.waiting import eventually

_CALLERS, _ROUNDS = 50, 4
_WORDS = a_call(response="text")
_PATIENT = {
    "connect_timeout_s": 30.0,
    "first_token_s": 30.0,
    "inter_token_s": 30.0,
    "timeout_s": 30.0,
}


def named(**servers: SpeakingServer) -> list[OpenAiCompatibleProvider]:
    """Return the providers of servers, under their names: what fails is known by it."""
    return [a_provider(server.base_url, name=name, **_PATIENT) for name, server in servers.items()]


async def ask_many(client: AiClient, rounds: int = _ROUNDS) -> list[ChatResult]:
    """Return the answers that so many callers get, who each ask again when they have one."""

    async def ask() -> list[ChatResult]:
        return [await client.complete(_WORDS) for _ in range(rounds)]

    answers = await asyncio.gather(*(ask() for _ in range(_CALLERS)))
    return [answer for each in answers for answer in each]


async def test_behind_a_broken_server_everybody_is_answered_and_it_is_soon_let_alone() -> None:
    books = Books()
    async with (
        speaking_server(always(replied(500, {}))) as broken,
        speaking_server(always(said("well"))) as well,
    ):
        providers = named(broken=broken, well=well)
        client = AiClient(
            [Link(providers[0]), Link(providers[1], order=2)],
            books, timeout_s=60, max_attempts=1, wait=wait_none(), breakers=Breakers(),
        )  # fmt: skip
        answers = await ask_many(client)
        for provider in providers:
            await provider.aclose()

    assert {answer.text for answer in answers} == {"well"}
    assert len(well.asked) == _CALLERS * _ROUNDS
    # All of the first round may be under way before the first failure is known; then only probes.
    assert len(broken.asked) < _CALLERS * 2
    assert len(books.records) == len(well.asked) + len(broken.asked)


async def test_a_server_that_comes_back_is_asked_again_by_itself() -> None:
    is_broken = True

    def script(_number: int, _body: object) -> Steps:
        return replied(500, {}) if is_broken else said("back")

    async with speaking_server(script) as first, speaking_server(always(said("spare"))) as second:
        providers = named(first=first, second=second)
        client = AiClient(
            [Link(providers[0]), Link(providers[1], order=2)],
            Books(), timeout_s=60, max_attempts=1, wait=wait_none(), breakers=Breakers(),
        )  # fmt: skip
        for _ in range(LIMITS.failures + 2):
            assert (await client.complete(_WORDS)).text == "spare"
        is_broken = False

        async def is_back() -> bool:
            return (await client.complete(_WORDS)).text == "back"

        await eventually(is_back)
        for provider in providers:
            await provider.aclose()

    assert len(first.asked) <= LIMITS.failures + 3


async def test_half_of_many_listeners_go_and_no_connection_stays_with_them() -> None:
    def script(number: int, _body: object) -> Steps:
        return [STREAM_HEAD, piece("a"), End.SILENCE] if number % 2 else spoken("a", "b")

    books = Books()
    async with speaking_server(script) as server:
        provider = a_provider(server.base_url, **_PATIENT)
        client = AiClient(provider, books, timeout_s=60, max_attempts=1)

        async def listen() -> str:
            return "".join([each.text async for each in client.stream(_WORDS)])

        listeners = [asyncio.create_task(listen()) for _ in range(_CALLERS)]
        await eventually(lambda: _now(sum(each.done() for each in listeners) == _CALLERS // 2))
        for listener in listeners:
            listener.cancel()
        ended = await asyncio.gather(*listeners, return_exceptions=True)
        await eventually(lambda: _now(server.left == _CALLERS // 2), within_s=2.0)
        await provider.aclose()
        await eventually(lambda: _now(server.connections == 0), within_s=2.0)

    assert Counter(type(end) for end in ended)[str] == _CALLERS // 2
    kinds = Counter(error_type for _, error_type in books.outcomes)
    assert kinds == {None: _CALLERS // 2, "cancelled": _CALLERS // 2}


async def _now(claim: bool) -> bool:
    return claim
