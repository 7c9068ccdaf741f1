"""What somebody who follows tasks is told, event by event."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.joblogs.domain import TaskState
from core.joblogs.hub import LogHub, Watched
from core.kernel.errors import DependencyDownError
from core.kernel.stopping import pause
from core.schemas.envelope import WireModel
from core.schemas.joblogs import (
    JobGone,
    JobHeartbeat,
    JobLine,
    JobReconnect,
    JobUpdate,
)
from core.schemas.tasks import JobType

JobTypeOf = Callable[[str], JobType]
EventName = Literal["log", "progress", "status", "heartbeat", "end", "gone", "reconnect"]

_LINES_AT_ONCE = 200
_READ_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class FollowEvent:
    """One event; with a `cursor` it is where the follower of that task stands from now on."""

    name: EventName
    data: WireModel
    task_id: str = ""
    cursor: int | None = None


@dataclass(frozen=True)
class Pace:
    """How often a stream shows that it lives, how old it may become, and how long unread."""

    heartbeat_s: float = 10.0
    longest_s: float = 600.0
    unread_s: float = 10.0


async def follow(
    hub: LogHub,
    cursors: Mapping[str, int],
    *,
    job_type_of: JobTypeOf,
    clock: Callable[[], datetime],
    pace: Pace,
) -> AsyncGenerator[FollowEvent]:
    """Yield what happens to tasks, each from its own cursor, until all have ended.

    Each begins with a `status` and ends with an `end` or `gone`; where `reconnect` comes, somebody
    who still wants to know must ask again. Little is made before it is asked for: a slow reader
    costs its cursors and no memory.
    """
    now, news = asyncio.get_running_loop().time, asyncio.Event()
    leave_at, beat_at = now() + pace.longest_s, now() + pace.heartbeat_s
    with ExitStack() as stack:
        threads = [
            _Thread(hub, stack.enter_context(hub.watch(task_id, news)), cursor, job_type_of)
            for task_id, cursor in cursors.items()
        ]
        while threads:
            news.clear()
            if hub.closing or now() >= leave_at:
                reason: Literal["age", "shutdown"] = "shutdown" if hub.closing else "age"
                yield FollowEvent("reconnect", JobReconnect(reason=reason))
                return
            events = [event for thread in threads for event in await thread.advance()]
            if now() >= beat_at:
                beat_at = now() + pace.heartbeat_s
                events += [beat for thread in threads if (beat := thread.beat(clock()))]
            for event in events:
                yield event
            threads = [thread for thread in threads if not thread.ended]
            if not events:
                wait_s = min(leave_at, beat_at) - now()
                starved = any(thread.starved for thread in threads)
                await pause(news, min(wait_s, _READ_AGAIN_S) if starved else wait_s)


class _Thread:
    """One task of a stream: what its follower has been told, and what comes next."""

    def __init__(self, hub: LogHub, watched: Watched, cursor: int, job_type_of: JobTypeOf) -> None:
        self._hub = hub
        self._watched = watched
        self._cursor = cursor
        self._job_type_of = job_type_of
        self._told: TaskState | None = None
        self.ended = False
        self.starved = False
        """SQL could not be read; nobody will say when it can."""

    async def advance(self) -> list[FollowEvent]:
        """Return what comes next: how the task stands, then lines, then what has changed."""
        state = self._watched.state
        if self._watched.gone:
            return [self._gone()]
        if state is None:
            return []
        if self._told is None:
            return [self._tell("status", state)]
        lines = await self._lines(state)
        if lines is None:
            return [self._gone()]
        if lines:
            return [self._say(state, line) for line in lines]
        return self._changes(state)

    def beat(self, at: datetime) -> FollowEvent | None:
        """Return a sign of life, of a task that is known and has not ended."""
        state = self._told
        if state is None or self.ended:
            return None
        beat = JobHeartbeat(
            job_id=state.task_id, status=state.status, last_seq=state.log_seq, server_time=at
        )
        return FollowEvent("heartbeat", beat, state.task_id)

    async def _lines(self, state: TaskState) -> Sequence[JobLine] | None:
        """Return the lines that come next, from memory or SQL; None where the task is gone."""
        self.starved = False
        kept = self._watched.tail.after(self._cursor, _LINES_AT_ONCE)
        if kept is not None:
            return kept
        try:
            read = await self._hub.read_after(self._watched.task_id, self._cursor, _LINES_AT_ONCE)
        except DependencyDownError:
            self.starved = True
            return []
        if read == []:  # somebody removed lines; there is nothing to wait for
            self._cursor = max(self._cursor, state.log_seq)
        return read

    def _changes(self, state: TaskState) -> list[FollowEvent]:
        told, events = self._told, list[FollowEvent]()
        if told is not None and (told.status, told.attempt) != (state.status, state.attempt):
            events.append(self._tell("status", state))
        elif told is not None and (told.progress, told.stats) != (state.progress, state.stats):
            events.append(self._tell("progress", state))
        if state.ended and self._cursor >= state.log_seq:
            self.ended = True
            events.append(self._tell("end", state, state.log_seq))
        return events

    def _tell(self, name: EventName, state: TaskState, cursor: int | None = None) -> FollowEvent:
        self._told = state
        update = job_update(state, self._job_type_of)
        return FollowEvent(name, update, state.task_id, cursor)

    def _say(self, state: TaskState, line: JobLine) -> FollowEvent:
        self._cursor = line.seq
        update = job_update(state, self._job_type_of, line)
        return FollowEvent("log", update, state.task_id, line.seq)

    def _gone(self) -> FollowEvent:
        self.ended = True
        task_id = self._watched.task_id
        return FollowEvent("gone", JobGone(job_id=task_id), task_id)


def job_update(state: TaskState, job_type_of: JobTypeOf, line: JobLine | None = None) -> JobUpdate:
    """Return how a task stands as clients see it, with a line where there is one."""
    return JobUpdate(
        job_id=state.task_id,
        job_type=job_type_of(state.kind),
        status=state.status,
        attempt=state.attempt,
        progress=state.progress,
        stats=state.stats,
        event=line,
    )
