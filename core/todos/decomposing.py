"""Asks for to-dos, checks them, and asks again with what was wrong; the best try is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.kernel.errors import ModelError, TodosInvalidError
from core.llm.structured import parse_object
from core.llm.types import ChatModel
from core.prompts.domain import Prompt
from core.schemas.todos import TodoFault
from core.todos.checks import Fault
from core.todos.domain import Node
from core.todos.merging import faults_of_new, joined, mended
from core.todos.messages import fault_out
from core.todos.parsing import Answer, parse_todos
from core.todos.prompting import Question, decompose_call

_TOLD_MOST = 60
_LEAST_SHARE = 0.5
"""What has lost more than this of an answer is no breakdown of anything."""


class Watcher(Protocol):
    """Told of every try."""

    def __call__(self, attempt: int, todos: int, faults: Sequence[TodoFault]) -> None:
        """Hear how many to-dos were answered and what is wrong with them."""
        ...


@dataclass(frozen=True, slots=True)
class Decomposed:
    """New to-dos that keep every rule, with what was taken out of the answer to get there."""

    nodes: list[Node]
    answer: Answer
    dropped: list[TodoFault]
    tries: int


@dataclass(frozen=True, slots=True)
class _Try:
    nodes: list[Node]
    answer: Answer
    dropped: list[Fault]
    share: float


async def decompose(
    ai: ChatModel, prompt: Prompt, question: Question, *, retries: int, watch: Watcher
) -> Decomposed:
    """Return the to-dos of the first answer without a fault, or what can be used of the best one.

    Raises:
        ModelError: The model cannot be reached.
        TodosInvalidError: More than half of every answer breaks the rules, or there is none.
    """
    best: _Try | None = None
    previous: Mapping[str, Any] | None = None
    violations: list[TodoFault] = []
    for number in range(1, retries + 2):
        result = await ai.complete(decompose_call(prompt, question, previous, violations))
        try:
            previous = parse_object(result.text, result.finish_reason)
            answer = parse_todos(previous, question.branch)
        except ModelError as error:
            violations = [_unreadable(error)]
            watch(number, 0, violations)
            continue
        found = _judge(question, answer)
        violations = _told(question, found.dropped)
        watch(number, len(answer.nodes), violations)
        if not found.dropped:
            return Decomposed(found.nodes, answer, [], number)
        if best is None or len(found.nodes) > len(best.nodes):
            best = found
    if best is None or best.share < _LEAST_SHARE:
        raise TodosInvalidError(
            f"No answer in {retries + 1} tries is a usable tree of to-dos",
            data={"checks": [violation.model_dump(mode="json") for violation in violations]},
        )
    return Decomposed(best.nodes, best.answer, _told(question, best.dropped), retries + 1)


def _judge(question: Question, answer: Answer) -> _Try:
    """Return what of an answer can be used; without a fault that is all of it."""
    new = joined(question.fixed, answer.nodes)
    faults = [*answer.faults, *faults_of_new(question.fixed, new, question.frame)]
    if not faults:
        return _Try(new, answer, [], 1.0)
    made = mended(question.fixed, new, question.frame)
    asked = len(new) + sum(fault.code == "shape" for fault in answer.faults)
    dropped = list(dict.fromkeys([*answer.faults, *made.dropped]))
    return _Try(made.nodes, answer, dropped, len(made.nodes) / max(1, asked))


def _told(question: Question, faults: Sequence[Fault]) -> list[TodoFault]:
    """Return the first faults as a model and a reader are told of them; nobody mends thousands."""
    return [fault_out(fault, question.facts.language) for fault in faults[:_TOLD_MOST]]


def _unreadable(error: ModelError) -> TodoFault:
    return TodoFault(code="invalid_output", path=None, message=error.detail, numbers={})
