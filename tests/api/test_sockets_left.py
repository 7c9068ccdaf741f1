"""Who signs out or may not stay is sent away from open connections, and not only from new ones."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import update

from api.sockets import assistant as sockets
from core.bootstrap import Container
from core.db.engine import Transaction
from core.db.models.account import User as UserRow
from core.kernel.clock import utc_now
from core.kernel.settings import Settings
from tests.support.http import Caller
from tests.support.sockets import closed_with, opened, sockets_alone, token_of

_PATH = "/ws/assistant"


@pytest.fixture
async def app(settings: Settings, transaction: Transaction, redis: Redis) -> AsyncIterator[FastAPI]:
    """Yield an application that has sockets and nothing else."""
    async with sockets_alone(settings, transaction, redis) as app:
        yield app


async def test_who_signs_out_is_sent_away_and_another_sign_in_of_theirs_goes_on(
    app: FastAPI, container: Container
) -> None:
    accounts = container.accounts
    first = await accounts.register("ada@example.org", "a long password")
    second = await accounts.login("ada@example.org", "a long password")
    async with opened(app, _PATH) as leaving, opened(app, _PATH) as staying:
        for wire, tokens in ((leaving, first), (staying, second)):
            wire.say(type="auth", token=tokens.access_token)
            assert (await wire.hear())["type"] == "ready"

        await accounts.sign_out(first.refresh_token)

        assert (await leaving.hear())["code"] == 2001
        assert await closed_with(leaving) == 4401
        staying.say(type="ping")
        assert await staying.hear() == {"type": "pong"}


async def test_who_is_locked_out_and_silent_is_sent_away_without_word_of_it(
    app: FastAPI, container: Container, user: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK_S", 0.01)
    async with opened(app, _PATH) as wire:
        wire.say(type="auth", token=token_of(user))
        await wire.hear()

        async with container.transaction() as session:
            await session.execute(
                update(UserRow).where(UserRow.id == user.id).values(is_active=False)
            )

        assert (await wire.hear())["code"] == 2001
        assert await closed_with(wire) == 4401


async def test_a_connection_ends_with_the_token_it_was_opened_with(
    app: FastAPI, container: Container, user: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK_S", 0.01)
    async with opened(app, _PATH) as wire:
        wire.say(type="auth", token=token_of(user))
        assert (await wire.hear())["type"] == "ready"

        monkeypatch.setattr(container.accounts, "_clock", lambda: utc_now() + timedelta(hours=1))

        assert (await wire.hear())["code"] == 2002
        assert await closed_with(wire) == 4401
