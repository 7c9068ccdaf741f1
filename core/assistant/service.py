"""Turns of conversations: begun, listened to, cancelled. A turn belongs to the process.

Whoever asked may go: the answer is kept once. A request id is one turn: who asks again listens to
the one that runs here, waits for one that runs elsewhere, or is told again what was answered.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from redis.asyncio import Redis

from core.assistant.asked import fingerprint_of, language_of, title_of
from core.assistant.cache import ConversationCache
from core.assistant.cancelling import read_cancelled, tell_cancelled
from core.assistant.claiming import Claim, Claims, Earlier, NewTurn, Opened
from core.assistant.frames import Frame
from core.assistant.keeping import Turns
from core.assistant.live import LiveTurn
from core.assistant.running import Runner, Running
from core.assistant.state import Asked
from core.assistant.telling import TurnsElsewhere
from core.assistant.turning import Rooms, Turner
from core.db.engine import Transaction
from core.db.statements import Statement
from core.kernel.context import current_trace_id
from core.kernel.errors import (
    ConflictError,
    ForbiddenError,
    KeyReusedError,
    TurnCutOffError,
)
from core.kernel.ids import new_id
from core.schemas.chat import ChatRequest, Language

_TRIES = 5


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """How long a turn may take, and how many of a person may run at a time.

    Models get `answer_s`, a turn in all `turn_s`; nobody takes a turn for lost before `lease_s`.
    """

    per_user: int = 4
    answer_s: float = 30.0
    turn_s: float = 45.0
    lease_s: float = 60.0
    drain_s: float = 2.0
    """How long running turns may go on when the process is to end: less than those who wait."""


class _TakenError(Exception):
    """The same request was faster; what was written for this one is undone."""


class AssistantService:
    """Answers questions in conversations."""

    def __init__(
        self,
        rooms: Rooms,
        transaction: Transaction,
        statement: Statement,
        conversations: ConversationCache,
        redis: Redis,
        limits: TurnLimits | None = None,
    ) -> None:
        self._rooms = rooms
        self._runner = Runner(Turner(rooms, conversations), statement, conversations, rooms.memory)
        self._elsewhere = TurnsElsewhere(statement)
        self._transaction = transaction
        self._statement = statement
        self._redis = redis
        self._limits = limits or TurnLimits()
        self._running: dict[tuple[str, str], Running] = {}
        self._is_closing = False

    async def begin(self, user_id: str, request: ChatRequest, language: Language) -> LiveTurn:
        """Begin a turn, or listen to the one that the request id stands for.

        A turn that failed is tried again. `language` is that of the answer to a question without
        any words. A repeat has the trace id of the request that was first.

        Raises:
            ForbiddenError: The request is somebody else's.
            NotFoundError: The conversation or the trip is not there, or not the caller's.
            ConflictError: The conversation is closed.
            KeyReusedError: The request id stands for another payload.
            TurnInProgressError: The conversation's last question is still being answered.
            TooManyTasksError: So many questions of this person are being answered.
        """
        if request.user_id not in (None, user_id):
            raise ForbiddenError("user_id: must be your own")
        if self._is_closing:
            raise TurnCutOffError("This process is about to end")
        payload_hash = fingerprint_of(request)
        for _ in range(_TRIES):
            earlier = None
            if request.request_id is not None:
                earlier = await self._earlier(user_id, request.request_id, payload_hash)
            if isinstance(earlier, LiveTurn):
                return earlier
            again_in = earlier.session_id if earlier else None
            new = self._new(user_id, request, payload_hash, request.session_id or again_in)
            try:
                opened, claim = await self._go_on(new, request) or await self._open(new, request)
            except _TakenError:
                continue
            asked = self._asked(user_id, request, language, opened, new.request_id)
            live = LiveTurn(new.request_id, opened.id, new.trace_id)
            return self._start(asked, request, Running(live, claim, payload_hash))
        raise ConflictError(
            f"request_id {request.request_id!r} was begun again and again meanwhile"
        )

    async def attach(
        self, user_id: str, request_id: str, after_seq: int = -1
    ) -> AsyncGenerator[Frame, None]:
        """Yield the frames of a turn behind `after_seq`, wherever it runs or ran.

        Raises:
            NotFoundError: The caller has no such turn.
        """
        live = await self.find(user_id, request_id)
        async for frame in live.frames(after_seq):
            yield frame

    async def find(self, user_id: str, request_id: str) -> LiveTurn:
        """Return a turn to listen to, wherever it runs or ran.

        Raises:
            NotFoundError: The caller has no such turn.
        """
        if running := self._running.get((user_id, request_id)):
            return running.live
        return await self._elsewhere.find(user_id, request_id)

    async def cancel(self, user_id: str, request_id: str) -> bool:
        """End a turn without an answer; False where it has ended already.

        Where it runs in this process the call of the model is closed when this returns; elsewhere
        its process is told.

        Raises:
            NotFoundError: The caller has no such turn.
        """
        running = self._running.get((user_id, request_id))
        if running is None:
            async with self._statement() as session:
                was_running = await Turns(session).cancel(user_id, request_id)
            if was_running:
                await tell_cancelled(self._redis, user_id, request_id)
                return True
            await self._elsewhere.find(user_id, request_id)
            return False
        running.is_unwanted = True
        if not running.stop() or running.task is None:
            return False
        await asyncio.wait([running.task])
        return True

    def hear_cancelled(self, told: str) -> None:
        """End a turn of this process that was cancelled in another one."""
        if (key := read_cancelled(told)) and (running := self._running.get(key)):
            running.is_unwanted = True
            running.stop()

    async def aclose(self) -> None:
        """Let running turns go on for a while; then end them, and let their rows say so."""
        self._is_closing = True
        running = list(self._running.values())
        tasks = {each.task for each in running if each.task is not None}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._limits.drain_s)
            for each in running:
                each.stop()
            if late:
                await asyncio.wait(late)
        await self._elsewhere.aclose()
        await self._runner.aclose(self._limits.drain_s)

    async def _earlier(
        self, user_id: str, request_id: str, payload_hash: str
    ) -> LiveTurn | Earlier | None:
        """Return the turn of a request id to listen to, or as it was where it is to run again."""
        running = self._running.get((user_id, request_id))
        if running and not running.live.has_ended:
            if running.payload_hash != payload_hash:
                raise KeyReusedError(f"request_id {request_id!r} was used with another payload")
            return running.live
        async with self._statement() as session:
            earlier = await Claims(session).earlier(user_id, request_id, payload_hash)
        if earlier is None or earlier.may_run_again:
            return earlier
        return await self._elsewhere.find(user_id, request_id)

    def _new(
        self, user_id: str, request: ChatRequest, payload_hash: str, session_id: str | None
    ) -> NewTurn:
        return NewTurn(
            user_id, session_id, request.request_id or new_id(), payload_hash, current_trace_id(),
            lease_s=self._limits.lease_s, per_user=self._limits.per_user,
        )  # fmt: skip

    async def _go_on(self, new: NewTurn, request: ChatRequest) -> tuple[Opened, Claim] | None:
        """Claim a turn of a conversation that is there, where nothing is in its way."""
        if new.session_id is None:
            return None
        async with self._statement() as session:
            return await Claims(session).go_on(new, request.trip_id)

    async def _open(self, new: NewTurn, request: ChatRequest) -> tuple[Opened, Claim]:
        """Claim a turn step by step; without a conversation it opens one.

        Raises:
            _TakenError: The same request has done so meanwhile.
        """
        opened = None
        if new.session_id is not None:
            async with self._statement() as session:
                opened = await Claims(session).opened(new.user_id, new.session_id)
        trip_id = request.trip_id
        is_new_trip = trip_id is not None and (opened is None or opened.trip_id != trip_id)
        if trip_id is not None and is_new_trip:
            await self._rooms.trips.get(new.user_id, trip_id)
        async with self._transaction() as session:
            claims = Claims(session)
            if opened is None:
                opened = await claims.open(new.user_id, trip_id, title_of(request.query))
            elif trip_id is not None and is_new_trip:
                await claims.set_trip(opened.id, trip_id)
            claim = await claims.claim(replace(new, session_id=opened.id))
            if claim is None:
                raise _TakenError
        return opened, claim

    def _asked(
        self,
        user_id: str,
        request: ChatRequest,
        language: Language,
        opened: Opened,
        request_id: str,
    ) -> Asked:
        return Asked(
            user_id=user_id,
            session_id=opened.id,
            trip_id=request.trip_id or opened.trip_id,
            query=request.query,
            language=language_of(request.query, request.language, language),
            now=self._rooms.clock(),
            request_id=request_id,
            use_memory=request.use_memory and opened.use_memory,
            top_k_memory=request.top_k_memory,
            mode=request.mode,
            stage=opened.stage,
            message_count=opened.message_count,
        )

    def _start(self, asked: Asked, request: ChatRequest, running: Running) -> LiveTurn:
        key = asked.user_id, asked.request_id
        self._running[key] = running
        running.live.start()
        running.task = asyncio.create_task(
            self._runner.run(
                asked,
                request,
                running,
                answer_s=self._limits.answer_s,
                turn_s=self._limits.turn_s,
            )
        )
        running.task.add_done_callback(lambda _: self._forget(key, running))
        return running.live

    def _forget(self, key: tuple[str, str], running: Running) -> None:
        if self._running.get(key) is running:
            del self._running[key]
