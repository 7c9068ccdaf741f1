"""The planner's service as the worker uses it: a task's rows come with its end, and once."""

from dataclasses import replace

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.errors import InvalidRequestError
from core.planning.service import TASK_KIND, PlanService
from core.queue.memory_queue import MemoryQueue
from core.schemas.job_messages import MESSAGES
from core.schemas.plans import PlanAnswer
from core.tasks.domain import ClaimedTask
from core.tasks.outcome import TaskFailedError
from core.tasks.service import TaskService
from core.trips.service import TripService
from tests.support.builders import a_request
from tests.support.models import Spoil, SpoiltModel, a_model_error
from tests.support.planner import make_tools
from tests.support.rows import NOTHING, counted, runs
from tests.support.runs import CrashError, RunFake
from tests.support.tasks import add_user, leases_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
async def user_id(transaction: Transaction) -> str:
    return await add_user(transaction)


def make_service(
    transaction: Transaction,
    *,
    spoils: dict[int, Spoil] | None = None,
    provider: SpoiltModel | None = None,
    fallback: bool = True,
) -> PlanService:
    """Return the service around a model that may be spoilt, with a bell that nobody hears."""
    catalog = CatalogService(transaction)
    return PlanService(
        transaction,
        make_tools(catalog, provider or SpoiltModel(spoils), fallback=fallback),
        TripService(transaction, catalog),
        TaskService(transaction, MemoryQueue()),
    )


async def claimed(
    service: PlanService, transaction: Transaction, user_id: str, **fields: object
) -> ClaimedTask:
    """Return a deep request that was submitted and is now held by a worker."""
    await service.submit(user_id, a_request(mode="deep", **fields))
    task = await leases_of(transaction, "worker").claim([TASK_KIND])
    assert task is not None
    return task


async def test_a_task_is_done_without_a_row_until_it_ends_and_then_all_are_there(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction)
    task = await claimed(service, transaction, user_id, save=True)

    outcome = await service.run_task(RunFake(task))
    before = await counted(transaction)
    await leases_of(transaction, "worker").succeed(task, outcome)
    after = await counted(transaction)

    assert before == NOTHING | {"ai_tasks": 1}
    assert (after["trips"], after["day_cards"], after["plan_runs"]) == (1, 2, 1)
    (run,) = await runs(transaction)
    assert (run.task_id, run.status, run.user_id) == (task.task_id, "succeeded", user_id)


async def test_the_result_has_the_shape_of_the_plain_answer_and_names_its_trip(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction)
    task = await claimed(service, transaction, user_id, save=True)

    await leases_of(transaction, "worker").succeed(task, await service.run_task(RunFake(task)))

    row = await TaskService(transaction, MemoryQueue()).get(user_id, task.task_id)
    answer = PlanAnswer.model_validate(row.result)
    (run,) = await runs(transaction)
    assert answer.task_id == task.task_id
    assert answer.trip_id == run.trip_id is not None
    assert answer.report is not None
    assert answer.report.passed


async def test_a_task_done_twice_is_written_once(transaction: Transaction, user_id: str) -> None:
    service = make_service(transaction)
    task = await claimed(service, transaction, user_id, save=True)
    leases = leases_of(transaction, "worker")

    first, second = await service.run_task(RunFake(task)), await service.run_task(RunFake(task))
    kept = [await leases.succeed(task, outcome) for outcome in (first, second)]

    assert kept == [True, False]
    counts = await counted(transaction)
    assert (counts["trips"], counts["plan_runs"]) == (1, 1)


async def test_the_plan_of_a_task_is_that_of_the_plain_request(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction)
    task = await claimed(service, transaction, user_id, seed=7, interests=["food"])

    outcome = await service.run_task(RunFake(task))
    plain = await service.plan(user_id, a_request(mode="deep", seed=7, interests=["food"]))

    assert plain.plan is not None
    assert outcome.result["plan"] == plain.plan.model_dump(mode="json")


@pytest.mark.parametrize(
    ("spoil", "code"), [(a_model_error("provider_rejected"), 3001), (None, 3002)]
)
async def test_a_task_that_fails_brings_its_entry_in_the_books(
    transaction: Transaction, user_id: str, spoil: Spoil | None, code: int
) -> None:
    spoils = {1: spoil} if spoil else None
    service = make_service(transaction, spoils=spoils, fallback=False)
    task = await claimed(service, transaction, user_id, budget=1)

    with pytest.raises(TaskFailedError) as failed:
        await service.run_task(RunFake(task))

    assert failed.value.error.code == code
    assert await runs(transaction) == []
    async with transaction() as session:
        await failed.value.write(session)
    (run,) = await runs(transaction)
    assert (run.status, run.error_code, run.task_id) == ("failed", code, task.task_id)
    assert (run.trip_id, run.report_passed, run.metrics) == (None, None, None)


