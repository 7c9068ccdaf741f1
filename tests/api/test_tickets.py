"""Tickets: one connection, one path, half a minute."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import update

from core.accounts.domain import AccessClaims
from core.accounts.tickets import TICKET_LIFE_S, Tickets
from core.bootstrap import Container
from core.db.models.account import User
from core.kernel.clock import utc_now
from core.kernel.errors import (
    DependencyDownError,
    TicketInvalidError,
    TokenExpiredError,
    UnauthenticatedError,
)
from tests.support.http import Caller, problem_of

_PATH = "/ws/assistant"


@pytest.fixture
async def nobody() -> AsyncIterator[Redis]:
    """Yield a client of a Redis that is not there."""
    client: Redis = Redis(host="127.0.0.1", port=1, decode_responses=True)
    yield client
    await client.aclose()


def claims_of(user_id: str) -> AccessClaims:
    return AccessClaims(user_id, 0, utc_now() + timedelta(minutes=5))


async def test_a_ticket_admits_whom_it_was_issued_to_and_once(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    response = await client.post("/api/auth/tickets", json={"path": _PATH}, headers=user.headers)
    given = response.json()["data"]

    claims = await container.tickets.redeem(given["ticket"], _PATH)

    assert (await container.accounts.admit(claims)).id == user.id
    assert given["expires_in"] == TICKET_LIFE_S
    with pytest.raises(TicketInvalidError):
        await container.tickets.redeem(given["ticket"], _PATH)


async def test_a_ticket_for_one_path_opens_no_other_and_is_still_good_for_its_own(
    container: Container, user: Caller
) -> None:
    claims = claims_of(user.id)
    ticket = await container.tickets.issue(claims, _PATH)

    with pytest.raises(TicketInvalidError):
        await container.tickets.redeem(ticket, "/ws/agent")

    assert await container.tickets.redeem(ticket, _PATH) == claims


async def test_redis_keeps_a_ticket_as_a_hash_for_half_a_minute(
    container: Container, user: Caller
) -> None:
    ticket = await container.tickets.issue(claims_of(user.id), _PATH)

    keys = [key async for key in container.redis.scan_iter("ticket:*")]

    assert len(keys) == 1
    assert ticket not in keys[0]
    assert 0 < await container.redis.ttl(keys[0]) <= TICKET_LIFE_S


async def test_what_somebody_locked_out_since_has_been_given_admits_nobody(
    container: Container, user: Caller
) -> None:
    claims = await container.tickets.redeem(
        await container.tickets.issue(claims_of(user.id), _PATH), _PATH
    )
    async with container.transaction() as session:
        await session.execute(
            update(User).where(User.id == user.id).values(token_version=User.token_version + 1)
        )

    with pytest.raises(UnauthenticatedError):
        await container.accounts.admit(claims)


async def test_claims_end_when_their_token_does(container: Container, user: Caller) -> None:
    ended = AccessClaims(user.id, 0, utc_now() - timedelta(minutes=1))

    with pytest.raises(TokenExpiredError):
        await container.accounts.admit(ended)


@pytest.mark.parametrize("path", ["/ws/nowhere", "", None, "/ws/assistant/../agent"])
async def test_there_are_tickets_for_our_own_sockets_alone(
    client: httpx.AsyncClient, user: Caller, path: str | None
) -> None:
    response = await client.post("/api/auth/tickets", json={"path": path}, headers=user.headers)

    problem_of(response, status=422, code=1001)


async def test_without_redis_there_are_no_tickets(nobody: Redis) -> None:
    tickets = Tickets(nobody)

    with pytest.raises(DependencyDownError):
        await tickets.issue(claims_of("u"), _PATH)
    with pytest.raises(DependencyDownError):
        await tickets.redeem("t", _PATH)
