"""Processes that compute for this one, so that its event loop is never short of the interpreter.

A thread that computes takes turns with the event loop at the interpreter's lock, and every turn it
takes is one that a request waits for. A process does not, and it stands back where both want the
same processor. What is quick and what is slow have processes of their own: nobody who wants a
little waits for those who want much.
"""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any, ParamSpec, TypeVar

import structlog

from core.kernel.context import carried
from core.kernel.errors import BusyError, ComputationLostError
from core.kernel.frames import (
    Answer,
    Ask,
    Cancel,
    Do,
    Done,
    Message,
    Ready,
    Setting,
    Unask,
    outcome,
    outcome_of,
    packed,
    receive,
    send,
    unpacked,
)
from core.kernel.thinker import Work

P = ParamSpec("P")
T = TypeVar("T")

Answers = Mapping[str, Callable[..., Any]]
"""Who answers what some work asks or tells, by name: coroutine functions, and plain ones."""

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


class _LostError(Exception):
    """The process is gone, and what it was doing with it."""


@dataclass(slots=True)
class _Job:
    """Work as it is sent, and who answers its questions."""

    name: str
    body: bytes
    converses: bool
    answers: Answers
    context: Context = field(default_factory=copy_context)
    done: asyncio.Future[Done] = field(init=False)
    answering: dict[int, asyncio.Task[None]] = field(default_factory=dict)


class _Process:
    """One process and what it is doing; without a process nothing can be done any more."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._jobs: dict[int, _Job] = {}
        self._numbers = count()
        self.is_ready = self.is_gone = False
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, setting: Setting) -> "_Process":
        """Start one; it takes orders at once and does them when it has loaded everything."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "core.kernel.thinker",
                    str(theirs.fileno()),
                    str(os.getpid()),
                    stdin=DEVNULL,
                    pass_fds=[theirs.fileno()],
                    # None of our secrets; only where our modules are.
                    env={"PYTHONPATH": os.pathsep.join(sys.path)},
                )
            except BaseException:
                ours.close()
                raise
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        send(writer, setting)
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    async def do(self, job: _Job) -> Any:
        """Return what a job comes to.

        Raises:
            _LostError: The process died before it was done.
        """
        if self.is_gone:
            raise _LostError
        number = next(self._numbers)
        job.done = asyncio.get_running_loop().create_future()
        self._jobs[number] = job
        try:
            send(self._writer, Do(number, job.body, carried(), job.converses))
            done = await job.done
        except BaseException:  # hung up, or not told what there was to tell
            if not self.is_gone:
                send(self._writer, Cancel(number))
            raise
        finally:
            del self._jobs[number]
            for task in job.answering.values():
                task.cancel()
        return outcome_of(done.succeeded, done.value)

    async def end(self) -> None:
        """End it; what it is doing is lost."""
        self._kill()
        await self._listening

    async def _listen(self) -> None:
        try:
            while (message := await receive(self._reader)) is not None:
                self._hear(message)
        finally:
            self.is_gone = True
            self._kill()
            self._writer.close()
            for job in self._jobs.values():
                if not job.done.done():
                    job.done.set_exception(_LostError())
            await self._process.wait()

    def _kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _hear(self, message: Message) -> None:
        if isinstance(message, Ready):
            self.is_ready = True
        if isinstance(message, Done | Ask | Unask) and (job := self._jobs.get(message.number)):
            if isinstance(message, Ask):
                self._hear_question(job, message)
            elif isinstance(message, Unask):
                if answering := job.answering.get(message.question):
                    answering.cancel()
            elif not job.done.done():
                job.done.set_result(message)

    def _hear_question(self, job: _Job, ask: Ask) -> None:
        if ask.question is None:
            try:
                job.context.run(job.answers[ask.name], *unpacked(ask.value))
            except Exception as error:  # whoever wants the work is to have it
                if not job.done.done():
                    job.done.set_exception(error)
            return
        question = ask.question
        answering = self._answer(job, ask, question)
        task = asyncio.create_task(answering, context=job.context.copy())
        job.answering[question] = task
        task.add_done_callback(lambda _: job.answering.pop(question))

    async def _answer(self, job: _Job, ask: Ask, question: int) -> None:
        async def work() -> Any:
            return await job.answers[ask.name](*unpacked(ask.value))

        _asked_by.set(self)
        succeeded, value = await outcome(work)
        send(self._writer, Answer(question, succeeded, value))


