"""`python -m worker.health`, which whoever runs a worker asks."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from core.db.engine import Transaction
from core.kernel.settings import Settings
from core.tasks.workers import WorkerRepository
from tests.support.settings import make_settings
from tests.support.workers import a_worker_beat
from worker.health import complaint
from worker.sweeper import LoopLag


async def leave(transaction: Transaction, host: str) -> None:
    async with transaction() as session:
        await WorkerRepository(session).leave(a_worker_beat(worker_id=f"{host}:1", host=host))


async def test_a_worker_of_this_machine_is_well(
    settings: Settings, transaction: Transaction
) -> None:
    await leave(transaction, socket.gethostname())

    assert await complaint(settings) is None


async def test_a_worker_of_another_machine_does_not_help_this_one(
    settings: Settings, transaction: Transaction
) -> None:
    await leave(transaction, "elsewhere")

    said = await complaint(settings)

    assert said == f"No worker of {socket.gethostname()} was alive within the last minute"


async def test_a_database_that_does_not_answer_is_no_sign_of_health() -> None:
    said = await complaint(
        make_settings(database_url="postgresql://127.0.0.1:1/x", redis_url="redis://x")
    )

    assert said is not None
    assert said.startswith("PostgreSQL cannot say which workers are alive")


async def test_the_exit_code_says_it_and_one_sentence_why(settings: Settings) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "JWT_SECRET": "x" * 32,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "worker.health",
        cwd=Path(__file__).parents[2], env=environment, stderr=PIPE,
    )  # fmt: skip

    _, said = await process.communicate()

    assert process.returncode == 1
    assert said.decode().startswith("No worker of ")


async def test_a_blocked_loop_shows_in_its_lag() -> None:
    lag = LoopLag(every_s=0.01)
    serving = asyncio.create_task(lag.serve())
    await asyncio.sleep(0)
    blocked_s = 0.2
    loop = asyncio.get_running_loop()
    until = loop.time() + blocked_s
    while loop.time() < until:
        pass
    await asyncio.sleep(0.03)

    longest_ms, next_ms = lag(), lag()

    lag.stop()
    await serving
    assert longest_ms >= 150
    assert next_ms == 0
