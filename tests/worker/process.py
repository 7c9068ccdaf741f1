"""A worker process whose only task never ends: forked by `tests.support.nursery`."""

import asyncio
import json

from core.tasks.outcome import Outcome, TaskRun
from tests.support.settings import make_settings
from tests.support.tasks import TRIAL
from worker.serve import serve_until_signalled


async def never_end(_: TaskRun) -> Outcome:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def main(text: str) -> None:
    """Work until told to stop, with a JSON object of the settings that matter to the test."""
    settings = make_settings(**json.loads(text))
    asyncio.run(serve_until_signalled(settings, lambda _: {TRIAL: never_end}))
