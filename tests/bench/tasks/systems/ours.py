"""Our queue, by the product's own code: rows in PostgreSQL, Redis for the bell."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

from core.bootstrap import build
from core.db.migrate import migrate
from core.db.models.account import User
from core.kernel.ids import new_id, new_trace_id
from core.kernel.logging import configure_logging
from core.kernel.settings import get_settings
from core.tasks.outcome import Handler, Outcome, TaskRun
from tests.bench.tasks.marks import Mark
from tests.bench.tasks.roles import WARM_UP, Submit, Task, act
from worker.serve import serve_until_signalled

JOB = "bench"
TALK = "bench_talk"


class Ours:
    """The settings are those of the environment, as for any process of the product."""

    async def prepare(self, task: Task) -> None:
        """Migrate, and make a person for every second job."""
        async with build(get_settings()) as container, container.transaction() as session:
            session.add_all(
                User(email=f"{new_id()}@example.org", password_hash="none")
                for _ in range((task.jobs + WARM_UP) // 2)
            )

    @asynccontextmanager
    async def producing(self, task: Task) -> AsyncIterator[Submit]:
        """Put the product together, as the API does."""
        async with build(get_settings()) as container:
            async with container.transaction() as session:
                users = list(await session.scalars(select(User.id).order_by(User.id)))

            async def submit(number: int) -> None:
                await container.tasks.submit(
                    user_id=users[number % len(users)],
                    kind=JOB,
                    payload={"number": number},
                    request_id=new_id(),
                    trace_id=new_trace_id(),
                )

            yield submit

    async def work(self, task: Task, mark: Mark) -> None:
        """Serve as a worker does, with one kind that does nothing and one that only talks."""

        async def job(run: TaskRun) -> Outcome:
            mark(run.task.payload["number"])
            return Outcome({})

        handlers: dict[str, Handler] = {JOB: job, TALK: talk}
        await serve_until_signalled(get_settings(), lambda _: handlers)


async def talk(run: TaskRun) -> Outcome:
    """Say lines at random moments, each with the moment in it."""
    wanted = run.task.payload
    random_gap = random.Random(wanted["seed"])
    for _ in range(wanted["lines"]):
        await asyncio.sleep(random_gap.uniform(*wanted["gap_s"]))
        run.log("model.asked", prompt="bench", at_ns=time.monotonic_ns())
    return Outcome({})


if __name__ == "__main__":
    settings = get_settings()
    configure_logging(json_lines=True, level=settings.log_level)
    migrate(str(settings.database_url))
    act(Ours())
