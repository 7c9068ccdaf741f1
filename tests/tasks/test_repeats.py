"""One request is one task, however often it comes and whatever limits are reached."""

import pytest

from core.db.engine import Transaction
from core.kernel.errors import KeyReusedError, MalformedError, TooManyTasksError
from core.queue.memory_queue import MemoryQueue
from core.schemas.tasks import TaskStatus
from core.tasks.admission import Limits, one_request_id
from core.tasks.cancelling import Wish
from core.tasks.service import Submission, TaskService
from tests.support.crowds import ask, crowd, kinds_of, services, total

_CROWD = 1_000


async def test_a_thousand_repeats_of_one_request_are_one_task_and_999_replays(
    doors: list[Transaction], transaction: Transaction, user_id: str
) -> None:
    answers = await crowd(
        services(doors), _CROWD, lambda service, _: ask(service, user_id, request_id="r", days=3)
    )

    assert kinds_of(answers) == {"new": 1, "replayed": _CROWD - 1}
    assert len({answer.task.task_id for answer in answers if isinstance(answer, Submission)}) == 1
    assert await total(transaction) == 1


async def test_where_half_of_a_thousand_send_another_payload_one_half_is_refused(
    doors: list[Transaction], transaction: Transaction, user_id: str
) -> None:
    answers = await crowd(
        services(doors),
        _CROWD,
        lambda service, turn: ask(service, user_id, request_id="r", days=turn // 2 % 2),
    )

    assert kinds_of(answers) == {
        "new": 1, "replayed": _CROWD // 2 - 1, "KeyReusedError": _CROWD // 2,
    }  # fmt: skip
    assert await total(transaction) == 1


async def test_a_repeated_request_is_answered_although_both_limits_are_reached(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=1, waiting=1))
    first = await ask(service, user_id, request_id="r", days=3)

    again = await ask(service, user_id, request_id="r", days=3)
    other = await ask(service, user_id, request_id="r", days=4)
    new = await ask(service, user_id, request_id="s", days=3)

    assert isinstance(first, Submission)
    assert again == Submission(first.task, replayed=True)
    assert isinstance(other, KeyReusedError)
    assert other.data == {"task_id": first.task.task_id}
    assert isinstance(new, TooManyTasksError)


async def test_a_request_is_known_however_it_was_written(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue())
    first = await ask(service, user_id, request_id="r", city="Zu\u0308rich", days=3)

    again = await ask(service, user_id, request_id="r", days=3, city="Z\u00fcrich")

    assert isinstance(first, Submission)
    assert again == Submission(first.task, replayed=True)


async def test_a_request_is_known_after_its_task_has_ended(
    transaction: Transaction, user_id: str
) -> None:
    service = TaskService(transaction, MemoryQueue(), limits=Limits(per_user=1))
    first = await ask(service, user_id, request_id="r")
    assert isinstance(first, Submission)
    await service.cancel(user_id, first.task.task_id, Wish(user_id))

    again = await ask(service, user_id, request_id="r")

    assert isinstance(again, Submission)
    assert (again.task.task_id, again.task.status) == (first.task.task_id, TaskStatus.CANCELLED)
    assert again.replayed


def test_one_request_has_one_id_wherever_it_is_given() -> None:
    assert one_request_id(None, None) is None
    assert one_request_id("a", None) == one_request_id(None, "a") == one_request_id("a", "a") == "a"
    with pytest.raises(MalformedError):
        one_request_id("a", "b")
