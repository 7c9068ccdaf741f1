"""F24: a model server in trouble, behind a worker that makes plans."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.bootstrap import build
from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.llm.providers.offline.provider import OfflineProvider
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.domain import is_final
from tests.support.model_server import Reply, model_server, spoken_by
from tests.support.tasks import add_user, events_of, row_of
from tests.support.waiting import eventually
from worker.handlers import product_handlers
from worker.serve import serve

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_TIMEOUT_S = 1.0
_NONSENSE = {"choices": [{"message": {"content": "a lovely day!"}, "finish_reason": "stop"}]}


@pytest.fixture(autouse=True)
def said() -> Iterator[list[EventDict]]:
    """Yield the log lines of this test, which are then not printed."""
    with capture_logs() as lines:
        yield lines


@dataclass
class Troubled:
    """The built-in model behind HTTP, in trouble at the calls (from 1) that are named."""

    troubles: dict[int, Reply | None]
    """What is answered instead; None is nothing at all."""
    asked_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._well = spoken_by(OfflineProvider())

    async def __call__(self, body: dict[str, Any]) -> Reply:
        self.asked_at.append(time.monotonic())
        number = len(self.asked_at)
        if number not in self.troubles:
            return await self._well(body)
        reply = self.troubles[number]
        if reply is None:
            await asyncio.Event().wait()
        assert reply is not None
        return reply


class Plans:
    """A worker of the product on a model server, and somebody who asks for plans."""

    def __init__(self, settings: Settings, transaction: Transaction) -> None:
        self._settings = settings
        self._transaction = transaction

    async def made(self, base_url: str, mode: PlanMode = PlanMode.FAST) -> TaskOut:
        """Return the task of a plan for a day, at its end."""
        settings = self._settings.model_copy(
            update={
                "ai_provider": "openai_compatible",
                "ai_base_url": base_url,
                "ai_timeout_s": _TIMEOUT_S,
            }
        )
        stopping = asyncio.Event()
        async with build(settings) as container, asyncio.TaskGroup() as group:
            user_id = await add_user(self._transaction)
            request = PlanRequest(mode=mode, destination="guangzhou", day_count=1)
            task, _ = await container.plans.submit(user_id, request)

            async def look() -> TaskOut | None:
                now = await container.tasks.get(user_id, task.task_id)
                return now if is_final(now.status) else None

            group.create_task(serve(settings, product_handlers, stopping=stopping))
            done = await eventually(look, within_s=40)
            stopping.set()
        return done


@pytest.fixture
def plans(settings: Settings, transaction: Transaction, monkeypatch: pytest.MonkeyPatch) -> Plans:
    """Return plans that are tried again without a pause, unless the model names one."""
    monkeypatch.setattr("worker.runner.pause_s", lambda _, error: error.retry_after_s or 0.0)
    return Plans(settings, transaction)


async def test_a_model_that_says_nothing_is_left_after_its_time_and_asked_again(
    plans: Plans, transaction: Transaction
) -> None:
    model = Troubled({1: None})
    async with model_server(model) as server:
        task = await plans.made(server.base_url)

    row = await row_of(transaction, task.task_id)
    assert (row.status, row.attempt, row.failures) == (TaskStatus.SUCCEEDED, 2, 1)
    assert server.hung_up == 1
    assert model.asked_at[1] - model.asked_at[0] >= _TIMEOUT_S
    assert "task.retrying" in await events_of(transaction, task.task_id)


async def test_a_model_that_asks_for_time_gets_it(plans: Plans, transaction: Transaction) -> None:
    wait_s = 0.5
    busy: Reply = (429, {"Retry-After": f"{wait_s}"}, {"error": {"message": "slow down"}})
    model = Troubled({1: busy})
    async with model_server(model) as server:
        task = await plans.made(server.base_url)

    row = await row_of(transaction, task.task_id)
    assert (row.status, row.attempt, row.failures) == (TaskStatus.SUCCEEDED, 1, 0)
    assert model.asked_at[1] - model.asked_at[0] >= wait_s


async def test_a_model_that_wants_more_time_than_a_call_has_is_asked_by_the_next_attempt(
    plans: Plans, transaction: Transaction
) -> None:
    wait_s = 2 * _TIMEOUT_S
    busy: Reply = (429, {"Retry-After": f"{wait_s}"}, {"error": {"message": "slow down"}})
    model = Troubled({1: busy})
    async with model_server(model) as server:
        task = await plans.made(server.base_url)

    row = await row_of(transaction, task.task_id)
    assert (row.status, row.attempt, row.failures) == (TaskStatus.SUCCEEDED, 2, 1)
    assert len(model.asked_at) == 2
    assert model.asked_at[1] - model.asked_at[0] >= wait_s


async def test_a_day_of_nonsense_answers_is_filled_by_the_search(plans: Plans) -> None:
    nonsense: Reply = (200, {}, _NONSENSE)
    model = Troubled({2: nonsense, 3: nonsense, 4: nonsense})
    async with model_server(model) as server:
        task = await plans.made(server.base_url, PlanMode.DEEP)

    assert task.status is TaskStatus.SUCCEEDED, task.error
    assert task.result is not None
    assert task.result["metrics"]["fallback_to_fast"] is False
    assert task.result["report"]["passed"] is True
    assert all(card["sub_trips"] for card in task.result["plan"]["day_cards"])