async def test_words_that_name_no_city_fail_the_task_and_are_no_plan_that_failed(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction)
    task = await claimed(service, transaction, user_id, destination=None, text="somewhere nice")

    with pytest.raises(InvalidRequestError):
        await service.run_task(RunFake(task))

    assert await runs(transaction) == []


async def test_what_was_said_goes_into_the_task_and_its_own_name_does_not(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction)

    task = await claimed(
        service, transaction, user_id, text="喜欢美食", request_id="r-1", **{"async": True}
    )

    assert task.request_id == "r-1"
    assert task.payload["text"] == "喜欢美食"
    assert "async" not in task.payload
    assert "request_id" not in task.payload


async def test_a_crash_costs_the_one_call_that_was_under_way_wherever_it_comes(
    transaction: Transaction, user_id: str
) -> None:
    provider = SpoiltModel()
    service = make_service(transaction, provider=provider)
    task = await claimed(service, transaction, user_id, day_count=3, text="喜欢美食")
    whole = await service.run_task(RunFake(task))
    needed = len(provider.calls)

    for crash_before in range(1, needed + 1):
        kept: dict[str, dict[str, object]] = {}
        provider.calls.clear()
        with pytest.raises(CrashError):
            await service.run_task(RunFake(task, kept=kept, crash_before=crash_before))
        resumed = await service.run_task(RunFake(task, kept=kept))

        assert len(provider.calls) == needed + 1
        assert resumed.result["plan"] == whole.result["plan"]


async def test_a_crash_in_the_narration_costs_no_day_again(
    transaction: Transaction, user_id: str
) -> None:
    provider = SpoiltModel()
    service = make_service(transaction, provider=provider)
    task = await claimed(service, transaction, user_id)
    kept: dict[str, dict[str, object]] = {}
    with pytest.raises(CrashError):
        await service.run_task(RunFake(task, kept=kept, crash_before=4))
    assert provider.asked == ["fast", "deep_day", "deep_day", "narrate"]

    provider.calls.clear()
    outcome = await service.run_task(RunFake(task, kept=kept))

    assert provider.asked == ["narrate"]
    assert outcome.result["plan"]["trip"]["summary"]


async def test_a_task_waits_for_a_model_that_may_come_back_and_at_last_goes_without(
    transaction: Transaction, user_id: str
) -> None:
    gone = dict.fromkeys(range(2, 40), a_model_error("provider_unavailable"))
    service = make_service(transaction, spoils=gone)
    task = await claimed(service, transaction, user_id)

    with pytest.raises(TaskFailedError):
        await service.run_task(RunFake(task))
    last = RunFake(replace(task, failures=task.max_failures - 1))
    outcome = await service.run_task(last)

    assert outcome.result["report"]["passed"]
    assert "plan.alone" in last.events
    assert set(last.events) <= MESSAGES.keys()


async def test_answers_that_failed_their_checks_are_not_asked_for_again_either(
    transaction: Transaction, user_id: str
) -> None:
    provider = SpoiltModel({2: "no JSON at all"})
    service = make_service(transaction, provider=provider)
    task = await claimed(service, transaction, user_id)
    kept: dict[str, dict[str, object]] = {}
    with pytest.raises(CrashError):
        await service.run_task(RunFake(task, kept=kept, crash_before=3))

    again = RunFake(task, kept=kept)
    outcome = await service.run_task(again)

    assert again.events.count("model.recalled") == 2
    assert outcome.result["metrics"]["retries"] == 1


async def test_watchers_of_a_task_are_told_of_every_day_and_of_the_checks(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction, spoils={3: "no JSON at all"})
    run = RunFake(await claimed(service, transaction, user_id, text="喜欢美食"))

    await service.run_task(run)

    told = [event for event in run.events if event.startswith("plan.")]
    assert told == [
        "plan.understood", "plan.candidates", "plan.sketched", "plan.themed",
        "plan.day_refused", "plan.day_done", "plan.day_done", "plan.polished", "plan.compared",
        "plan.checked", "plan.narrated",
    ]  # fmt: skip
    assert run.stages == [
        ("planning_days", 0, 2), ("planning_days", 1, 2), ("planning_days", 2, 2),
        ("checking", 2, 2),
    ]  # fmt: skip
    assert set(run.events) <= MESSAGES.keys()


async def test_watchers_are_told_what_a_day_failed_and_that_fast_is_next(
    transaction: Transaction, user_id: str
) -> None:
    service = make_service(transaction, provider=SpoiltModel(all_days={"stops": []}))
    run = RunFake(await claimed(service, transaction, user_id, repair=False))

    await service.run_task(run)

    refused = [data for event, data in run.told if event == "plan.day_refused"]
    assert [(data["day"], data["attempt"], data["level"]) for data in refused] == [
        (1, 1, "warning"), (1, 2, "warning"), (1, 3, "warning"),
    ]  # fmt: skip
    assert all(data["checks"] for data in refused)
    assert "plan.fell_back" in run.events
    assert set(run.events) <= MESSAGES.keys()
