"""Tasks in SQL. Time is the database's own, so that no worker's clock decides anything."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import extract, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.db.models.task import AiTask, TaskAttempt, TaskLog
from core.kernel.ids import new_id
from core.schemas.job_messages import MESSAGES
from core.schemas.tasks import TaskStatus
from core.tasks.domain import Claim, ClaimedTask, Fence, sources_of
from core.tasks.endings import AttemptOutcome, Ending, Page
from core.tasks.statements import CLAIM, RENEW, WRITE, db_now, held, move, waits

RING_AGAIN_AFTER = timedelta(seconds=10)
_STARTED = "task.started"


class Standing(NamedTuple):
    """What was asked of a task that somebody still holds."""

    cancel_asked: bool
    overdue: bool


class LostTask(NamedTuple):
    """A running task whose worker has not reported in time, at the moment it was found."""

    fence: Fence
    kind: str
    trace_id: str
    crashes: int
    cancel_asked: bool
    at: datetime


class OverdueTask(NamedTuple):
    """A waiting task whose deadline has passed, at the moment it was found."""

    task_id: str
    trace_id: str
    attempt: int
    at: datetime


class TaskRepository:
    """The statements of workers on `ai_tasks` and what belongs to its rows."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(
        self, kinds: Mapping[str, int], owner: str, lease: timedelta, room: int
    ) -> tuple[list[Claim], bool]:
        """Give up to `room` of the best tasks that wait to `owner`.

        `kinds` has the newest version of the payload of each kind that is understood. The answer
        says also whether others took what there was.
        """
        rows = await self._session.execute(
            CLAIM,
            {
                "kinds": list(kinds),
                "versions": list(kinds.values()),
                "owner": owner,
                "lease": lease,
                "room": room,
                "event": _STARTED,
                "message": MESSAGES[_STARTED].en,
            },
        )
        found = rows.all()
        claims = [_claim(row, owner) for row in found if row.id is not None]
        return claims, not claims and found[0].candidates > 0

    async def renew(
        self, fences: Sequence[Fence], owner: str, lease: timedelta
    ) -> dict[str, Standing]:
        """Lengthen the leases `owner` still holds, and return how those tasks stand."""
        rows = await self._session.execute(
            RENEW,
            {
                "ids": [fence.task_id for fence in fences],
                "attempts": [fence.attempt for fence in fences],
                "owner": owner,
                "lease": lease,
            },
        )
        return {row.id: Standing(row.cancel_asked, row.overdue) for row in rows}

    async def write(self, pages: Sequence[Page]) -> dict[str, int]:
        """Write the pages whose fence holds, and return the last number of each one's log.

        One page of each task at most.
        """
        rows = await self._session.execute(
            WRITE,
            {
                "ids": [page.fence.task_id for page in pages],
                "pages": json.dumps([_page_row(page) for page in pages]),
                "steps": json.dumps([row for page in pages for row in _step_rows(page)]),
                "lines": json.dumps([row for page in pages for row in _line_rows(page)]),
            },
        )
        return {row.id: row.log_seq for row in rows}

    async def hold(self, fence: Fence) -> Standing | None:
        """Lock the task for this transaction, so that nobody takes it over; None where lost."""
        found = await self._session.execute(
            select(AiTask.cancel_requested_at).where(*held(fence)).with_for_update()
        )
        row = found.one_or_none()
        return None if row is None else Standing(row.cancel_requested_at is not None, False)

    async def hold_all(self, fences: Sequence[Fence]) -> None:
        """Lock tasks, and so wait for whatever is being written to them."""
        ids = [fence.task_id for fence in fences]
        locked = select(AiTask.id).where(AiTask.id.in_(ids)).order_by(AiTask.id).with_for_update()
        await self._session.execute(locked)

    async def last_line(self, fence: Fence) -> int:
        """Return the number within its attempt of the last line that was written."""
        last = select(func.max(TaskLog.line_no)).where(
            TaskLog.task_id == fence.task_id, TaskLog.attempt == fence.attempt
        )
        return await self._session.scalar(last) or 0

    async def find_end(self, fence: Fence, outcome: AttemptOutcome) -> int | None:
        """Return the last line of a task whose attempt has ended so already; None where not."""
        ended = (
            select(AiTask.log_seq)
            .join(TaskAttempt, TaskAttempt.task_id == AiTask.id)
            .where(
                TaskAttempt.task_id == fence.task_id,
                TaskAttempt.attempt == fence.attempt,
                TaskAttempt.worker_id == fence.lease_owner,
                TaskAttempt.outcome == outcome,
            )
        )
        found: int | None = await self._session.scalar(ended)
        return found

    async def list_lost(self, limit: int) -> list[LostTask]:
        """Return tasks whose lease has expired, locked for this transaction."""
        rows = await self._session.execute(
            select(
                AiTask.id, AiTask.kind, AiTask.trace_id, AiTask.attempt, AiTask.lease_owner,
                AiTask.crashes, AiTask.cancel_requested_at, db_now().label("at"),
            )
            .where(AiTask.status == TaskStatus.RUNNING, AiTask.lease_until < db_now())
            .order_by(AiTask.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        return [
            LostTask(
                fence=Fence(row.id, row.attempt, row.lease_owner),
                kind=row.kind,
                trace_id=row.trace_id,
                crashes=row.crashes,
                cancel_asked=row.cancel_requested_at is not None,
                at=row.at,
            )
            for row in rows
        ]

    async def list_overdue(self, limit: int) -> list[OverdueTask]:
        """Return waiting tasks whose deadline has passed, locked for this transaction."""
        rows = await self._session.execute(
            select(AiTask.id, AiTask.trace_id, AiTask.attempt, db_now().label("at"))
            .where(
                AiTask.status.in_(sources_of(TaskStatus.RUNNING)), AiTask.deadline_at <= db_now()
            )
            .order_by(AiTask.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [OverdueTask(row.id, row.trace_id, row.attempt, row.at) for row in rows]

    async def fail_waiting(self, task_id: str, error: dict[str, Any], lines: int) -> int:
        """Fail a task that is waiting; return the number of its last line, with `lines` more."""
        moved = move(
            TaskStatus.FAILED, AiTask.id == task_id, AiTask.lease_owner.is_(None),
            error=error, log_seq=AiTask.log_seq + lines,
        )  # fmt: skip
        return (await self._session.scalars(moved)).one().log_seq

    async def next_due_s(self) -> float | None:
        """Return how long until a task that waits for its time may be claimed."""
        soonest = func.min(AiTask.run_after)
        query = select(extract("epoch", soonest - db_now())).where(
            AiTask.status.in_(sources_of(TaskStatus.RUNNING)), AiTask.run_after > db_now()
        )
        seconds = await self._session.scalar(query)
        return None if seconds is None else max(0.0, float(seconds))

    async def ring_again(self, limit: int) -> list[str]:
        """Return waiting tasks whose ring seems lost, best first, and mark them as rung now."""
        waiting = aliased(AiTask)
        lost = (
            select(waiting.id)
            .where(
                *waits(waiting),
                or_(
                    waiting.dispatched_at.is_(None),
                    waiting.dispatched_at < db_now() - RING_AGAIN_AFTER,
                ),
            )
            .order_by(waiting.priority, waiting.run_after, waiting.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A subquery could be run once per row, locking other rows each time; a CTE runs once.
            .cte("lost")
        )
        marked = await self._session.scalars(
            update(AiTask)
            .where(AiTask.id == lost.c.id)
            .values(dispatched_at=db_now())
            .returning(AiTask.id)
            .execution_options(synchronize_session=False)
        )
        return list(marked)


def _claim(row: Any, owner: str) -> Claim:
    task = ClaimedTask(
        task_id=row.id,
        kind=row.kind,
        user_id=row.user_id,
        payload=row.request_json,
        request_id=row.request_id,
        trace_id=row.trace_id,
        fence=Fence(row.id, row.attempt, owner),
        failures=row.failures,
        max_failures=row.max_failures,
    )
    return Claim(
        task,
        at=row.updated_at,
        last_seq=row.log_seq,
        remaining_s=row.remaining_s,
        steps=row.steps or {},
    )


def _page_row(page: Page) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": page.fence.task_id,
        "attempt": page.fence.attempt,
        "owner": page.fence.lease_owner,
        "lines": len(page.lines),
    }
    if page.progress:
        done = {"done": page.progress.done, "total": page.progress.total}
        row |= {
            "percent": page.progress.percent, "stage": page.progress.stage, "progress": done,
        }  # fmt: skip
    if page.cost:
        row |= {"model_calls": page.cost.model_calls, "tokens": page.cost.tokens}
    if page.ending:
        row |= _ending_row(page.ending, page.fence.attempt)
    return row


def _ending_row(ending: Ending, attempt: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "status": ending.status,
        "outcome": ending.outcome,
        "result": ending.result,
        "error": ending.error,
        "delay_s": ending.delay_s,
        "failures": ending.failures,
        "crashes": ending.crashes,
    }
    if ending.deed:
        detail = {"attempt": attempt, "outcome": ending.outcome}
        row |= {"deed_id": new_id(), "deed": ending.deed, "deed_detail": detail}
    if ending.status is TaskStatus.SUCCEEDED:
        row["percent"] = 100
    return row


def _step_rows(page: Page) -> list[dict[str, Any]]:
    return [
        {"id": page.fence.task_id, "step": step, "output": output}
        for step, output in page.steps.items()
    ]


def _line_rows(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "id": page.fence.task_id,
            "n": number,
            "line_no": line.line_no,
            "ts": line.ts.isoformat(),
            "level": line.level,
            "event": line.event,
            "message": line.message,
            "data": line.data,
        }
        for number, line in enumerate(page.lines, 1)
    ]
