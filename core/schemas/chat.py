"""Conversations on the wire: what is asked, what is answered, and the frames of a streamed turn.

A *turn* is one question with its answer. Its frames are numbered from 0 without a gap: `start`,
any number of `partial` and `tool`, then exactly one of `final` and `failed`. The deltas of the
partials, one after the other, are the answer.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import ClockTime
from core.schemas.plans import PlanMode
from core.schemas.tools import ToolName, ToolResult, ToolSuggestion

MAX_QUERY = 4_000

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
RequestId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Query = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUERY)]
Language = Literal["en", "zh"]


class Intent(StrEnum):
    """What somebody wants with a turn."""

    TRIP_QUERY = "trip_query"
    TRIP_PLAN = "trip_plan"
    TRIP_EDIT = "trip_edit"
    PLACE_SEARCH = "place_search"
    WEATHER = "weather"
    HOTEL = "hotel"
    FLIGHT = "flight"
    GENERAL_QA = "general_qa"
    CHITCHAT = "chitchat"


class Stage(StrEnum):
    """Where a traveller stands: before the trip, on it, or back home."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class ChatRequest(RequestModel):
    """One question. Without `session_id` it opens a conversation; with one it goes on."""

    user_id: Id | None = Field(None, description="Must be the caller's own, where it is given.")
    trip_id: Id | None = Field(None, description="What the conversation is about; must be yours.")
    session_id: Id | None = None
    query: Query
    use_memory: bool = Field(True, description="Recall and remember in this turn.")
    top_k_memory: int = Field(5, ge=1, le=20, description="Most memories to recall.")
    return_memory: bool = True
    return_tool_traces: bool = False
    request_id: RequestId | None = Field(
        None, description="The same id is the same turn: the model is asked once."
    )
    mode: PlanMode | None = Field(
        None, description="How a trip is planned in this turn; by default what the words ask for."
    )
    language: Language | None = Field(None, description="Of the answer; that of the query.")


class UsedMemory(WireModel):
    """Something remembered that a turn was given."""

    id: str
    text: str
    score: float = Field(description="0 to 1; how near it is to what was asked.")
    metadata: dict[str, Any]


class NodeTrace(WireModel):
    """One node of the graph that ran in a turn."""

    node: str
    status: Literal["ok", "failed", "skipped"]
    latency_ms: float = 0.0
    extra: dict[str, Any] = Field(default_factory=dict)


class AiMeta(WireModel):
    """By which model a turn was answered, and what it took."""

    provider: str
    model: str
    latency_ms: float
    usage_tokens: int
    model_calls: int
    trace_id: str
    prompt_versions: dict[str, str]
    degraded: bool = Field(
        False, description="Answered by rules from facts, as the model could not be asked."
    )
    degraded_reason: str | None = Field(None, description="`error_type` of what failed.")


class ChatMessage(WireModel):
    """One message as 004 shows it in an answer."""

    role: Literal["user", "assistant", "system"]
    content: str
    created_at: datetime


class ChangeKind(StrEnum):
    """What a change does to a trip."""

    MOVE = "move"
    REMOVE = "remove"
    ADD = "add"
    REPLACE = "replace"
    RETIME = "retime"


class Reply(StrEnum):
    """What somebody says to a change that waits for it."""

    YES = "yes"
    NO = "no"


class TripChange(WireModel):
    """One change of one stop, complete enough to be made without asking anything more."""

    kind: ChangeKind
    stop_id: str | None = Field(description="What is changed; None where something is added.")
    stop_name: str
    from_date: date | None
    to_date: date | None = Field(description="The day it is on then; None where it is removed.")
    order_index: int | None = Field(None, description="In that day, without the stop itself.")
    place_id: str | None = Field(None, description="What is added, or comes in its place.")
    place_name: str | None = None
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    APPLIED = "applied"
    DECLINED = "declined"
    STALE = "stale"


