"""`tripwright bench`: one JSON object at the end, and plain words where it cannot be run."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from core.cli.main import app
from tests.support.travelplanner import QUERY, write_split, write_world

_WORDS = (
    "You visit 2 cities for 5 days in total. Stay in Turin for 3 days. Stay in Bath for 3 days."
    "\n\nThese have direct flights: Turin and Bath."
)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Give logging back as it was: a command sets it up for itself."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a split of each of two benchmarks."""
    write_split(write_world(tmp_path), "own", QUERY, QUERY)
    label = {"prompt_0shot": _WORDS, "cities": "Turin**Bath", "durations": "3**3"}
    (tmp_path / "trips.json").write_text(json.dumps({"a": label}), encoding="utf-8")
    return tmp_path


def test_the_last_line_has_every_metric_and_the_file_every_plan(folder: Path) -> None:
    out = folder / "made" / "plans.jsonl"

    result = CliRunner().invoke(
        app,
        ["bench", "travelplanner", "--data", str(folder), "--split", "own", "--mode", "fast",
         "--input", "text", "--out", str(out), "--limit", "1"],
    )  # fmt: skip

    assert result.exit_code == 0
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["benchmark"], report["mode"], report["input"]) == (
        "travelplanner",
        "fast",
        "text",
    )
    assert (report["n"], report["final_pass_rate"], report["understood"]) == (1, 100.0, 100.0)
    assert report["latency_ms_p50"] == report["latency_ms_p95"] > 0
    assert report["repair"] is True
    assert len(out.read_text("utf-8").splitlines()) == 1
    assert "[1/1] 1: planned" in result.stderr


def test_a_raw_plan_is_what_the_model_made(folder: Path) -> None:
    result = CliRunner().invoke(
        app,
        ["bench", "travelplanner", "--data", str(folder), "--split", "own", "--mode", "fast",
         "--raw", "--quiet", "--limit", "1"],
    )  # fmt: skip

    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["repair"], report["delivery_rate"]) == (False, 100.0)
    assert result.stderr == ""


def test_natural_plan_is_run_in_the_same_way(folder: Path) -> None:
    result = CliRunner().invoke(
        app, ["bench", "naturalplan", "--data", str(folder), "--split", "trips", "--quiet"]
    )

    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["n"], report["final_pass_rate"], report["solved"]) == (1, 100.0, 100.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["naturalplan", "--split", "nope"], "There is no split 'nope'"),
        (["naturalplan", "--split", "trips", "--input", "fields"], "in words only"),
        (["naturalplan", "--split", "trips", "--raw"], "no --raw plan"),
        (["travelplanner", "--split", "nope"], "There is no split 'nope'"),
        (["chinatravel", "--split", "nope"], "is no ChinaTravel database: there is no"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(folder: Path, words: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["bench", *words, "--data", str(folder)])

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["travelplanner", "chinatravel", "naturalplan"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    nowhere = tmp_path / "nowhere"

    result = CliRunner().invoke(app, ["bench", name, "--split", "x", "--data", str(nowhere)])

    assert result.exit_code == 1
    assert f"There is no folder '{nowhere}'" in " ".join(result.stderr.split())
