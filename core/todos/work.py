"""Breaking trips down and working through to-dos, as tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.clock import Clock
from core.kernel.context import current_trace_id
from core.kernel.ids import new_id
from core.llm.resuming import ResumingModel
from core.llm.types import ChatModel
from core.prompts.registry import PromptRegistry
from core.schemas.todos import (
    DecomposeIn,
    DecomposeRequest,
    DecomposeResult,
    ExecuteIn,
    ExecuteRequest,
)
from core.schemas.trips import TripOut
from core.tasks.admission import one_request_id
from core.tasks.outcome import Outcome, TaskRun
from core.tasks.service import Submission, TaskService
from core.todos.decomposing import decompose
from core.todos.domain import Frame
from core.todos.executing import execution_of, work_through, write_results
from core.todos.facts import TripFacts
from core.todos.prompting import Question
from core.todos.replacing import Replacement, Scope, branch_of, replace_todos, set_apart
from core.todos.repository import TodoRepository
from core.todos.rows import Tree
from core.todos.service import get_trip, get_trip_id
from core.todos.telling import DecompositionTelling
from core.tools.port import Toolbox
from core.tools.running import list_tools
from core.trips.service import TripService

DECOMPOSE_KIND = "trip_decompose"
EXECUTE_KIND = "trip_execute"
_Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class TodoTools:
    """What tasks about to-dos work with; `retries` are further questions after a bad answer."""

    ai: ChatModel
    prompts: PromptRegistry
    catalog: CatalogService
    toolbox: Toolbox
    clock: Clock
    retries: int


class TodoWork:
    """What the API and the worker ask of to-dos beyond keeping them.

    A task's payload names what to work on; how that stands is read when the task is run.
    """

    def __init__(
        self, transaction: Transaction, tools: TodoTools, trips: TripService, tasks: TaskService
    ) -> None:
        self._transaction = transaction
        self._tools = tools
        self._trips = trips
        self._tasks = tasks

    async def submit_trip(
        self, owner_id: str, trip_id: str, wish: DecomposeIn, *, batch_id: str | None = None
    ) -> Submission:
        """Take a trip to be broken down.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            KeyReusedError: The request id stands for another payload.
        """
        await self._require_trip(owner_id, trip_id)
        target = {"trip_id": trip_id, "todo_id": None}
        return await self._submit(owner_id, DECOMPOSE_KIND, wish, target, batch_id)

    async def submit_branch(
        self, owner_id: str, todo_id: str, wish: DecomposeIn, *, batch_id: str | None = None
    ) -> Submission:
        """Take one to-do to be broken down.

        Raises:
            NotFoundError: The to-do is not there, or not the caller's.
            ConflictError: It stands on the lowest level there can be.
            KeyReusedError: The request id stands for another payload.
        """
        async with self._transaction() as session:
            todos = TodoRepository(session)
            trip_id = await get_trip_id(todos, owner_id, todo_id)
            branch_of(await todos.read_tree(trip_id), Scope(trip_id, todo_id))
        target = {"trip_id": trip_id, "todo_id": todo_id}
        return await self._submit(owner_id, DECOMPOSE_KIND, wish, target, batch_id)

    async def submit_execution(
        self, owner_id: str, trip_id: str, wish: ExecuteIn, *, batch_id: str | None = None
    ) -> Submission:
        """Take a trip whose to-dos are to be worked through.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
            KeyReusedError: The request id stands for another payload.
        """
        await self._require_trip(owner_id, trip_id)
        return await self._submit(owner_id, EXECUTE_KIND, wish, {"trip_id": trip_id}, batch_id)

    async def submit_decompose_body(
        self, owner_id: str, body: dict[str, Any], *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Take what is to be broken down as a task of a batch.

        Raises:
            ValidationError: It is no `DecomposeRequest`.
            MalformedError: It names another `request_id`.
            AppError: As `submit_trip` and `submit_branch`.
        """
        wish = DecomposeRequest.model_validate(body)
        key = one_request_id(wish.request_id, request_id)
        plain = DecomposeIn(
            request_id=key, wish=wish.wish, origin=wish.origin, language=wish.language
        )
        if wish.todo_id is not None:
            return await self.submit_branch(owner_id, wish.todo_id, plain, batch_id=batch_id)
        return await self.submit_trip(owner_id, str(wish.trip_id), plain, batch_id=batch_id)

    async def submit_execute_body(
        self, owner_id: str, body: dict[str, Any], *, request_id: str | None, batch_id: str
    ) -> Submission:
        """Take a trip whose to-dos are to be worked through as a task of a batch.

        Raises:
            ValidationError: It is no `ExecuteRequest`.
            MalformedError: It names another `request_id`.
            AppError: As `submit_execution`.
        """
        wish = ExecuteRequest.model_validate(body)
        plain = ExecuteIn(request_id=one_request_id(wish.request_id, request_id))
        return await self.submit_execution(owner_id, wish.trip_id, plain, batch_id=batch_id)

    async def decompose(self, run: TaskRun) -> Outcome:
        """Do a `trip_decompose`: ask, check, and replace what an earlier one has made.

        The rows are written with the task's success, and once. What the model has answered is kept
        with the task.

        Raises:
            NotFoundError: The trip or the to-do is gone.
            ModelError: The model gave no answer.
            TodosInvalidError: It gave none that keeps the rules.
        """
        owner_id, payload = run.task.user_id, dict(run.task.payload)
        scope = Scope(payload.pop("trip_id"), payload.pop("todo_id"))
        question = await self._question(owner_id, scope, DecomposeIn.model_validate(payload))
        telling = DecompositionTelling(run, question)
        made = await decompose(
            ResumingModel(self._tools.ai, run),
            await self._tools.prompts.get("todos.decompose"),
            question,
            retries=self._tools.retries,
            watch=telling,
        )
        telling.made(made)
        result = DecomposeResult(
            trip_id=scope.trip_id,
            todo_id=scope.todo_id,
            language=question.facts.language,
            made=len(made.nodes),
            kept=len(question.fixed),
            removed=0,
            dropped=made.dropped,
            tries=made.tries,
            todo_ids=[],
        )
        ids = {node.key: new_id() for node in made.nodes}
        replacement = Replacement(scope, made, ids, run.task.task_id)

        async def write(session: AsyncSession) -> dict[str, Any]:
            todos = TodoRepository(session)
            trip = await get_trip(todos, owner_id, scope.trip_id, lock=True)
            return await replace_todos(todos, trip, replacement)

        return Outcome(result.model_dump(mode="json"), write)

    async def execute(self, run: TaskRun) -> Outcome:
        """Do a `trip_execute`: run every to-do a tool can do, and go on after a failed one.

        What a tool has brought is kept with the task as soon as it is there, so that no attempt
        runs it again. The to-dos get it together with the task's success, under its fence: a
        worker that was lost meanwhile writes nothing, and none is written twice. A to-do that was
        changed in between keeps what its owner made of it.

        Raises:
            NotFoundError: The trip is gone.
        """
        owner_id, trip_id = run.task.user_id, str(run.task.payload["trip_id"])
        async with self._transaction() as session:
            todos = TodoRepository(session)
            await get_trip(todos, owner_id, trip_id)
            tree = await todos.read_tree(trip_id)
        worked = await work_through(run, self._tools.toolbox, tree)

        async def write(session: AsyncSession) -> dict[str, Any]:
            todos = TodoRepository(session)
            await get_trip(todos, owner_id, trip_id, lock=True)
            unwritten = write_results(await todos.read_tree(trip_id), worked)
            await todos.flush()
            return {"unwritten": unwritten}

        return Outcome(execution_of(trip_id, worked).model_dump(mode="json"), write)

    async def _require_trip(self, owner_id: str, trip_id: str) -> None:
        async with self._transaction() as session:
            await get_trip(TodoRepository(session), owner_id, trip_id)

    async def _submit(
        self,
        owner_id: str,
        kind: str,
        wish: DecomposeIn | ExecuteIn,
        target: Mapping[str, str | None],
        batch_id: str | None,
    ) -> Submission:
        return await self._tasks.submit(
            user_id=owner_id,
            kind=kind,
            payload={**wish.model_dump(mode="json", exclude={"request_id"}), **target},
            request_id=wish.request_id,
            trace_id=current_trace_id(),
            batch_id=batch_id,
        )

    async def _question(self, owner_id: str, scope: Scope, wish: DecomposeIn) -> Question:
        """Return what is to be asked about the trip as it is now."""
        trip = await self._trips.get(owner_id, scope.trip_id)
        async with self._transaction() as session:
            todos = TodoRepository(session)
            tree = await todos.read_tree(scope.trip_id)
            planned_in = await todos.find_language(scope.trip_id)
        branch = branch_of(tree, scope)
        catalog = self._tools.catalog
        city = await catalog.get_city(trip.city_id)
        places = await catalog.places_of(trip.city_id)
        today = self._tools.clock().astimezone(ZoneInfo(city.timezone)).date()
        facts = TripFacts(
            trip=trip,
            city=city,
            places={place.id: place for place in places},
            language=wish.language or _language_of(planned_in, trip, tree),
            wish=wish.wish,
            origin=wish.origin,
            origin_city=await catalog.find_city(wish.origin) if wish.origin else None,
        )
        return Question(
            facts=facts,
            frame=Frame(trip.start_date, trip.day_count, today),
            today=today,
            tools=list_tools(),
            fixed=set_apart(tree, scope).fixed,
            branch=tree.node(branch) if branch else None,
            branch_note=branch.note if branch else "",
        )


def _language_of(planned_in: str | None, trip: TripOut, tree: Tree) -> _Language:
    """Return the language of the trip's plan; without one that in which most titles are."""
    if planned_in in ("en", "zh"):
        return cast(_Language, planned_in)
    titles = [trip.title, *(day.title for day in trip.day_cards), *(row.title for row in tree.rows)]
    return "zh" if 2 * sum(map(_has_han, titles)) > len(titles) else "en"


def _has_han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
