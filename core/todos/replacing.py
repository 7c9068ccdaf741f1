"""What a new decomposition does to to-dos that are there already.

It replaces what an earlier one has made and nobody has touched since. What somebody has made,
changed, ticked off or had done stays, with everything above it; so does all outside of the branch
that is broken down. A new to-do that says what one that stays says in the same place is that one.
"""

from dataclasses import dataclass
from typing import Any

from core.db.models.todo import Todo
from core.db.models.trip import Trip
from core.kernel.errors import ConflictError, NotFoundError
from core.schemas.todos import MAX_DEPTH, TodoSource, TodoStatus
from core.todos.changes import fix_depths, number_siblings
from core.todos.decomposing import Decomposed
from core.todos.domain import Frame, Node, subtree
from core.todos.merging import joined, keepers, mended
from core.todos.repository import TodoRepository
from core.todos.rows import Tree, is_untouched


@dataclass(frozen=True, slots=True)
class Scope:
    """What is broken down: a trip, or one of its to-dos."""

    trip_id: str
    todo_id: str | None


@dataclass(frozen=True, slots=True)
class Apart:
    """The to-dos that stay, in order, and the ids of those that go."""

    fixed: list[Node]
    replaced: frozenset[str]


def branch_of(tree: Tree, scope: Scope) -> Todo | None:
    """Return the to-do that is broken down; None where it is the trip.

    Raises:
        NotFoundError: It is gone.
        ConflictError: It stands on the lowest level there can be.
    """
    if scope.todo_id is None:
        return None
    found = tree.find(scope.todo_id)
    if found is None:
        raise NotFoundError(f"There is no to-do {scope.todo_id!r}")
    if found.depth >= MAX_DEPTH:
        raise ConflictError(
            f"To-do {scope.todo_id!r} stands on level {MAX_DEPTH}, below which there is none"
        )
    return found


def set_apart(tree: Tree, scope: Scope) -> Apart:
    """Return which to-dos stay and which go."""
    nodes = tree.nodes()
    inside = {node.key for node in nodes}
    if scope.todo_id is not None:
        inside = subtree(nodes, scope.todo_id) - {scope.todo_id}
    touched = {row.id for row in tree.rows if not (row.id in inside and is_untouched(row))}
    stay = keepers(nodes, touched)
    return Apart(
        fixed=[node for node in nodes if node.key in stay],
        replaced=frozenset(node.key for node in nodes if node.key not in stay),
    )


@dataclass(frozen=True, slots=True)
class Replacement:
    """New to-dos on their way into a trip; `ids` are those their keys will have."""

    scope: Scope
    made: Decomposed
    ids: dict[str, str]
    task_id: str


async def replace_todos(
    todos: TodoRepository, trip: Trip, replacement: Replacement
) -> dict[str, Any]:
    """Write new to-dos beside those that stay now, whatever was done since they were asked for.

    The trip is locked. Returns what the task's result says about it.

    Raises:
        NotFoundError: The to-do that was broken down is gone.
        ConflictError: It was moved to the lowest level there can be.
    """
    tree = await todos.read_tree(trip.id)
    branch_of(tree, replacement.scope)
    apart = set_apart(tree, replacement.scope)
    frame = Frame(trip.start_date, trip.day_count)
    nodes = mended(apart.fixed, joined(apart.fixed, replacement.made.nodes), frame).nodes
    await todos.delete(trip.id, apart.replaced)
    tree.rows = [row for row in tree.rows if row.id not in apart.replaced]
    rows = [_row(node, replacement, trip.id) for node in nodes]
    _take_places(tree, rows)
    await todos.flush()
    await todos.add(rows)
    ids = replacement.ids
    await todos.add_needs(
        trip.id, [(ids[node.key], ids.get(need, need)) for node in nodes for need in node.needs]
    )
    return {
        "made": len(rows),
        "kept": len(apart.fixed),
        "removed": len(apart.replaced),
        "todo_ids": [row.id for row in rows],
    }


def _row(node: Node, replacement: Replacement, trip_id: str) -> Todo:
    answer, ids = replacement.made.answer, replacement.ids
    use = answer.tools.get(node.key)
    return Todo(
        id=ids[node.key],
        trip_id=trip_id,
        parent_id=ids.get(node.parent, node.parent) if node.parent else None,
        depth=1,
        position=0,
        category=node.category,
        title=node.title,
        note=answer.notes.get(node.key, ""),
        due_on=node.due_on,
        day_index=node.day_index,
        status=TodoStatus.OPEN,
        tool=use.name if use else None,
        arguments=use.arguments if use else None,
        source=TodoSource.MODEL,
        task_id=replacement.task_id,
        version=1,
    )


def _take_places(tree: Tree, rows: list[Todo]) -> None:
    """Put new rows after their siblings that stay, and say how deep each stands."""
    behind = max((row.position for row in tree.rows), default=0) + 1
    for number, row in enumerate(rows):
        row.position = behind + number
    tree.rows += rows
    for parent_id in {row.parent_id for row in tree.rows}:
        number_siblings(tree.children(parent_id))
    fix_depths(tree)
