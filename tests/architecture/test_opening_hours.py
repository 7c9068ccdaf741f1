"""Who wants to know when a place is open asks with its city's holidays and its season."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_CATALOG = ROOT / "core" / "catalog"
_HOURS_ALONE = {"open_intervals", "is_open_throughout"}
_MODULES = sorted(
    path
    for room in ("core", "api", "worker", "console", "chat_demo")
    for path in (ROOT / room).rglob("*.py")
    if not path.is_relative_to(_CATALOG)
)


def names_from(path: Path, module: str) -> set[str]:
    """Return what a file takes from a module."""
    found = (node for node in ast.walk(ast.parse(path.read_text())) if _is_from(node, module))
    return {alias.name for node in found for alias in node.names}  # type: ignore[attr-defined]


def _is_from(node: ast.AST, module: str) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == module


def test_nothing_but_the_catalogue_reads_hours_without_their_place() -> None:
    guilty = [path for path in _MODULES if names_from(path, "core.catalog.hours") & _HOURS_ALONE]

    assert len(_MODULES) > 300
    assert guilty == []


def test_all_of_the_planner_asks_at_one_door() -> None:
    planning = [path for path in _MODULES if path.is_relative_to(ROOT / "core" / "planning")]
    asking = [
        path.name for path in planning if "open_spans" in names_from(path, "core.catalog.openings")
    ]

    assert asking == ["openings.py"]


@pytest.mark.parametrize("source", ["from core.catalog.hours import open_intervals as x\n"])
def test_an_import_is_found_whatever_it_is_called(tmp_path: Path, source: str) -> None:
    path = tmp_path / "guilty.py"
    path.write_text(f"def f():\n    {source}")

    assert names_from(path, "core.catalog.hours") == {"open_intervals"}
