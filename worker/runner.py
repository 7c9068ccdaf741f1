"""One claimed task from its handler's first line to the row that tells how it ended."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random_exponential

from core.kernel.context import bound_context
from core.kernel.errors import AppError, DependencyDownError
from core.kernel.stopping import end
from core.tasks.domain import ClaimedTask
from core.tasks.execution import TaskExecution
from core.tasks.leases import TaskLeases
from core.tasks.outcome import Handler, Outcome

_SAFE_SHARE = 0.8
"""Without a renewal for this share of the lease a run ends itself, before another can begin."""
_PATIENCE_S = 10.0
"""How long a finished task waits for a database that is away, before its result is given up."""
_CANCEL_PATIENCE_S = 2.0
"""A handler that ignores being cancelled is left alone: it can no longer write anything."""

log = structlog.get_logger(__name__)


class TaskRunner:
    """Runs claimed tasks by the handler of their kind."""

    def __init__(
        self, leases: TaskLeases, handlers: Mapping[str, Handler], *, lease_s: float
    ) -> None:
        self._leases = leases
        self._handlers = handlers
        self._lease_s = lease_s

    async def claim(self) -> ClaimedTask | None:
        """Win a task this worker has a handler for; None where none waits."""
        return await self._leases.claim(self._handlers.keys())

    async def run(self, task: ClaimedTask, give_back: asyncio.Event) -> None:
        """Run the task to its end, or hand it back as soon as `give_back` is set.

        Never raises: what goes wrong with one task must not touch the others.
        """
        with bound_context(task.trace_id, user_id=task.user_id, task_id=task.task_id):
            log.info("task_started", kind=task.kind, attempt=task.attempt)
            try:
                await self._run(task, give_back)
            except Exception:
                # Its lease expires, and a sweeper gives it to somebody else.
                log.exception("task_abandoned", kind=task.kind, attempt=task.attempt)

    async def _run(self, task: ClaimedTask, give_back: asyncio.Event) -> None:
        started = time.monotonic()
        work = asyncio.ensure_future(self._handlers[task.kind](TaskExecution(task)))
        lease = asyncio.create_task(self._keep_lease(task))
        asked_back = asyncio.create_task(give_back.wait())
        try:
            await asyncio.wait({work, lease, asked_back}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                event = await self._settle(task, work)
            elif lease.done():
                event = "task_lost"
            else:
                await end(work, within_s=_CANCEL_PATIENCE_S)
                event = "task_given_back" if await self._leases.give_back(task) else "task_lost"
        finally:
            await end(work, lease, asked_back, within_s=_CANCEL_PATIENCE_S)
        log.info(event, kind=task.kind, latency_ms=round((time.monotonic() - started) * 1000, 1))

    async def _keep_lease(self, task: ClaimedTask) -> None:
        """Renew the lease until it is lost, or until that cannot be ruled out any longer."""
        safe_until = time.monotonic() + self._lease_s * _SAFE_SHARE
        while True:
            pause = min(self._lease_s / 3, safe_until - time.monotonic())
            await asyncio.sleep(pause)
            asked_at = time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, safe_until - asked_at)):
                    if not await self._leases.renew(task):
                        return
            except (AppError, SQLAlchemyError, TimeoutError) as error:
                log.warning("task_beat_failed", error=repr(error))
                if time.monotonic() >= safe_until:
                    return
            else:
                safe_until = asked_at + self._lease_s * _SAFE_SHARE

    async def _settle(self, task: ClaimedTask, work: asyncio.Future[Outcome]) -> str:
        """Write how `work` ended and return the event that tells it."""
        ended = _how_it_ended(work)
        if isinstance(ended, Outcome):
            try:
                kept = await _persist(partial(self._leases.succeed, task, ended))
            except DependencyDownError:
                raise
            except Exception as error:  # the rows of the outcome cannot be written
                ended = error
            else:
                return "task_succeeded" if kept else "task_lost"
        if isinstance(ended, AppError):
            log.warning("task_error", code=ended.code, error=ended.detail)
        else:
            log.error("task_error", code=AppError.code, exc_info=ended)
        kept = await _persist(partial(self._leases.fail, task, ended))
        return "task_failed" if kept else "task_lost"


def _how_it_ended(work: asyncio.Future[Outcome]) -> Outcome | BaseException:
    if work.cancelled():
        return RuntimeError("The handler was cancelled from within")
    return work.exception() or work.result()


@retry(
    retry=retry_if_exception_type(DependencyDownError),
    stop=stop_after_delay(_PATIENCE_S),
    wait=wait_random_exponential(multiplier=0.1, max=1.0),
    reraise=True,
)
async def _persist(write: Callable[[], Awaitable[bool]]) -> bool:
    """Write, again and again while the database is away.

    Repeating is harmless where a commit had gone through unnoticed: the fence no longer holds.
    """
    return await write()
