"""Turns that outlive connections and cross processes, with a model that really streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from core.bootstrap import Container
from core.db.models.chat import ChatTurn, Message
from core.kernel.settings import Settings
from tests.support.http import Caller, make_caller, started
from tests.support.sockets import Wire, opened
from tests.support.speaking_server import (
    ROLE,
    STREAM_HEAD,
    End,
    Script,
    SpeakingServer,
    always,
    piece,
    speaking_server,
    spoken,
)
from tests.support.waiting import eventually

_PATH = "/ws/assistant"
_SAYS = ("Good morning, ", "where shall ", "we go ", "today?")
_ANSWER = "".join(_SAYS)
_SPOKEN = spoken('{"intent": "chitchat", "answer": "', *_SAYS, '"}')
_BEGINNING = [STREAM_HEAD, ROLE, piece('{"intent": "chitchat", "answer": "Good '), End.SILENCE]


@dataclass
class Stage:
    """Two processes of the API on one database, and the model both ask."""

    apps: list[FastAPI]
    model: SpeakingServer
    user: Caller

    @asynccontextmanager
    async def connected(self, number: int) -> AsyncIterator[Wire]:
        """Give a connection of the user to one of the processes."""
        async with opened(self.apps[number], _PATH) as wire:
            wire.say(type="auth", token=self.user.headers["Authorization"].split()[1])
            assert (await wire.hear())["type"] == "ready"
            yield wire

    async def kept(self) -> list[tuple[str, str]]:
        """Return every message that is kept, oldest first."""
        container: Container = self.apps[0].state.container
        async with container.transaction() as session:
            rows = await session.execute(select(Message.role, Message.content).order_by("seq"))
            return [(row.role, row.content) for row in rows]

    async def ends(self) -> list[str]:
        """Return how every turn stands."""
        container: Container = self.apps[0].state.container
        async with container.transaction() as session:
            return list(await session.scalars(select(ChatTurn.status)))


@asynccontextmanager
async def staged(settings: Settings, script: Script) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(speaking_server(script))
        asking = settings.model_copy(
            update={
                "ai_provider": "openai_compatible",
                "ai_base_url": model.base_url,
                "ai_model_chat": "m",
            }
        )
        apps = [await stack.enter_async_context(started(asking)) for _ in range(2)]
        yield Stage(apps, model, await make_caller(apps[0].state.container))


def said_in(frames: list[dict[str, Any]]) -> str:
    return "".join(frame.get("delta", "") for frame in frames)


async def test_whoever_is_cut_off_hears_the_rest_from_another_process_at_any_frame(
    settings: Settings,
) -> None:
    async with staged(settings, always(_SPOKEN)) as stage:
        async with stage.connected(0) as wire:
            wire.say(type="start", request_id="r", query="hello", language="en", use_memory=False)
            whole = await wire.hear_turn()

        assert (whole[-1]["type"], whole[-1]["data"]["answer"]) == ("final", _ANSWER)
        assert said_in(whole) == _ANSWER
        async with stage.connected(1) as wire:
            for after_seq in range(-1, len(whole) - 1):
                wire.say(type="resume", request_id="r", after_seq=after_seq)
                assert await wire.hear_turn() == whole[after_seq + 1 :]
        assert len(stage.model.asked) == 1
        assert await stage.kept() == [("user", "hello"), ("assistant", _ANSWER)]


async def test_the_answer_of_who_has_gone_is_kept_once_and_told_to_who_asks_again_elsewhere(
    settings: Settings,
) -> None:
    async with staged(settings, always(_SPOKEN)) as stage:
        async with stage.connected(0) as wire:
            wire.say(type="start", request_id="r", query="hello", language="en", use_memory=False)
            await wire.hear()
        async with stage.connected(1) as wire:
            wire.say(type="start", request_id="r", query="hello", language="en", use_memory=False)
            again = await wire.hear_turn()

        assert again[-1]["data"]["answer"] == said_in(again) == _ANSWER
        assert len(stage.model.asked) == 1
        assert len(await stage.kept()) == 2


@pytest.mark.parametrize("other_process", [False, True], ids=["here", "elsewhere"])
async def test_a_cancelled_turn_closes_the_connection_to_the_model_within_a_second(
    settings: Settings, *, other_process: bool
) -> None:
    async with staged(settings, always(_BEGINNING)) as stage, stage.connected(0) as wire:
        wire.say(type="start", request_id="r", query="hello", language="en", use_memory=False)
        while (await wire.hear())["type"] != "partial":
            pass

        async with stage.connected(int(other_process)) as canceller:
            canceller.say(type="cancel", request_id="r")

            async def is_closed() -> bool:
                return stage.model.left == 1

            async with asyncio.timeout(1.0):
                await eventually(is_closed)
        end = (await wire.hear_turn())[-1]

        assert end["type"] == "error"
        assert await stage.ends() == ["cancelled"]
        assert await stage.kept() == []
