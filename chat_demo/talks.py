"""A turn of talk: values, and what each event of its stream does to them."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from core.client.events import ChatEvent
from core.client.http import Language
from core.client.talks import reply_of
from core.schemas.chat import (
    ChatReply,
    Intent,
    MessageOut,
    NodeTrace,
    PartialFrame,
    ProposalStatus,
    StartFrame,
    ToolFrame,
)
from core.schemas.tasks import TaskProgress
from core.schemas.tool_messages import tool_text

Thumb = Literal[-1, 1]
_ASKED_IN_WORDS = frozenset({
    "assistant.next_stop", "assistant.directions", "assistant.fill_day", "assistant.summary",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """What has become of one question so far.

    `request_id` is the turn: asked again, it is not answered twice. `said` is the answer as far as
    it was heard. `progress` is that of the task it has begun.
    """

    request_id: str
    session_id: str | None = None
    said: str = ""
    traces: tuple[NodeTrace, ...] = ()
    reply: ChatReply | None = None
    thumb: Thumb | None = None
    comment: str = ""
    progress: TaskProgress | None = None

    @property
    def answer_id(self) -> str | None:
        """Return the id of the answer once there is one."""
        return self.reply.message_id if self.reply else None

    @property
    def waits_for_a_word(self) -> bool:
        """Say whether a change was proposed that waits for a yes or a no."""
        proposal = self.reply.proposal if self.reply else None
        return proposal is not None and proposal.status is ProposalStatus.OPEN

    @property
    def trip_to_show(self) -> str | None:
        """Return the trip this turn has made or changed."""
        reply = self.reply
        if reply is None:
            return None
        if reply.proposal is not None and reply.proposal.status is ProposalStatus.APPLIED:
            return reply.proposal.trip_id
        return reply.trip_id if reply.intent is Intent.TRIP_PLAN else None


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question that was kept, and what was answered."""

    question: str
    talk: Talk


def heard(talk: Talk, event: ChatEvent) -> Talk:
    """Return a turn after an event of its stream."""
    match event:
        case StartFrame():
            return replace(talk, session_id=event.session_id)
        case PartialFrame():
            return replace(talk, said=talk.said + event.delta)
        case ToolFrame():
            return replace(talk, traces=(*talk.traces, event.trace))
        case ChatReply():
            return replace(talk, reply=event, said=event.answer, session_id=event.session_id)


def kept_turns(messages: Sequence[MessageOut]) -> list[KeptTurn]:
    """Return the turns of a page of messages, the newest of which comes first."""
    turns: list[KeptTurn] = []
    question = ""
    for message in reversed(messages):
        if message.role == "user":
            question = message.content
        elif message.role == "assistant":
            turns.append(KeptTurn(question, _kept(message)))
            question = ""
    return turns


def nodes_of(traces: Iterable[NodeTrace]) -> list[str]:
    """Return the names of the nodes that have run, each once."""
    return list(dict.fromkeys(trace.node for trace in traces))


def suggested(reply: ChatReply, language: Language) -> list[str]:
    """Return the next steps that can be asked for in words, each once."""
    found = []
    for step in reply.suggestions:
        if step.tool is None and step.key not in _ASKED_IN_WORDS:  # advice: nothing to ask for
            continue
        with suppress(KeyError):  # a step of a newer product
            found.append(tool_text(step.key, step.params, language))
    return list(dict.fromkeys(found))


def _kept(message: MessageOut) -> Talk:
    reply = reply_of(message)
    return Talk(
        request_id="",
        session_id=message.session_id,
        said=message.content,
        traces=tuple(reply.tool_traces) if reply else (),
        reply=reply,
        thumb=message.thumb,
        comment=message.comment or "",
    )
