"""From a model's JSON to to-dos, with what is wrong item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.kernel.errors import InvalidRequestError, ModelError
from core.schemas.fields import PlainText
from core.schemas.todos import MAX_ARGUMENTS, TodoCategory
from core.todos.checks import Fault
from core.todos.domain import Node
from core.tools.running import read_call

_ITEMS_MOST = 400
_NEEDS_MOST = 40
_Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class _Item(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)

    key: _Key
    parent: _Key | None = None
    category: TodoCategory = TodoCategory.OTHER
    title: PlainText = Field(min_length=1, max_length=200)
    note: PlainText = Field("", max_length=1_000)
    due_on: date | None = None
    day_index: int | None = None
    depends_on: list[_Key] = Field(default_factory=list, max_length=_NEEDS_MOST)
    tool: str | None = Field(None, max_length=40)
    arguments: dict[str, Any] | None = Field(None, max_length=MAX_ARGUMENTS)


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool that exists with arguments it takes."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered: its usable to-dos, and what is wrong with the others.

    `tools` and `notes` are by key.
    """

    nodes: list[Node]
    notes: Mapping[str, str]
    tools: Mapping[str, ToolUse]
    faults: list[Fault] = field(default_factory=list)


def parse_todos(answer: Mapping[str, Any], root: Node | None) -> Answer:
    """Return the to-dos of an answer; those without a parent belong to `root`.

    One that is not of the asked shape is left out, a tool that does not exist or does not take its
    arguments is taken away; both are faults. A part without a day serves the day of its whole.

    Raises:
        ModelError: `invalid_output`: there is no list of to-dos, an empty or an endless one.
    """
    rows = answer.get("todos")
    if not isinstance(rows, list) or not 1 <= len(rows) <= _ITEMS_MOST:
        raise ModelError(
            f"The model's answer has no list `todos` of 1 to {_ITEMS_MOST} items",
            error_type="invalid_output",
        )
    faults: list[Fault] = []
    items: list[_Item] = []
    for number, row in enumerate(rows):
        try:
            items.append(_Item.model_validate(row))
        except ValidationError as error:
            faults.append(_misshapen(number, row, error))
    tools: dict[str, ToolUse] = {}
    for item in items:
        use = _tool_use(item, faults)
        if use is not None:
            tools.setdefault(item.key, use)
    notes = {item.key: item.note for item in reversed(items)}
    return Answer(_nodes(items, root), notes, tools, faults)


def _nodes(items: Sequence[_Item], root: Node | None) -> list[Node]:
    days = _days(items, root)
    return [
        Node(
            key=item.key,
            parent=item.parent or (root.key if root else None),
            title=item.title,
            category=item.category,
            due_on=item.due_on,
            day_index=days[item.key] if item.day_index is None else item.day_index,
            needs=tuple(dict.fromkeys(item.depends_on)),
        )
        for item in items
    ]


def _days(items: Sequence[_Item], root: Node | None) -> dict[str, int | None]:
    """Return the day each to-do serves, taken from the nearest whole that names one."""
    by_key = {item.key: item for item in reversed(items)}
    found: dict[str, int | None] = {}
    for key in by_key:
        here: str | None = key
        seen: set[str] = set()
        while here in by_key and here not in seen and by_key[here].day_index is None:
            seen.add(here)
            here = by_key[here].parent
        if here in by_key:
            found[key] = by_key[here].day_index
        else:
            found[key] = root.day_index if root and here in (None, root.key) else None
    return found


def _tool_use(item: _Item, faults: list[Fault]) -> ToolUse | None:
    if item.tool is None:
        return None
    try:
        request = read_call(item.tool, item.arguments or {})
    except InvalidRequestError as error:
        unknown = error.errors[0]["type"] == "unknown_tool"
        code = "tool_known" if unknown else "tool_arguments"
        faults.append(Fault(code, item.key, {"tool": item.tool, "why": error.detail}))
        return None
    return ToolUse(item.tool, request.model_dump(mode="json", exclude_unset=True))


def _misshapen(number: int, row: Any, error: ValidationError) -> Fault:
    first = error.errors(include_url=False, include_input=False)[0]
    key = row.get("key") if isinstance(row, dict) else None
    path = key if isinstance(key, str) and key else f"todos[{number}]"
    where = ".".join(str(part) for part in first["loc"]) or f"todos[{number}]"
    return Fault("shape", path[:80], {"where": where, "why": first["msg"]})
