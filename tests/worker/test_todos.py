"""A planned trip broken down and worked through, by a worker with the product's own handlers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

import pytest

from core.bootstrap import Container, build
from core.kernel.clock import utc_now
from core.kernel.settings import Settings
from core.llm.providers.offline.provider import OfflineProvider
from core.prompts.registry import PromptRegistry
from core.schemas.job_messages import text_of
from core.schemas.plans import PlanAnswer, PlanRequest
from core.schemas.tasks import TaskOut, TaskStatus
from core.schemas.todos import DecomposeIn, DecomposeResult, ExecuteIn, ExecuteResult, TodoIn
from core.schemas.tools import WeatherRequest, WeatherResult
from core.schemas.trips import TripIn
from core.tasks.domain import is_final
from core.tasks.outcome import Handler
from core.tasks.service import Submission
from core.todos.work import EXECUTE_KIND, TodoTools, TodoWork
from core.tools.port import WeatherTool
from tests.support.models import a_client
from tests.support.waiting import eventually
from worker.handlers import product_handlers
from worker.serve import HandlersOf, serve

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Container]:
    """Give the product with a worker beside it."""
    stopping = asyncio.Event()
    async with build(settings) as container, asyncio.TaskGroup() as group:
        group.create_task(serve(settings, product_handlers, stopping=stopping))
        yield container
        stopping.set()


async def done(container: Container, user_id: str, submission: Submission) -> TaskOut:
    """Return a task as it ends."""

    async def look() -> TaskOut | None:
        now = await container.tasks.get(user_id, submission.task.task_id)
        return now if is_final(now.status) else None

    return await eventually(look)


async def planned(container: Container, user_id: str) -> str:
    """Return the id of a trip that was planned in Chinese."""
    wish = {"destination": "tokyo", "day_count": 2, "language": "zh", "save": True}
    request = PlanRequest.model_validate(wish | {"start_date": "2027-03-01"})
    answer: PlanAnswer = await container.plans.plan(user_id, request)
    assert answer.trip_id is not None
    return answer.trip_id


async def test_a_trip_is_broken_down_in_the_language_of_its_plan_and_worked_through(
    settings: Settings, user_id: str
) -> None:
    async with working(settings) as container:
        trip_id = await planned(container, user_id)
        work = container.todo_work

        broken = await done(
            container, user_id, await work.submit_trip(user_id, trip_id, DecomposeIn())
        )
        worked = await done(
            container, user_id, await work.submit_execution(user_id, trip_id, ExecuteIn())
        )
        tree = await container.todos.read(user_id, trip_id)
        lines = (await container.joblogs.last_page(worked.task_id, 500)).lines

    assert (broken.status, worked.status) == (TaskStatus.SUCCEEDED, TaskStatus.SUCCEEDED)
    made = DecomposeResult.model_validate(broken.result)
    assert (made.language, made.tries, made.dropped) == ("zh", 1, [])
    assert len(tree.items) == made.made == len(tree.order)
    assert {item.task_id for item in tree.items} == {broken.task_id}
    result = ExecuteResult.model_validate(worked.result)
    assert (result.failed, result.skipped, result.unwritten) == (0, 0, [])
    told = [line.event for line in lines]
    assert told.count("todo.started") == told.count("todo.done") == result.done
    assert all("{" not in text_of(line.event, line.message, line.data, "zh") for line in lines)
    with_result = [item for item in tree.items if item.result is not None]
    assert len(with_result) == result.done >= 2
    assert all(item.status == "done" for item in with_result)


async def test_one_task_is_done_once_however_often_it_is_asked_for(
    settings: Settings, user_id: str
) -> None:
    async with working(settings) as container:
        trip_id = await planned(container, user_id)
        wish = DecomposeIn(request_id="once")

        submissions = await asyncio.gather(
            *(container.todo_work.submit_trip(user_id, trip_id, wish) for _ in range(5))
        )
        task = await done(container, user_id, submissions[0])
        tree = await container.todos.read(user_id, trip_id)

    assert {submission.task.task_id for submission in submissions} == {task.task_id}
    assert sorted(submission.replayed for submission in submissions) == [False, *[True] * 4]
    assert DecomposeResult.model_validate(task.result).made == len(tree.items)


async def test_breaking_down_what_is_gone_fails_and_says_so(
    settings: Settings, user_id: str
) -> None:
    async with working(settings) as container:
        trip_id = await planned(container, user_id)
        submission = await container.tasks.submit(
            user_id=user_id,
            kind="trip_decompose",
            payload={
                "trip_id": trip_id, "todo_id": "gone", "wish": "", "origin": None,
                "language": None,
            },
            request_id=None,
            trace_id="0" * 32,
        )  # fmt: skip

        task = await done(container, user_id, submission)

    assert task.status is TaskStatus.FAILED
    assert task.error is not None
    assert (task.error["code"], "gone" in task.error["detail"]) == (1003, True)


@dataclass
class Weather:
    """Knows the weather, and hangs at the `hangs_at`-th question; `asked` are the first days."""

    tool: WeatherTool
    asked: list[date]
    hangs_at: int | None = None

    async def forecast(self, request: WeatherRequest) -> WeatherResult:
        self.asked.append(request.start_date)
        if len(self.asked) == self.hangs_at:
            await asyncio.Event().wait()
        return await self.tool.forecast(request)


def handlers_with(asked: list[date], hangs_at: int | None) -> HandlersOf:
    """Return the handler of executions, around a tool that is watched."""

    def handlers_of(container: Container) -> Mapping[str, Handler]:
        tools = TodoTools(
            ai=a_client(OfflineProvider()),
            prompts=PromptRegistry(),
            catalog=container.catalog,
            toolbox=replace(
                container.tools, weather=Weather(container.tools.weather, asked, hangs_at)
            ),
            clock=utc_now,
            retries=0,
        )
        work = TodoWork(container.transaction, tools, container.trips, container.tasks)
        return {EXECUTE_KIND: work.execute}

    return handlers_of


async def test_an_execution_that_changes_workers_goes_on_with_the_tool_it_was_at(
    settings: Settings, user_id: str
) -> None:
    hasty = settings.model_copy(update={"plan_task_drain_s": 0.0})
    asked: list[date] = []
    days = [date(2027, 3, number) for number in (1, 2, 3)]
    async with build(settings) as container:
        wish = {"title": "South", "city_id": "guangzhou", "start_date": days[0], "day_count": 3}
        trip = await container.trips.create(user_id, TripIn.model_validate(wish))
        for day in days:
            arguments = {"city": "guangzhou", "start_date": day.isoformat()}
            todo = TodoIn(title=f"Look at {day}", tool="weather", arguments=arguments)
            await container.todos.create(user_id, trip.id, todo)
        submission = await container.todo_work.submit_execution(user_id, trip.id, ExecuteIn())

        async def hangs() -> bool:
            return len(asked) == 2

        for hangs_at in (2, None):
            stopping = asyncio.Event()
            worker = serve(hasty, handlers_with(asked, hangs_at), stopping=stopping)
            async with asyncio.TaskGroup() as group:
                group.create_task(worker)
                if hangs_at:
                    await eventually(hangs)
                else:
                    task = await done(container, user_id, submission)
                stopping.set()
        tree = await container.todos.read(user_id, trip.id)

    assert asked == [days[0], days[1], days[1], days[2]]
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 2)
    assert [item.status for item in tree.items] == ["done"] * 3
