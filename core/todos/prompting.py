"""What a model is told when a trip, or one of its to-dos, is to be broken down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.llm.blocks import data_blocks
from core.llm.types import ChatCall, Message
from core.prompts.domain import Prompt
from core.schemas.todos import MAX_DEPTH, MAX_TODOS, TodoFault
from core.schemas.tools import ToolSpec
from core.todos.domain import Frame, Node, ancestors, by_key
from core.todos.facts import TripFacts, trip_blocks

_LANGUAGES = {"en": "English", "zh": "Chinese"}
_MAX_TOKENS = 16_000
"""Two hundred to-dos in Chinese are some 12,000."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a trip, or `branch`, one of its to-dos; `fixed` are those that stay."""

    facts: TripFacts
    frame: Frame
    today: date
    tools: Sequence[ToolSpec]
    fixed: Sequence[Node]
    branch: Node | None
    branch_note: str


def decompose_call(
    prompt: Prompt,
    question: Question,
    previous: Mapping[str, Any] | None,
    violations: Sequence[TodoFault],
) -> ChatCall:
    """Ask for the to-dos; `violations` says what was wrong with `previous`, the last answer."""
    language = question.facts.language
    blocks = {
        "task": "decompose_trip",
        "today": question.today.isoformat(),
        "language": language,
        **trip_blocks(question.facts),
        "tools": [_tool(tool) for tool in question.tools],
        "limits": _limits(question),
        "branch": _branch(question),
        "kept": [_kept(question, node) for node in question.fixed],
        "previous": previous,
        "violations": [violation.model_dump(mode="json") for violation in violations],
    }
    system = prompt.render(language=_LANGUAGES[language])
    return _call(prompt, system, data_blocks(blocks), seed=101 * len(violations))


def _call(prompt: Prompt, system: str, data: str, seed: int) -> ChatCall:
    return ChatCall(
        prompt_key=prompt.key,
        prompt_version=prompt.version,
        messages=(Message("system", system), Message("user", data)),
        seed=seed,
        max_tokens=_MAX_TOKENS,
    )


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {"name": tool.name, "does": tool.description, "arguments": tool.arguments}


def _limits(question: Question) -> dict[str, int]:
    above = 0
    if question.branch is not None:
        above = 1 + len(ancestors(by_key(question.fixed), question.branch.key))
    return {"todos": MAX_TODOS - len(question.fixed), "levels": MAX_DEPTH - above}


def _branch(question: Question) -> dict[str, Any] | None:
    branch = question.branch
    if branch is None:
        return None
    index = by_key(question.fixed)
    above = [index[key] for key in ancestors(index, branch.key)]
    dues = [node.due_on for node in (branch, *above) if node.due_on is not None]
    return {
        "title": branch.title,
        "note": question.branch_note,
        "category": branch.category,
        "day_index": branch.day_index,
        "due_by": min(dues).isoformat() if dues else None,
        "part_of": [node.title for node in reversed(above)],
    }


def _kept(question: Question, node: Node) -> dict[str, Any]:
    index = by_key(question.fixed)
    parent = index.get(node.parent or "")
    return {
        "title": node.title,
        "part_of": parent.title if parent else None,
        "category": node.category,
        "day_index": node.day_index,
    }
