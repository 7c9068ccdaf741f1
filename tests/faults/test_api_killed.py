"""F4: the API process is gone between the row it has written and the bell it was to ring."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from core.bootstrap import build
from core.db.engine import Transaction
from core.db.models.task import AiTask
from core.kernel.settings import Settings
from core.schemas.tasks import TaskStatus
from core.tasks.outcome import Outcome, TaskRun
from tests.support.api_process import api_process, environment_of, lines_until
from tests.support.http import make_caller
from tests.support.proxy import silent_port
from tests.support.streams import loopback_client
from tests.support.tasks import row_of
from tests.support.waiting import eventually
from tests.support.workers import StartWorker

_PLAN = {
    "destination": "guangzhou", "day_count": 2, "mode": "deep", "async": True, "request_id": "r",
}  # fmt: skip
_PATIENCE_S = 60.0
"""A machine that has much else to do takes long to come as far as the bell."""


@pytest.mark.usefixtures("catalog_seeded")
async def test_a_task_whose_api_was_killed_before_it_could_ring_is_done(
    settings: Settings, transaction: Transaction, tmp_path: Path, start_worker: StartWorker
) -> None:
    async def one_task() -> AiTask | None:
        async with transaction() as session:
            return (await session.scalars(select(AiTask))).one_or_none()

    async def work(_: TaskRun) -> Outcome:
        return Outcome({})

    async with build(settings) as outside, silent_port() as port, loopback_client() as client:
        caller = await make_caller(outside)
        deaf = settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{port}/0"})
        environment = environment_of(deaf)
        address = f"http://127.0.0.1:{environment['API_PORT']}/api/ai/plan"
        async with api_process(tmp_path, **environment) as process:
            await lines_until(process, "Uvicorn running")
            asking = asyncio.create_task(
                client.post(address, json=_PLAN, headers=caller.headers, timeout=_PATIENCE_S)
            )
            # It now waits for a Redis that does not answer.
            written = await eventually(one_task, within_s=_PATIENCE_S)
            process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                await asking

    async def is_done() -> bool:
        return (await row_of(transaction, written.id)).status == TaskStatus.SUCCEEDED

    async with start_worker({"plan": work}):
        await eventually(is_done)

    assert (await row_of(transaction, written.id)).attempt == 1
