"""Streamed answers over sockets of this machine: delays, cuts, cancelling, and what goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from core.kernel.errors import ModelError
from core.llm.chain import Link
from core.llm.client import AiClient
from core.llm.types import ChatResult, Delta, Message, ProviderAnswer, Usage
from tests.support.models import (
    Books,
    ScriptedModel,
    a_call,
    a_client,
    a_provider,
    an_answer,
)
from tests.support.speaking_server import (
    DONE,
    ROLE,
    STOP,
    STREAM_END,
    STREAM_HEAD,
    End,
    Script,
    SpeakingServer,
    Steps,
    always,
    chunk,
    event,
    in_turn,
    piece,
    replied,
    said,
    speaking_server,
    spoken,
)
from tests.support.waiting import eventually

_WORDS = a_call(response="text")


@asynccontextmanager
async def asking(
    script: Script, books: Books | None = None, **changes: Any
) -> AsyncIterator[tuple[AiClient, SpeakingServer]]:
    """Give a client of a server that does what the script says."""
    async with speaking_server(script) as server:
        provider = a_provider(server.base_url, **changes)
        try:
            yield a_client(provider, books, timeout_s=20), server
        finally:
            await provider.aclose()


async def pieces_of(client: AiClient) -> tuple[list[str], ChatResult]:
    """Return everything a stream says, which has exactly one end."""
    said = [each async for each in client.stream(_WORDS)]
    *deltas, result = said
    assert isinstance(result, ChatResult)
    return [delta.text for delta in deltas if isinstance(delta, Delta)], result


async def failure_of(client: AiClient) -> tuple[list[str], ModelError]:
    """Return what a stream said before it failed, and how."""
    heard: list[str] = []
    try:
        async for each in client.stream(_WORDS):
            assert isinstance(each, Delta)
            heard.append(each.text)
    except ModelError as error:
        return heard, error
    raise AssertionError("it did not fail")


async def test_the_pieces_come_as_they_are_said_and_the_whole_at_the_end() -> None:
    books = Books()
    async with asking(always(spoken("三天", "广州", "。")), books) as (client, server):
        pieces, result = await pieces_of(client)

    assert "".join(pieces) == "三天广州。"
    assert (result.text, result.usage, result.finish_reason) == (
        "三天广州。",
        Usage(30, 12),
        "stop",
    )
    assert (result.provider, result.model, result.attempts) == ("openai_compatible", "qwen3", 1)
    (record,) = books.records
    assert (record.error_type, record.usage) == (None, Usage(30, 12))
    assert record.first_token_ms is not None
    assert 0 < record.first_token_ms <= record.latency_ms
    assert server.asked[0]["stream"] is True
    assert "response_format" not in server.asked[0]


async def test_the_first_piece_is_there_before_the_last_is_said() -> None:
    steps = [STREAM_HEAD, ROLE, piece("now"), End.SILENCE]
    async with asking(always(steps)) as (client, _), aclosing(client.stream(_WORDS)) as pieces:
        assert await anext(pieces) == Delta("now")


async def test_a_connection_serves_one_answer_after_the_other() -> None:
    async with asking(always(spoken("a", "b"))) as (client, server):
        for _ in range(5):
            await pieces_of(client)

        assert (len(server.asked), server.accepted) == (5, 1)


async def test_closing_a_stream_closes_its_connection_at_once() -> None:
    books = Books()
    steps = [STREAM_HEAD, piece("a"), End.SILENCE]
    async with asking(always(steps), books) as (client, server):
        pieces = client.stream(_WORDS)
        await anext(pieces)
        await pieces.aclose()

        await eventually(lambda: _now(server.left == 1), within_s=1.0)
        assert server.connections == 0
    assert books.outcomes == [(1, "cancelled")]


@pytest.mark.parametrize("steps", [[End.SILENCE], [STREAM_HEAD, piece("a"), End.SILENCE]])
async def test_cancelling_whoever_listens_closes_the_connection_at_once(steps: Steps) -> None:
    books = Books()
    async with asking(always(steps), books) as (client, server):
        listening = asyncio.create_task(pieces_of(client))
        await eventually(lambda: _now(bool(server.asked)))

        listening.cancel()

        with pytest.raises(asyncio.CancelledError):
            await listening
        await eventually(lambda: _now(server.left == 1), within_s=1.0)
    assert books.outcomes == [(1, "cancelled")]


async def test_a_first_word_that_is_long_in_coming_is_not_waited_for() -> None:
    steps = [STREAM_HEAD, ROLE, End.SILENCE]
    books = Books()
    async with asking(always(steps), books, first_token_s=0.1, inter_token_s=9) as (client, server):
        heard, error = await failure_of(client)

    assert (heard, error.error_type) == ([], "timeout")
    assert books.outcomes == [(1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len(server.asked) == 3


async def test_comments_that_keep_a_line_open_are_not_words() -> None:
    waiting = [step for _ in range(40) for step in (chunk(b": wait\n\n"), 0.02)]
    steps = [STREAM_HEAD, *waiting, piece("late"), STOP + DONE, STREAM_END]
    async with asking(always(steps), first_token_s=0.3) as (client, _):
        _, error = await failure_of(client)

    assert error.error_type == "timeout"


async def test_a_silence_within_the_answer_ends_it_and_nobody_is_asked_again() -> None:
    books = Books()
    steps = [STREAM_HEAD, piece("a"), End.SILENCE]
    async with asking(always(steps), books, inter_token_s=0.1) as (client, server):
        heard, error = await failure_of(client)

    assert (heard, error.error_type) == (["a"], "timeout")
    assert (books.outcomes, len(server.asked)) == ([(1, "timeout")], 1)


async def test_slow_words_are_waited_for_however_long_the_whole_takes() -> None:
    script = always(spoken("a", "b", "c", "d", between_s=0.1))
    async with asking(script, inter_token_s=0.35, first_token_s=0.35) as (client, _):
        pieces, _ = await pieces_of(client)

    assert pieces == ["a", "b", "c", "d"]


async def test_a_listener_who_takes_his_time_is_no_silence_of_the_server() -> None:
    async with asking(always(spoken("a", "b", between_s=0.05)), inter_token_s=0.2) as (client, _):
        heard = []
        async for each in client.stream(_WORDS):
            heard.append(each)
            await asyncio.sleep(0.3)

    assert len(heard) == 3


async def test_an_answer_cut_off_before_its_first_word_is_asked_for_again() -> None:
    script = in_turn([STREAM_HEAD, ROLE, End.CUT], [End.CUT], spoken("a"))
    books = Books()
    async with asking(script, books) as (client, _):
        pieces, result = await pieces_of(client)

    assert (pieces, result.attempts) == (["a"], 3)
    assert [kind for _, kind in books.outcomes] == ["provider_unavailable"] * 2 + [None]


@pytest.mark.parametrize(
    "ending", [[End.CUT], [STREAM_END], [event({"error": {"message": "x"}})]], ids=str
)
async def test_an_answer_cut_off_after_its_first_word_fails_and_is_not_begun_anew(
    ending: list[bytes | End],
) -> None:
    steps = [STREAM_HEAD, piece("a"), piece("b"), *ending]
    async with asking(always(steps)) as (client, server):
        heard, error = await failure_of(client)

    assert ("".join(heard), error.error_type) == ("ab", "provider_unavailable")
    assert len(server.asked) == 1


async def test_a_busy_server_is_asked_again_after_the_time_it_names() -> None:
    script = in_turn(replied(429, {}, Retry_After="0"), replied(500, {}), spoken("a"))
    async with asking(script) as (client, _):
        _, result = await pieces_of(client)

    assert result.attempts == 3


async def test_the_next_provider_speaks_where_the_first_says_no_word() -> None:
    async with speaking_server(always([End.CUT])) as server:
        broken = a_provider(server.base_url)
        spare = ScriptedModel(an_answer("whole"))
        client = AiClient(
            [Link(broken), Link(spare, order=2)], Books(), timeout_s=20, max_attempts=1
        )
        pieces, result = await pieces_of(client)
        await broken.aclose()

    assert (pieces, result.provider, result.fallback) == (["whole"], "scripted", True)


async def test_a_server_that_does_not_stream_is_heard_in_one_piece() -> None:
    async with asking(always(said("all at once"))) as (client, _):
        pieces, result = await pieces_of(client)

    assert (pieces, result.text, result.usage) == (["all at once"], "all at once", Usage(30, 12))


async def test_a_server_that_cannot_count_in_streams_is_not_asked_to_a_second_time() -> None:
    refusal = replied(400, {"error": {"message": "unknown field: stream_options"}})

    def script(_number: int, body: dict[str, Any]) -> Steps:
        return refusal if "stream_options" in body else spoken("a")

    async with asking(script) as (client, server):
        for _ in range(2):
            assert (await pieces_of(client))[1].attempts == 1

    assert ["stream_options" in body for body in server.asked] == [True, False, False]


async def test_what_is_refused_for_another_reason_is_refused() -> None:
    async with asking(always(replied(400, {"error": "too long"}))) as (client, server):
        _, error = await failure_of(client)

    assert (error.error_type, len(server.asked)) == ("provider_rejected", 1)


async def test_the_deadline_of_the_call_ends_a_stream_that_goes_on_and_on() -> None:
    endless = [STREAM_HEAD, *[step for _ in range(500) for step in (piece("a"), 0.02)]]
    async with speaking_server(always(endless)) as server:
        provider = a_provider(server.base_url)
        heard, error = await failure_of(a_client(provider, timeout_s=0.4))
        await provider.aclose()

    assert heard
    assert error.error_type == "timeout"


async def test_fifty_streams_at_once_get_their_own_words_and_leave_connections_to_the_next() -> (
    None
):
    def script(_number: int, body: dict[str, Any]) -> Steps:
        name = body["messages"][0]["content"]
        return spoken(*[f"{name} "] * 20, between_s=0.001)

    async with asking(script, connect_timeout_s=20, first_token_s=20, inter_token_s=20) as (
        client,
        server,
    ):

        async def listen(name: str) -> bool:
            call = a_call(response="text", messages=(Message("user", name),))
            result = [each async for each in client.stream(call)][-1]
            assert isinstance(result, ChatResult)
            return result.text == f"{name} " * 20

        heard = await asyncio.gather(*(listen(f"n{number}") for number in range(50)))
        heard += await asyncio.gather(*(listen(f"m{number}") for number in range(50)))
        accepted = server.accepted

    assert heard == [True] * 100
    assert accepted == 50


async def test_a_provider_that_cannot_stream_is_heard_in_one_piece() -> None:
    model = ScriptedModel(an_answer("whole"))

    pieces, result = await pieces_of(a_client(model))

    assert (pieces, result.text) == (["whole"], "whole")


async def test_what_a_provider_yields_last_is_its_answer() -> None:
    async with speaking_server(always(spoken("a", "b"))) as server:
        provider = a_provider(server.base_url)
        *pieces, answer = [each async for each in provider.stream(_WORDS)]
        await provider.aclose()

    assert answer == ProviderAnswer("ab", Usage(30, 12), "stop")
    assert "".join(piece.text for piece in pieces if isinstance(piece, Delta)) == "ab"


async def test_what_comes_at_the_same_time_is_one_piece_and_what_comes_later_another() -> None:
    said = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(STREAM_HEAD + ROLE + piece("a") + piece("b"))
        await said.wait()
        writer.write(b"".join(part for part in spoken("c")[1:] if isinstance(part, bytes)))
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        provider = a_provider(f"http://127.0.0.1:{port}/v1")
        heard = []
        async for each in provider.stream(_WORDS):
            heard.append(each)
            said.set()
        await provider.aclose()

    assert heard[:2] == [Delta("ab"), Delta("c")]


async def _now(claim: bool) -> bool:
    return claim
