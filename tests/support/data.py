"""Where the measured data lie: `TRIPWRIGHT_DATA`, else `../shared/data` beside the checkout."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "data"


def find_data(folder: str) -> Path | None:
    """Return the folder of that name, or None on a machine that has no data."""
    there = Path(os.environ.get("TRIPWRIGHT_DATA") or _BESIDE) / folder
    return there if there.is_dir() else None


def data_or_skip(folder: str) -> Path:
    """Return the folder of that name; skips the test where there is none."""
    there = find_data(folder)
    if there is None:
        pytest.skip(f"no data: {folder!r} is looked for in TRIPWRIGHT_DATA")
    return there
