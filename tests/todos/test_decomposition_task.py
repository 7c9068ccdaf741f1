"""Breaking a trip down as a task: what is made, what stays, and what a crash costs."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete

from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.errors import ConflictError, KeyReusedError, NotFoundError, TodosInvalidError
from core.schemas.todos import DecomposeIn, DecomposeResult, TodoEdit, TodoIn, TodoOut, TodoTree
from core.schemas.trips import DayCardEdit, TripEdit, TripOut
from core.todos.service import SeenTodo, TodoService
from core.todos.work import DECOMPOSE_KIND
from core.trips.service import SeenTrip, TripService
from tests.support.models import ScriptedModel
from tests.support.questions import blocks_of
from tests.support.runs import CrashError, RunFake, a_claimed_task
from tests.support.tasks import row_of
from tests.support.todos import FRAME, MakeWork, add_task, an_item, ended

PACK = {"todos": [an_item("p", title="Pack"), an_item("s", "p", title="Socks")]}


def a_run(owner_id: str, trip: TripOut, todo_id: str | None = None, **changes: Any) -> RunFake:
    """Return a claimed decomposition of a trip or a branch."""
    wish = {"wish": "", "origin": None, "language": None}
    crash, kept = changes.pop("crash_before", None), changes.pop("kept", None)
    payload = {"trip_id": trip.id, "todo_id": todo_id, **wish, **changes}
    task = a_claimed_task(kind=DECOMPOSE_KIND, user_id=owner_id, payload=payload)
    return RunFake(task, kept=kept, crash_before=crash)


class Desk:
    """Somebody who has trips broken down, and looks at what came of it."""

    def __init__(
        self, transaction: Transaction, work_with: MakeWork, todos: TodoService, owner_id: str
    ) -> None:
        self.transaction = transaction
        self.work_with = work_with
        self.todos = todos
        self.owner_id = owner_id

    async def decompose(
        self, trip: TripOut, *answers: Any, todo_id: str | None = None, **changes: Any
    ) -> DecomposeResult:
        """Break a trip or a branch down by the answers, or by the built-in model."""
        model = ScriptedModel(*answers) if answers else None
        run = a_run(self.owner_id, trip, todo_id, **changes)
        await add_task(self.transaction, run.task)
        outcome = await self.work_with(model).decompose(run)
        return DecomposeResult.model_validate(await ended(self.transaction, outcome))

    async def tree(self, trip: TripOut) -> TodoTree:
        return await self.todos.read(self.owner_id, trip.id)

    async def drawn(self, trip: TripOut) -> list[str]:
        tree = await self.tree(trip)
        return ["." * (item.depth - 1) + item.title for item in tree.items]

    async def find(self, trip: TripOut, title: str) -> TodoOut:
        (found,) = [item for item in (await self.tree(trip)).items if item.title == title]
        return found

    async def edit(self, todo: TodoOut, **change: Any) -> TodoOut:
        seen = SeenTodo(self.owner_id, todo.id, todo.version)
        return await self.todos.edit(seen, TodoEdit.model_validate(change))


@pytest.fixture
def desk(transaction: Transaction, work_with: MakeWork, todos: TodoService, owner_id: str) -> Desk:
    return Desk(transaction, work_with, todos, owner_id)


@pytest.mark.parametrize("day_count", [1, 14])
async def test_a_trip_becomes_a_tree_that_keeps_every_rule(
    desk: Desk, make_trip: Any, day_count: int
) -> None:
    trip = await make_trip(day_count=day_count)

    result = await desk.decompose(trip)

    tree = await desk.tree(trip)
    assert (result.made, result.kept, result.removed) == (len(tree.items), 0, 0)
    assert {item.id for item in tree.items} == set(result.todo_ids)
    assert tree.faults == []
    assert len(tree.order) == len(tree.items)
    assert {(item.source, item.version) for item in tree.items} == {("model", 1)}
    assert {item.task_id for item in tree.items} != {None}


async def test_doing_it_again_changes_nothing_but_the_rows(desk: Desk, trip: TripOut) -> None:
    await desk.decompose(trip)
    before = await desk.drawn(trip)

    again = await desk.decompose(trip)

    assert await desk.drawn(trip) == before
    assert (again.kept, again.removed) == (0, len(before))


async def test_what_was_made_changed_or_ticked_off_stays_with_all_above_it(
    desk: Desk, trip: TripOut
) -> None:
    await desk.decompose(
        trip,
        {
            "todos": [
                an_item("a", title="Bags"), an_item("b", "a", title="Big bag"),
                an_item("c", "b", title="Shoes"), an_item("d", "b", title="Hat"),
                an_item("e", title="Gone"), an_item("f", "e", title="Gone too"),
            ]
        },
    )  # fmt: skip
    await desk.edit(await desk.find(trip, "Shoes"), status="done")
    own = TodoIn(title="My own", parent_id=(await desk.find(trip, "Bags")).id)
    await desk.todos.create(desk.owner_id, trip.id, own)

    result = await desk.decompose(trip, PACK)

    assert await desk.drawn(trip) == ["Bags", ".Big bag", "..Shoes", ".My own", "Pack", ".Socks"]
    assert (result.made, result.kept, result.removed) == (2, 4, 3)


async def test_a_new_one_that_says_what_one_that_stays_says_is_that_one(
    desk: Desk, trip: TripOut
) -> None:
    await desk.decompose(trip, PACK)
    pack = await desk.edit(await desk.find(trip, "Pack"), note="The red one")

    result = await desk.decompose(
        trip, {"todos": [*PACK["todos"], an_item("h", "p", title="Hat", depends_on=["s"])]}
    )

    assert await desk.drawn(trip) == ["Pack", ".Socks", ".Hat"]
    assert (await desk.find(trip, "Pack")).id == pack.id
    assert (await desk.find(trip, "Hat")).depends_on == [(await desk.find(trip, "Socks")).id]
    assert (result.made, result.kept, result.removed) == (2, 1, 1)


async def test_a_branch_is_broken_down_alone_and_its_untouched_parts_are_replaced(
    desk: Desk, trip: TripOut
) -> None:
    await desk.decompose(trip, {"todos": [*PACK["todos"], an_item("o", title="Other")]})
    pack = await desk.find(trip, "Pack")

    result = await desk.decompose(
        trip,
        {"todos": [an_item("x", title="Bag"), an_item("y", "x", title="Zip")]},
        todo_id=pack.id,
    )

    assert await desk.drawn(trip) == ["Pack", ".Bag", "..Zip", "Other"]
    assert (result.todo_id, result.made, result.removed) == (pack.id, 2, 1)
    assert (await desk.find(trip, "Pack")).version == 1


async def test_parts_of_a_branch_on_the_third_level_have_no_parts_themselves(
    desk: Desk, trip: TripOut
) -> None:
    await desk.decompose(
        trip, {"todos": [an_item("a"), an_item("b", "a"), an_item("c", "b", title="Third")]}
    )
    third = await desk.find(trip, "Third")
    deep = {"todos": [an_item("x", title="X"), an_item("z"), an_item("y", "x", title="Too deep")]}

    result = await desk.decompose(trip, deep, deep, todo_id=third.id)

    assert await desk.drawn(trip) == ["Do a", ".Do b", "..Third", "...X", "...Do z"]
    assert [fault.code for fault in result.dropped] == ["depth"]


async def test_nothing_can_be_below_the_fourth_level(desk: Desk, trip: TripOut) -> None:
    chain = [an_item("a"), an_item("b", "a"), an_item("c", "b"), an_item("d", "c", title="Last")]
    await desk.decompose(trip, {"todos": chain})
    last = await desk.find(trip, "Last")

    with pytest.raises(ConflictError, match="level 4"):
        await desk.work_with().submit_branch(desk.owner_id, last.id, DecomposeIn())


async def test_a_trip_that_was_moved_while_the_model_thought_gets_what_still_fits(
    desk: Desk, trips: TripService, trip: TripOut
) -> None:
    answer = {
        "todos": [
            an_item("early", title="Early", due_on="2027-01-10"),
            an_item("late", title="Late", due_on="2027-02-28"),
        ]
    }
    run = a_run(desk.owner_id, trip)
    outcome = await desk.work_with(ScriptedModel(answer)).decompose(run)
    earlier = TripEdit(start_date=FRAME.start_date.replace(month=2))
    await trips.edit(SeenTrip(desk.owner_id, trip.id, trip.version), earlier)
    await add_task(desk.transaction, run.task)

    written = await ended(desk.transaction, outcome)

    assert await desk.drawn(trip) == ["Early"]
    assert written["made"] == 1


@pytest.mark.parametrize("gone", ["trip", "todo"])
async def test_what_is_gone_by_now_cannot_be_broken_down(
    desk: Desk, trips: TripService, trip: TripOut, gone: str
) -> None:
    todo = await desk.todos.create(desk.owner_id, trip.id, TodoIn(title="a"))
    if gone == "trip":
        await trips.delete(SeenTrip(desk.owner_id, trip.id, trip.version))
    else:
        await desk.todos.delete(SeenTodo(desk.owner_id, todo.id, 1))

    with pytest.raises(NotFoundError):
        await desk.work_with().decompose(a_run(desk.owner_id, trip, todo.id))


async def test_useless_answers_leave_the_to_dos_as_they_are(desk: Desk, trip: TripOut) -> None:
    await desk.decompose(trip, PACK)

    with pytest.raises(TodosInvalidError):
        await desk.decompose(trip, "no", "no")

    assert await desk.drawn(trip) == ["Pack", ".Socks"]


async def test_after_a_crash_the_model_is_not_told_twice_what_it_has_answered(
    desk: Desk, trip: TripOut
) -> None:
    faulty = {"todos": [an_item("a", due_on="2027-03-01")]}
    kept: dict[str, dict[str, Any]] = {}
    first = a_run(desk.owner_id, trip, kept=kept, crash_before=2)
    with pytest.raises(CrashError):
        await desk.work_with(ScriptedModel(faulty, PACK)).decompose(first)
    model = ScriptedModel(PACK)

    outcome = await desk.work_with(model).decompose(a_run(desk.owner_id, trip, kept=kept))

    assert outcome.result["tries"] == 2
    assert len(model.calls) == 1
    assert blocks_of(model.calls[0])["violations"]


async def test_watchers_are_told_of_every_try(desk: Desk, trip: TripOut) -> None:
    run = a_run(desk.owner_id, trip)

    await desk.work_with(
        ScriptedModel({"todos": [an_item("a", due_on="2027-03-01")]}, PACK)
    ).decompose(run)

    told = [event for event in run.events if event.startswith("todos.")]
    assert told == ["todos.read", "todos.refused", "todos.answered", "todos.made"]
    assert run.stages == [("asking", 1, 3), ("saving", 2, 3)]


@pytest.mark.parametrize(
    ("title", "asked", "language"),
    [("South", None, "en"), ("南国", None, "zh"), ("南国", "en", "en"), ("South", "zh", "zh")],
)
async def test_to_dos_are_in_the_language_asked_for_or_that_of_the_trip(
    desk: Desk,
    trips: TripService,
    make_trip: Any,
    title: str,
    asked: str | None,
    language: str,
) -> None:
    trip = await make_trip(title=title, day_count=1)
    for day in trip.day_cards:
        seen = SeenTrip(desk.owner_id, trip.id, trip.version)
        await trips.edit_day(seen, day.id, DayCardEdit(title=title))

    result = await desk.decompose(trip, language=asked)

    assert result.language == language
    words = "证件" if language == "zh" else "Documents"
    assert words in await desk.drawn(trip)


async def test_the_same_request_is_one_task_that_names_what_to_work_on(
    desk: Desk, trip: TripOut
) -> None:
    wish = DecomposeIn(request_id="r1", wish="slowly")
    work = desk.work_with()

    first = await work.submit_trip(desk.owner_id, trip.id, wish)
    again = await work.submit_trip(desk.owner_id, trip.id, wish)

    assert (first.replayed, again.replayed) == (False, True)
    assert first.task.task_id == again.task.task_id
    row = await row_of(desk.transaction, first.task.task_id)
    assert row.request_json == {
        "trip_id": trip.id, "todo_id": None, "wish": "slowly", "origin": None, "language": None,
    }  # fmt: skip
    with pytest.raises(KeyReusedError):
        await work.submit_trip(desk.owner_id, trip.id, DecomposeIn(request_id="r1", wish="fast"))


async def test_nobody_breaks_down_what_is_not_his(
    desk: Desk, stranger_id: str, trip: TripOut
) -> None:
    todo = await desk.todos.create(desk.owner_id, trip.id, TodoIn(title="a"))
    work = desk.work_with()

    with pytest.raises(NotFoundError):
        await work.submit_trip(stranger_id, trip.id, DecomposeIn())
    with pytest.raises(NotFoundError):
        await work.submit_branch(stranger_id, todo.id, DecomposeIn())
    with pytest.raises(NotFoundError):
        await work.decompose(a_run(stranger_id, trip))


async def test_what_somebody_adds_or_changes_while_the_model_thinks_stays(
    desk: Desk, trip: TripOut
) -> None:
    await desk.decompose(trip, PACK)
    run = a_run(desk.owner_id, trip)
    outcome = await desk.work_with(ScriptedModel(PACK)).decompose(run)
    await desk.todos.create(desk.owner_id, trip.id, TodoIn(title="My own"))
    socks = await desk.edit(await desk.find(trip, "Socks"), note="The warm ones")
    await add_task(desk.transaction, run.task)

    written = await ended(desk.transaction, outcome)

    assert await desk.drawn(trip) == ["Pack", ".Socks", "My own"]
    assert (await desk.find(trip, "Socks")).note == socks.note
    assert (written["made"], written["kept"], written["removed"]) == (0, 3, 0)


async def test_to_dos_outlive_the_task_that_made_them(desk: Desk, trip: TripOut) -> None:
    await desk.decompose(trip, PACK)

    async with desk.transaction() as session:
        await session.execute(delete(AiTask))

    assert {item.task_id for item in (await desk.tree(trip)).items} == {None}


async def test_two_decompositions_at_once_leave_one_tree(desk: Desk, trip: TripOut) -> None:
    work = desk.work_with()
    runs = [a_run(desk.owner_id, trip) for _ in range(2)]
    outcomes = [await work.decompose(run) for run in runs]
    for run in runs:
        await add_task(desk.transaction, run.task)

    written = await asyncio.gather(*(ended(desk.transaction, outcome) for outcome in outcomes))

    tree = await desk.tree(trip)
    assert sorted(result["removed"] for result in written) == [0, len(tree.items)]
    assert {result["made"] for result in written} == {len(tree.items)}
    assert tree.faults == []
