"""One reader per process for everybody who follows a log in it.

Followers never ask Redis or, at the live end, SQL: the hub hears of new lines from Redis at once,
looks in SQL once a second for all of them together, and keeps the newest lines of each log in
memory. Redis may lie, lose or be away; then lines come with the next look.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Transaction
from core.joblogs.domain import TaskState
from core.joblogs.listener import LogListener
from core.joblogs.repository import LogRepository
from core.joblogs.tail import Tail
from core.kernel.errors import AppError
from core.kernel.stopping import pause
from core.schemas.joblogs import JobLine

LOOK_EVERY_S = 0.7
"""With the look itself, what is told is at most a second old."""
_LOOK_AT_MOST_EVERY_S = 0.05
_LOOK_TIMEOUT_S = 5.0
_TAIL_LINES = 500
_READERS_AT_ONCE = 2
_TASK_EVENTS = "task."

log = structlog.get_logger(__name__)


class Watched:
    """A task that somebody watches: how it stands, and the newest lines of its log.

    `state` is None until the first look; a task that is not there any more is `gone`.
    """

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        self.state: TaskState | None = None
        self.gone = False
        self.tail = Tail(0, _TAIL_LINES)
        self.heard = 0
        self.listeners: set[asyncio.Event] = set()

    @property
    def complete(self) -> bool:
        """Say whether nothing can follow any more."""
        state = self.state
        return self.gone or (
            state is not None and state.ended and self.tail.last_seq >= state.log_seq
        )

    def goes_beyond(self, cursor: int) -> bool:
        """Say whether there is something to tell to who has read as far as `cursor`."""
        return self.complete or self.tail.last_seq > cursor

    def tell(self) -> None:
        """Let those who watch look."""
        for listener in self.listeners:
            listener.set()


class LogHub:
    """Watches tasks for those who follow them; begins with the first of them."""

    def __init__(
        self, transaction: Transaction, redis_url: str, *, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        self._transaction = transaction
        self._redis_url = redis_url
        self._look_every_s = look_every_s
        self._watched: dict[str, Watched] = {}
        self._look_wanted = asyncio.Event()
        self._stopping = asyncio.Event()
        self._listener: LogListener | None = None
        self._serving: list[asyncio.Task[None]] = []
        self._reading: set[asyncio.Task[list[JobLine] | None]] = set()
        self._turn = asyncio.Semaphore(_READERS_AT_ONCE)
        self._blind = False
        self.closing = False
        """Whether those who follow should go elsewhere, as this process ends."""

    @contextmanager
    def watch(self, task_id: str, news: asyncio.Event) -> Iterator[Watched]:
        """Watch a task: `news` is set whenever there may be something new of it."""
        self._begin()
        watched = self._watched.get(task_id)
        if watched is None:
            watched = self._watched[task_id] = Watched(task_id)
            self._look_wanted.set()
        watched.listeners.add(news)
        try:
            yield watched
        finally:
            watched.listeners.discard(news)
            if not watched.listeners:
                del self._watched[task_id]

    async def read_after(self, task_id: str, cursor: int, limit: int) -> list[JobLine] | None:
        """Read lines from SQL, for somebody who is further back than what is in memory.

        None where the task is gone. Two at a time, so that a crowd that comes back does not take
        every connection.
        """
        # A reader that leaves must not take a connection with it: what was begun is finished.
        reading = asyncio.create_task(self._read_after(task_id, cursor, limit))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        return await asyncio.shield(reading)

    async def _read_after(self, task_id: str, cursor: int, limit: int) -> list[JobLine] | None:
        async with self._turn, self._transaction() as session:
            logs = LogRepository(session)
            lines = await logs.list_after(task_id, cursor, limit)
            return lines if lines or await logs.list_states([task_id]) else None

    def close(self) -> None:
        """Send everybody who follows away; the process is about to end."""
        self.closing = True
        for watched in self._watched.values():
            watched.tell()

    async def aclose(self) -> None:
        """Send everybody away and stop reading."""
        self.close()
        self._stopping.set()
        self._look_wanted.set()
        if self._listener is not None:
            self._listener.stop()
        await asyncio.gather(*self._serving)
        await asyncio.gather(*self._reading, return_exceptions=True)

    def _begin(self) -> None:
        if self._listener is None:
            self._listener = LogListener(self._redis_url, self._positions, self._take)
            # In a context of their own: they outlive the request that happens to come first.
            self._serving = [
                asyncio.create_task(loop, context=Context())
                for loop in (self._listener.serve(), self._look_on())
            ]

    def _positions(self) -> dict[str, int]:
        return {
            watched.task_id: max(watched.heard, watched.tail.last_seq)
            for watched in self._watched.values()
            if watched.state is not None and not watched.complete
        }

    def _take(self, task_id: str, heard: int, lines: Sequence[JobLine]) -> None:
        """Take what came from Redis; where something is missing, look in SQL."""
        watched = self._watched.get(task_id)
        if watched is None or watched.state is None:
            return
        watched.heard = max(watched.heard, heard)
        watched.tail.take(lines)
        # What a task says of itself comes with a new status, which only SQL tells.
        if watched.tail.last_seq < heard or any(
            line.event.startswith(_TASK_EVENTS) for line in lines
        ):
            self._look_wanted.set()
        watched.tell()

    async def _look_on(self) -> None:
        while not self._stopping.is_set():
            if self._watched:
                await pause(self._look_wanted, self._look_every_s)
            else:
                await self._look_wanted.wait()
            self._look_wanted.clear()
            try:
                async with asyncio.timeout(_LOOK_TIMEOUT_S):
                    await self._look()
            except (AppError, SQLAlchemyError, TimeoutError) as error:
                if not self._blind:
                    log.warning("log_look_failed", error=repr(error))
                self._blind = True
            except Exception:
                log.exception("log_look_broke")
            else:
                self._blind = False
            await pause(self._stopping, _LOOK_AT_MOST_EVERY_S)

    async def _look(self) -> None:
        watched = {task_id: it for task_id, it in self._watched.items() if not it.gone}
        if not watched:
            return
        lines: dict[str, list[JobLine]] = {}
        async with self._transaction() as session:
            logs = LogRepository(session)
            states = await logs.list_states(watched)
            missed = {
                task_id: watched[task_id].tail.last_seq
                for task_id, state in states.items()
                if _is_a_little_behind(watched[task_id], state)
            }
            if missed:
                lines = await logs.list_after_each(missed)
        for task_id, it in watched.items():
            self._see(it, states.get(task_id), lines.get(task_id, []))

    def _see(self, watched: Watched, state: TaskState | None, lines: Sequence[JobLine]) -> None:
        before = watched.state, watched.tail.last_seq
        if state is None:
            watched.gone = True
        else:
            watched.tail.take(lines)
            # Of a log just begun with, or one that ran away, followers read for themselves.
            if watched.tail.last_seq < state.log_seq:
                watched.tail.skip_to(state.log_seq)
            if watched.state is None and self._listener is not None:
                self._listener.look_again()
            watched.state = state
        if watched.gone or before != (state, watched.tail.last_seq):
            watched.tell()


def _is_a_little_behind(watched: Watched, state: TaskState) -> bool:
    """Say whether a known log has gone on, by no more lines than are kept in memory."""
    missing = state.log_seq - watched.tail.last_seq
    return watched.state is not None and 0 < missing <= watched.tail.size
