"""The worker's side of a task's life: win it, keep it, write it, end it. Every write is fenced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.repository import AuditRepository, Deed
from core.db.engine import Transaction
from core.joblogs.domain import Line, make_line
from core.joblogs.repository import LogRepository
from core.queue.port import Queue
from core.schemas.tasks import TaskStatus
from core.tasks.domain import Claim, Fence, failure_of
from core.tasks.endings import Ending, Page, cancelling, losing, overdue, saying_of_failure
from core.tasks.kinds import kind_of
from core.tasks.outcome import Write
from core.tasks.repository import LostTask, OverdueTask, Standing, TaskRepository
from core.tasks.retrying import pause_of_lost_s

_RINGS_PER_SWEEP = 20
_TASKS_PER_SWEEP = 100

Tell = Callable[[str, int, Sequence[Line]], None]
"""Hears of committed lines: the task, the number of the last one, and the lines."""


def nobody_is_told(_task_id: str, _last_seq: int, _lines: Sequence[Line]) -> None:
    """Hear of lines and keep them to oneself."""


class Claims(NamedTuple):
    """What a claim has won; `others_won` says that there was work, and others took it."""

    won: list[Claim]
    others_won: bool


@dataclass(frozen=True)
class Swept:
    """What one sweep found.

    Tasks taken from lost workers that go on, that were given up, that were cancelled; waiting tasks
    whose deadline had passed; those rung for again; and how long until the next one is due.
    """

    rescued: list[str]
    given_up: list[str]
    cancelled: list[str]
    overdue: list[str]
    rung: list[str]
    next_due_s: float | None


class TaskLeases:
    """Tasks as one worker, `owner`, holds them, each for `lease_s` unless renewed.

    `tell` hears of every line after its commit. `statement` opens what is only good for one
    statement, and saves two of its round trips. What is not in an answer was not written: the task
    belongs to somebody else by now.
    """

    def __init__(
        self,
        transaction: Transaction,
        queue: Queue,
        *,
        owner: str,
        lease_s: float,
        tell: Tell = nobody_is_told,
        statement: Transaction | None = None,
    ) -> None:
        self._transaction = transaction
        self._statement = statement or transaction
        self._queue = queue
        self._owner = owner
        self._lease = timedelta(seconds=lease_s)
        self._tell = tell

    async def claim(self, kinds: Mapping[str, int], room: int = 1) -> Claims:
        """Win up to `room` of the best tasks that wait, of `kinds` with their newest version."""
        async with self._statement() as session:
            tasks = TaskRepository(session)
            claims = Claims(*await tasks.claim(kinds, self._owner, self._lease, room))
        for claim in claims.won:
            attempt = claim.task.attempt
            line = make_line(
                "task.started", {"attempt": attempt}, at=claim.at, attempt=attempt, line_no=0
            )
            self._tell(claim.task.task_id, claim.last_seq, [line])
        return claims

    async def renew(self, fences: Sequence[Fence]) -> dict[str, Standing]:
        """Keep the tasks for another lease from now; those that are missing are lost."""
        async with self._statement() as session:
            return await TaskRepository(session).renew(fences, self._owner, self._lease)

    async def write(self, pages: Sequence[Page], *, unsure: bool = False) -> set[str]:
        """Write pages in one transaction, and return the tasks whose page is written.

        With `unsure` they may be written already: a commit was cut off before we heard of it.
        """
        if unsure:
            async with self._transaction() as session:
                pages, written = await _write_again(session, pages)
        else:
            async with self._statement() as session:
                written = await TaskRepository(session).write(pages)
        self._tell_of(pages, written)
        return set(written)

    async def end(
        self,
        ending: Ending,
        page_of: Callable[[Ending], Page],
        write: Write | None,
        *,
        unsure: bool = False,
    ) -> Ending | None:
        """End one task together with the rows of `write`; both or neither.

        Return the ending that was written, None where the task is lost: what would have gone on but
        was to be cancelled is cancelled.
        """
        async with self._transaction() as session:
            tasks = TaskRepository(session)
            page = page_of(ending)
            standing = await tasks.hold(page.fence)
            if standing is None:
                ended = unsure and await tasks.find_end(page.fence, ending.outcome)
                return ending if ended else None
            if standing.cancel_asked and ending.status in (TaskStatus.RETRYING, TaskStatus.QUEUED):
                ending = cancelling()
            if write:
                added = await write(session)
                if ending.result is not None:
                    ending = replace(ending, result=ending.result | added)
            page = page_of(ending)
            if unsure:
                page = _without(page, await tasks.last_line(page.fence))
            written = await tasks.write([page])
        self._tell_of([page], written)
        if ending.status is TaskStatus.QUEUED:
            await self._queue.ring(page.fence.task_id)
        return ending

    async def sweep(self) -> Swept:
        """Rescue what lost its worker, fail what is too late, ring for what nobody heard of."""
        async with self._transaction() as session:
            pages, written = await _rescue(session, self._lease)
        self._tell_of(pages, written)
        async with self._transaction() as session:
            late = await _fail_overdue(session, self._owner)
        for task_id, last_seq, line in late:
            self._tell(task_id, last_seq, [line])
        async with self._transaction() as session:
            tasks = TaskRepository(session)
            unheard = await tasks.ring_again(_RINGS_PER_SWEEP)
            next_due_s = await tasks.next_due_s()
        return Swept(
            rescued=_ids_of(pages, TaskStatus.RETRYING),
            given_up=_ids_of(pages, TaskStatus.FAILED),
            cancelled=_ids_of(pages, TaskStatus.CANCELLED),
            overdue=[task_id for task_id, _, _ in late],
            rung=await self._ring_all(unheard),
            next_due_s=next_due_s,
        )

    async def _ring_all(self, task_ids: list[str]) -> list[str]:
        """Ring until one ring does not go through, and return those that did."""
        rung = []
        for task_id in task_ids:
            if not await self._queue.ring(task_id):
                break
            rung.append(task_id)
        return rung

    def _tell_of(self, pages: Sequence[Page], written: Mapping[str, int]) -> None:
        for page in pages:
            last_seq = written.get(page.fence.task_id)
            if last_seq is not None and page.lines:
                self._tell(page.fence.task_id, last_seq, page.lines)


async def _write_again(
    session: AsyncSession, pages: Sequence[Page]
) -> tuple[list[Page], dict[str, int]]:
    """Write what is not yet there of pages whose first commit was unclear; return what that was.

    Locking comes first, and in a statement of its own: it waits for the end of that first
    transaction, which may still be under way in the server, so that the next one sees its rows.
    """
    tasks = TaskRepository(session)
    await tasks.hold_all([page.fence for page in pages])
    missing = [_without(page, await tasks.last_line(page.fence)) for page in pages]
    written = await tasks.write(missing)
    for page in pages:
        if page.ending and page.fence.task_id not in written:
            ended = await tasks.find_end(page.fence, page.ending.outcome)
            written |= {} if ended is None else {page.fence.task_id: ended}
    return missing, written


def _without(page: Page, last_line: int) -> Page:
    """Return the page without lines that are there already."""
    lines = [line for line in page.lines if line.line_no is None or line.line_no > last_line]
    return replace(page, lines=lines)


async def _rescue(session: AsyncSession, lease: timedelta) -> tuple[list[Page], dict[str, int]]:
    tasks = TaskRepository(session)
    pages = [_page_of_lost(lost, lease) for lost in await tasks.list_lost(_TASKS_PER_SWEEP)]
    return pages, await tasks.write(pages) if pages else {}


def _page_of_lost(lost: LostTask, lease: timedelta) -> Page:
    ending = losing(
        crashes=lost.crashes,
        resumable=kind_of(lost.kind).resumable,
        cancel_asked=lost.cancel_asked,
        trace_id=lost.trace_id,
        delay_s=pause_of_lost_s(lost.crashes, lease.total_seconds()),
    )
    lines = [
        make_line(said.event, said.data, at=lost.at, attempt=lost.fence.attempt, level=said.level)
        for said in ending.sayings
    ]
    return Page(lost.fence, lines, ending=ending)


async def _fail_overdue(session: AsyncSession, owner: str) -> list[tuple[str, int, Line]]:
    tasks = TaskRepository(session)
    return [
        await _fail_one_overdue(session, late, owner)
        for late in await tasks.list_overdue(_TASKS_PER_SWEEP)
    ]


async def _fail_one_overdue(
    session: AsyncSession, late: OverdueTask, owner: str
) -> tuple[str, int, Line]:
    failure = failure_of(overdue(), late.trace_id)
    said = saying_of_failure(failure)
    line = make_line(said.event, said.data, at=late.at, attempt=late.attempt, level=said.level)
    last_seq = await TaskRepository(session).fail_waiting(late.task_id, failure, lines=1)
    await LogRepository(session).insert(late.task_id, last_seq, [line])
    deed = Deed(owner, "task.fail", "task", late.task_id, late.trace_id, {"attempt": late.attempt})
    await AuditRepository(session).record(deed)
    return late.task_id, last_seq, line


def _ids_of(pages: Sequence[Page], status: TaskStatus) -> list[str]:
    return [page.fence.task_id for page in pages if page.ending and page.ending.status is status]