class ProposalOut(WireModel):
    """A change of a trip that waits for a yes, or has had its answer."""

    id: str
    trip_id: str
    trip_version: int = Field(description="Of the trip the change was made for.")
    change: TripChange
    also: list[TripChange] = Field(
        default_factory=list, description="What is changed along with it, so that it fits."
    )
    status: ProposalStatus
    new_problems: list[str] = Field(description="What the checks would say then and do not now.")
    solved_problems: list[str] = Field(description="What they say now and would not then.")
    version: int | None = Field(None, description="Of the trip after the change.")
    undoes: bool = Field(False, description="It puts back what the change before it has done.")


class ChatReply(WireModel):
    """The answer to one question, with all it rests on."""

    session_id: str
    message_id: str
    answer: str
    intent: Intent
    stage: Stage | None = None
    trip_id: str | None = Field(None, description="The trip the answer is about, or that was made.")
    task_id: str | None = Field(None, description="Of a plan that is being made.")
    proposal: ProposalOut | None = None
    tool_results: list[ToolResult] = Field(default_factory=list)
    suggestions: list[ToolSuggestion] = Field(default_factory=list)
    used_memory: list[UsedMemory] = Field(default_factory=list)
    tool_traces: list[NodeTrace] = Field(default_factory=list)
    ai_meta: AiMeta
    messages: list[ChatMessage]


class ChatCancel(RequestModel):
    """Which question is not to be answered any more."""

    request_id: RequestId


class ChatCancelled(WireModel):
    """Whether an answer was given up; not so where it was there already."""

    request_id: str
    cancelled: bool


class AgentTask(WireModel):
    """A task that an answer has begun, and where to follow it."""

    task_id: str
    links: dict[str, str]


class AgentReply(WireModel):
    """The answer to one question in the form of agents: with results, next steps and tasks."""

    session_id: str
    message_id: str
    answer: str
    intent: Intent
    stage: Stage | None
    trip_id: str | None
    tool_results: list[ToolResult]
    suggestions: list[ToolSuggestion]
    proposal: ProposalOut | None
    tasks: list[AgentTask] = Field(description="What goes on after the answer.")
    trace_id: str


class DemoRequest(RequestModel):
    """A question outside any conversation: nothing of it is kept or remembered."""

    query: Query
    language: Language | None = Field(None, description="Of the answer; that of the query.")


class DemoStart(WireModel):
    """The first frame of a demonstration."""

    trace_id: str


class DemoReply(WireModel):
    """The answer to a question outside any conversation."""

    answer: str
    ai_meta: AiMeta


class StartFrame(WireModel):
    """The first frame: the turn has begun."""

    seq: int
    session_id: str
    request_id: str
    trace_id: str


class PartialFrame(WireModel):
    """A piece of the answer."""

    seq: int
    delta: str


class ToolFrame(WireModel):
    """A node has done its part."""

    seq: int
    trace: NodeTrace
    tool: ToolName | None = None


class SessionOut(WireModel):
    """A conversation."""

    id: str
    title: str
    trip_id: str | None
    stage: Stage | None
    use_memory: bool
    opened_at: datetime
    closed_at: datetime | None
    last_message_at: datetime | None
    message_count: int


class SessionEdit(RequestModel):
    """What may be changed of a conversation; a field left out stays."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None
    use_memory: bool | None = None
    closed: bool | None = Field(None, description="A closed one takes no further questions.")


class MessageOut(WireModel):
    """A kept message with what it rests on."""

    id: str
    session_id: str
    seq: int = Field(description="Its number in the conversation, from 1.")
    role: Literal["user", "assistant", "system"]
    content: str
    intent: Intent | None
    tokens: int | None
    created_at: datetime
    meta: dict[str, Any] = Field(
        default_factory=dict,
        description="Of answers: traces, memories used, prompt versions, suggestions.",
    )
    thumb: Literal[-1, 1] | None = None
    comment: str | None = None


class FeedbackIn(RequestModel):
    """What somebody thinks of an answer; null takes it back."""

    thumb: Literal[-1, 1] | None
    comment: Annotated[str, StringConstraints(max_length=2_000)] = ""
