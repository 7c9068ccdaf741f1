"""One process that computes for this one, the work it was given, and the watch over it."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import structlog

from core.kernel.context import carried
from core.kernel.errors import ComputationEndlessError
from core.kernel.frames import (
    Answer,
    Ask,
    Cancel,
    Do,
    Done,
    Message,
    Ping,
    Pong,
    Ready,
    Setting,
    Unask,
    outcome,
    outcome_of,
    receive,
    send,
    unpacked,
)
from core.kernel.processes import own_time_s

Answers = Mapping[str, Callable[..., Any]]
"""Who answers what some work asks or tells, by name: coroutine functions, and plain ones."""

_READY_WITHIN_S = 60.0
"""Loading takes a second or two."""
_LOOKS = 4
"""So many times it is asked how it is, while it may be silent once."""

log = structlog.get_logger(__name__)


class LostError(Exception):
    """The process is gone, and what it was doing with it."""


class SparedError(LostError):
    """The process was ended for what others had it do."""


@dataclass(slots=True)
class Job:
    """Work as it is sent, and who answers its questions; `asked_by` is what needs it, if any."""

    name: str
    body: bytes
    converses: bool
    answers: Answers
    asked_by: "Job | None" = None
    context: Context = field(default_factory=copy_context)
    done: asyncio.Future[Done] = field(init=False)
    answering: dict[int, asyncio.Task[None]] = field(default_factory=dict)


class Process:
    """One process and what it is doing; without a process nothing can be done any more."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        patience_s: float,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._patience_s = patience_s
        self._jobs: dict[int, Job] = {}
        self._numbers = count()
        self._heard: asyncio.Queue[Ready | Pong] = asyncio.Queue()
        self.is_gone = self._is_blamed = False
        self._listening = asyncio.create_task(self._listen())
        self._watching = asyncio.create_task(self._watch())

    @classmethod
    async def start(cls, setting: Setting, patience_s: float) -> "Process":
        """Start one; it takes orders at once and does them when it has loaded everything.

        One that is silent for `patience_s`, or at one piece of arithmetic, is ended.

        Raises:
            OSError: The machine has no room for one more.
        """
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
        return cls(process, reader, writer, patience_s)

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    async def do(self, job: Job) -> Any:
        """Return what a job comes to.

        Raises:
            ComputationEndlessError: It did not come to an end, or what it asked for did not.
            LostError: The process died before it was done.
        """
        if self.is_gone:
            raise LostError
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
            self._watching.cancel()
            self._kill()
            self._writer.close()
            for job in self._jobs.values():
                _fail(job, SparedError() if self._is_blamed else LostError())
            await self._process.wait()

    async def _watch(self) -> None:
        """Ask again and again how it is; end it where it cannot say so, or says too much."""
        heard: Ready | Pong | None = await self._hear_within(_READY_WITHIN_S)
        while heard is not None:
            await asyncio.sleep(self._patience_s / _LOOKS)
            send(self._writer, Ping())
            heard = await self._hear_within(self._patience_s)
            if isinstance(heard, Pong) and heard.busy_s > self._patience_s:
                self._blame(heard)
        log.warning("thinker_silent", pid=self.pid, works=self._works)
        self._kill()

    async def _hear_within(self, most_s: float) -> Ready | Pong | None:
        """Return what it says before so much of its own time is over, else None.

        We listen more than once: it may be us who had no time.
        """
        asked, looks = own_time_s(self.pid), count()
        while next(looks) < _LOOKS or own_time_s(self.pid) - asked <= most_s:
            with suppress(TimeoutError):
                async with asyncio.timeout(most_s / _LOOKS):
                    return await self._heard.get()
        return None

    def _blame(self, state: Pong) -> None:
        """End it for a piece that goes on and on; whoever waits for that is told so."""
        job = None if state.number is None else self._jobs.get(state.number)
        name = job.name if job else "what nobody waits for any more"
        log.warning("thinker_endless", pid=self.pid, work=name, busy_s=round(state.busy_s, 1))
        while job is not None:
            message = f"{name} was at one piece of arithmetic for {state.busy_s:.0f} s"
            _fail(job, ComputationEndlessError(message, data={"work": name}))
            job = job.asked_by
        self._is_blamed = True
        self._kill()

    @property
    def _works(self) -> list[str]:
        return [job.name for job in self._jobs.values()]

    def _kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _hear(self, message: Message) -> None:
        if isinstance(message, Ready | Pong):
            self._heard.put_nowait(message)
        if isinstance(message, Done | Ask | Unask) and (job := self._jobs.get(message.number)):
            if isinstance(message, Ask):
                self._hear_question(job, message)
            elif isinstance(message, Unask):
                if answering := job.answering.get(message.question):
                    answering.cancel()
            elif not job.done.done():
                job.done.set_result(message)

    def _hear_question(self, job: Job, ask: Ask) -> None:
        if ask.question is None:
            try:
                job.context.run(job.answers[ask.name], *unpacked(ask.value))
            except Exception as error:  # whoever wants the work is to have it
                _fail(job, error)
            return
        question = ask.question
        answering = self._answer(job, ask, question)
        task = asyncio.create_task(answering, context=job.context.copy())
        job.answering[question] = task
        task.add_done_callback(lambda _: job.answering.pop(question))

    async def _answer(self, job: Job, ask: Ask, question: int) -> None:
        async def work() -> Any:
            return await job.answers[ask.name](*unpacked(ask.value))

        asked_by.set((self, job))
        succeeded, value = await outcome(work)
        send(self._writer, Answer(question, succeeded, value))


def _fail(job: Job, error: Exception) -> None:
    if not job.done.done():
        job.done.set_exception(error)


asked_by: ContextVar[tuple[Process, Job] | None] = ContextVar("asked_by", default=None)
"""The process whose question is being answered, and for what: it computes what is needed for it."""
