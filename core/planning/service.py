"""Plan now, or submit a task; keep the books; save as a trip."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.db.engine import Transaction
from core.db.pagination import decode_cursor, encode_cursor
from core.db.repeats import AnsweredMeanwhileError, Repeatable, Repeats
from core.kernel.context import current_trace_id
from core.kernel.errors import AppError, ModelError, PlanInvalidError
from core.kernel.fingerprint import payload_hash
from core.kernel.ids import new_id
from core.llm.resuming import ResumingModel
from core.memory.port import MemoryPort, NoMemory
from core.planning.asking import Tools
from core.planning.journal import Emit, nobody_listens
from core.planning.making import Made, Maker, MakerHere
from core.planning.repository import PlanRunRepository
from core.planning.telling import Telling
from core.schemas.envelope import Page
from core.schemas.plans import (
    PlanAnswer,
    PlanRequest,
    PlanRunOut,
)
from core.tasks.admission import one_request_id
from core.tasks.outcome import Outcome, TaskFailedError, TaskRun, Write
from core.tasks.service import Submission, TaskService
from core.trips.service import TripService

TASK_KIND = "plan"
_NOT_PAYLOAD = {"request_id", "run_async"}


class PlanService:
    """What the API and the worker ask of the planner."""

    def __init__(
        self,
        transaction: Transaction,
        tools: Tools,
        trips: TripService,
        tasks: TaskService,
        maker: Maker | None = None,
        memory: MemoryPort | None = None,
    ) -> None:
        self._transaction = transaction
        self._tools = tools
        self._trips = trips
        self._tasks = tasks
        self._maker = maker or MakerHere()
        self._memory = memory or NoMemory()

    async def plan(
        self, user_id: str, request: PlanRequest, emit: Emit = nobody_listens
    ) -> PlanAnswer:
        """Make a plan now; with `save` the trip and the books are one transaction.

        A request with an id that was answered before gets that answer again.

        Raises:
            InvalidRequestError: The request contradicts itself or names an unknown city.
            KeyReusedError: The request id stands for another payload.
            ModelError: The model gave no usable answer.
            PlanInvalidError: Deep gave up and may not fall back.
        """
        if earlier := await self._find_answer(user_id, request):
            return earlier
        run_id = new_id()
        try:
            tools = await self._tools_for(user_id, request)
            made = await self._maker.make(tools, request, emit, task_id=None)
        except (ModelError, PlanInvalidError) as error:
            async with self._transaction() as session:
                row = _failed_row(run_id, user_id, request, error, task_id=None)
                await PlanRunRepository(session).add(row)
            raise
        try:
            return await self._keep_answer(user_id, request, made, run_id)
        except AnsweredMeanwhileError:
            if first := await self._find_answer(user_id, request):
                return first
            raise  # first the answer was there and then it was not: nothing was kept of ours

    async def _tools_for(self, user_id: str, request: PlanRequest) -> Tools:
        """Return the tools with what the traveller prefers, unless he wants none of it."""
        if not request.use_memory:
            return self._tools
        return replace(self._tools, preferences=await self._memory.preferences(user_id))

    async def _find_answer(self, user_id: str, request: PlanRequest) -> PlanAnswer | None:
        if (repeatable := _repeatable(user_id, request)) is None:
            return None
        async with self._transaction() as session:
            found = await Repeats(session).find(repeatable)
        if found is None:
            return None
        return PlanAnswer.model_validate(found).model_copy(update={"replayed": True})

    async def _keep_answer(
        self, user_id: str, request: PlanRequest, made: Made, run_id: str
    ) -> PlanAnswer:
        async with self._transaction() as session:
            trip_id = await self._keep(session, user_id, request, made, run_id, task_id=None)
            answer = made.answer.model_copy(update={"trip_id": trip_id})
            if repeatable := _repeatable(user_id, request):
                await Repeats(session).keep(repeatable, answer.model_dump(mode="json"))
        return answer

    async def submit(
        self, user_id: str, request: PlanRequest, *, batch_id: str | None = None
    ) -> Submission:
        """Take the request as a task; the row is there before anybody is told.

        Raises:
            InvalidRequestError: The request contradicts itself or names an unknown city.
            KeyReusedError: The request id stands for another payload.
            TooManyTasksError: Its user has as many unfinished tasks as one may have.
            QueueUnavailableError: Too many tasks wait already.
        """
        await self._maker.check(self._tools, request)
        return await self._tasks.submit(
            user_id=user_id,
            kind=TASK_KIND,
            payload=_payload_of(request),
            request_id=request.request_id,
            trace_id=current_trace_id(),
            batch_id=batch_id,
        )

    async def submit_body(
        self, user_id: str, body: dict[str, Any], *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Take a body of `POST /api/ai/plan` as a task of a batch, in either mode.

        Raises:
            ValidationError: It is no such body.
            MalformedError: It names another `request_id`.
            AppError: As `submit`.
        """
        request = PlanRequest.model_validate(body)
        key = one_request_id(request.request_id, request_id)
        keyed = request.model_copy(update={"request_id": key})
        return await self.submit(user_id, keyed, batch_id=batch_id)

    async def run_task(self, run: TaskRun) -> Outcome:
        """Do a submitted request; its rows are written with the task's own end, and once.

        What the model has answered is kept with the task, so that an attempt after a crash goes on
        with the day the crash has cut off.

        Raises:
            TaskFailedError: As `plan` fails; the books are written where the task fails for good.
        """
        task = run.task
        request = PlanRequest.model_validate(task.payload)
        resuming = ResumingModel(self._tools.ai, run)
        # A model that may come back is waited for, as long as the task may be tried again.
        own = await self._tools_for(task.user_id, request)
        tools = replace(own, ai=resuming, patient=task.may_fail_again)
        run_id = new_id()
        try:
            made = await self._maker.make(tools, request, Telling(run), task_id=task.task_id)
        except (ModelError, PlanInvalidError) as error:
            row = _failed_row(run_id, task.user_id, request, error, task.task_id)
            raise TaskFailedError(error, _booking(row)) from error

        async def write(session: AsyncSession) -> dict[str, Any]:
            trip_id = await self._keep(
                session, task.user_id, request, made, run_id, task_id=task.task_id
            )
            return {"trip_id": trip_id}

        return Outcome(made.answer.model_dump(mode="json"), write)

    async def list_runs(
        self, owner_id: str | None, *, limit: int, cursor: str | None
    ) -> Page[PlanRunOut]:
        """Return a page of the runs of one owner, newest first; None is everybody's.

        Raises:
            MalformedError: The cursor is none of ours.
        """
        after = decode_cursor(cursor) if cursor else None
        async with self._transaction() as session:
            rows = await PlanRunRepository(session).page(owner_id, limit + 1, after)
        shown, more = rows[:limit], len(rows) > limit
        return Page(
            items=[PlanRunOut.model_validate(row) for row in shown],
            next_cursor=encode_cursor(shown[-1].created_at, shown[-1].id) if more else None,
            has_more=more,
        )

    async def _keep(
        self,
        session: AsyncSession,
        user_id: str,
        request: PlanRequest,
        made: Made,
        run_id: str,
        *,
        task_id: str | None,
    ) -> str | None:
        """Write the books and, where asked, the trip; return the trip's id."""
        trip_id = None
        if request.save:
            trip_id = await self._trips.save_plan(session, user_id, made.plan, run_id)
        failed = [check.code for check in made.report.checks if not check.passed]
        await PlanRunRepository(session).add(
            {
                **_run_row(run_id, user_id, request, task_id),
                "status": "succeeded",
                "city_id": made.plan.trip.city_id,
                "day_count": made.plan.trip.day_count,
                "report_passed": made.report.passed,
                "failed_checks": list(dict.fromkeys(failed)),
                "request": made.answer.request,
                "metrics": made.metrics.model_dump(mode="json"),
                "trip_id": trip_id,
            }
        )
        return trip_id


