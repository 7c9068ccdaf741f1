"""A worker process that does what its tasks say: forked by `tests.support.nursery`.

It is given a JSON object of the settings that matter to the test. The payload:

* `days`: so many steps, each with a question that is noted in the file `asked`;
* `thinks_s`: how long the answer to each takes;
* `hold_before_keep`, `hold_after_keep`: the first attempt waits there for ever, at this day;
* `ends_at`: the process ends without a word, `before_commit` or `after_commit` of the first
  attempt's end;
* `toxic`: every attempt takes its process with it;
* `blocks_s`: the first attempt keeps the whole loop for so long.
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.account import User
from core.joblogs.domain import Line
from core.tasks.outcome import Outcome, TaskRun
from tests.support.settings import make_settings
from tests.support.tasks import TRIAL
from worker.announcer import Announcer
from worker.serve import serve_until_signalled


async def trial(run: TaskRun) -> Outcome:
    payload, first = run.task.payload, run.task.attempt == 1
    if payload.get("toxic"):
        os.kill(os.getpid(), signal.SIGKILL)
    if first and (blocks_s := payload.get("blocks_s")):
        time.sleep(blocks_s)  # noqa: ASYNC251 - a handler that blocks is what is tested
    for day in range(1, payload.get("days", 1) + 1):
        if run.recall(f"day-{day}") is None:
            _note(payload["asked"], day)
            await asyncio.sleep(payload.get("thinks_s", 0))
            await _hold(first and payload.get("hold_before_keep") == day)
            await run.keep(f"day-{day}", {"day": day})
            run.log("plan.day_done", day=day, days=payload.get("days", 1), title="-", stops=1)
            run.progress("planning_days", day, payload.get("days", 1))
        await _hold(first and payload.get("hold_after_keep") == day)

    async def write(session: AsyncSession) -> dict[str, Any]:
        effect = update(User).where(User.id == run.task.user_id).values(email="+" + User.email)
        await session.execute(effect)
        if first and payload.get("ends_at") == "before_commit":
            os.kill(os.getpid(), signal.SIGKILL)
        return {"attempt": run.task.attempt}

    return Outcome({}, write)


class MortalAnnouncer(Announcer):
    """Takes its process with it as soon as the end of such a task is committed."""

    def tell(self, task_id: str, last_seq: int, lines: Sequence[Line]) -> None:
        if lines[-1].event == "task.succeeded":
            os.kill(os.getpid(), signal.SIGKILL)
        super().tell(task_id, last_seq, lines)


def _note(path: str, day: int) -> None:
    with Path(path).open("a") as notes:
        notes.write(f"{day}\n")


async def _hold(yes: bool) -> None:
    if yes:
        await asyncio.Event().wait()


def main(text: str) -> None:
    """Work with these settings until told to stop."""
    given = json.loads(text)
    if given.pop("dies_after_commit", False):
        mock.patch("worker.serve.Announcer", MortalAnnouncer).start()
    asyncio.run(serve_until_signalled(make_settings(**given), lambda _: {TRIAL: trial}))
