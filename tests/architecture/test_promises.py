"""Every promise and every fault has its test, and `docs/promises.md` names no other."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_DRIVER = "`make chaos`"
_NOT_TESTED = re.compile(r"not tested: \w.{10,}")
_NUMBERS = [
    *(f"P{number}" for number in range(1, 20)),
    *(f"T{number}" for number in range(1, 19)),
    *(f"F{number}" for number in range(1, 34)),
    *(f"I{number}" for number in range(1, 9)),
]


def rows(page: str) -> dict[str, list[str]]:
    """Return what shows each number, by the rows of all tables."""
    cells = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if re.match(r"\| [PTFI]\d+ \|", line)
    )
    return {number: shown.split("<br>") for number, _, shown in cells}


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a module; none where there is no such module."""
    module = _ROOT / path
    if not module.is_file():
        return frozenset()
    found = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    return frozenset(
        node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def is_shown(proof: str) -> bool:
    """Say whether there is what is named: a test, the driver, or a reason why there is neither."""
    if found := _TEST.fullmatch(proof):
        return found[2] in names_in(found[1])
    return proof == _DRIVER or _NOT_TESTED.fullmatch(proof) is not None


def test_every_promise_fault_and_invariant_has_a_row_in_order() -> None:
    assert list(rows(_PAGE)) == _NUMBERS


@pytest.mark.parametrize("number", _NUMBERS)
def test_what_shows_it_is_there(number: str) -> None:
    assert [proof for proof in rows(_PAGE)[number] if not is_shown(proof)] == []


@pytest.mark.parametrize(
    "proof",
    ["", "`tests/faults/test_freeze.py`", "`tests/faults/test_freeze.py::test_nothing`",
     "`tests/faults/test_none.py::test_nothing`", "`make test`", "not tested", "not tested: later"],
)  # fmt: skip
def test_what_is_not_there_shows_nothing(proof: str) -> None:
    assert not is_shown(proof)


def test_every_module_of_faults_shows_something() -> None:
    modules = {f"tests/faults/{path.name}" for path in (_ROOT / "tests/faults").glob("test_*.py")}

    assert modules - {found[0] for found in _TEST.findall(_PAGE)} == set()


def test_the_driver_judges_every_invariant_of_the_page() -> None:
    judge = (_ROOT / "tests/chaos/verdict.py").read_text(encoding="utf-8")

    assert re.findall(r'"(I\d) ', judge) == [name for name in _NUMBERS if name.startswith("I")]
