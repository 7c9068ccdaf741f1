"""Writes for all runs of a worker: what several of them have to write is one transaction."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from core.kernel.errors import DependencyDownError
from core.tasks.endings import Ending, Page
from core.tasks.execution import TaskExecution
from core.tasks.leases import TaskLeases
from core.tasks.outcome import TaskLostError, Write

_GATHER_S = 0.1
"""Lines wait so long for others; a step that is kept, and an end, do not wait."""
_PAUSE_S = 0.2

_AWAY = (DependencyDownError, TimeoutError)

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Desk:
    """What one execution has to write, and who waits for it."""

    execution: TaskExecution
    ending: Ending | None = None
    waiting: list[asyncio.Future[bool]] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    unsure: bool = False
    """A commit was cut off: what was to be written may be there or not."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page on its way, and who waits for it to arrive."""

    desk: _Desk
    page: Page
    waiting: list[asyncio.Future[bool]]


class Writer:
    """The `Ledger` of a worker's executions, each from `open` to `close`.

    While PostgreSQL is away everything waits; whoever gives up the task closes it, and those who
    wait are told that it is lost.
    """

    def __init__(self, leases: TaskLeases, *, patience_s: float) -> None:
        self._leases = leases
        self._patience_s = patience_s
        self._desks: dict[TaskExecution, _Desk] = {}
        self._due: dict[_Desk, None] = {}
        self._something = asyncio.Event()
        self._at_once = asyncio.Event()
        self._stopping = False

    def open(self, execution: TaskExecution) -> None:
        """Begin to write for an execution."""
        self._desks[execution] = _Desk(execution)

    def close(self, execution: TaskExecution) -> None:
        """Write nothing more for an execution, and tell those who wait."""
        desk = self._desks.pop(execution, None)
        if desk is not None:
            self._due.pop(desk, None)
            _answer(desk.waiting, TaskLostError("The task was given up"))

    def note(self, execution: TaskExecution, *, urgent: bool) -> None:
        """Hear that there is something to write, within a moment or at once."""
        desk = self._desks.get(execution)
        if desk is not None:
            self._add(desk, urgent=urgent)

    async def keep(self, execution: TaskExecution) -> None:
        """Write all there is of an execution, and return when it is certain.

        Raises:
            TaskLostError: The task is somebody else's by now.
        """
        if not await self._waited_for(execution, None):
            raise TaskLostError("The task is somebody else's by now")

    async def end(
        self, execution: TaskExecution, ending: Ending, write: Write | None = None
    ) -> Ending | None:
        """End the task of an execution; return how it ended, None where it is lost.

        Raises what `write` raises, and what PostgreSQL has against the ending.
        """
        if write is None and ending.outcome in ("succeeded", "failed", "cancelled"):
            try:
                return ending if await self._waited_for(execution, ending) else None
            except TaskLostError:
                return None
        return await self._end_alone(execution, ending, write)

    def stop(self) -> None:
        """Let `serve` return when nothing is left to write."""
        self._stopping = True
        self._something.set()
        self._at_once.set()

    async def serve(self) -> None:
        """Write until stopped."""
        while self._due or not self._stopping:
            await self._something.wait()
            if not self._at_once.is_set():
                await _first_of(self._at_once, _GATHER_S)
            self._something.clear()
            self._at_once.clear()
            if not await self._write(await self._take()):
                jitter = random.uniform(0.5, 1.5)  # noqa: S311 - no secret
                await asyncio.sleep(_PAUSE_S * jitter)

    def _add(self, desk: _Desk, *, urgent: bool) -> None:
        self._due[desk] = None
        self._something.set()
        if urgent:
            self._at_once.set()

    async def _waited_for(self, execution: TaskExecution, ending: Ending | None) -> bool:
        desk = self._desks.get(execution)
        if desk is None:
            return False
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        desk.waiting.append(done)
        desk.ending = ending or desk.ending  # a step that comes too late must not undo an end
        self._add(desk, urgent=True)
        return await done

    async def _take(self) -> list[_Sheet]:
        """Take what is due, but not of those whose last write is still under way."""
        sheets = []
        for desk in [desk for desk in self._due if not desk.lock.locked()]:
            del self._due[desk]
            await desk.lock.acquire()  # at once, for nobody holds it
            waiting, desk.waiting = desk.waiting, []
            sheets.append(_Sheet(desk, desk.execution.page(desk.ending), waiting))
        return sheets

    async def _write(self, sheets: Sequence[_Sheet]) -> bool:
        """Write the sheets, and say whether PostgreSQL was there."""
        if not sheets:
            return True
        pages, unsure = [each.page for each in sheets], any(each.desk.unsure for each in sheets)
        try:
            async with asyncio.timeout(self._patience_s):
                written = await self._leases.write(pages, unsure=unsure)
        except _AWAY as error:
            log.warning("task_write_failed", tasks=len(sheets), error=repr(error))
            self._put_back(sheets)
            return False
        except Exception as error:  # PostgreSQL, or JSON, does not take what one of them says
            if len(sheets) > 1:
                return all([await self._write([sheet]) for sheet in sheets])
            self._refuse(sheets[0], error)
            return True
        for sheet in sheets:
            self._done(sheet, written=sheet.page.fence.task_id in written)
        return True

    def _done(self, sheet: _Sheet, *, written: bool) -> None:
        if written:
            sheet.desk.unsure = False
            sheet.desk.execution.written(sheet.page)
        sheet.desk.lock.release()
        _answer(sheet.waiting, written)

    def _put_back(self, sheets: Sequence[_Sheet]) -> None:
        for sheet in sheets:
            desk = sheet.desk
            desk.lock.release()
            desk.unsure = True
            if desk.execution in self._desks:
                desk.waiting[:0] = sheet.waiting
                self._add(desk, urgent=bool(desk.waiting))
            else:
                _answer(sheet.waiting, TaskLostError("The task was given up"))

    def _refuse(self, sheet: _Sheet, error: Exception) -> None:
        if not sheet.waiting:
            log.error("task_lines_refused", exc_info=error)
        sheet.desk.execution.refused(sheet.page)
        sheet.desk.ending = None
        sheet.desk.lock.release()
        _answer(sheet.waiting, error)

    async def _end_alone(
        self, execution: TaskExecution, ending: Ending, write: Write | None
    ) -> Ending | None:
        """End with rows of its own, or where it must be looked first what was asked meanwhile."""
        while (desk := self._desks.get(execution)) is not None:
            async with desk.lock:
                try:
                    async with asyncio.timeout(self._patience_s):
                        return await self._leases.end(
                            ending, execution.page, write, unsure=desk.unsure
                        )
                except _AWAY as error:
                    log.warning("task_write_failed", tasks=1, error=repr(error))
                    desk.unsure = True
            await asyncio.sleep(_PAUSE_S)
        return None


def _answer(waiting: Sequence[asyncio.Future[bool]], answer: bool | Exception) -> None:
    for future in waiting:
        if future.done():  # whoever waited was cancelled
            continue
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
