"""The optimiser knows nothing but numbers."""

import ast
import sys
from pathlib import Path

from core.planning import optimizer


def test_the_optimizer_imports_the_standard_library_and_itself_alone() -> None:
    folder = Path(next(iter(optimizer.__path__)))
    named = {
        name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _imported(node)
    }

    strangers = {name for name in named if not name.startswith("core.planning.optimizer")}
    assert {name.split(".")[0] for name in strangers} <= sys.stdlib_module_names


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []
