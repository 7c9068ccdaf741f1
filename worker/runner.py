"""One claimed task from its handler's first line to the row that tells how it ended."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog

from core.kernel.context import bound_context
from core.kernel.errors import AppError
from core.kernel.stopping import end
from core.tasks.domain import Claim, ClaimedTask
from core.tasks.endings import (
    Ending,
    cancelling,
    failing,
    giving_back,
    overdue,
    succeeding,
    trying_again,
)
from core.tasks.execution import TaskExecution
from core.tasks.kinds import kind_of
from core.tasks.outcome import Handler, Outcome, TaskFailedError, TaskLostError, Write
from core.tasks.retrying import may_pass, pause_s
from worker.keeper import SAFE_SHARE, Keeper
from worker.runs import Run, Stop
from worker.writer import Writer

_CANCEL_PATIENCE_S = 0.5
"""A handler that ignores being cancelled is left alone: it can no longer write anything."""

_EVENTS: Mapping[str, str] = {
    "succeeded": "task_succeeded",
    "failed": "task_failed",
    "retried": "task_retrying",
    "cancelled": "task_cancelled",
    "given_back": "task_given_back",
}

log = structlog.get_logger(__name__)


class TaskRunner:
    """Runs claimed tasks by the handler of their kind."""

    def __init__(
        self, handlers: Mapping[str, Handler], writer: Writer, keeper: Keeper, *, lease_s: float
    ) -> None:
        self._handlers = handlers
        self._writer = writer
        self._keeper = keeper
        self._lease_s = lease_s

    def begin(self, claim: Claim, *, asked_at: float) -> Run:
        """Return the run of a claim that was asked for at `asked_at`, by the loop's clock."""
        execution = TaskExecution(claim, self._writer)
        run = Run(execution, safe_until=asked_at + self._lease_s * SAFE_SHARE)
        run.when_lost = partial(self._writer.close, execution)
        self._writer.open(execution)
        self._keeper.add(run)
        return run

    async def work(self, run: Run) -> Ending | None:
        """Run the task until its handler has ended or the run is stopped, and write how it ended.

        Return that ending, None where the task is somebody else's. Never raises: what goes wrong
        with one task must not touch the others.
        """
        task = run.execution.task
        with bound_context(task.trace_id, user_id=task.user_id, task_id=task.task_id):
            log.info("task_started", kind=task.kind, attempt=task.attempt)
            began = time.monotonic()
            try:
                ending = await self._work(run)
            except Exception:
                # Its lease expires, and a sweeper gives it to somebody else.
                log.exception("task_abandoned", kind=task.kind, attempt=task.attempt)
                return None
            finally:
                self._keeper.remove(run)
                self._writer.close(run.execution)
            event = _EVENTS[ending.outcome] if ending else "task_lost"
            latency_ms = round((time.monotonic() - began) * 1000, 1)
            log.info(event, kind=task.kind, attempt=task.attempt, latency_ms=latency_ms)
            return ending

    async def _work(self, run: Run) -> Ending | None:
        work = asyncio.ensure_future(self._handlers[run.execution.task.kind](run.execution))
        deadline = _deadline_of(run)
        try:
            ends: set[asyncio.Future[Any]] = {work, run.stopped}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            ended_by_itself = work.done()
        finally:
            if deadline:
                deadline.cancel()
            await end(work, within_s=_CANCEL_PATIENCE_S)
        run.execution.close()
        run.rest()
        if run.reason is Stop.LOST:
            return None
        if run.reason is None or (ended_by_itself and _is_outcome(work)):
            return await self._settle(run, work)
        return await self._settle_stopped(run, run.reason)

    async def _settle(self, run: Run, work: asyncio.Future[Outcome]) -> Ending | None:
        """Write how `work` ended; rows of the outcome that cannot be written fail the task."""
        error = _error_of(work)
        if error is None:
            outcome = work.result()
            try:
                return await self._writer.end(
                    run.execution, succeeding(outcome.result), outcome.write
                )
            except Exception as refused:
                error = refused
        if isinstance(error, TaskLostError):
            return None
        write = error.write if isinstance(error, TaskFailedError) else None
        return await self._settle_failed(run, _told(error), write)

    async def _settle_failed(
        self, run: Run, error: BaseException, write: Write | None
    ) -> Ending | None:
        task = run.execution.task
        _report(error)
        if task.may_fail_again and may_pass(error):
            delay_s = pause_s(task.failures, error)
            return await self._writer.end(
                run.execution, trying_again(error, task.trace_id, delay_s)
            )
        ending = failing(error, task.trace_id)
        if write is None:
            return await self._writer.end(run.execution, ending)
        try:
            return await self._writer.end(run.execution, ending, write)
        except Exception:
            log.exception("task_failure_rows_refused", kind=task.kind)
            return await self._writer.end(run.execution, ending)

    async def _settle_stopped(self, run: Run, reason: Stop) -> Ending | None:
        task = run.execution.task
        return await self._writer.end(run.execution, _ending_of(reason, task))


def _deadline_of(run: Run) -> asyncio.TimerHandle | None:
    remaining_s = run.execution.remaining_s
    if remaining_s is None:
        return None
    loop = asyncio.get_running_loop()
    return loop.call_later(max(0.0, remaining_s), run.stop, Stop.DEADLINE)


def _ending_of(reason: Stop, task: ClaimedTask) -> Ending:
    match reason:
        case Stop.CANCEL:
            return cancelling()
        case Stop.DEADLINE:
            return failing(overdue(), task.trace_id)
        case Stop.SHUTDOWN:
            resumable = kind_of(task.kind).resumable
            return giving_back(resumable=resumable, trace_id=task.trace_id)
        case Stop.LOST:
            raise AssertionError("nothing is written of a task that is lost")


def _is_outcome(work: asyncio.Future[Outcome]) -> bool:
    return not work.cancelled() and work.exception() is None


def _error_of(work: asyncio.Future[Outcome]) -> BaseException | None:
    if work.cancelled():
        return RuntimeError("The handler was cancelled from within")
    return work.exception()


def _told(error: BaseException) -> BaseException:
    """Return what is told of an error."""
    return error.error if isinstance(error, TaskFailedError) else error


def _report(error: BaseException) -> None:
    if isinstance(error, AppError):
        log.warning("task_error", code=error.code, error=error.detail)
    else:
        log.error("task_error", code=AppError.code, exc_info=error)
