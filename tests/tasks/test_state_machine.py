"""P13, F33: whatever happens in whatever order, the row says what a simple model says.

The model knows nothing of SQL: a task waits, runs under somebody's claim, or has ended.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func

from core.db.engine import Transaction, make_engine, make_transaction
from core.db.models.task import AiTask
from core.kernel.errors import DependencyDownError, PlanInvalidError, TaskEndedError
from core.kernel.ids import new_id
from core.queue.memory_queue import MemoryQueue
from core.tasks.cancelling import Wish
from core.tasks.domain import MAX_CRASHES, ClaimedTask
from core.tasks.endings import Ending, cancelling, failing, giving_back, succeeding, trying_again
from core.tasks.service import TaskService
from tests.support.tasks import (
    add_user,
    attempts_of,
    change_row,
    events_of,
    expire_lease,
    leases_of,
    row_of,
    submit,
)

T = TypeVar("T")

_ENDED = ("succeeded", "failed", "cancelled")
_OWNERS = st.sampled_from(["a", "b"])


class Stage:
    """An event loop with a database, for a machine that is not asynchronous."""

    def __init__(self, runner: asyncio.Runner, transaction: Transaction) -> None:
        self._runner = runner
        self.transaction = transaction

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)


@dataclass
class Model:
    """What is to be true of one task."""

    status: str = "queued"
    attempt: int = 0
    owner: str | None = None
    failures: int = 0
    crashes: int = 0
    due: bool = True
    cancel_asked: bool = False
    outcomes: list[str | None] = field(default_factory=list)

    def release(self, status: str, outcome: str) -> None:
        """Let the attempt end."""
        self.status, self.owner = status, None
        self.outcomes[-1] = outcome


class TaskLife(RuleBasedStateMachine):
    """Everything that may happen to tasks, in any order."""

    claims: Bundle[ClaimedTask] = Bundle("claims")

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._kind = f"kind-{new_id()}"
        self._models: dict[str, Model] = {}
        self._lines = 0
        self._user_id = stage.run(add_user(stage.transaction))

    def teardown(self) -> None:
        self._stage.run(self._clear())

    async def _clear(self) -> None:
        async with self._stage.transaction() as session:
            await session.execute(delete(AiTask).where(AiTask.user_id == self._user_id))

    @rule()
    def submit(self) -> None:
        task = self._stage.run(submit(self._stage.transaction, self._user_id, kind=self._kind))
        self._models[task.task_id] = Model()

    @rule(target=claims, owner=_OWNERS, room=st.integers(1, 3))
    def claim(self, owner: str, room: int) -> Any:
        waiting = [each for each in self._models.values() if self._may_begin(each)]
        hands = leases_of(self._stage.transaction, owner)
        won = self._stage.run(hands.claim_all([self._kind], room))
        assert len(won) == min(room, len(waiting))
        for task in won:
            model = self._models[task.task_id]
            assert self._may_begin(model)
            model.status, model.owner = "running", owner
            model.attempt += 1
            model.outcomes.append(None)
            assert (task.attempt, task.failures) == (model.attempt, model.failures)
        return multiple(*won)

    @staticmethod
    def _may_begin(model: Model) -> bool:
        return model.status in ("queued", "retrying") and model.due

    @rule(claim=claims)
    def write(self, claim: ClaimedTask) -> None:
        self._lines += 1
        page = leases_of(self._stage.transaction, claim.fence.lease_owner).write
        written = page(claim, "plan.checked", first=self._lines)
        assert self._stage.run(written) is self._holds(claim)

    @rule(claim=consumes(claims), how=st.sampled_from(["succeed", "fail", "retry", "give", "stop"]))
    def end(self, claim: ClaimedTask, how: str) -> None:
        hands = leases_of(self._stage.transaction, claim.fence.lease_owner)
        ended = self._stage.run(hands.end(claim, _ending(claim, how)))
        assert ended is self._holds(claim)
        if not ended:
            return
        model = self._models[claim.task_id]
        if how in ("retry", "give") and model.cancel_asked:
            model.release("cancelled", "cancelled")
        elif how == "retry":
            model.release("retrying", "retried")
            model.failures += 1
            model.due = False
        elif how == "give":
            model.release("queued", "given_back")
        elif how == "fail":
            model.release("failed", "failed")
            model.failures += 1
        else:
            status = "succeeded" if how == "succeed" else "cancelled"
            model.release(status, status)

    @precondition(lambda self: any(each.owner for each in self._models.values()))
    @rule(data=st.data())
    def lose_a_worker(self, data: st.DataObject) -> None:
        task_id = data.draw(st.sampled_from(self._with(lambda model: model.owner is not None)))
        model = self._models[task_id]
        self._stage.run(expire_lease(self._stage.transaction, task_id))
        self._stage.run(leases_of(self._stage.transaction, "c").sweep())
        model.crashes += 1
        if model.cancel_asked:
            model.release("cancelled", "crashed")
        elif model.crashes >= MAX_CRASHES:
            model.release("failed", "crashed")
        else:
            model.release("retrying", "crashed")
            model.due = model.crashes == 1
            later = func.now() + timedelta(hours=0 if model.due else 1)
            self._stage.run(change_row(self._stage.transaction, task_id, run_after=later))

    @precondition(lambda self: self._models)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        task_id = data.draw(st.sampled_from(sorted(self._models)))
        model = self._models[task_id]
        service = TaskService(self._stage.transaction, MemoryQueue())
        cancelled = service.cancel(self._user_id, task_id, Wish(self._user_id))
        if model.status in ("succeeded", "failed"):
            with pytest.raises(TaskEndedError):
                self._stage.run(cancelled)
            return
        self._stage.run(cancelled)
        if model.status == "running":
            model.cancel_asked = True
        else:
            model.status = "cancelled"

    @precondition(lambda self: self._models)
    @rule()
    def let_time_pass(self) -> None:
        for task_id in self._with(lambda model: not model.due and model.status == "retrying"):
            self._stage.run(change_row(self._stage.transaction, task_id, run_after=func.now()))
            self._models[task_id].due = True

    @precondition(lambda self: self._models)
    @rule(data=st.data())
    def miss_the_deadline(self, data: st.DataObject) -> None:
        task_id = data.draw(st.sampled_from(sorted(self._models)))
        model = self._models[task_id]
        if model.status not in ("queued", "retrying"):
            return
        past = func.now() - timedelta(seconds=1)
        self._stage.run(change_row(self._stage.transaction, task_id, deadline_at=past))
        self._stage.run(leases_of(self._stage.transaction, "c").sweep())
        model.status = "failed"

    @invariant()
    def the_rows_are_as_the_model_says(self) -> None:
        for task_id, model in self._models.items():
            self._stage.run(self._compare(task_id, model))

    async def _compare(self, task_id: str, model: Model) -> None:
        row = await row_of(self._stage.transaction, task_id)
        assert (row.status, row.attempt, row.lease_owner, row.failures, row.crashes) == (
            model.status, model.attempt, model.owner, model.failures, model.crashes,
        )  # fmt: skip
        attempts = await attempts_of(self._stage.transaction, task_id)
        assert [each.outcome for each in attempts] == model.outcomes
        events = await events_of(self._stage.transaction, task_id)
        ends = [event for event in events if event in {f"task.{status}" for status in _ENDED}]
        assert ends == ([f"task.{model.status}"] if model.status in _ENDED else [])

    def _holds(self, claim: ClaimedTask) -> bool:
        model = self._models[claim.task_id]
        return (model.attempt, model.owner) == (claim.attempt, claim.fence.lease_owner)

    def _with(self, holds: Any) -> list[str]:
        return sorted(task_id for task_id, model in self._models.items() if holds(model))


def _ending(claim: ClaimedTask, how: str) -> Ending:
    match how:
        case "succeed":
            return succeeding({})
        case "fail":
            return failing(PlanInvalidError(), claim.trace_id)
        case "retry":
            return trying_again(DependencyDownError(), claim.trace_id, 3_600)
        case "give":
            return giving_back(resumable=True, trace_id=claim.trace_id)
        case _:
            return cancelling()


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        engine = make_engine(database_url, pool_size=2, timeout_ms=10_000)
        yield Stage(runner, make_transaction(engine))
        runner.run(engine.dispose())


def test_a_task_lives_as_its_rules_say_in_whatever_order_things_happen(stage: Stage) -> None:
    run_state_machine_as_test(
        lambda: TaskLife(stage),  # type: ignore[arg-type] # a factory is as good as a class
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
