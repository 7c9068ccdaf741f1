"""A worker process whose only task never ends: `python -m tests.worker.process SETTINGS`.

SETTINGS is a JSON object of the settings that matter to the test.
"""

import asyncio
import json
import sys

from core.tasks.outcome import Outcome, TaskRun
from tests.support.settings import make_settings
from tests.support.tasks import TRIAL
from worker.serve import serve_until_signalled


async def never_end(_: TaskRun) -> Outcome:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


if __name__ == "__main__":
    settings = make_settings(**json.loads(sys.argv[1]))
    asyncio.run(serve_until_signalled(settings, lambda _: {TRIAL: never_end}))
