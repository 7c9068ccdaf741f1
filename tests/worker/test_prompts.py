"""A worker speaks from the prompts that are in force now, not from those of its start."""

import asyncio

from core.bootstrap import Container, build
from core.kernel.settings import Settings
from core.prompts.changing import SeenPrompt
from core.schemas.accounts import Role
from core.schemas.prompts import PromptEdit
from core.tasks.outcome import Handler
from tests.support.http import make_caller
from tests.support.waiting import eventually
from worker.serve import serve

KEY = "planner.deep_day"


async def test_an_edit_reaches_a_running_worker_without_a_restart(settings: Settings) -> None:
    started: asyncio.Future[Container] = asyncio.get_running_loop().create_future()

    def nothing_to_do(container: Container) -> dict[str, Handler]:
        started.set_result(container)
        return {}

    stopping = asyncio.Event()
    async with build(settings) as api, asyncio.TaskGroup() as group:
        group.create_task(serve(settings, nothing_to_do, stopping=stopping))
        worker = await started
        planner = worker.plans._tools.prompts
        await worker.news.hears.wait()
        before = await planner.get(KEY)
        operator = await make_caller(api, Role.OPERATOR)

        edit = PromptEdit(content=f"{before.content}\nKeep the evenings free.")
        await api.prompts.edit(SeenPrompt(KEY, 0, operator.id), edit)

        async def says_the_new() -> bool:
            return (await planner.get(KEY)).version == "v1"

        await eventually(says_the_new)
        stopping.set()
    assert before.version.startswith("builtin-")
