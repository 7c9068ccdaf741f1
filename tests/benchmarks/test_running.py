"""A run of a benchmark: every query counts, whatever becomes of it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.benchmarks.report import percent, percentile, summary
from core.benchmarks.running import (
    BenchmarkError,
    Given,
    Outcome,
    Solved,
    object_of,
    rows_of,
    run,
)
from core.kernel.errors import PlanInvalidError
from core.schemas.plans import PlanMode


class Sums:
    """A benchmark of one rule: the answer is the length of the word."""

    name = "sums"
    gives = (Given.TEXT,)

    def load(self, data: Path, split: str, given: Given) -> Sequence[str]:
        del data, split, given
        return ["one", "refused", "broken", "nothing"]

    def id_of(self, query: str) -> str:
        return query

    async def solve(self, query: str, mode: PlanMode) -> Solved:
        del mode
        if query == "refused":
            raise PlanInvalidError("no such trip")
        if query == "broken":
            raise KeyError("a fault")
        return Solved(None if query == "nothing" else len(query), notes={"word": query})

    def row(self, query: str, outcome: Outcome) -> Mapping[str, Any]:
        return {"id": query, "plan": outcome.plan}

    async def score(self, data: Path, split: str, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        del data, split
        return {"final_pass_rate": percent(sum(one.plan == 3 for one in outcomes), len(outcomes))}


async def test_a_query_without_a_plan_is_undelivered_and_says_why(tmp_path: Path) -> None:
    sums, told = Sums(), list[str]()
    out = tmp_path / "deep" / "plans.jsonl"

    outcomes = await run(
        sums, sums.load(tmp_path, "all", Given.TEXT), PlanMode.FAST, out=out, tell=told.append
    )

    assert [one.plan for one in outcomes] == [3, None, None, None]
    assert [one.error for one in outcomes] == [
        None, "PlanInvalidError: no such trip", "fault: KeyError('a fault')", None,
    ]  # fmt: skip
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert lines == [
        {"id": "one", "plan": 3}, {"id": "refused", "plan": None}, {"id": "broken", "plan": None},
        {"id": "nothing", "plan": None},
    ]  # fmt: skip
    assert [line.split(" (")[0] for line in told] == [
        "[1/4] one: planned",
        "[2/4] refused: PlanInvalidError: no such trip",
        "[3/4] broken: fault: KeyError('a fault')",
        "[4/4] nothing: no plan",
    ]


def test_the_report_counts_all_and_tells_times_and_reasons() -> None:
    outcomes = [
        Outcome("a", 3, None, 10.0), Outcome("b", None, None, 20.0, "TripError: no"),
        Outcome("c", None, None, 40.0, "TripError: no"), Outcome("d", None, None, 1_000.0),
    ]  # fmt: skip

    report = summary(
        "sums", "all", PlanMode.DEEP, Given.TEXT, outcomes, {"final_pass_rate": 25.0, "extra": 1}
    )

    assert report == {
        "benchmark": "sums", "split": "all", "mode": "deep", "input": "text", "n": 4,
        "final_pass_rate": 25.0, "extra": 1, "undelivered": {"TripError: no": 2, "no plan": 1},
        "latency_ms_p50": 30.0, "latency_ms_p95": 856.0, "latency_ms_mean": 267.5,
    }  # fmt: skip


def test_a_report_without_the_one_figure_is_none() -> None:
    with pytest.raises(ValueError, match="final_pass_rate"):
        summary("sums", "all", PlanMode.DEEP, Given.TEXT, [], {})


def test_of_nothing_there_is_no_time_and_no_share() -> None:
    assert percentile([], 0.5) is None
    assert percent(0, 0) == 0.0


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "no JSON"), ("[1]", "no object"), ('{"a": 1}\n{"a":', "line 2: no JSON")],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BenchmarkError, match=said):
        rows_of(path)


def test_only_the_end_of_a_line_ends_a_row(tmp_path: Path) -> None:
    odd = {"query": "two days\u2028in Oslo\x85by train"}
    path = tmp_path / "odd.jsonl"
    path.write_text(f"{json.dumps(odd, ensure_ascii=False)}\r\n\n{{}}\n", "utf-8")

    assert rows_of(path) == [odd, {}]


def test_a_split_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text("{}", encoding="utf-8")

    with pytest.raises(BenchmarkError, match=r"no split 'train' .* there are: dev"):
        object_of(tmp_path / "train.json")
    with pytest.raises(BenchmarkError, match="no folder"):
        object_of(tmp_path / "nowhere" / "train.json")
