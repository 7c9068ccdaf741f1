"""A plan as a task, with the handlers the product itself has."""

import asyncio

import pytest
from sqlalchemy import select

from core.bootstrap import build
from core.db.engine import Transaction
from core.db.models.trip import Trip
from core.kernel.settings import Settings
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.domain import is_final
from tests.support.waiting import eventually
from worker.handlers import product_handlers
from worker.serve import serve

pytestmark = pytest.mark.usefixtures("catalog_seeded")


async def outcome_of(settings: Settings, user_id: str, request: PlanRequest) -> TaskOut:
    """Submit a request and let a worker do it."""
    stopping = asyncio.Event()
    async with build(settings) as container, asyncio.TaskGroup() as group:
        task, _ = await container.plans.submit(user_id, request)

        async def look() -> TaskOut | None:
            now = await container.tasks.get(user_id, task.task_id)
            return now if is_final(now.status) else None

        group.create_task(serve(settings, product_handlers, stopping=stopping))
        done = await eventually(look)
        stopping.set()
    return done


async def test_a_submitted_plan_is_made_and_saved_as_one_trip(
    settings: Settings, transaction: Transaction, user_id: str
) -> None:
    request = PlanRequest(
        mode=PlanMode.DEEP, run_async=True, save=True, destination="guangzhou", day_count=2
    )

    task = await outcome_of(settings, user_id, request)

    assert task.status is TaskStatus.SUCCEEDED, task.error
    answer = PlanAnswer.model_validate(task.result)
    assert (answer.task_id, answer.trace_id) == (task.task_id, task.trace_id)
    assert answer.plan is not None
    assert len(answer.plan.day_cards) == 2
    async with transaction() as session:
        trips = list(await session.scalars(select(Trip.id).where(Trip.owner_id == user_id)))
    assert trips == [answer.trip_id]
