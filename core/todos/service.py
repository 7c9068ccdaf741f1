"""To-dos of a person's trips: read, add, change, delete."""

from dataclasses import dataclass

import structlog

from core.db.engine import Transaction
from core.db.models.trip import Trip
from core.kernel.errors import NotFoundError
from core.schemas.todos import TodoEdit, TodoIn, TodoOut, TodoTree
from core.todos import changes
from core.todos.checks import check
from core.todos.domain import Frame, order_of
from core.todos.messages import fault_out
from core.todos.repository import TodoRepository
from core.todos.rows import Tree, todo_out

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SeenTodo:
    """A to-do as its owner last read it; a change of any other version of it is refused."""

    owner_id: str
    todo_id: str
    version: int


class TodoService:
    """Keeps to-dos.

    Every change locks the trip, so that no two of them together break a rule that neither breaks
    alone. It raises `NotFoundError` for what is not there or not the caller's.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def read(self, owner_id: str, trip_id: str, language: str = "en") -> TodoTree:
        """Return every to-do of a trip, in which order to do them, and what is wrong with them.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            trip = await get_trip(todos, owner_id, trip_id)
            tree = await todos.read_tree(trip_id)
        nodes = tree.nodes()
        faults = check(nodes, frame_of(trip))
        return TodoTree(
            trip_id=trip_id,
            items=[todo_out(row, tree.needs) for row in tree.in_order()],
            order=order_of(nodes),
            faults=[fault_out(fault, language) for fault in faults],
        )

    async def get(self, owner_id: str, todo_id: str) -> TodoOut:
        """Return one to-do.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            tree = await todos.read_tree(await get_trip_id(todos, owner_id, todo_id))
        return _out(tree, todo_id)

    async def create(self, owner_id: str, trip_id: str, wish: TodoIn) -> TodoOut:
        """Add a to-do of the traveller's own.

        Raises:
            ConflictError: The trip has as many to-dos as a trip may have.
            InvalidRequestError: It would break a rule of the tree.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            trip = await get_trip(todos, owner_id, trip_id, lock=True)
            tree = await todos.read_tree(trip_id)
            todo = changes.insert_todo(tree, trip_id, wish, frame_of(trip))
            await todos.add([todo])
            await todos.add_needs(trip_id, [(todo.id, need) for need in tree.needs[todo.id]])
            created = _out(await todos.read_tree(trip_id), todo.id)
        log.info("todo_created", trip_id=trip_id, todo_id=todo.id)
        return created

    async def edit(self, seen: SeenTodo, change: TodoEdit) -> TodoOut:
        """Change what the request names.

        Raises:
            VersionMismatchError: It was changed since it was seen.
            InvalidRequestError: It would break a rule of the tree.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            trip = await _lock_trip_of(todos, seen)
            tree = await todos.read_tree(trip.id)
            todo = changes.todo_of(tree, seen.todo_id)
            changes.require_version(todo, seen.version)
            changes.edit_todo(tree, todo, change, frame_of(trip))
            await todos.flush()
            if "depends_on" in change.model_fields_set:
                await todos.replace_needs(trip.id, todo.id, tree.needs[todo.id])
            edited = _out(await todos.read_tree(trip.id), todo.id)
        log.info("todo_changed", trip_id=trip.id, todo_id=todo.id, version=edited.version)
        return edited

    async def delete(self, seen: SeenTodo) -> None:
        """Delete a to-do with everything below it.

        Raises:
            VersionMismatchError: It was changed since it was seen.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            trip = await _lock_trip_of(todos, seen)
            tree = await todos.read_tree(trip.id)
            todo = changes.todo_of(tree, seen.todo_id)
            changes.require_version(todo, seen.version)
            changes.remove_todo(tree, todo)
            await todos.flush()
            await todos.delete(trip.id, [todo.id])
        log.info("todo_deleted", trip_id=trip.id, todo_id=todo.id)


def frame_of(trip: Trip) -> Frame:
    """Return the days of a trip; a date in the past is nobody's fault."""
    return Frame(trip.start_date, trip.day_count)


async def get_trip(
    todos: TodoRepository, owner_id: str, trip_id: str, *, lock: bool = False
) -> Trip:
    """Return a trip of the owner's, locked where asked.

    Raises:
        NotFoundError: It is not there, or not the owner's.
    """
    trip = await todos.find_trip(owner_id, trip_id, lock=lock)
    if trip is None:
        raise NotFoundError(f"There is no trip {trip_id!r}")
    return trip


async def get_trip_id(todos: TodoRepository, owner_id: str, todo_id: str) -> str:
    """Return the trip of one of the owner's to-dos.

    Raises:
        NotFoundError: It is not there, or not the owner's.
    """
    trip_id = await todos.find_trip_id(owner_id, todo_id)
    if trip_id is None:
        raise NotFoundError(f"There is no to-do {todo_id!r}")
    return trip_id


async def _lock_trip_of(todos: TodoRepository, seen: SeenTodo) -> Trip:
    trip_id = await get_trip_id(todos, seen.owner_id, seen.todo_id)
    return await get_trip(todos, seen.owner_id, trip_id, lock=True)


def _out(tree: Tree, todo_id: str) -> TodoOut:
    return todo_out(changes.todo_of(tree, todo_id), tree.needs)
