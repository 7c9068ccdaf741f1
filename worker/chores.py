"""The work that comes round, as the product has it."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from core.assistant.keeping import Turns
from core.bootstrap import Container
from core.db.repeats import forget_answers
from core.files.service import delete_unused_files
from core.tasks.periodic import Periodic
from core.tasks.upkeep import upkeep

log = structlog.get_logger(__name__)


def product_periodic(container: Container) -> Sequence[Periodic]:
    """Return what workers do besides tasks."""

    async def clear_files() -> None:
        async with container.transaction() as session:
            number = await delete_unused_files(session)
        if number:
            log.info("files_cleared", files=number)

    async def forget_old_answers() -> None:
        keep, answers = timedelta(days=container.settings.plan_task_retention_days), 0
        gone = 1
        while gone:
            async with container.transaction() as session:
                gone = await forget_answers(session, keep)
            answers += gone
        if answers:
            log.info("answers_forgotten", answers=answers)

    async def tidy_turns() -> None:
        async with container.transaction() as session:
            settled = await Turns(session).settle()
            forgotten = await Turns(session).forget(container.settings.plan_task_retention_days)
        if settled or forgotten:
            log.info("turns_tidied", settled=settled, forgotten=forgotten)

    async def remember_what_was_left() -> None:
        turns = await container.memory.remember_pending()
        if turns:
            log.info("memories_caught_up", turns=turns)

    return (
        *upkeep(container.watch, container.retention),
        # After retention: what only tasks named that are gone now can go as well.
        Periodic("unused_files", timedelta(hours=1), clear_files),
        Periodic("old_answers", timedelta(hours=1), forget_old_answers),
        Periodic("turns", timedelta(minutes=1), tidy_turns),
        Periodic("pending_memories", timedelta(seconds=30), remember_what_was_left),
    )
