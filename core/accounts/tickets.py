"""Tickets: for who cannot send a header, once and soon.

A browser sends no `Authorization` when it opens a WebSocket, and what stands in an address ends up
in logs. So the page asks for a ticket by an ordinary request and opens the connection with it: it
is good for one path, one use and half a minute. Redis keeps a hash of it and whose it is.
"""

import hashlib
import json
import secrets
from datetime import datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.accounts.domain import AccessClaims
from core.kernel.errors import DependencyDownError, TicketInvalidError

TICKET_LIFE_S = 30


class Tickets:
    """Issues tickets and takes them in; with Redis gone there are none."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, claims: AccessClaims, path: str) -> str:
        """Return a ticket for one connection to `path`.

        Raises:
            DependencyDownError: Redis cannot be reached.
        """
        ticket = secrets.token_urlsafe(32)
        kept = json.dumps(
            [claims.user_id, claims.token_version, claims.expires_at.isoformat(), claims.family_id]
        )
        try:
            await self._redis.set(_key(ticket, path), kept, ex=TICKET_LIFE_S)
        except (RedisError, OSError, TimeoutError) as error:
            raise _down() from error
        return ticket

    async def redeem(self, ticket: str, path: str) -> AccessClaims:
        """Take a ticket in and return what the token said that it was issued for.

        Raises:
            TicketInvalidError: It is none of ours, was used, is too old or for another path.
            DependencyDownError: Redis cannot be reached.
        """
        try:
            kept = await self._redis.getdel(_key(ticket, path))
        except (RedisError, OSError, TimeoutError) as error:
            raise _down() from error
        if kept is None:
            raise TicketInvalidError("The ticket is not valid, or not any more")
        user_id, token_version, expires_at, *family_id = json.loads(kept)
        return AccessClaims(user_id, token_version, datetime.fromisoformat(expires_at), *family_id)


def _key(ticket: str, path: str) -> str:
    return f"ticket:{path}:{hashlib.sha256(ticket.encode()).hexdigest()}"


def _down() -> DependencyDownError:
    return DependencyDownError("There are no tickets while Redis does not answer")
