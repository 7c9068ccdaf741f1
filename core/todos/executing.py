"""Works through the to-dos a tool can do."""

from dataclasses import dataclass
from typing import Any, Literal

import structlog

from core.db.models.todo import Todo
from core.kernel.errors import AppError
from core.schemas.todos import ExecuteResult, Step, TodoStatus
from core.tasks.outcome import TaskRun
from core.todos.readiness import Standing
from core.todos.rows import Tree
from core.todos.telling import ExecutionTelling
from core.tools.port import Toolbox
from core.tools.running import run_tool

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of one to-do, as it was seen; a skipped one has no result."""

    step: Step
    version: int
    result: dict[str, Any] | None


async def work_through(run: TaskRun, toolbox: Toolbox, tree: Tree) -> list[Worked]:
    """Return what became of every to-do a tool can do, in the order of their doing.

    Each result is kept with the task at once. A failed one does not end the work: only what waits
    for it is skipped.
    """
    nodes = tree.nodes()
    rows = {row.id: row for row in tree.rows}
    standing = Standing(
        nodes=nodes,
        statuses={row.id: TodoStatus(row.status) for row in tree.rows},
        tools=frozenset(row.id for row in tree.rows if row.tool is not None),
    )
    queue = standing.to_run()
    telling = ExecutionTelling(run, len(queue))
    worked: list[Worked] = []
    for todo_id in queue:
        todo = rows[todo_id]
        waits = standing.blocked(todo_id)
        if waits is not None:
            reason, unmet = waits
            titles = ", ".join(rows[wait].title for wait in unmet)
            found = Worked(_step(todo, "skipped", reason, titles), todo.version, None)
        else:
            telling.begins(todo)
            found = await _run_once(run, toolbox, todo)
            standing.statuses[todo_id] = TodoStatus(found.step.outcome)
        telling.ends(found.step)
        worked.append(found)
    return worked


def execution_of(trip_id: str, worked: list[Worked]) -> ExecuteResult:
    """Return the result of the task."""
    outcomes = [found.step.outcome for found in worked]
    return ExecuteResult(
        trip_id=trip_id,
        done=outcomes.count("done"),
        failed=outcomes.count("failed"),
        skipped=outcomes.count("skipped"),
        unwritten=[],
        items=[found.step for found in worked],
    )


def write_results(tree: Tree, worked: list[Worked]) -> list[str]:
    """Write each result to its to-do, and return the ids of those that were changed meanwhile."""
    unwritten: list[str] = []
    for found in worked:
        if found.result is None:
            continue
        row = tree.find(found.step.todo_id)
        if row is None or row.version != found.version:
            unwritten.append(found.step.todo_id)
            continue
        row.result = found.result
        row.status = found.step.outcome
        row.version += 1
    return unwritten


async def _run_once(run: TaskRun, toolbox: Toolbox, todo: Todo) -> Worked:
    """Return what the tool has brought, now or in an earlier attempt of the task."""
    key = f"todo-{todo.id}-v{todo.version}"
    kept = run.recall(key)
    if kept is None:
        kept = await _run_tool(toolbox, todo)
        await run.keep(key, kept)
    return Worked(Step.model_validate(kept["step"]), todo.version, kept["result"])


async def _run_tool(toolbox: Toolbox, todo: Todo) -> dict[str, Any]:
    try:
        result = await run_tool(toolbox, todo.tool or "", todo.arguments or {})
    except AppError as error:
        return _failed(todo, error)
    except Exception:
        # One tool that breaks down must not take the results of the others with it.
        log.exception("todo_tool_crashed", todo_id=todo.id, tool=todo.tool)
        return _failed(todo, AppError(f"The tool {todo.tool!r} broke down"))
    return {
        "step": _step(todo, "done").model_dump(mode="json"),
        "result": result.model_dump(mode="json"),
    }


def _failed(todo: Todo, error: AppError) -> dict[str, Any]:
    reason = error.slug.replace("-", "_")
    failure = {"code": error.code, "error_type": reason, "detail": error.detail}
    return {
        "step": _step(todo, "failed", reason, error.detail).model_dump(mode="json"),
        "result": {"error": failure},
    }


def _step(
    todo: Todo,
    outcome: Literal["done", "failed", "skipped"],
    reason: str | None = None,
    detail: str = "",
) -> Step:
    return Step(
        todo_id=todo.id,
        title=todo.title,
        tool=todo.tool or "",
        outcome=outcome,
        reason=reason,
        detail=detail,
    )
