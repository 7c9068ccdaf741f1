"""To-dos of a trip on the wire."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import MAX_DAYS

MAX_TODOS = 200
"""Of one trip."""
MAX_DEPTH = 4
"""Levels of a tree, the roots counted."""
MAX_NEEDS = 20
"""To-dos that one may wait for by name."""
MAX_ARGUMENTS = 20
WISH_MAX_CHARS = 1_000

TodoTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
TodoNote = Annotated[str, StringConstraints(max_length=1_000)]
TodoId = Annotated[str, StringConstraints(max_length=64)]
ToolName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]


class TodoCategory(StrEnum):
    """What a to-do is about."""

    DOCUMENTS = "documents"
    BOOKINGS = "bookings"
    TRANSPORT = "transport"
    PACKING = "packing"
    PREPARATION = "preparation"
    OTHER = "other"


class TodoStatus(StrEnum):
    """Where a to-do stands; `skipped` is what the traveller decided not to do."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class TodoSource(StrEnum):
    """Who made a to-do."""

    MODEL = "model"
    USER = "user"


class TodoOut(WireModel):
    """One to-do; `result` is what its tool brought, or `{error}` where that failed."""

    id: str
    trip_id: str
    parent_id: str | None
    depth: int = Field(description="1 for a root.")
    position: int = Field(description="Among its siblings, from 0.")
    category: TodoCategory
    title: str
    note: str
    due_on: date | None = Field(description="A date at the trip's city.")
    day_index: int | None = Field(description="The day it serves; None: the trip as a whole.")
    depends_on: list[str] = Field(description="Ids of the to-dos it waits for.")
    status: TodoStatus
    tool: str | None
    arguments: dict[str, Any] | None
    result: dict[str, Any] | None
    source: TodoSource
    task_id: str | None = Field(description="The task that made it.")
    version: int
    created_at: datetime
    updated_at: datetime


class TodoFault(WireModel):
    """One rule that does not hold; `path` is the to-do, None stands for the whole tree."""

    code: str
    path: str | None
    message: str
    numbers: dict[str, Any]


class TodoTree(WireModel):
    """Every to-do of a trip, each after its parent and its elder siblings.

    `order` says in which order they can be done; `faults` is what holds no more, as after a trip
    was moved to other dates.
    """

    trip_id: str
    items: list[TodoOut]
    order: list[str]
    faults: list[TodoFault]


class _ToolUse(RequestModel):
    tool: ToolName | None = Field(None, description="What can do it by itself.")
    arguments: dict[str, Any] | None = Field(None, max_length=MAX_ARGUMENTS)


class TodoIn(_ToolUse):
    """A new to-do; without `position` after its siblings, without `day_index` for its whole's."""

    parent_id: TodoId | None = None
    position: int | None = Field(None, ge=0)
    category: TodoCategory = TodoCategory.OTHER
    title: TodoTitle
    note: TodoNote = ""
    due_on: date | None = None
    day_index: int | None = Field(None, ge=0, lt=MAX_DAYS)
    depends_on: list[TodoId] = Field(default_factory=list, max_length=MAX_NEEDS)

    @model_validator(mode="after")
    def _arguments_have_a_tool(self) -> "TodoIn":
        if self.arguments is not None and self.tool is None:
            raise ValueError("arguments without a tool")
        return self


class TodoEdit(_ToolUse):
    """What may be changed of a to-do; a field left out stays.

    `parent_id` (null: to the roots) and `position` move it with everything below it; without a
    `position` a moved one goes after its new siblings. A `tool` comes with all its arguments, and
    another question forgets the last answer. A `status` is of this to-do alone, not of its parts.
    """

    parent_id: TodoId | None = None
    position: int | None = Field(None, ge=0)
    category: TodoCategory | None = None
    title: TodoTitle | None = None
    note: TodoNote | None = None
    due_on: date | None = None
    day_index: int | None = Field(None, ge=0, lt=MAX_DAYS)
    depends_on: list[TodoId] | None = Field(None, max_length=MAX_NEEDS)
    status: Literal[TodoStatus.OPEN, TodoStatus.DONE, TodoStatus.SKIPPED] | None = None


class _TaskWish(RequestModel):
    request_id: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="The same id and payload give the same task again.",
    )


class DecomposeIn(_TaskWish):
    """What is wished of the to-dos to be made."""

    wish: str = Field("", max_length=WISH_MAX_CHARS, description="Free words, English or Chinese.")
    origin: str | None = Field(
        None, min_length=1, max_length=100, description="Where the travellers come from."
    )
    language: Literal["en", "zh"] | None = Field(
        None, description="Of titles and notes; by default the language of the trip's plan."
    )


class ExecuteIn(_TaskWish):
    """Nothing but how to recognise a repeated request."""


class DecomposeRequest(DecomposeIn):
    """The same in a batch, with what is broken down: a trip, or one of its to-dos."""

    trip_id: TodoId | None = None
    todo_id: TodoId | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "DecomposeRequest":
        if (self.trip_id is None) == (self.todo_id is None):
            raise ValueError("name either a trip_id or a todo_id")
        return self


class ExecuteRequest(ExecuteIn):
    """The same in a batch, with the trip it is about."""

    trip_id: TodoId


class DecomposeResult(WireModel):
    """What a decomposition made of a trip's to-dos."""

    trip_id: str
    todo_id: str | None = Field(description="The branch that was broken down; None: the trip.")
    language: str
    made: int
    kept: int = Field(description="To-dos that were there and stayed.")
    removed: int = Field(description="Untouched to-dos of an earlier decomposition.")
    dropped: list[TodoFault] = Field(
        description="What was answered and could not be used; the first 60."
    )
    tries: int
    todo_ids: list[str] = Field(description="Of the new ones, in their order.")


class Step(WireModel):
    """What became of one to-do in an execution."""

    todo_id: str
    title: str
    tool: str
    outcome: Literal["done", "failed", "skipped"]
    reason: str | None = Field(None, description="Why it failed or was skipped: a stable word.")
    detail: str = Field("", description="The same in English, with the thing it is about.")


class ExecuteResult(WireModel):
    """What an execution did, to-do by to-do in the order of their running."""

    trip_id: str
    done: int
    failed: int
    skipped: int
    unwritten: list[str] = Field(
        description="To-dos that were changed or deleted meanwhile, and kept as they are."
    )
    items: list[Step]
