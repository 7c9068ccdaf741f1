"""Working through to-dos as a task: in order, past failures, and each tool once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.db.engine import Transaction
from core.kernel.errors import NotFoundError
from core.schemas.todos import ExecuteIn, ExecuteResult, TodoEdit, TodoIn, TodoOut
from core.schemas.tools import TOOL_RESULT, PlaceResult, WeatherRequest, WeatherResult
from core.schemas.trips import TripOut
from core.todos.service import SeenTodo, TodoService
from core.todos.work import EXECUTE_KIND
from core.tools.port import Toolbox, WeatherTool
from core.trips.service import SeenTrip, TripService
from tests.support.runs import CrashError, RunFake, a_claimed_task
from tests.support.tasks import row_of
from tests.support.todos import MakeWork, add_task, ended

WEATHER = {"city": "guangzhou", "start_date": "2027-03-01", "day_count": 3}
NOWHERE = {"city": "atlantis", "start_date": "2027-03-01"}
PLACES = {"city": "guangzhou", "kind": "attraction", "limit": 2}


@dataclass
class CountingWeather:
    """Asks another tool and counts; `before` is called first and may fail."""

    tool: WeatherTool
    before: Callable[[], None] = lambda: None
    asked: int = 0

    async def forecast(self, request: WeatherRequest) -> WeatherResult:
        self.asked += 1
        self.before()
        return await self.tool.forecast(request)


class Desk:
    """Somebody with to-dos, and a worker who does them."""

    def __init__(
        self,
        transaction: Transaction,
        work_with: MakeWork,
        todos: TodoService,
        toolbox: Toolbox,
        owner_id: str,
        trip: TripOut,
    ) -> None:
        self.transaction = transaction
        self.work_with = work_with
        self.todos = todos
        self.toolbox = toolbox
        self.owner_id = owner_id
        self.trip = trip

    async def add(self, title: str, tool: str | None = None, /, **wish: Any) -> TodoOut:
        """Add a to-do; with `tool` one that asks about the weather or for places."""
        arguments = {"weather": WEATHER, "places": PLACES}
        if tool:
            wish = {"tool": tool, "arguments": arguments[tool]} | wish
        body = TodoIn.model_validate({"title": title} | wish)
        return await self.todos.create(self.owner_id, self.trip.id, body)

    async def edit(self, todo: TodoOut, **change: Any) -> TodoOut:
        seen = SeenTodo(self.owner_id, todo.id, todo.version)
        return await self.todos.edit(seen, TodoEdit.model_validate(change))

    def run(self, kept: dict[str, Any] | None = None, crash_before: int | None = None) -> RunFake:
        """Return a claimed execution of the trip."""
        payload = {"trip_id": self.trip.id}
        task = a_claimed_task(kind=EXECUTE_KIND, user_id=self.owner_id, payload=payload)
        return RunFake(task, kept=kept, crash_before=crash_before)

    async def execute(
        self, run: RunFake | None = None, tools: Toolbox | None = None
    ) -> ExecuteResult:
        """Work through the to-dos to the end."""
        run = run or self.run()
        outcome = await self.work_with(tools=tools).execute(run)
        await add_task(self.transaction, run.task)
        return ExecuteResult.model_validate(await ended(self.transaction, outcome))

    async def now(self, todo: TodoOut) -> TodoOut:
        return await self.todos.get(self.owner_id, todo.id)


@pytest.fixture
def desk(
    transaction: Transaction,
    work_with: MakeWork,
    todos: TodoService,
    toolbox: Toolbox,
    owner_id: str,
    trip: TripOut,
) -> Desk:
    return Desk(transaction, work_with, todos, toolbox, owner_id, trip)


def outcomes(result: ExecuteResult) -> list[tuple[str, str, str | None]]:
    """Return what became of each, in the order of their doing."""
    return [(step.title, step.outcome, step.reason) for step in result.items]


async def test_what_a_tool_brings_is_in_its_to_do_and_says_whether_it_is_simulated(
    desk: Desk,
) -> None:
    look = await desk.add("Look", "weather")
    find = await desk.add("Find", "places")

    result = await desk.execute()

    assert (result.done, result.failed, result.skipped, result.unwritten) == (2, 0, 0, [])
    weather, places = await desk.now(look), await desk.now(find)
    assert (weather.status, weather.version) == ("done", 2)
    brought = TOOL_RESULT.validate_python(weather.result)
    assert isinstance(brought, WeatherResult)
    assert brought.simulated
    assert len(brought.data.days) == 3
    found = TOOL_RESULT.validate_python(places.result)
    assert isinstance(found, PlaceResult)
    assert len(found.data.places) == 2


async def test_what_no_tool_can_do_is_left_to_the_traveller(desk: Desk) -> None:
    by_hand = await desk.add("Visa")

    result = await desk.execute()

    assert result.items == []
    assert await desk.now(by_hand) == by_hand


async def test_they_are_done_in_the_order_of_the_waits(desk: Desk) -> None:
    third = await desk.add("third", "weather")
    second = await desk.add("second", "weather")
    first = await desk.add("first", "weather")
    await desk.edit(second, depends_on=[first.id])
    await desk.edit(third, depends_on=[second.id])

    result = await desk.execute()

    assert [title for title, _, _ in outcomes(result)] == ["first", "second", "third"]


async def test_a_failed_one_says_why_and_only_what_waits_for_it_is_skipped(desk: Desk) -> None:
    bad = await desk.add("bad", "weather", arguments=NOWHERE)
    waits = await desk.add("waits", "weather", depends_on=[bad.id])
    further = await desk.add("further", "weather", depends_on=[waits.id])
    good = await desk.add("good", "weather")

    result = await desk.execute()

    assert outcomes(result) == [
        ("bad", "failed", "not_found"),
        ("waits", "skipped", "needs_failed"),
        ("further", "skipped", "needs_failed"),
        ("good", "done", None),
    ]
    assert (result.done, result.failed, result.skipped) == (1, 1, 2)
    failed, skipped = await desk.now(bad), await desk.now(waits)
    assert failed.status == "failed"
    assert failed.result is not None
    assert failed.result["error"]["code"] == 1003
    assert "atlantis" in failed.result["error"]["detail"]
    assert (skipped.status, skipped.version, skipped.result) == ("open", 1, None)
    assert (await desk.now(further)).status == "open"
    assert (await desk.now(good)).status == "done"


async def test_what_waits_for_something_to_be_done_by_hand_waits_until_it_is(desk: Desk) -> None:
    dates = await desk.add("Fix the dates")
    look = await desk.add("Look", "weather", depends_on=[dates.id])

    early = await desk.execute()
    await desk.edit(dates, status="done")
    late = await desk.execute()

    assert outcomes(early) == [("Look", "skipped", "needs_open")]
    assert early.items[0].detail == "Fix the dates"
    assert outcomes(late) == [("Look", "done", None)]
    assert (await desk.now(look)).status == "done"


async def test_done_ones_are_not_done_again_and_failed_ones_are(desk: Desk) -> None:
    await desk.add("done", "weather")
    bad = await desk.add("bad", "weather", arguments=NOWHERE)
    await desk.execute()

    again = await desk.execute()

    assert outcomes(again) == [("bad", "failed", "not_found")]
    assert (await desk.now(bad)).version == 3


async def test_a_tool_that_breaks_down_fails_alone(desk: Desk) -> None:
    await desk.add("a", "weather")
    await desk.add("b", "places")

    def crash() -> None:
        raise ZeroDivisionError

    weather = CountingWeather(desk.toolbox.weather, before=crash)
    with capture_logs() as logged:
        result = await desk.execute(tools=replace(desk.toolbox, weather=weather))

    assert outcomes(result) == [("a", "failed", "unexpected"), ("b", "done", None)]
    assert [line["event"] for line in logged if line["log_level"] == "error"] == [
        "todo_tool_crashed"
    ]


async def test_after_a_crash_no_tool_is_run_again(desk: Desk) -> None:
    for title in ("a", "b", "c"):
        await desk.add(title, "weather")
    weather = CountingWeather(desk.toolbox.weather)
    tools = replace(desk.toolbox, weather=weather)
    kept: dict[str, Any] = {}
    with pytest.raises(CrashError):
        await desk.work_with(tools=tools).execute(desk.run(kept, crash_before=3))
    assert weather.asked == 3

    result = await desk.execute(desk.run(kept), tools)

    assert weather.asked == 4
    assert result.done == 3


async def test_what_was_changed_while_the_tools_ran_is_kept_as_it_is(desk: Desk) -> None:
    changed = await desk.add("changed", "weather")
    deleted = await desk.add("deleted", "weather")
    left = await desk.add("left", "weather")
    run = desk.run()
    outcome = await desk.work_with().execute(run)
    await desk.edit(changed, status="skipped")
    await desk.todos.delete(SeenTodo(desk.owner_id, deleted.id, 1))

    result = ExecuteResult.model_validate(await ended(desk.transaction, outcome))

    assert result.unwritten == [changed.id, deleted.id]
    now = await desk.now(changed)
    assert (now.status, now.result) == ("skipped", None)
    assert (await desk.now(left)).status == "done"


async def test_watchers_are_told_of_every_to_do_and_how_far_it_is(desk: Desk) -> None:
    bad = await desk.add("bad", "weather", arguments=NOWHERE)
    await desk.add("waits", "weather", depends_on=[bad.id])
    await desk.add("good", "weather")
    run = desk.run()

    await desk.execute(run)

    assert run.events == [
        "todos.begun", "todo.started", "todo.failed", "todo.skipped", "todo.started", "todo.done",
    ]  # fmt: skip
    assert run.stages == [("working", done, 3) for done in range(4)]


async def test_a_whole_decomposed_trip_is_worked_through(desk: Desk) -> None:
    task = a_claimed_task(
        user_id=desk.owner_id,
        payload={
            "trip_id": desk.trip.id, "todo_id": None, "wish": "", "origin": "Beijing",
            "language": None,
        },
    )  # fmt: skip
    await add_task(desk.transaction, task)
    await ended(desk.transaction, await desk.work_with().decompose(RunFake(task)))

    result = await desk.execute()

    tools = {step.tool for step in result.items if step.outcome == "done"}
    assert tools == {"weather", "hotels", "flights"}
    assert (result.failed, result.skipped) == (0, 0)


async def test_the_trip_may_be_gone(desk: Desk, trips: TripService) -> None:
    await desk.add("a", "weather")
    outcome = await desk.work_with().execute(desk.run())
    await trips.delete(SeenTrip(desk.owner_id, desk.trip.id, desk.trip.version))

    with pytest.raises(NotFoundError):
        await ended(desk.transaction, outcome)
    with pytest.raises(NotFoundError):
        await desk.work_with().execute(desk.run())


async def test_nobody_works_through_what_is_not_his(desk: Desk, stranger_id: str) -> None:
    with pytest.raises(NotFoundError):
        await desk.work_with().submit_execution(stranger_id, desk.trip.id, ExecuteIn())


async def test_the_payload_names_the_trip_and_nothing_of_it(desk: Desk) -> None:
    work = desk.work_with()

    submission = await work.submit_execution(desk.owner_id, desk.trip.id, ExecuteIn(request_id="r"))

    row = await row_of(desk.transaction, submission.task.task_id)
    assert (row.kind, row.request_json) == ("trip_execute", {"trip_id": desk.trip.id})
