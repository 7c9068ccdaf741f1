"""To-dos as rows, as nodes of the rules, and on the wire."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.db.models.todo import Todo
from core.schemas.todos import TodoCategory, TodoOut, TodoSource, TodoStatus
from core.todos.domain import Node


@dataclass(slots=True)
class Tree:
    """Every to-do of a trip and what each waits for."""

    rows: list[Todo]
    needs: dict[str, list[str]] = field(default_factory=dict)

    def find(self, todo_id: str) -> Todo | None:
        """Return the to-do with this id."""
        return next((row for row in self.rows if row.id == todo_id), None)

    def children(self, parent_id: str | None) -> list[Todo]:
        """Return the to-dos directly below another, or the roots, in order."""
        found = [row for row in self.rows if row.parent_id == parent_id]
        return sorted(found, key=lambda row: (row.position, row.id))

    def in_order(self) -> list[Todo]:
        """Return every to-do after its parent and its elder siblings."""
        below: dict[str | None, list[Todo]] = {}
        for row in sorted(self.rows, key=lambda row: (row.position, row.id)):
            below.setdefault(row.parent_id, []).append(row)

        def walk(parent_id: str | None) -> Iterator[Todo]:
            for row in below.get(parent_id, ()):
                yield row
                yield from walk(row.id)

        return list(walk(None))

    def nodes(self) -> list[Node]:
        """Return the to-dos as the rules see them, in order."""
        return [self.node(row) for row in self.in_order()]

    def node(self, row: Todo) -> Node:
        """Return one to-do as the rules see it."""
        return Node(
            key=row.id,
            parent=row.parent_id,
            title=row.title,
            category=TodoCategory(row.category),
            due_on=row.due_on,
            day_index=row.day_index,
            needs=tuple(self.needs.get(row.id, ())),
        )


def is_untouched(row: Todo) -> bool:
    """Say whether a to-do is as a model made it: nobody has changed it and no tool has run it."""
    return (
        row.source == TodoSource.MODEL
        and row.version == 1
        and row.status == TodoStatus.OPEN
        and row.result is None
    )


def todo_out(row: Todo, needs: Mapping[str, Sequence[str]]) -> TodoOut:
    """Return a to-do as clients see it."""
    plain = {name: getattr(row, name) for name in TodoOut.model_fields if name != "depends_on"}
    return TodoOut.model_validate(plain | {"depends_on": list(needs.get(row.id, ()))})
