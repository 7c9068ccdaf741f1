"""Processes that compute for this one, so that its event loop is never short of the interpreter.

A thread that computes takes turns with the event loop at the interpreter's lock, and every turn it
takes is one that a request waits for. A process does not, and it stands back where both want the
same processor. What is quick and what is slow have processes of their own: nobody who wants a
little waits for those who want much.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from dataclasses import replace
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

import structlog

from core.kernel.errors import BusyError, ComputationLostError
from core.kernel.frames import Setting, packed
from core.kernel.thinker import Work
from core.kernel.thinker_process import Answers, Job, LostError, Process, SparedError, asked_by

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 32
"""So much work is under way in one process; more waits for its turn, in order."""
MOST_WAITING = 100
"""So many wait for one process; whoever comes then is told so."""
_TRY_AGAIN_S = 10.0
_NICENESS = {"quick": 5, "slow": 10}

log = structlog.get_logger(__name__)


class Pace(StrEnum):
    """What somebody waits for, or what takes its time."""

    QUICK = "quick"
    SLOW = "slow"


class _Post:
    """A place for one process; where there is none or it died, the next who comes has one begin."""

    def __init__(self, setting: Setting, patience_s: float, at_once: int = AT_ONCE) -> None:
        self._setting = setting
        self._patience_s = patience_s
        self._turns = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._begun: asyncio.Task[Process] | None = None
        self.wanted = 0

    @property
    def pid(self) -> int | None:
        """Return the id of the process there is, if any."""
        process = self._process
        return process.pid if process else None

    @property
    def _last(self) -> Process | None:
        """Return the process that was begun last, be it gone or not."""
        begun = self._begun
        if begun is None or not begun.done() or begun.cancelled() or begun.exception():
            return None
        return begun.result()

    @property
    def _process(self) -> Process | None:
        """Return the process that was begun, unless it is gone."""
        last = self._last
        return None if last is None or last.is_gone else last

    async def open(self) -> Process:
        """Return the process, a new one where there is none.

        Raises:
            BusyError: The machine has no room for one.
        """
        if self._begun is None or (self._begun.done() and self._process is None):
            self._begun = asyncio.create_task(self._start(self._last), context=Context())
        try:
            # Whoever had it begun may go away meanwhile: it is for all.
            return await asyncio.shield(self._begun)
        except OSError as error:
            log.warning("thinker_not_started", error=str(error))
            message = "No process to compute in could be started"
            raise BusyError(message, retry_after_s=_TRY_AGAIN_S) from error

    async def _start(self, before: Process | None) -> Process:
        if before is not None:
            await before.end()
        return await Process.start(self._setting, self._patience_s)

    async def do(self, job: Job) -> Any:
        """Return what a job comes to, when its turn has come.

        Raises:
            BusyError: Too many wait already, or the machine has no room for a process.
            LostError: The process died before it was done.
        """
        if self.wanted >= self._at_once + MOST_WAITING:
            raise BusyError(f"{self.wanted} others wait already", retry_after_s=_TRY_AGAIN_S)
        self.wanted += 1
        try:
            async with self._turns:
                return await (await self.open()).do(job)
        finally:
            self.wanted -= 1

    async def close(self) -> None:
        """End the process, if there is one."""
        if self._begun is not None:
            await asyncio.wait([self._begun])
            if last := self._last:
                await last.end()
            self._begun = None


class Thinkers:
    """Computes in processes of its own; see `thinkers` for how there come to be some."""

    def __init__(self, quick: _Post, slow: Sequence[_Post], spare: _Post) -> None:
        self._quick = quick
        self._slow = slow
        self._spare = spare

    @property
    def pids(self) -> list[int]:
        """Return the ids of the processes there are now."""
        return [pid for post in self._posts if (pid := post.pid) is not None]

    @property
    def _posts(self) -> list[_Post]:
        return list(dict.fromkeys([self._quick, *self._slow, self._spare]))

    async def open(self) -> None:
        """Begin what will be needed, so that nobody waits for it."""
        for post in self._posts:
            if post is not self._spare:
                with suppress(BusyError):  # whoever comes tries again
                    await post.open()

    async def close(self) -> None:
        """End every process, and what it is doing."""
        for post in self._posts:
            await post.close()

    async def think(self, compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function of a module returns, which computes and waits for nothing.

        Raises:
            BusyError: Too many wait already, or the machine has no room for a process.
            ComputationEndlessError: It does not come to an end.
            ComputationLostError: It cost two processes their lives.
        """
        job = _job(compute, args, kwargs, None)
        asking = asked_by.get()
        if asking is not None and not asking[0].is_gone:
            process, outer = asking
            found: T = await process.do(replace(job, asked_by=outer))
            return found
        result: T = await self._do(self._quick, job)
        return result

    async def converse(
        self,
        pace: Pace,
        answers: Answers,
        work: Work[P, T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what an async function of a module returns, whose questions `answers` answers.

        Raises:
            BusyError: Too many wait already, or the machine has no room for a process.
            ComputationEndlessError: It does not come to an end.
            ComputationLostError: It cost two processes their lives.
        """
        job = _job(work, args, kwargs, answers)
        least = min(self._slow, key=lambda post: post.wanted)
        result: T = await self._do(self._quick if pace is Pace.QUICK else least, job)
        return result

    async def everywhere(self, answers: Answers, work: Work[[], None]) -> None:
        """Have every process that is begun from the start do some work.

        Raises:
            BusyError: Too many wait already, or the machine has no room for a process.
            ComputationEndlessError: It does not come to an end.
            ComputationLostError: It cost two processes their lives.
        """
        posts = (post for post in self._posts if post is not self._spare)
        jobs = [self._do(post, _job(work, (), {}, answers)) for post in posts]
        await asyncio.gather(*jobs)

    async def _do(self, post: _Post, job: Job) -> Any:
        """Do a job; one that was lost once more, by itself: whatever kills there, it is this."""
        try:
            return await _do_at(post, job)
        except LostError:
            log.warning("thinker_died", work=job.name)
        try:
            return await self._spare.do(replace(job, answering={}))
        except LostError:
            log.warning("thinker_died_again", work=job.name)
            raise ComputationLostError(
                f"Two processes died of {job.name}", data={"work": job.name}
            ) from None
        finally:
            if not self._spare.wanted:
                await self._spare.close()


async def _do_at(post: _Post, job: Job) -> Any:
    """Do a job; one that was lost for what others did once more in its place."""
    try:
        return await post.do(job)
    except SparedError:
        return await post.do(replace(job, answering={}))


def _job(
    work: Callable[..., Any],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    answers: Answers | None,
) -> Job:
    body = packed((work, args, kwargs))
    return Job(work.__qualname__, body, answers is not None, answers or {})


@asynccontextmanager
async def thinkers(
    processes: int,
    modules: Sequence[str],
    *,
    json_lines: bool,
    log_level: str,
    patience_s: float,
) -> AsyncIterator[Thinkers]:
    """Yield thinkers in so many processes: one for what is quick, all others for what is slow.

    They are begun at once and load `modules` meanwhile, and are ended at the end. One that is
    silent for `patience_s`, or at one piece of arithmetic, is replaced.
    """

    def post(pace: Pace, at_once: int = AT_ONCE) -> _Post:
        niceness = _NICENESS[pace]
        setting = Setting(tuple(modules), niceness, json_lines, log_level)
        return _Post(setting, patience_s, at_once)

    quick = post(Pace.QUICK)
    slow = [post(Pace.SLOW) for _ in range(processes - 1)] or [quick]
    found = Thinkers(quick, slow, post(Pace.SLOW, at_once=1))
    try:
        await found.open()
        yield found
    finally:
        await found.close()
