"""Several things done to tasks with one request, each standing or failing by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from core.kernel.errors import AppError, FieldError, InvalidRequestError
from core.kernel.ids import new_id
from core.schemas.tasks import (
    BatchCancel,
    BatchItem,
    BatchRetry,
    BatchSubmit,
    TaskBatch,
    TaskOut,
    TaskStatus,
)
from core.tasks.cancelling import Wish
from core.tasks.service import Submission, TaskService

log = structlog.get_logger(__name__)


class Submitter(Protocol):
    """Submits one kind of task as its own route does."""

    async def __call__(
        self, user_id: str, body: dict[str, Any], /, *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Submit what `body` asks for.

        Raises:
            ValidationError: The kind's own route would not take this body.
            AppError: The kind's own route would answer with it.
        """
        ...


@dataclass(frozen=True, slots=True)
class BatchCaller:
    """Who sent a batch; an `owner_id` of None is an operator, who may touch everybody's tasks."""

    user_id: str
    owner_id: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an item: a task, or why there is none; `status` is as for its own route."""

    status: int
    task: TaskOut | None = None
    replayed: bool = False
    error: AppError | None = None


class TaskBatches:
    """Does the items of a batch one after the other, by the rules of their own routes."""

    def __init__(self, tasks: TaskService, submitters: Mapping[str, Submitter]) -> None:
        self._tasks = tasks
        self._submitters = submitters

    async def run(self, caller: BatchCaller, batch: TaskBatch) -> tuple[str, list[Done]]:
        """Return the id of the batch and an outcome for each of its items."""
        batch_id = new_id()
        return batch_id, [
            await self._outcome(caller, item, index, batch_id)
            for index, item in enumerate(batch.items)
        ]

    async def _outcome(
        self, caller: BatchCaller, item: BatchItem, index: int, batch_id: str
    ) -> Done:
        try:
            return await self._do(caller, item, batch_id)
        except AppError as error:
            return Done(error.status, error=error)
        except ValidationError as invalid:
            refused = _from_invalid(invalid, index)
            return Done(refused.status, error=refused)
        except Exception:
            # The items before this one are done, and whoever sent them has to learn of it.
            log.exception("batch_item_crashed", index=index)
            return Done(AppError.http_status, error=AppError())

    async def _do(self, caller: BatchCaller, item: BatchItem, batch_id: str) -> Done:
        match item:
            case BatchSubmit():
                return _submitted(await self._submit(caller, item, batch_id))
            case BatchRetry():
                owner_id, actor = caller.owner_id, caller.user_id
                return _submitted(await self._tasks.retry(owner_id, item.task_id, actor))
            case BatchCancel():
                wish = Wish(caller.user_id, item.reason)
                task = await self._tasks.cancel(caller.owner_id, item.task_id, wish)
                return Done(cancel_status(task), task)

    async def _submit(self, caller: BatchCaller, item: BatchSubmit, batch_id: str) -> Submission:
        submit = self._submitters.get(item.kind)
        if submit is None:
            known = ", ".join(sorted(self._submitters))
            raise InvalidRequestError.of("kind", f"cannot be submitted in a batch; known: {known}")
        return await submit(
            caller.user_id, item.request, request_id=item.request_id, batch_id=batch_id
        )


def cancel_status(task: TaskOut) -> int:
    """Return 200 where a cancelled task has ended, 202 where its worker was asked to end it."""
    return 202 if task.status is TaskStatus.RUNNING else 200


def _submitted(submission: Submission) -> Done:
    return Done(202, submission.task, submission.replayed)


def _from_invalid(invalid: ValidationError, index: int) -> InvalidRequestError:
    errors: list[FieldError] = [
        {
            "loc": ["body", "items", index, "request", *item["loc"]],
            "type": item["type"],
            "msg": item["msg"],
        }
        for item in invalid.errors(include_url=False, include_context=False, include_input=False)
    ]
    where = ".".join(str(part) for part in errors[0]["loc"][3:])
    return InvalidRequestError(f"{where}: {errors[0]['msg']}", errors=errors)
