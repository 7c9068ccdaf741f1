"""A planned trip broken down and worked through, by a worker with the product's own handlers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.bootstrap import Container, build
from core.kernel.settings import Settings
from core.schemas.job_messages import text_of
from core.schemas.plans import PlanAnswer, PlanRequest
from core.schemas.tasks import TaskOut, TaskStatus
from core.schemas.todos import DecomposeIn, DecomposeResult, ExecuteIn, ExecuteResult
from core.tasks.domain import is_final
from core.tasks.service import Submission
from tests.support.waiting import eventually
from worker.handlers import product_handlers
from worker.serve import serve

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
