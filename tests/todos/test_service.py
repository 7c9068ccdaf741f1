"""Keeping to-dos: a tree under the lock of its trip, each to-do under its own version."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from core.db.engine import Transaction
from core.db.models.todo import Todo, TodoNeed
from core.kernel.errors import (
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    VersionMismatchError,
)
from core.schemas.todos import MAX_TODOS, TodoEdit, TodoIn, TodoOut, TodoStatus
from core.schemas.trips import TripEdit, TripOut
from core.todos.service import SeenTodo, TodoService
from core.trips.service import SeenTrip, TripService


async def add(todos: TodoService, owner_id: str, trip: TripOut, title: str, **wish: Any) -> TodoOut:
    """Add a to-do."""
    return await todos.create(owner_id, trip.id, TodoIn.model_validate({"title": title} | wish))


async def edit(todos: TodoService, owner_id: str, todo: TodoOut, **change: Any) -> TodoOut:
    """Change a to-do as it was seen."""
    seen = SeenTodo(owner_id, todo.id, todo.version)
    return await todos.edit(seen, TodoEdit.model_validate(change))


async def drawn(todos: TodoService, owner_id: str, trip: TripOut) -> list[str]:
    """Return the tree: each title behind a dot for every level above it."""
    tree = await todos.read(owner_id, trip.id)
    return ["." * (item.depth - 1) + item.title for item in tree.items]


def refused(error: InvalidRequestError) -> list[tuple[str | int, str]]:
    """Return the field and the rule of each thing refused."""
    return [(item["loc"][1], item["type"]) for item in error.errors]


async def test_a_new_to_do_is_open_the_travellers_own_and_last_of_its_siblings(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    await add(todos, owner_id, trip, "Visa")

    todo = await add(
        todos, owner_id, trip, "Tickets", category="bookings", due_on="2027-02-01", note="Two"
    )

    assert (todo.status, todo.source, todo.version) == ("open", "user", 1)
    assert (todo.depth, todo.position, todo.due_on) == (1, 1, date(2027, 2, 1))
    assert await todos.get(owner_id, todo.id) == todo


async def test_a_tree_is_read_in_its_order_with_the_order_of_doing_and_what_is_wrong(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    hotel = await add(todos, owner_id, trip, "Hotel")
    book = await add(todos, owner_id, trip, "Book", parent_id=hotel.id)
    look = await add(todos, owner_id, trip, "Look", parent_id=hotel.id, position=0)
    await edit(todos, owner_id, book, depends_on=[look.id])

    tree = await todos.read(owner_id, trip.id)

    assert await drawn(todos, owner_id, trip) == ["Hotel", ".Look", ".Book"]
    assert tree.order == [look.id, book.id, hotel.id]
    assert tree.faults == []
    assert {item.id: item.depends_on for item in tree.items}[book.id] == [look.id]


async def test_a_moved_to_do_takes_along_what_is_below_it(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    a = await add(todos, owner_id, trip, "a")
    b = await add(todos, owner_id, trip, "b")
    await add(todos, owner_id, trip, "c", parent_id=b.id)
    await add(todos, owner_id, trip, "d", parent_id=a.id)

    moved = await edit(todos, owner_id, b, parent_id=a.id, position=0)

    assert await drawn(todos, owner_id, trip) == ["a", ".b", "..c", ".d"]
    assert (moved.depth, moved.position, moved.version) == (2, 0, 2)

    back = await edit(todos, owner_id, moved, parent_id=None, position=0)

    assert await drawn(todos, owner_id, trip) == ["b", ".c", "a", ".d"]
    assert (back.depth, back.version) == (1, 3)


async def test_a_deleted_to_do_takes_along_its_branch_and_every_wait_for_it(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    a = await add(todos, owner_id, trip, "a")
    below = await add(todos, owner_id, trip, "b", parent_id=a.id)
    c = await add(todos, owner_id, trip, "c", depends_on=[a.id, below.id])

    await todos.delete(SeenTodo(owner_id, a.id, a.version))

    assert await drawn(todos, owner_id, trip) == ["c"]
    left = await todos.get(owner_id, c.id)
    assert (left.depends_on, left.position) == ([], 0)


async def test_ticking_off_is_a_change_like_any_other(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    todo = await add(todos, owner_id, trip, "a")

    done = await edit(todos, owner_id, todo, status="done")

    assert (done.status, done.version) == ("done", 2)
    assert done.updated_at > todo.updated_at


async def test_a_part_serves_the_day_of_its_whole_unless_it_says_otherwise(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    day = await add(todos, owner_id, trip, "Day 2", day_index=1)

    same = await add(todos, owner_id, trip, "Alarm", parent_id=day.id)
    none = await add(todos, owner_id, trip, "Map", parent_id=day.id, day_index=None)

    assert (same.day_index, none.day_index) == (1, None)


@pytest.mark.parametrize(
    ("wish", "field", "rule"),
    [
        ({"parent_id": "ghost"}, "parent_id", "value_error"),
        ({"depends_on": ["ghost"]}, "depends_on", "need_known"),
        ({"day_index": 3}, "day_index", "day_known"),
        ({"day_index": 1, "due_on": "2027-03-02"}, "due_on", "due_before_day"),
        ({"category": "packing", "due_on": "2027-03-01"}, "due_on", "due_before_day"),
        ({"title": "VISA"}, "title", "title_unique"),
        ({"position": 2}, "position", "value_error"),
        ({"tool": "teleport"}, "tool", "unknown_tool"),
        ({"tool": "weather", "arguments": {"city": "rome"}}, "arguments", "missing"),
    ],
)
async def test_what_breaks_a_rule_is_refused_with_field_and_rule_and_nothing_is_kept(
    todos: TodoService, owner_id: str, trip: TripOut, wish: dict[str, Any], field: str, rule: str
) -> None:
    await add(todos, owner_id, trip, "Visa")

    with pytest.raises(InvalidRequestError) as raised:
        await add(todos, owner_id, trip, **({"title": "New"} | wish))

    assert refused(raised.value) == [(field, rule)]
    assert await drawn(todos, owner_id, trip) == ["Visa"]


async def test_a_fifth_level_and_a_move_that_would_make_one_are_refused(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    chain = [await add(todos, owner_id, trip, "1")]
    for number in range(2, 5):
        chain.append(await add(todos, owner_id, trip, f"{number}", parent_id=chain[-1].id))
    other = await add(todos, owner_id, trip, "x")
    await add(todos, owner_id, trip, "y", parent_id=other.id)

    with pytest.raises(InvalidRequestError) as too_deep:
        await add(todos, owner_id, trip, "5", parent_id=chain[3].id)
    with pytest.raises(InvalidRequestError) as moved:
        await edit(todos, owner_id, other, parent_id=chain[2].id)

    assert refused(too_deep.value) == refused(moved.value) == [("parent_id", "depth")]
    assert await drawn(todos, owner_id, trip) == ["1", ".2", "..3", "...4", "x", ".y"]


async def test_no_change_makes_a_circle_of_parents_or_of_waits(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    a = await add(todos, owner_id, trip, "a")
    b = await add(todos, owner_id, trip, "b", parent_id=a.id)
    c = await add(todos, owner_id, trip, "c", depends_on=[a.id])

    attempts: list[tuple[TodoOut, dict[str, Any]]] = [
        (a, {"parent_id": a.id}),
        (a, {"parent_id": b.id}),
        (a, {"depends_on": [a.id]}),
        (a, {"depends_on": [b.id]}),
        (b, {"depends_on": [a.id]}),
        (b, {"depends_on": [c.id]}),
        (c, {"parent_id": b.id}),
    ]
    for todo, change in attempts:
        with pytest.raises(InvalidRequestError):
            await edit(todos, owner_id, todo, **change)

    tree = await todos.read(owner_id, trip.id)
    assert [item.version for item in tree.items] == [1, 1, 1]
    assert len(tree.order) == 3


async def test_two_moves_at_once_never_make_a_circle_together(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    a = await add(todos, owner_id, trip, "a")
    b = await add(todos, owner_id, trip, "b")

    outcomes = await asyncio.gather(
        edit(todos, owner_id, a, parent_id=b.id),
        edit(todos, owner_id, b, parent_id=a.id),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "InvalidRequestError",
        "TodoOut",
    ]
    assert len((await todos.read(owner_id, trip.id)).order) == 2


async def test_of_two_changes_of_one_version_the_second_is_refused(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    todo = await add(todos, owner_id, trip, "a")

    outcomes = await asyncio.gather(
        *(edit(todos, owner_id, todo, note=str(number)) for number in range(5)),
        return_exceptions=True,
    )

    lost = [outcome for outcome in outcomes if isinstance(outcome, VersionMismatchError)]
    assert len(lost) == 4
    assert {error.data["current_version"] for error in lost} == {2}
    with pytest.raises(VersionMismatchError):
        await todos.delete(SeenTodo(owner_id, todo.id, 1))


async def test_of_two_who_delete_the_same_one_does(
    todos: TodoService, owner_id: str, trip: TripOut
) -> None:
    todo = await add(todos, owner_id, trip, "a")
    seen = SeenTodo(owner_id, todo.id, 1)

    outcomes = await asyncio.gather(*(todos.delete(seen) for _ in range(4)), return_exceptions=True)

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, NotFoundError) for outcome in outcomes) == 3


async def test_what_was_wrong_already_is_in_nobodys_way(
    todos: TodoService, trips: TripService, owner_id: str, trip: TripOut
) -> None:
    late = await add(todos, owner_id, trip, "Late", category="packing", due_on="2027-02-28")
    fine = await add(todos, owner_id, trip, "Fine", category="packing", due_on="2027-01-31")
    wish = TripEdit(start_date=date(2027, 2, 10))
    await trips.edit(SeenTrip(owner_id, trip.id, trip.version), wish)

    tree = await todos.read(owner_id, trip.id, "zh")
    edited = await edit(todos, owner_id, fine, note="still fine")

    assert [(fault.code, fault.path) for fault in tree.faults] == [("due_before_day", late.id)]
    assert tree.faults[0].message == "截止日期 2027-02-28 太晚，最晚应为 2027-02-09"
    assert edited.note == "still fine"
    mended = await edit(todos, owner_id, late, due_on="2027-02-01")
    assert mended.due_on == date(2027, 2, 1)


async def test_another_tool_forgets_what_came_of_the_last_one(
    todos: TodoService, transaction: Transaction, owner_id: str, trip: TripOut
) -> None:
    asked = {"city": "rome", "start_date": "2027-03-01"}
    todo = await add(todos, owner_id, trip, "Look", tool="weather", arguments=asked)
    async with transaction() as session:
        row = await session.get_one(Todo, todo.id)
        row.status, row.result = TodoStatus.FAILED, {"error": {"code": 1003}}

    changed = await edit(
        todos, owner_id, todo, arguments={"city": "paris", "start_date": "2027-03-02"}
    )
    bare = await edit(todos, owner_id, changed, tool=None)

    assert (changed.status, changed.result, changed.tool) == ("open", None, "weather")
    assert changed.arguments == {"city": "paris", "start_date": "2027-03-02"}
    assert (bare.tool, bare.arguments) == (None, None)
    with pytest.raises(InvalidRequestError, match="without a tool"):
        await edit(todos, owner_id, bare, arguments=asked)


@pytest.mark.parametrize("field", ["title", "status", "category", "note", "depends_on", "position"])
async def test_what_a_to_do_must_have_cannot_be_taken_away(
    todos: TodoService, owner_id: str, trip: TripOut, field: str
) -> None:
    todo = await add(todos, owner_id, trip, "a")

    with pytest.raises(InvalidRequestError, match="may not be null"):
        await edit(todos, owner_id, todo, **{field: None})


async def test_a_trip_has_200_to_dos_and_no_more(
    todos: TodoService, transaction: Transaction, owner_id: str, trip: TripOut
) -> None:
    async with transaction() as session:
        session.add_all(
            Todo(
                trip_id=trip.id, depth=1, position=number, category="other", title=f"n{number}",
                source="user",
            )
            for number in range(MAX_TODOS)
        )  # fmt: skip

    with pytest.raises(ConflictError, match="200"):
        await add(todos, owner_id, trip, "One more")

    assert len((await todos.read(owner_id, trip.id)).items) == MAX_TODOS


async def test_to_dos_of_others_are_not_there(
    todos: TodoService, owner_id: str, stranger_id: str, trip: TripOut
) -> None:
    todo = await add(todos, owner_id, trip, "a")

    with pytest.raises(NotFoundError):
        await todos.read(stranger_id, trip.id)
    with pytest.raises(NotFoundError):
        await add(todos, stranger_id, trip, "b")
    with pytest.raises(NotFoundError):
        await todos.get(stranger_id, todo.id)
    with pytest.raises(NotFoundError):
        await edit(todos, stranger_id, todo, title="mine")
    with pytest.raises(NotFoundError):
        await todos.delete(SeenTodo(stranger_id, todo.id, 1))

    assert await drawn(todos, owner_id, trip) == ["a"]


async def test_a_to_do_of_another_trip_of_ones_own_is_none_of_this_trip(
    todos: TodoService, owner_id: str, trip: TripOut, make_trip: Any
) -> None:
    elsewhere = await add(todos, owner_id, await make_trip(), "x")

    for wish in ({"parent_id": elsewhere.id}, {"depends_on": [elsewhere.id]}):
        with pytest.raises(InvalidRequestError):
            await add(todos, owner_id, trip, "a", **wish)


async def test_to_dos_go_with_their_trip(
    todos: TodoService, trips: TripService, owner_id: str, trip: TripOut
) -> None:
    a = await add(todos, owner_id, trip, "a")
    await add(todos, owner_id, trip, "b", parent_id=a.id)
    await add(todos, owner_id, trip, "c", depends_on=[a.id])

    await trips.delete(SeenTrip(owner_id, trip.id, trip.version))

    with pytest.raises(NotFoundError):
        await todos.get(owner_id, a.id)


@pytest.mark.parametrize("column", ["parent_id", "need_id"])
async def test_not_even_the_database_lets_to_dos_of_two_trips_be_tied(
    todos: TodoService,
    transaction: Transaction,
    owner_id: str,
    trip: TripOut,
    make_trip: Any,
    column: str,
) -> None:
    here = await add(todos, owner_id, trip, "a")
    there = await add(todos, owner_id, await make_trip(), "b")

    async def tie() -> None:
        async with transaction() as session:
            if column == "parent_id":
                row = await session.get_one(Todo, here.id)
                row.parent_id, row.depth = there.id, 2
            else:
                session.add(TodoNeed(trip_id=trip.id, todo_id=here.id, need_id=there.id))

    with pytest.raises(IntegrityError, match="violates foreign key"):
        await tie()