def _payload_of(request: PlanRequest) -> dict[str, Any]:
    """Return what a request asks for: neither its own name, nor whether it is made at once."""
    # That memory is used goes without saying, as it did before it could be said.
    left_out = _NOT_PAYLOAD | {"use_memory"} if request.use_memory else _NOT_PAYLOAD
    return request.model_dump(mode="json", by_alias=True, exclude=left_out)


def _repeatable(user_id: str, request: PlanRequest) -> Repeatable | None:
    if request.request_id is None:
        return None
    fingerprint = payload_hash(TASK_KIND, _payload_of(request))
    return Repeatable(user_id, request.request_id, fingerprint)


def _failed_row(
    run_id: str, user_id: str, request: PlanRequest, error: AppError, task_id: str | None
) -> dict[str, Any]:
    fields = request.model_dump(mode="json", by_alias=True, exclude={"text"})
    row = _run_row(run_id, user_id, request, task_id)
    return {**row, "status": "failed", "request": fields, "error_code": error.code}


def _booking(row: dict[str, Any]) -> Write:
    async def write(session: AsyncSession) -> dict[str, Any]:
        await PlanRunRepository(session).add(row)
        return {}

    return write


def _run_row(
    run_id: str, user_id: str, request: PlanRequest, task_id: str | None
) -> dict[str, Any]:
    return {
        "id": run_id,
        "user_id": user_id,
        "mode": request.mode,
        "trace_id": current_trace_id(),
        "task_id": task_id,
    }
