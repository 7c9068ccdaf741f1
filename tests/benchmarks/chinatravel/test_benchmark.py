"""ChinaTravel from its folder to a report, on our town; and on the measured data where they are."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.benchmarks.chinatravel.benchmark import ChinaTravel
from core.benchmarks.chinatravel.queries import read_queries, read_sentences
from core.benchmarks.running import BenchmarkError, Given, run
from core.cli.main import app
from core.schemas.plans import PlanMode
from tests.benchmarks.chinatravel.town import HOME, TOWN, write_town
from tests.support.data import data_or_skip

_NAMES = (
    "s=set()\nfor a in allactivities(plan):\n"
    "  if activity_type(a)=='attraction': s.add(activity_position(a))\n"
)
_TOTAL = (
    "t=0\nfor a in allactivities(plan):\n  t+=activity_cost(a)\n"
    "  t+=innercity_transport_cost(activity_transports(a))\n"
)


_WORDS = {
    "named": "当前位置上海。我们两个人想去北京玩两天，想去Rose Garden看看。",
    "cheap": "当前位置上海。我们两个人想去北京玩2天，预算700元。",
    "day": "当前位置上海。我们两个人想去北京玩一天。",
}
"""What travellers to our town write."""


def _row(uid: str, *constraints: str, days: int = 2) -> dict[str, Any]:
    return {
        "uid": uid, "start_city": HOME, "target_city": TOWN, "days": days, "people_number": 2,
        "hard_logic_py": [f"result=(day_count(plan)=={days})", *constraints],
        "nature_language": _WORDS.get(uid, "当前位置上海。我们两个人想去北京玩2天。"),
    }  # fmt: skip


ROWS = [
    _row("free"),
    _row("named", _NAMES + "result=({'Rose Garden'}<=s)"),
    _row("cheap", _TOTAL + "result=(t<=700)"),
    _row("impossible", _NAMES + "result=({'Castle'}<=s)"),
    _row("odd", "result=allactivities_count(plan)>2"),
    _row("day", days=1),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_town(tmp_path / "database")
    (tmp_path / "queries").mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (tmp_path / "queries/own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


async def _report(
    data: Path, mode: PlanMode = PlanMode.DEEP, given: Given = Given.FIELDS
) -> dict[str, Any]:
    benchmark = ChinaTravel()
    queries = benchmark.load(data, "own", given)
    outcomes = await run(benchmark, queries, mode, out=data / "plans.jsonl")
    return dict(await benchmark.score(data, "own", outcomes))


async def test_what_can_be_kept_is_kept_and_what_failed_is_named(data: Path) -> None:
    report = await _report(data)

    assert report["delivery_rate"] == report["epr_macro"] == 100
    assert report["final_pass_rate"] == pytest.approx(100 * 5 / 6)
    assert [(one["uid"], one["constraints"]) for one in report["failures"]] == [
        ("impossible", ["result=({'Castle'}<=s)"])
    ]
    assert report["understood"] == pytest.approx(83.33)


async def test_plans_are_written_in_the_order_of_the_queries(data: Path) -> None:
    await _report(data)

    lines = (data / "plans.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["uid"] for line in lines] == [row["uid"] for row in ROWS]
    assert set(json.loads(lines[0])["plan"]) == {
        "people_number",
        "start_city",
        "target_city",
        "itinerary",
    }


async def test_what_the_tables_prove_to_be_impossible_is_counted_apart(data: Path) -> None:
    report = await _report(data)

    assert report["impossible"] == {"impossible": "no_place"}
    assert report["final_pass_rate_of_possible"] == 100


async def test_a_plan_of_one_call_keeps_as_much(data: Path) -> None:
    report = await _report(data, PlanMode.FAST)

    assert (report["delivery_rate"], report["final_pass_rate_of_possible"]) == (100, 100)


@pytest.mark.parametrize(
    ("split", "given"),
    [
        ("none", Given.FIELDS),
        ("none", Given.TEXT),
        ("broken", Given.FIELDS),
        ("broken", Given.TEXT),
    ],
)
def test_what_cannot_be_run_is_refused(data: Path, split: str, given: Given) -> None:
    (data / "queries/broken.jsonl").write_text('{"uid": "x"}\n', encoding="utf-8")

    with pytest.raises(BenchmarkError):
        ChinaTravel().load(data, split, given)


def test_a_folder_without_a_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="no ChinaTravel database"):
        ChinaTravel().load(tmp_path, "own", Given.FIELDS)


def test_of_a_sentence_nothing_else_of_its_query_is_read(data: Path) -> None:
    path = data / "queries/own.jsonl"

    assert [field.name for field in fields(read_sentences(path)[0])] == ["uid", "text"]
    assert len(read_queries(path)) == len(ROWS)


def test_the_command_prints_one_object(data: Path) -> None:
    arguments = ["bench", "chinatravel", "--data", str(data), "--split", "own", "--quiet"]

    result = CliRunner().invoke(app, [*arguments, "--input", "fields", "--limit", "2"])

    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["benchmark"], report["n"], report["final_pass_rate"]) == ("chinatravel", 2, 100)
    assert {"latency_ms_p50", "latency_ms_p95"} <= set(report)


async def test_from_the_words_alone_the_same_is_planned_as_far_as_they_say_it(data: Path) -> None:
    report = await _report(data, given=Given.TEXT)

    assert report["delivery_rate"] == report["epr_macro"] == 100
    assert set(report["misread"]) == {"impossible", "odd"}
    assert {one["uid"] for one in report["failures"]} == {"impossible"}


def test_of_words_alone_the_planner_sees_nothing_but_words(data: Path) -> None:
    asks = ChinaTravel().load(data, "own", Given.TEXT)

    assert [(ask.text is not None, ask.trip, ask.unknown) for ask in asks] == [
        (True, None, ())
    ] * len(ROWS)


@pytest.mark.parametrize("split", ["easy", "medium", "tpc_dev"])
async def test_measured_queries_are_understood_and_their_plans_hold(split: str) -> None:
    folder = data_or_skip("chinatravel")
    benchmark = ChinaTravel()
    queries = benchmark.load(folder, split, Given.FIELDS)

    outcomes = await run(benchmark, queries[::40], PlanMode.DEEP)
    report = await benchmark.score(folder, split, outcomes)

    assert [query.uid for query in queries if query.unknown] == []
    assert report["final_pass_rate"] >= 80, report["failures"]
