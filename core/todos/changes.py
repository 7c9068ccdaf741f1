"""Changes to the to-dos of one trip that were read and locked; nothing here speaks to the database.

A change may not make things worse: it is refused where a rule does not hold any more that held
before. What was wrong already, as after a trip was moved to other dates, is in nobody's way.
"""

from collections.abc import Sequence
from typing import Any

from core.db.models.todo import Todo
from core.kernel.errors import (
    ConflictError,
    FieldError,
    InvalidRequestError,
    NotFoundError,
    VersionMismatchError,
)
from core.kernel.ids import new_id
from core.schemas.todos import MAX_TODOS, TodoEdit, TodoIn, TodoSource, TodoStatus
from core.todos.checks import Fault, check
from core.todos.domain import Frame, Node, subtree
from core.todos.messages import fault_out
from core.todos.rows import Tree
from core.tools.running import read_call

_FIELDS = {
    "title_unique": "title",
    "day_known": "day_index",
    "due_before_day": "due_on",
    "due_order": "due_on",
    "due_in_parent": "due_on",
    "parent_known": "parent_id",
    "parent_circle": "parent_id",
    "depth": "parent_id",
    "need_known": "depends_on",
    "need_count": "depends_on",
    "need_circle": "depends_on",
}
_NULLABLE = frozenset({"parent_id", "due_on", "day_index", "tool", "arguments"})
_PLAIN = ("category", "title", "note", "due_on", "day_index", "status")


def todo_of(tree: Tree, todo_id: str) -> Todo:
    """Return a to-do of the trip.

    Raises:
        NotFoundError: It is none of this trip.
    """
    found = tree.find(todo_id)
    if found is None:
        raise NotFoundError(f"There is no to-do {todo_id!r}")
    return found


def require_version(todo: Todo, version: int) -> None:
    """Make sure that the caller has seen the to-do as it is now.

    Raises:
        VersionMismatchError: It was changed since; `current_version` says what it is now.
    """
    if todo.version != version:
        raise VersionMismatchError(
            f"To-do {todo.id!r} is at version {todo.version}, not {version}",
            data={"current_version": todo.version},
        )


def insert_todo(tree: Tree, trip_id: str, wish: TodoIn, frame: Frame) -> Todo:
    """Return a new to-do of the traveller's own, with its place in the tree.

    Raises:
        ConflictError: The trip has as many to-dos as a trip may have.
        InvalidRequestError: It would break a rule, or its tool does not take the arguments.
    """
    if len(tree.rows) >= MAX_TODOS:
        raise ConflictError(f"The trip has {MAX_TODOS} to-dos already, the most there can be")
    before = check(tree.nodes(), frame)
    parent = _parent(tree, wish.parent_id)
    day_index = wish.day_index
    if "day_index" not in wish.model_fields_set and parent is not None:
        day_index = parent.day_index
    todo = Todo(
        id=new_id(),
        trip_id=trip_id,
        parent_id=wish.parent_id,
        depth=parent.depth + 1 if parent else 1,
        position=0,
        category=wish.category,
        title=wish.title,
        note=wish.note,
        due_on=wish.due_on,
        day_index=day_index,
        status=TodoStatus.OPEN,
        tool=wish.tool,
        arguments=_arguments(wish.tool, wish.arguments),
        source=TodoSource.USER,
        version=1,
    )
    siblings = tree.children(wish.parent_id)
    _place(siblings, todo, wish.position)
    tree.rows.append(todo)
    tree.needs[todo.id] = list(dict.fromkeys(wish.depends_on))
    _refuse_worse(tree, before, frame)
    return todo


def edit_todo(tree: Tree, todo: Todo, change: TodoEdit, frame: Frame) -> None:
    """Change what the request names and make the next version of the to-do.

    Raises:
        InvalidRequestError: It would break a rule, a field may not be null, or the tool does not
            take the arguments.
    """
    before = check(tree.nodes(), frame)
    given = {name: getattr(change, name) for name in change.model_fields_set}
    for name, value in given.items():
        if value is None and name not in _NULLABLE:
            raise InvalidRequestError.of(name, "may not be null; leave it out to keep it")
    if given.keys() & {"parent_id", "position"}:
        _move(tree, todo, given)
    for name in _PLAIN:
        if name in given:
            setattr(todo, name, given[name])
    if given.keys() & {"tool", "arguments"}:
        _reequip(todo, given)
    if "depends_on" in given:
        tree.needs[todo.id] = list(dict.fromkeys(given["depends_on"]))
    todo.version += 1
    _refuse_worse(tree, before, frame)


