"""What an installed wheel holds: the rooms, and the migrations inside core."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.db.migrate import head_revision

ROOT = Path(__file__).parents[2]
ROOMS = {"core", "api", "worker", "console", "chat_demo"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the content of a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "content")
    return folder / "content"


def test_only_the_rooms_reach_the_installation(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}

    assert top == ROOMS


def test_an_installed_wheel_migrates_a_database(unpacked: Path, plain_database: str) -> None:
    code = (
        "import sys, core\n"
        "from core.db import migrate\n"
        f"assert migrate.__file__.startswith({str(unpacked)!r}), migrate.__file__\n"
        "migrate.migrate(sys.argv[1])\n"
        "print(migrate.head_revision())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, plain_database],
        cwd=unpacked,
        env={"PATH": os.defpath, "PYTHONPATH": str(unpacked)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{head_revision()}\n"
