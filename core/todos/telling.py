"""What watchers of tasks about to-dos are told, and how far these are."""

from collections.abc import Sequence

from core.db.models.todo import Todo
from core.schemas.todos import Step, TodoFault
from core.tasks.outcome import TaskRun
from core.todos.decomposing import Decomposed
from core.todos.prompting import Question

_STAGES = 3


class DecompositionTelling:
    """Lines of a task that breaks something down."""

    def __init__(self, run: TaskRun, question: Question) -> None:
        self._run = run
        trip = question.facts.trip
        run.log(
            "todos.read",
            title=question.branch.title if question.branch else trip.title,
            days=trip.day_count,
            stops=sum(len(day.sub_trips) for day in trip.day_cards),
            kept=len(question.fixed),
        )
        run.progress("asking", 1, _STAGES)

    def __call__(self, attempt: int, todos: int, faults: Sequence[TodoFault]) -> None:
        """Hear of a try; a `Watcher` of `core.todos.decomposing`."""
        if not faults:
            self._run.log("todos.answered", attempt=attempt, todos=todos)
            return
        codes = ", ".join(dict.fromkeys(fault.code for fault in faults))
        self._run.log(
            "todos.refused",
            level="warning",
            attempt=attempt,
            todos=todos,
            faults=len(faults),
            codes=codes,
        )

    def made(self, made: Decomposed) -> None:
        """Hear what will be kept."""
        if made.dropped:
            self._run.log("todos.mended", level="warning", dropped=len(made.dropped))
        self._run.log("todos.made", todos=len(made.nodes))
        self._run.progress("saving", 2, _STAGES)


class ExecutionTelling:
    """Lines of a task that works through to-dos."""

    def __init__(self, run: TaskRun, total: int) -> None:
        self._run = run
        self._total = total
        self._ended = 0
        run.log("todos.begun", todos=total)
        run.progress("working", 0, total)

    def begins(self, todo: Todo) -> None:
        """Hear that a tool is run."""
        self._run.log("todo.started", title=todo.title, tool=todo.tool, todo_id=todo.id)

    def ends(self, step: Step) -> None:
        """Hear what became of a to-do."""
        self._ended += 1
        self._run.log(
            f"todo.{step.outcome}",
            level="info" if step.outcome == "done" else "warning",
            todo_id=step.todo_id,
            title=step.title,
            reason=step.reason,
            detail=step.detail,
        )
        self._run.progress("working", self._ended, self._total)
