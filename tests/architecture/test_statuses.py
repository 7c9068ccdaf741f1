"""One place changes the status of a task: `core.tasks.statements`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ALLOWED = _ROOT / "core/tasks/statements.py"
_ROOMS = ("core", "api", "worker", "console", "chat_demo")
_MODULES = sorted(
    path for room in _ROOMS for path in (_ROOT / room).rglob("*.py") if path != _ALLOWED
)
_SQL = re.compile(r"update\s+ai_tasks\b[^;]*\bstatus\s*=", re.IGNORECASE | re.DOTALL)


def offences(source: str) -> Iterator[str]:
    """Yield what in a module changes the status of a task by itself."""
    knows_tasks = "AiTask" in source
    if not knows_tasks and "ai_tasks" not in source.lower():
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if _SQL.search(text):
                yield f"line {node.lineno}: SQL that sets a status"
            case ast.Call(func=ast.Attribute(attr="values")) if _sets_status(node):
                if "update(AiTask)" in ast.unparse(node.func):
                    yield f"line {node.lineno}: update(AiTask) with a status"
            case ast.Assign(targets=[ast.Attribute(attr="status")]) if knows_tasks:
                yield f"line {node.lineno}: a status set on a row"


def _sets_status(call: ast.Call) -> bool:
    return any(keyword.arg == "status" for keyword in call.keywords) or any(
        "status" in ast.unparse(argument) for argument in call.args
    )


def test_no_module_but_one_changes_the_status_of_a_task() -> None:
    found = {str(path.relative_to(_ROOT)): list(offences(path.read_text())) for path in _MODULES}

    assert len(found) > 400
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "update(AiTask).where(AiTask.id == x).values(status='failed')",
        "update(AiTask).where(AiTask.id == x).values({'status': 'failed'})",
        "text('update ai_tasks set status = 1')",
        "from core.db.models.task import AiTask\ntask.status = TaskStatus.FAILED",
    ],
)
def test_the_check_sees_every_way_to_do_it(source: str) -> None:
    assert len(list(offences(source))) == 1
