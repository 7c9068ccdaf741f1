"""To-dos in SQL. A to-do belongs to whoever owns its trip: to others it is not there."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.plan import PlanRun
from core.db.models.todo import Todo, TodoNeed
from core.db.models.trip import Trip
from core.todos.rows import Tree


class TodoRepository:
    """To-dos with what they wait for; reading a whole tree takes two queries."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_trip(self, owner_id: str, trip_id: str, *, lock: bool = False) -> Trip | None:
        """Return a trip without its days.

        With `lock`, whoever else wants to change the trip or its to-dos waits until this
        transaction ends.
        """
        statement = select(Trip).where(Trip.owner_id == owner_id, Trip.id == trip_id)
        if lock:
            statement = statement.with_for_update(key_share=True)
        return await self._session.scalar(statement)

    async def find_trip_id(self, owner_id: str, todo_id: str) -> str | None:
        """Return the trip a to-do belongs to."""
        return await self._session.scalar(
            select(Todo.trip_id)
            .join(Trip, Trip.id == Todo.trip_id)
            .where(Todo.id == todo_id, Trip.owner_id == owner_id)
        )

    async def read_tree(self, trip_id: str) -> Tree:
        """Return every to-do of a trip as it is in the database now."""
        rows = await self._session.scalars(
            select(Todo).where(Todo.trip_id == trip_id).execution_options(populate_existing=True)
        )
        pairs = await self._session.execute(
            select(TodoNeed.todo_id, TodoNeed.need_id)
            .where(TodoNeed.trip_id == trip_id)
            .order_by(TodoNeed.todo_id, TodoNeed.need_id)
        )
        tree = Tree(list(rows))
        for todo_id, need_id in pairs:
            tree.needs.setdefault(todo_id, []).append(need_id)
        return tree

    async def find_language(self, trip_id: str) -> str | None:
        """Return the language of the plan a trip was saved from."""
        return await self._session.scalar(
            select(PlanRun.request["language"].astext)
            .join(Trip, Trip.plan_run_id == PlanRun.id)
            .where(Trip.id == trip_id)
        )

    async def add(self, todos: Iterable[Todo]) -> None:
        """Keep new to-dos; a part comes after its whole."""
        for todo in todos:
            self._session.add(todo)
        await self._session.flush()

    async def add_needs(self, trip_id: str, pairs: Collection[tuple[str, str]]) -> None:
        """Let to-dos wait, as who waits for whom."""
        if pairs:
            rows = [
                {"trip_id": trip_id, "todo_id": todo_id, "need_id": need_id}
                for todo_id, need_id in pairs
            ]
            await self._session.execute(insert(TodoNeed), rows)

    async def replace_needs(self, trip_id: str, todo_id: str, needs: Collection[str]) -> None:
        """Let a to-do wait for these and no others."""
        await self._session.execute(
            delete(TodoNeed).where(TodoNeed.trip_id == trip_id, TodoNeed.todo_id == todo_id)
        )
        await self.add_needs(trip_id, [(todo_id, need) for need in needs])

    async def delete(self, trip_id: str, todo_ids: Collection[str]) -> None:
        """Delete to-dos with everything below them and every wait for them."""
        await self._session.execute(
            delete(Todo)
            .where(Todo.trip_id == trip_id, Todo.id.in_(todo_ids))
            .execution_options(synchronize_session=False)
        )

    async def flush(self) -> None:
        """Send what was changed of the to-dos that were read here."""
        await self._session.flush()
