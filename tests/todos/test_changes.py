"""Whatever is done to a tree, one thing after the other: it stays a tree."""

from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.db.models.todo import Todo
from core.kernel.errors import ConflictError, InvalidRequestError
from core.schemas.todos import MAX_DEPTH, TodoEdit, TodoIn
from core.todos.changes import edit_todo, insert_todo, remove_todo
from core.todos.checks import check
from core.todos.domain import order_of
from core.todos.rows import Tree
from tests.support.todos import FRAME

PICK = st.integers(0, 30)
DUE = st.none() | st.dates(FRAME.start_date.replace(day=1, month=2), FRAME.date_of(2))


class TreeOfTodos(RuleBasedStateMachine):
    """Adds, changes, moves and removes; what is refused must change nothing that counts."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = Tree([])
        self.added = 0

    def picked(self, number: int) -> Todo | None:
        """Return one of the to-dos, or None."""
        rows = self.tree.in_order()
        return rows[number] if number < len(rows) else None

    @rule(parent=PICK, need=PICK, due=DUE, position=st.none() | st.integers(0, 3))
    def add(self, parent: int, need: int, due, position: int | None) -> None:
        whole, waited = self.picked(parent), self.picked(need)
        self.added += 1
        wish = TodoIn(
            title=f"Do {self.added}",
            category="packing",
            parent_id=whole.id if whole else None,
            depends_on=[waited.id] if waited else [],
            due_on=due,
            position=position,
        )
        self.attempt(lambda tree: insert_todo(tree, "trip", wish, FRAME))

    @rule(todo=PICK, parent=PICK, position=st.none() | st.integers(0, 3))
    def move(self, todo: int, parent: int, position: int | None) -> None:
        row, whole = self.picked(todo), self.picked(parent)
        if row is not None:
            where = {} if position is None else {"position": position}
            self.edit(row.id, TodoEdit(parent_id=whole.id if whole else None, **where))

    @rule(todo=PICK, need=PICK, due=DUE)
    def change(self, todo: int, need: int, due) -> None:
        row, waited = self.picked(todo), self.picked(need)
        if row is not None:
            self.edit(row.id, TodoEdit(depends_on=[waited.id] if waited else [], due_on=due))

    @rule(todo=PICK)
    def remove(self, todo: int) -> None:
        row = self.picked(todo)
        if row is not None:
            remove_todo(self.tree, row)
            left = {kept.id for kept in self.tree.rows}
            self.tree.needs = {
                key: [need for need in needs if need in left]
                for key, needs in self.tree.needs.items()
                if key in left
            }

    def edit(self, todo_id: str, change: TodoEdit) -> None:
        def work(tree: Tree) -> None:
            row = tree.find(todo_id)
            assert row is not None
            edit_todo(tree, row, change, FRAME)

        self.attempt(work)

    def attempt(self, work) -> None:
        """Work on a copy, as a transaction does, and keep it unless the work is refused."""
        copy = Tree([_copy(row) for row in self.tree.rows], dict(self.tree.needs))
        with suppress(InvalidRequestError, ConflictError):
            work(copy)
            self.tree = copy

    @invariant()
    def every_rule_is_kept(self) -> None:
        nodes = self.tree.nodes()
        assert check(nodes, FRAME) == []
        assert len(order_of(nodes)) == len(nodes) == len(self.tree.rows)

    @invariant()
    def siblings_are_numbered_and_depths_are_true(self) -> None:
        by_id = {row.id: row for row in self.tree.rows}
        for parent_id in {None, *by_id}:
            places = [row.position for row in self.tree.children(parent_id)]
            assert places == list(range(len(places)))
        for row in self.tree.rows:
            above = by_id[row.parent_id].depth if row.parent_id else 0
            assert row.depth == above + 1 <= MAX_DEPTH


def _copy(row: Todo) -> Todo:
    return Todo(**{column.name: getattr(row, column.name) for column in Todo.__table__.columns})


TestTreeOfTodos = TreeOfTodos.TestCase
TestTreeOfTodos.settings = settings(max_examples=60, stateful_step_count=25)
