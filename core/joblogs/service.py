"""Read logs: a page at a time, as they are written, or whole."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime

from core.db.engine import Transaction
from core.joblogs.domain import TaskState
from core.joblogs.following import FollowEvent, JobTypeOf, Pace, follow, job_update
from core.joblogs.hub import LogHub
from core.joblogs.repository import LogRepository
from core.joblogs.slots import StreamSlots
from core.kernel.errors import NotFoundError
from core.kernel.stopping import pause
from core.schemas.joblogs import JobLine, JobLogPage

_EXPORT_LINES = 500


class JobLogService:
    """What the API does with logs; whether the caller may see the task is for him to ask first."""

    def __init__(
        self,
        transaction: Transaction,
        hub: LogHub,
        *,
        job_type_of: JobTypeOf,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
        slots: StreamSlots | None = None,
    ) -> None:
        self._transaction = transaction
        self._hub = hub
        self._job_type_of = job_type_of
        self._clock = clock
        self.pace = pace or Pace()
        self.slots = slots or StreamSlots()

    async def states(self, task_ids: Sequence[str]) -> list[TaskState]:
        """Return how tasks stand, in the order asked for.

        Raises:
            NotFoundError: One is not there.
        """
        async with self._transaction() as session:
            found = await LogRepository(session).list_states(task_ids)
        for task_id in task_ids:
            if task_id not in found:
                raise _cleaned_up(task_id)
        return [found[task_id] for task_id in task_ids]

    async def page(
        self, task_id: str, cursor: int, *, limit: int, wait_s: float = 0.0
    ) -> JobLogPage:
        """Return lines after a cursor; where there are none yet, wait for some.

        Raises:
            NotFoundError: The task is not there, or was cleaned up meanwhile.
        """
        page = await self._page(task_id, cursor, limit)
        if page.lines or page.ended or not wait_s:
            return page
        await self._wait_beyond(task_id, cursor, wait_s)
        return await self._page(task_id, cursor, limit)

    async def last_page(self, task_id: str, count: int) -> JobLogPage:
        """Return the last lines.

        Raises:
            NotFoundError: The task is not there.
        """
        (state,) = await self.states([task_id])
        return await self._page(task_id, max(0, state.log_seq - count), count)

    def follow(self, cursors: Mapping[str, int]) -> AsyncGenerator[FollowEvent]:
        """Return what happens to tasks from now on; see `core.joblogs.following.follow`."""
        return follow(
            self._hub, cursors, job_type_of=self._job_type_of, clock=self._clock, pace=self.pace
        )

    async def export(self, task_id: str) -> AsyncGenerator[Sequence[JobLine]]:
        """Yield the whole log as it is now, in pieces; between them nothing is held."""
        cursor = 0
        while True:
            async with self._transaction() as session:
                lines = await LogRepository(session).list_after(task_id, cursor, _EXPORT_LINES)
            if not lines:
                return
            yield lines
            cursor = lines[-1].seq

    def close(self) -> None:
        """Send those who follow and those who wait away; the process is about to end."""
        self._hub.close()

    async def _page(self, task_id: str, cursor: int, limit: int) -> JobLogPage:
        async with self._transaction() as session:
            logs = LogRepository(session)
            # First the state: a line that comes between the two is then not yet counted.
            state = (await logs.list_states([task_id])).get(task_id)
            if state is None:
                raise _cleaned_up(task_id)
            lines = await logs.list_after(task_id, cursor, limit)
        last_seq = lines[-1].seq if lines else cursor
        return JobLogPage(
            **dict(job_update(state, self._job_type_of)),
            lines=lines,
            cursor=last_seq,
            has_more=last_seq < state.log_seq and bool(lines),
            ended=state.ended and last_seq >= state.log_seq,
        )

    async def _wait_beyond(self, task_id: str, cursor: int, wait_s: float) -> None:
        """Return when a task has lines beyond `cursor`, has ended or is gone, or time is up."""
        now, news = asyncio.get_running_loop().time, asyncio.Event()
        until = now() + wait_s
        with self._hub.watch(task_id, news) as watched:
            while not (self._hub.closing or watched.goes_beyond(cursor)) and now() < until:
                await pause(news, until - now())
                news.clear()


def _cleaned_up(task_id: str) -> NotFoundError:
    return NotFoundError(f"There is no task {task_id!r}; it may have been cleaned up")
