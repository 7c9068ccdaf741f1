"""Repeated requests for a plan that is made at once: the first answer is the answer.

Nothing is reserved while a plan is being made, so nothing has to be tidied up after a crash. Two
repeats that come at the same time both make their plan, and the one that is kept first is the
answer to both; of the other nothing is kept, not even its entry in the books.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import AnsweredRequest
from core.kernel.errors import KeyReusedError
from core.schemas.plans import PlanAnswer, PlanRequest
from core.tasks.domain import payload_hash

_WHAT = "plan"
_AT_A_TIME = 100
_NOT_PAYLOAD = {"request_id", "run_async"}


class AnsweredMeanwhileError(Exception):
    """A repeat of this request was answered first; what this one has written must be undone."""


def payload_of(request: PlanRequest) -> dict[str, Any]:
    """Return what a request asks for: neither its own name, nor whether it is made at once."""
    return request.model_dump(mode="json", by_alias=True, exclude=_NOT_PAYLOAD)


class Repeats:
    """The answers to requests that had an id, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_answer(self, user_id: str, request: PlanRequest) -> PlanAnswer | None:
        """Return what was answered to this request before, marked as such.

        Raises:
            KeyReusedError: Its id stands for another payload.
        """
        if request.request_id is None:
            return None
        row = await self._session.get(AnsweredRequest, (user_id, request.request_id))
        if row is None:
            return None
        if row.payload_hash != _fingerprint(request):
            raise KeyReusedError(f"request_id {request.request_id!r} was used with another payload")
        return PlanAnswer.model_validate(row.answer).model_copy(update={"replayed": True})

    async def keep(self, user_id: str, request: PlanRequest, answer: PlanAnswer) -> None:
        """Keep the answer for repeats; waits for one that is being kept at the moment.

        Raises:
            AnsweredMeanwhileError: There is one already.
        """
        if request.request_id is None:
            return
        kept = await self._session.scalar(
            insert(AnsweredRequest)
            .values(
                user_id=user_id,
                request_id=request.request_id,
                payload_hash=_fingerprint(request),
                answer=answer.model_dump(mode="json"),
            )
            .on_conflict_do_nothing()
            .returning(AnsweredRequest.request_id)
        )
        if kept is None:
            raise AnsweredMeanwhileError


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


def _fingerprint(request: PlanRequest) -> str:
    return payload_hash(_WHAT, payload_of(request))