_asked_by: ContextVar[_Process | None] = ContextVar("asked_by", default=None)
"""The process whose question is being answered: what must be computed for that, it computes."""


class _Post:
    """A place for one process; where there is none or it died, the next who comes has one begin."""

    def __init__(self, setting: Setting, at_once: int = AT_ONCE) -> None:
        self._setting = setting
        self._turns = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._begun: asyncio.Task[_Process] | None = None
        self.wanted = 0

    @property
    def pid(self) -> int | None:
        """Return the id of the process there is, if any."""
        process = self._process
        return process.pid if process else None

    @property
    def _process(self) -> _Process | None:
        """Return the process that was begun, unless it is gone."""
        begun = self._begun
        if begun is None or not begun.done() or begun.cancelled() or begun.exception():
            return None
        process = begun.result()
        return None if process.is_gone else process

    async def open(self) -> _Process:
        """Return the process, a new one where there is none."""
        if self._begun is None or (self._begun.done() and self._process is None):
            self._begun = asyncio.create_task(_Process.start(self._setting), context=Context())
        # Whoever had it begun may go away meanwhile: it is for all.
        return await asyncio.shield(self._begun)

    async def do(self, job: _Job) -> Any:
        """Return what a job comes to, when its turn has come.

        Raises:
            BusyError: Too many wait already.
            _LostError: The process died before it was done.
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
            if process := self._process:
                await process.end()
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
                await post.open()

    async def close(self) -> None:
        """End every process, and what it is doing."""
        for post in self._posts:
            await post.close()

    async def think(self, compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function of a module returns, which computes and waits for nothing.

        Raises:
            BusyError: Too many wait already.
            ComputationLostError: It cost two processes their lives.
        """
        job = _job(compute, args, kwargs, None)
        asking = _asked_by.get()
        if asking is not None and not asking.is_gone:
            found: T = await asking.do(job)
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
            BusyError: Too many wait already.
            ComputationLostError: It cost two processes their lives.
        """
        job = _job(work, args, kwargs, answers)
        least = min(self._slow, key=lambda post: post.wanted)
        result: T = await self._do(self._quick if pace is Pace.QUICK else least, job)
        return result

    async def _do(self, post: _Post, job: _Job) -> Any:
        """Do a job; one that was lost once more, by itself: whatever kills there, it is this."""
        try:
            return await post.do(job)
        except _LostError:
            log.warning("thinker_died", work=job.name)
        try:
            return await self._spare.do(replace(job, answering={}))
        except _LostError:
            log.warning("thinker_died_again", work=job.name)
            raise ComputationLostError(
                f"Two processes died of {job.name}", data={"work": job.name}
            ) from None
        finally:
            if not self._spare.wanted:
                await self._spare.close()


def _job(
    work: Callable[..., Any],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    answers: Answers | None,
) -> _Job:
    body = packed((work, args, kwargs))
    return _Job(work.__qualname__, body, answers is not None, answers or {})


@asynccontextmanager
async def thinkers(
    processes: int, modules: Sequence[str], *, json_lines: bool, log_level: str
) -> AsyncIterator[Thinkers]:
    """Yield thinkers in so many processes: one for what is quick, all others for what is slow.

    They are begun at once and load `modules` meanwhile, and are ended at the end.
    """

    def post(pace: Pace, at_once: int = AT_ONCE) -> _Post:
        niceness = _NICENESS[pace]
        return _Post(Setting(tuple(modules), niceness, json_lines, log_level), at_once)

    quick = post(Pace.QUICK)
    slow = [post(Pace.SLOW) for _ in range(processes - 1)] or [quick]
    found = Thinkers(quick, slow, post(Pace.SLOW, at_once=1))
    try:
        await found.open()
        yield found
    finally:
        await found.close()
