"""Repeated requests for what is done at once: the first answer is the answer.

Nothing is reserved while it is being done, so nothing has to be tidied up after a crash. Two
repeats that come at the same time both do their work, and the one whose answer is kept first has
answered both; the other undoes what it has written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import AnsweredRequest
from core.kernel.errors import KeyReusedError

_AT_A_TIME = 100


class AnsweredMeanwhileError(Exception):
    """A repeat of this request was answered first; what this one has written must be undone."""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request with an id; `fingerprint` is that of its payload."""

    user_id: str
    request_id: str
    fingerprint: str


class Repeats:
    """The answers to requests that had an id, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, request: Repeatable) -> Mapping[str, Any] | None:
        """Return what was answered to this request before.

        Raises:
            KeyReusedError: Its id stands for another payload.
        """
        row = await self._session.get(AnsweredRequest, (request.user_id, request.request_id))
        if row is None:
            return None
        if row.payload_hash != request.fingerprint:
            raise KeyReusedError(f"request_id {request.request_id!r} was used with another payload")
        return row.answer

    async def keep(self, request: Repeatable, answer: Mapping[str, Any]) -> None:
        """Keep the answer for repeats; waits for one that is being kept at the moment.

        Raises:
            AnsweredMeanwhileError: There is one already.
        """
        kept = await self._session.scalar(
            insert(AnsweredRequest)
            .values(
                user_id=request.user_id,
                request_id=request.request_id,
                payload_hash=request.fingerprint,
                answer=answer,
            )
            .on_conflict_do_nothing()
            .returning(AnsweredRequest.request_id)
        )
        if kept is None:
            raise AnsweredMeanwhileError

    async def forget(self, request: Repeatable) -> None:
        """Forget the answer to a request: what it tells of is no more."""
        await self._session.execute(
            delete(AnsweredRequest).where(
                AnsweredRequest.user_id == request.user_id,
                AnsweredRequest.request_id == request.request_id,
            )
        )


async def forget_answers(session: AsyncSession, keep: timedelta) -> int:
    """Delete the answers kept for longer than `keep`, a hundred at most; return how many went."""
    old = (
        select(AnsweredRequest.user_id, AnsweredRequest.request_id)
        .where(AnsweredRequest.created_at < func.now() - keep)
        .order_by(AnsweredRequest.created_at)
        .limit(_AT_A_TIME)
    )
    gone = await session.scalars(
        delete(AnsweredRequest)
        .where(tuple_(AnsweredRequest.user_id, AnsweredRequest.request_id).in_(old))
        .returning(AnsweredRequest.request_id)
    )
    return len(gone.all())
