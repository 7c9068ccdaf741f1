"""Answers a claimed turn to its end, whatever that is: kept first, told then."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.assistant.cache import ConversationCache
from core.assistant.claiming import Claim
from core.assistant.errors import kept_error
from core.assistant.frames import Cut, cuts_of
from core.assistant.keeping import Answered, Turns
from core.assistant.live import LiveTurn
from core.assistant.state import Asked
from core.assistant.turning import Turner
from core.db.statements import Statement
from core.kernel.errors import AppError, ModelError, TurnCancelledError, TurnCutOffError
from core.llm.calls import HeldCalls, calls_held
from core.llm.deadline import answer_within
from core.memory.domain import Remembered, TurnSaid
from core.memory.port import MemoryPort
from core.schemas.chat import ChatReply, ChatRequest

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Running:
    """A turn that this process answers."""

    live: LiveTurn
    claim: Claim
    payload_hash: str
    is_unwanted: bool = False
    """It was cancelled by whoever asked, and not because the process ends."""
    is_ending: bool = False
    """Its end is being written: it is too late to cancel it."""
    task: asyncio.Task[None] | None = None
    calls: HeldCalls = field(default_factory=HeldCalls)
    """Attempts of models that are written down with its end."""

    def stop(self) -> bool:
        """Cancel it, unless it is too late; say whether it was not."""
        if self.is_ending or self.task is None:
            return False
        self.task.cancel()
        return True


class Runner:
    """Has turns answered, and keeps what became of them."""

    def __init__(
        self,
        turner: Turner,
        statement: Statement,
        conversations: ConversationCache,
        memory: MemoryPort,
    ) -> None:
        self._turner = turner
        self._statement = statement
        self._conversations = conversations
        self._memory = memory
        self._afterwards: set[asyncio.Task[None]] = set()

    async def run(
        self,
        asked: Asked,
        request: ChatRequest,
        running: Running,
        *,
        answer_s: float,
        turn_s: float,
    ) -> None:
        """Answer a turn: models get `answer_s`, all of it `turn_s`. Raises nothing."""
        with calls_held() as running.calls:
            await self._run(asked, request, running, answer_s=answer_s, turn_s=turn_s)

    async def _run(
        self,
        asked: Asked,
        request: ChatRequest,
        running: Running,
        *,
        answer_s: float,
        turn_s: float,
    ) -> None:
        end: ChatReply | AppError = AppError()
        try:
            try:
                async with asyncio.timeout(turn_s):
                    with answer_within(answer_s):
                        turn, now = await self._turner.turn(asked, request, running.live)
            except TimeoutError as error:
                late = f"No answer within {turn_s:g} s"
                raise ModelError(late, error_type="timeout") from error
            running.is_ending = True
            count = await self._keep(running, turn)
            await self._conversations.keep(asked.session_id, count, now)
            self._remember(asked, running.claim, turn)
            end = turn.reply
        except AppError as error:
            end = await self._fail(running, error)
        except asyncio.CancelledError:
            gone = TurnCancelledError() if running.is_unwanted else TurnCutOffError()
            end = await self._fail(running, gone)
        except Exception:
            log.exception("turn_crashed", session_id=asked.session_id)
            end = await self._fail(running, AppError())
        finally:
            running.live.end(end)

    async def aclose(self, within_s: float) -> None:
        """Let what is done afterwards come to its end; what does not is left to the sweep."""
        if self._afterwards:
            _, late = await asyncio.wait(self._afterwards, timeout=within_s)
            for task in late:
                task.cancel()

    async def _keep(self, running: Running, turn: Answered) -> int:
        cuts = cuts_of(running.live.flushed())
        async with self._statement() as session:
            count = await Turns(session).answered(running.claim, turn, cuts, running.calls)
        if count is None:
            raise TurnCancelledError(
                "The turn was cancelled elsewhere, or its conversation deleted"
            )
        meta = turn.reply.ai_meta
        log.info(
            "turn_answered",
            session_id=turn.reply.session_id,
            intent=turn.reply.intent,
            latency_ms=meta.latency_ms,
            degraded=meta.degraded_reason,
        )
        return count

    async def _fail(self, running: Running, error: AppError) -> AppError:
        """Keep that a turn has no answer; where even that fails its lease runs out."""
        running.is_ending = True
        live = running.live
        cuts: list[Cut] = cuts_of(live.flushed())
        status = "cancelled" if isinstance(error, TurnCancelledError) else "failed"
        log.info("turn_failed", session_id=live.session_id, status=status, reason=error.detail)
        await self._conversations.drop(live.session_id)
        try:
            async with self._statement() as session:
                kept = kept_error(error, live.said)
                await Turns(session).failed(running.claim, status, kept, cuts, running.calls)
        except (AppError, SQLAlchemyError) as worse:
            log.warning("turn_end_not_kept", session_id=live.session_id, reason=str(worse))
        return error

    def _remember(self, asked: Asked, claim: Claim, turn: Answered) -> None:
        """Have a turn remembered beside whatever comes next."""
        if not turn.is_remembered:
            return
        said = TurnSaid(
            turn_id=claim.turn_id,
            who=Remembered(asked.user_id, turn.trip_id, asked.session_id),
            query=asked.query,
            answer=turn.reply.answer,
            language=asked.language,
            said_at=turn.answered_at,
        )
        self._do_afterwards(self._memory.remember(said))

    def _do_afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)
