"""`make` on a machine that has little."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-uv.lock", "requirements-bench.lock")
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


def make(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *words], cwd=folder, check=False, capture_output=True, text=True)


@pytest.fixture
def fresh_checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", *LOCKS, "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_make_alone_lists_what_there_is() -> None:
    text = make(ROOT).stdout

    for command in (
        "setup", "run", "test", "check", "format", "openapi", "bench-plan", "bench-quality",
        "bench-tasks", "bench-optimizer", "bench-chat", "clean",
    ):  # fmt: skip
        assert f"\n  make {command} " in f"\n{text}"


@pytest.mark.parametrize("command", ["run", "test", "check"])
def test_without_python_3_11_every_command_says_so_in_one_sentence(
    fresh_checkout: Path, command: str
) -> None:
    done = make(fresh_checkout, command, "PYTHON=/bin/false")

    assert done.returncode != 0
    assert done.stderr.startswith(
        "Python 3.11 is not to be found: install it, or say where:"
        f" make {command} PYTHON=/path/to/python3.11\n"
    )
    assert not (fresh_checkout / ".venv").exists()


def test_no_file_of_the_set_up_names_where_packages_come_from() -> None:
    for name in ("Makefile", ".ci/run", *LOCKS):
        assert "://" not in (ROOT / name).read_text().replace("postgresql://", "")


def test_every_package_of_the_lock_files_is_held_by_its_hashes() -> None:
    for name in LOCKS:
        entries = (ROOT / name).read_text().replace("\\\n", "").strip().splitlines()
        assert [entry for entry in entries if " --hash=sha256:" not in entry] == []


def test_the_peers_of_a_benchmark_choose_nothing_for_the_product() -> None:
    product, peers = (_versions(name) for name in ("requirements.lock", "requirements-bench.lock"))

    assert {"saq", "procrastinate"} <= peers.keys() - product.keys()
    assert {name: product[name] for name in peers if name in product} == {
        name: version for name, version in peers.items() if name in product
    }


def _versions(lock: str) -> dict[str, str]:
    entries = (ROOT / lock).read_text().replace("\\\n", "").strip().splitlines()
    pairs = [entry.split()[0].split("==") for entry in entries]
    return dict(pairs)