def remove_todo(tree: Tree, todo: Todo) -> None:
    """Take a to-do with everything below it out of the tree, and close the gap it leaves."""
    gone = subtree(tree.nodes(), todo.id)
    tree.rows = [row for row in tree.rows if row.id not in gone]
    number_siblings(tree.children(todo.parent_id))


def fix_depths(tree: Tree) -> None:
    """Write into every row how deep it stands."""
    depth: dict[str | None, int] = {None: 0}
    for row in tree.in_order():
        depth[row.id] = depth[row.parent_id] + 1
        if row.depth != depth[row.id]:
            row.depth = depth[row.id]


def number_siblings(rows: Sequence[Todo]) -> None:
    """Write into siblings, given in order, which place each has."""
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position


def _parent(tree: Tree, parent_id: str | None) -> Todo | None:
    if parent_id is None:
        return None
    found = tree.find(parent_id)
    if found is None:
        raise InvalidRequestError.of("parent_id", f"the trip has no to-do {parent_id!r}")
    return found


def _move(tree: Tree, todo: Todo, given: dict[str, Any]) -> None:
    parent_id = given.get("parent_id", todo.parent_id)
    _parent(tree, parent_id)
    if parent_id is not None and parent_id in subtree(tree.nodes(), todo.id):
        raise InvalidRequestError.of("parent_id", "is the to-do itself or below it")
    left = [row for row in tree.children(todo.parent_id) if row is not todo]
    todo.parent_id = parent_id
    number_siblings(left)
    _place(
        [row for row in tree.children(parent_id) if row is not todo], todo, given.get("position")
    )
    fix_depths(tree)


def _place(siblings: Sequence[Todo], todo: Todo, position: int | None) -> None:
    index = len(siblings) if position is None else position
    if index > len(siblings):
        raise InvalidRequestError.of("position", f"{index} is not between 0 and {len(siblings)}")
    number_siblings([*siblings[:index], todo, *siblings[index:]])


def _reequip(todo: Todo, given: dict[str, Any]) -> None:
    """Give a to-do another tool or question; what came of the last one is forgotten."""
    tool = given.get("tool", todo.tool)
    if tool is None and given.get("arguments") is not None:
        raise InvalidRequestError.of("arguments", "are of no use without a tool")
    todo.arguments = _arguments(tool, given.get("arguments"))
    todo.tool = tool
    todo.result = None
    if todo.status == TodoStatus.FAILED:
        todo.status = TodoStatus.OPEN


def _arguments(tool: str | None, arguments: dict[str, Any] | None) -> dict[str, Any] | None:
    if tool is None:
        return None
    try:
        request = read_call(tool, arguments or {})
    except InvalidRequestError as error:
        errors: list[FieldError] = [
            {**item, "loc": item["loc"] if item["loc"][0] == "body" else ["body", *item["loc"]]}
            for item in error.errors
        ]
        raise InvalidRequestError(error.detail, errors=errors) from error
    return request.model_dump(mode="json", exclude_unset=True)


def _refuse_worse(tree: Tree, before: Sequence[Fault], frame: Frame) -> None:
    known = set(before)
    worse = [fault for fault in check(tree.nodes(), frame) if fault not in known]
    if not worse:
        return
    titles = {node.key: node for node in tree.nodes()}
    errors: list[FieldError] = [
        {"loc": ["body", _FIELDS[fault.code]], "type": fault.code, "msg": _said(fault, titles)}
        for fault in worse
    ]
    raise InvalidRequestError(errors[0]["msg"], errors=errors)


def _said(fault: Fault, nodes: dict[str, Node]) -> str:
    message = fault_out(fault, "en").message
    return f"{nodes[fault.path].title}: {message}" if fault.path in nodes else message
