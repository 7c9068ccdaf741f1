"""What streams tell: a plan while it is made, and a task from its first line to its end."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from httpx_sse import ServerSentEvent

from core.client import calls
from core.client.calls import Call
from core.client.errors import ApiError, ApiUnreachableError, ClientError
from core.schemas.chat import ChatReply, PartialFrame, StartFrame, ToolFrame
from core.schemas.envelope import Problem
from core.schemas.joblogs import JobLine, JobLogPage, JobState, JobUpdate
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanStarted, ToolTrace

_PAGE_LINES = 1_000
_POLL_WAIT_S = 5
_POLLS_BEFORE_STREAM = 12
_MOST_BREAKS = 5
_NOT_FOUND = 404
_TOO_MANY = 429
_PASSING = frozenset({408, 425, _TOO_MANY})
_SERVER_ERROR = 500

PlanEvent = PlanStarted | ToolTrace | PlanDayCard | PlanAnswer
"""First a `PlanStarted`, then steps and days as they come, last the whole `PlanAnswer`.

A day that comes again replaces the earlier one of its index.
"""

ChatEvent = StartFrame | ToolFrame | PartialFrame | ChatReply
"""First a `StartFrame`, then nodes and pieces of the answer, last the whole `ChatReply`."""

_CHAT_SHAPES: dict[str, type[ChatEvent]] = {
    "start": StartFrame,
    "tool": ToolFrame,
    "partial": PartialFrame,
    "final": ChatReply,
}
_SHAPES: dict[str, type[PlanEvent]] = {
    "start": PlanStarted,
    "trace": ToolTrace,
    "day": PlanDayCard,
    "final": PlanAnswer,
}


def read_event(event: ServerSentEvent) -> PlanEvent | None:
    """Return what an event tells; None for one of a kind this client does not know yet.

    Raises:
        ApiError: The plan failed.
    """
    if event.event == "failed":
        raise ApiError.from_problem(Problem.model_validate_json(event.data))
    shape = _SHAPES.get(event.event)
    return None if shape is None else shape.model_validate_json(event.data)


def read_chat_event(event: ServerSentEvent) -> ChatEvent | None:
    """Return what an event of a turn tells; None for one of a kind this client does not know yet.

    Raises:
        ApiError: The turn failed.
    """
    if event.event == "failed":
        raise ApiError.from_problem(Problem.model_validate_json(event.data))
    shape = _CHAT_SHAPES.get(event.event)
    return None if shape is None else shape.model_validate_json(event.data)


class Link(StrEnum):
    """How news of a task come at the moment."""

    LIVE = "live"
    WAITING = "waiting"
    POLLING = "polling"


@dataclass(frozen=True)
class JobLink:
    """News come in another way from now on."""

    link: Link


@dataclass(frozen=True)
class JobEnded:
    """The last event: the task has ended, and every line of it was told."""

    state: JobState


@dataclass(frozen=True)
class JobMissing:
    """The last event: the task was cleaned up, or never was."""

    job_id: str


JobEvent: TypeAlias = JobUpdate | JobLink | JobEnded | JobMissing
"""What who follows a task is told. A `JobUpdate` without a line says that something changed."""


@dataclass(frozen=True)
class Ask:
    """Send this call, and give what it answers to `take_page`."""

    call: Call[JobLogPage]


@dataclass(frozen=True)
class Listen:
    """Open this stream, and give each of its events to `take_event` as long as it is wanted."""

    call: Call[JobUpdate]


@dataclass(frozen=True)
class Rest:
    """Wait so long."""

    seconds: float


@dataclass(frozen=True)
class Patience:
    """How long to wait after a break: twice as long after each, with chance; at most `most_s`."""

    first_s: float = 1.0
    most_s: float = 5.0
    between_polls_s: float = 1.0
    chance: Callable[[], float] = field(default=random.random)

    def after(self, breaks: int, wanted_s: float) -> float:
        """Return how long to wait after so many breaks; the API wants at least `wanted_s`."""
        longest = min(self.most_s, max(self.first_s, wanted_s) * 2.0 ** (breaks - 1))
        return longest * (0.5 + self.chance() / 2)


class Following:
    """Where a follower of one task stands, and what to ask next; knows no network.

    First pages of the log, then the stream. Where that breaks it is taken up again behind the last
    line; after five breaks in a row the log is polled by the same cursor, and the stream is tried
    again from time to time. Five polls in vain are the end.
    """

    def __init__(self, task_id: str, *, after: int, patience: Patience) -> None:
        self._task_id = task_id
        self._cursor = after
        self._patience = patience
        self._told: JobState | None = None
        self._link: Link | None = None
        self._catching_up = True
        self._breaks = 0
        self._polls = 0
        self._poll_wait_s = _POLL_WAIT_S
        self._rest_s = 0.0
        self._wanted_s = 0.0
        self.over = False
        self.listening = False
        """Whether further events of the open stream are wanted."""

    def next_step(self) -> Ask | Listen | Rest:
        """Return what to do now."""
        if self._rest_s:
            rest, self._rest_s = Rest(self._rest_s), 0.0
            return rest
        if self._catching_up:
            return self._ask(wait_s=0)
        if self._breaks >= _MOST_BREAKS:
            return self._ask(wait_s=self._poll_wait_s)
        self.listening = True
        return Listen(calls.task_stream(self._task_id, self._cursor))

    def take_page(self, page: JobLogPage) -> Iterable[JobEvent]:
        """Return what a page tells."""
        polling = not self._catching_up
        self._catching_up = page.has_more
        if polling:
            yield from self._switch(Link.POLLING)
            self._count_poll(page)
        state = _state_of(page)
        yield from self._update(state)
        for line in page.lines:
            yield from self._line(state, line)
        if page.ended:
            yield self._end(state)

    def take_event(self, event: ServerSentEvent) -> Iterable[JobEvent]:
        """Return what an event of the stream tells; of a kind not known yet, nothing."""
        if event.retry is not None:
            self._wanted_s = event.retry / 1000
        match event.event:
            case "log" | "progress" | "status" | "end":
                yield from self._switch(Link.LIVE)
                update = JobUpdate.model_validate_json(event.data)
                state = _state_of(update)
                if event.event == "end":
                    yield self._end(state)
                elif update.event is None:
                    yield from self._update(state)
                else:
                    self._breaks = 0
                    yield from self._line(state, update.event)
            case "heartbeat":
                self._breaks = 0
            case "reconnect":
                self.listening = False
                self._rest_s = self._patience.after(1, self._wanted_s)
            case "gone":
                yield self._miss()

    def stream_over(self, *, told_all: bool) -> Iterable[JobEvent]:
        """Take it that the stream has ended; `told_all` where the API says there is no more."""
        if self.over or not self.listening:
            return
        if told_all:
            self._catching_up = True
            self._breaks += 1  # lest an answer that is not the API's leads round in a circle
        else:
            yield from self._break()

    def fail(self, error: ClientError) -> Iterable[JobEvent]:
        """Take it that no answer, or a failure, came; raises what waiting will not mend."""
        if isinstance(error, ApiError) and error.status == _NOT_FOUND:
            yield self._miss()
            return
        if self._told is None or not _may_pass(error) or self._breaks >= 2 * _MOST_BREAKS:
            raise error
        if isinstance(error, ApiError) and error.status == _TOO_MANY:
            self._poll_wait_s = 0  # a poll that waits counts as a stream
        yield from self._break()

    def _ask(self, *, wait_s: int) -> Ask:
        call = calls.task_log(self._task_id, after=self._cursor, limit=_PAGE_LINES, wait_s=wait_s)
        return Ask(call)

    def _break(self) -> Iterable[JobEvent]:
        self.listening = False
        self._breaks += 1
        self._polls = 0
        self._rest_s = self._patience.after(1 + (self._breaks - 1) % _MOST_BREAKS, self._wanted_s)
        yield from self._switch(Link.WAITING)

    def _count_poll(self, page: JobLogPage) -> None:
        """After a while of polling let the stream be tried once more."""
        self._polls += 1
        self._breaks = _MOST_BREAKS
        if self._polls >= _POLLS_BEFORE_STREAM:
            self._polls, self._breaks = 0, _MOST_BREAKS - 1
        if not page.has_more:
            self._rest_s = self._patience.between_polls_s

    def _switch(self, link: Link) -> Iterable[JobEvent]:
        if link is not self._link:
            self._link = link
            yield JobLink(link)

    def _update(self, state: JobState) -> Iterable[JobEvent]:
        if state != self._told:
            self._told = state
            yield JobUpdate(**dict(state))

    def _line(self, state: JobState, line: JobLine) -> Iterable[JobEvent]:
        if line.seq > self._cursor:
            self._told, self._cursor = state, line.seq
            yield JobUpdate(**dict(state), event=line)

    def _end(self, state: JobState) -> JobEnded:
        self.over, self.listening = True, False
        return JobEnded(state)

    def _miss(self) -> JobMissing:
        self.over, self.listening = True, False
        return JobMissing(self._task_id)


def _state_of(told: JobState) -> JobState:
    """Return the part that says how the task stands."""
    return JobState(**{name: getattr(told, name) for name in JobState.model_fields})


def _may_pass(error: ClientError) -> bool:
    """Say whether it is worth asking again."""
    if isinstance(error, ApiError):
        return error.status in _PASSING or error.status >= _SERVER_ERROR
    return isinstance(error, ApiUnreachableError)
