"""Our rooms are ours, small, and light to import."""

import importlib
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ROOMS = ("core", "api", "worker", "console", "chat_demo")
_MOST_LINES = 400
_HEAVY = {"streamlit", "gradio", "pandas", "plotly", "mem0"}
_MODULES = sorted(
    path for folder in (*_ROOMS, "tests", "migrations") for path in (_ROOT / folder).rglob("*.py")
)
_OF_THE_MEMORYS_PROCESS = "core.memory.mem0_vectors"
"""mem0 imports it, by its name, in the process that asks for mem0."""
_IMPORT_ALL = f"""
import importlib, pkgutil, sys
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if module.name != "{_OF_THE_MEMORYS_PROCESS}":
        importlib.import_module(module.name)
import api.app, api.serve
print(*sys.modules)
"""


@pytest.mark.parametrize("room", _ROOMS)
def test_no_other_distribution_has_a_room_of_this_name(room: str) -> None:
    assert set(packages_distributions().get(room, ["tripwright"])) == {"tripwright"}


@pytest.mark.parametrize("room", _ROOMS)
def test_a_room_is_imported_from_this_folder(room: str) -> None:
    assert importlib.import_module(room).__file__ == str(_ROOT / room / "__init__.py")


def test_no_module_is_too_long() -> None:
    lengths = {
        str(path.relative_to(_ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in _MODULES
    }

    assert {path: length for path, length in lengths.items() if length > _MOST_LINES} == {}


def test_neither_core_nor_the_api_imports_what_only_the_faces_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL],
        cwd=_ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert imported & _HEAVY == set()
    assert "fastapi" in imported
