"""The assistant over a WebSocket: who may speak, what is heard, and what ends a connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import update

from api.sockets import assistant as sockets
from core.accounts.domain import User
from core.assistant.live import LiveTurn
from core.bootstrap import Container
from core.db.engine import Transaction
from core.db.models.account import User as UserRow
from core.kernel.clock import utc_now
from core.kernel.errors import TurnCancelledError
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from core.schemas.chat import ChatRequest
from tests.support.http import Caller, access_tokens
from tests.support.sockets import Talker, Wire, closed_with, opened, sockets_alone, token_of
from tests.support.waiting import eventually

_PATH = "/ws/assistant"


@pytest.fixture
async def app(settings: Settings, transaction: Transaction, redis: Redis) -> AsyncIterator[FastAPI]:
    """Yield an application that has sockets and nothing else: many tests need one each."""
    async with sockets_alone(settings, transaction, redis) as app:
        yield app


@pytest.fixture
def talker(app: FastAPI) -> Talker:
    """Return what stands for the assistant of the application."""
    talker: Talker = app.state.container.assistant
    return talker


@dataclass
class Talk:
    """An open connection of somebody who was let in."""

    wire: Wire
    user: Caller
    talker: Talker

    async def turn(self, request_id: str) -> LiveTurn:
        """Return a turn that was asked for, once it has begun."""

        async def has_begun() -> bool:
            return (self.user.id, request_id) in self.talker.turns

        await eventually(has_begun)
        return self.talker.turns[self.user.id, request_id]


@pytest.fixture
async def talk(app: FastAPI, talker: Talker, user: Caller) -> AsyncIterator[Talk]:
    """Yield a connection of somebody who has said who they are."""
    async with opened(app, _PATH) as wire:
        wire.say(type="auth", token=token_of(user))
        assert await wire.hear() == {"type": "ready", "user_id": user.id}
        yield Talk(wire, user, talker)


def cancelled_end(turn: LiveTurn) -> None:
    turn.end(TurnCancelledError())


async def test_a_turn_is_told_frame_by_frame_under_its_request_id(talk: Talk) -> None:
    talk.wire.say(type="start", request_id="r", query="hello", language="en")
    turn = await talk.turn("r")
    turn.say("Good ")
    turn.say("morning")
    turn.end(TurnCancelledError())

    frames = await talk.wire.hear_turn()

    assert [frame["type"] for frame in frames] == ["start", "partial", "partial", "error"]
    assert [frame["seq"] for frame in frames] == [0, 1, 2, 3]
    assert {frame["request_id"] for frame in frames} == {"r"}
    assert "".join(frame.get("delta", "") for frame in frames) == "Good morning"
    assert talk.talker.asked[0].query == "hello"
    assert talk.talker.languages == ["en"]


async def test_the_same_start_twice_is_told_from_its_beginning_and_asked_once(talk: Talk) -> None:
    talk.wire.say(type="start", request_id="r", query="hello")
    await talk.wire.hear()
    talk.wire.say(type="start", request_id="r", query="hello")
    assert (await talk.wire.hear())["type"] == "start"
    cancelled_end(await talk.turn("r"))

    assert (await talk.wire.hear())["type"] == "error"
    assert len(talk.talker.asked) == 1


async def test_turns_on_one_connection_do_not_wait_for_each_other(talk: Talk) -> None:
    for name in ("one", "two"):
        talk.wire.say(type="start", request_id=name, query="hello")
        assert (await talk.wire.hear())["request_id"] == name
    cancelled_end(await talk.turn("two"))

    assert (await talk.wire.hear())["request_id"] == "two"

    cancelled_end(await talk.turn("one"))
    assert (await talk.wire.hear())["request_id"] == "one"


@pytest.mark.parametrize("after_seq", [-1, 0, 1, 2, 3])
async def test_whoever_was_cut_off_at_any_frame_hears_the_rest_on_another_connection(
    app: FastAPI, talk: Talk, after_seq: int
) -> None:
    talk.wire.say(type="start", request_id="r", query="hello")
    turn = await talk.turn("r")
    for word in ("a", "b", "c"):
        turn.say(word)
        turn.flushed()
    talk.wire.hang_up()

    async with opened(app, _PATH) as wire:
        wire.say(type="auth", token=token_of(talk.user))
        await wire.hear()
        wire.say(type="resume", request_id="r", after_seq=after_seq)
        turn.end(TurnCancelledError())
        frames = await wire.hear_turn()

    assert [frame["seq"] for frame in frames] == list(range(after_seq + 1, 5))
    assert "".join(frame.get("delta", "") for frame in frames) == "abc"[max(0, after_seq) :]


async def test_a_cancelled_turn_ends_with_an_error_that_says_so(talk: Talk) -> None:
    talk.wire.say(type="start", request_id="r", query="hello")
    await talk.wire.hear()

    talk.wire.say(type="cancel", request_id="r")
    end = await talk.wire.hear()

    assert (end["type"], end["request_id"], end["seq"]) == ("error", "r", 1)
    assert end["code"] == TurnCancelledError.code


@pytest.mark.parametrize("kind", ["resume", "cancel"])
async def test_a_turn_of_somebody_else_is_not_there(
    talk: Talk, container: Container, kind: str
) -> None:
    await talk.talker.begin("somebody", ChatRequest(query="x", request_id="theirs"), "en")

    talk.wire.say(type=kind, request_id="theirs")

    assert (await talk.wire.hear())["code"] == 1003


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 1002),
        ("[]", 1001),
        ('"start"', 1001),
        ("{}", 1001),
        ('{"type": "shout"}', 1001),
        ('{"type": "start", "request_id": "r"}', 1001),
        ('{"type": "start", "request_id": "", "query": "x"}', 1001),
        ('{"type": "start", "request_id": "r", "query": "x", "admin": true}', 1001),
        (json.dumps({"type": "start", "request_id": "r", "query": "x" * 4_001}), 1001),
        ('{"type": "resume", "request_id": "r", "after_seq": -2}', 1001),
        ('{"type": "start", "request_id": "r", "query": "a\\u0000b"}', 1001),
    ],
)
async def test_what_is_no_message_is_refused_and_the_connection_stays(
    talk: Talk, text: str, code: int
) -> None:
    talk.wire.say_text(text)
    refused = await talk.wire.hear()
    talk.wire.say(type="ping")

    assert (refused["type"], refused["code"], refused["seq"]) == ("error", code, None)
    assert refused["msg"]
    assert await talk.wire.hear() == {"type": "pong"}


async def test_a_failure_nobody_expected_says_nothing_of_itself(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> LiveTurn:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(talk.talker, "begin", breaks)
    talk.wire.say(type="start", request_id="r", query="hello")

    said = await talk.wire.hear()

    assert (said["request_id"], said["code"]) == ("r", 5000)
    assert "secret" not in json.dumps(said)


async def test_who_says_nothing_in_time_is_not_waited_for(
    app: FastAPI, talker: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "AUTH_TIMEOUT_S", 0.0)

    async with opened(app, _PATH) as wire:
        assert await closed_with(wire) == 4408


@pytest.mark.parametrize(
    "first",
    [
        {"type": "start", "request_id": "r", "query": "hello"},
        {"type": "auth", "token": "nonsense"},
        {"type": "ping"},
        {"type": "auth"},
    ],
)
async def test_who_does_not_say_who_they_are_is_sent_away(
    app: FastAPI, talker: Talker, first: dict[str, str]
) -> None:
    async with opened(app, _PATH) as wire:
        wire.say(**first)

        assert await closed_with(wire) == 4401
    assert not talker.asked


@pytest.mark.parametrize("path", ["/ws/assistant", "/ws/agent"])
async def test_a_ticket_opens_the_connection_it_is_for_and_only_once(
    app: FastAPI, container: Container, talker: Talker, user: Caller, path: str
) -> None:
    claims = container.accounts.read(token_of(user))
    ticket = await container.tickets.issue(claims, path)

    async with opened(app, path, query=f"ticket={ticket}") as wire:
        assert await wire.hear() == {"type": "ready", "user_id": user.id}
    async with opened(app, path, query=f"ticket={ticket}") as wire:
        assert (await wire.hear())["code"] == 2007
        assert await closed_with(wire) == 4401


async def test_who_is_locked_out_meanwhile_asks_nothing_more(
    talk: Talk, container: Container
) -> None:
    async with container.transaction() as session:
        await session.execute(
            update(UserRow).where(UserRow.id == talk.user.id).values(is_active=False)
        )

    talk.wire.say(type="start", request_id="r", query="hello")

    assert (await talk.wire.hear())["code"] == 2001
    assert await closed_with(talk.wire) == 4401
    assert not talk.talker.asked


async def test_a_new_token_goes_on_for_the_same_person_alone(
    talk: Talk, container: Container, other_user: Caller
) -> None:
    talk.wire.say(type="auth", token=token_of(other_user))
    assert (await talk.wire.hear())["code"] == 2003

    talk.wire.say(type="auth", token=token_of(talk.user))
    assert await talk.wire.hear() == {"type": "ready", "user_id": talk.user.id}


async def test_an_ended_token_is_told_as_such(
    app: FastAPI, container: Container, talker: Talker, user: Caller
) -> None:
    long_ago = utc_now() - timedelta(hours=1)
    somebody = User(id=user.id, email=user.email, role=Role.USER, created_at=long_ago)
    token = access_tokens(container).issue(somebody, token_version=0, now=long_ago)

    async with opened(app, _PATH) as wire:
        wire.say(type="auth", token=token)

        assert (await wire.hear())["code"] == 2002


async def test_a_message_that_is_too_big_ends_the_connection(talk: Talk) -> None:
    talk.wire.say(type="ping", padding="x" * 70_000)

    assert await closed_with(talk.wire) == 4413


async def test_bytes_end_the_connection(talk: Talk) -> None:
    talk.wire.to_server.put_nowait({"type": "websocket.receive", "bytes": b"{}"})

    assert await closed_with(talk.wire) == 1003


async def test_a_flood_of_messages_ends_the_connection(talk: Talk) -> None:
    for _ in range(60):
        talk.wire.say(type="ping")

    assert await closed_with(talk.wire) == 4429


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("http://api.test", True),
        ("https://app.example.org", True),
        ("https://evil.example.org", False),
        ("http://api.test.evil.example.org", False),
        ("null", False),
    ],
)
async def test_pages_of_others_open_no_connection(
    app: FastAPI, talker: Talker, origin: str, *, may: bool
) -> None:
    app.state.settings = app.state.settings.model_copy(
        update={"websocket_origins": "https://app.example.org/, https://other.example.org"}
    )

    async with opened(app, _PATH, headers={"origin": origin}) as wire:
        wire.say(type="auth", token="nonsense")

        assert await closed_with(wire) == (4401 if may else 4403)


async def test_who_ends_the_process_says_goodbye_first(app: FastAPI, talk: Talk) -> None:
    await asyncio.gather(*(socket.go_away() for socket in tuple(app.state.sockets)))

    assert await talk.wire.hear() == {"type": "goaway", "retry_after_ms": 1_000}
    assert await closed_with(talk.wire) == 1012
