"""What the benchmark of tasks makes of its samples: `make bench-tasks`."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench.machine import CpuTimes, tree_cpu_s
from tests.bench.samples import per_second, quantile
from tests.bench.tasks.figures import Promise, Round, exit_code, report, spread
from tests.bench.tasks.marks import count_marks, marking, read_marks

_SOONER = Promise("ours", "start_p50_ms", "arq", at_most=0.1)
_QUICK = Promise("ours", "submit_p95_ms", at_most=50.0)


def a_round(
    *,
    start_ms: float = 20.0,
    submit_ms: float = 40.0,
    foreign_share: float = 0.0,
    steal_share: float = 0.0,
) -> Round:
    """Return a round in which bare arq starts after 250 ms."""
    ours = {"start_p50_ms": start_ms, "submit_p95_ms": submit_ms}
    arq = {"start_p50_ms": 250.0, "submit_p95_ms": 5.0}
    return Round({"ours": ours, "arq": arq}, 0.5, foreign_share, steal_share)


@pytest.mark.parametrize(
    ("samples", "q", "expected"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
        ([7.0], 0.95, 7.0),
        ([1.0, 2.0], 0.0, 1.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_quantile_is_the_smallest_sample_that_so_many_do_not_exceed(
    samples: Sequence[float], q: float, expected: float
) -> None:
    assert quantile(samples, q) == expected


def test_a_rate_counts_the_steps_between_the_first_and_the_last_moment() -> None:
    assert per_second([2_500_000_000, 500_000_000, 1_000_000_000]) == 1.0


def test_rounds_are_told_by_their_median_their_bounds_and_one_by_one() -> None:
    assert spread([3.0, 1.00004, 10.0]) == {
        "median": 3.0,
        "low": 1.0,
        "high": 10.0,
        "rounds": [3.0, 1.0, 10.0],
    }


def test_where_every_promise_holds_the_command_ends_well() -> None:
    told = report([a_round()], [_SOONER, _QUICK])

    assert told["broken"] == []
    assert exit_code(told) == 0
    assert told["promises"]["start_p50_ms_over_arq"] == {
        "at_most": 0.1,
        "median": 0.08,
        "low": 0.08,
        "high": 0.08,
        "rounds": [0.08],
        "holds": True,
    }


@pytest.mark.parametrize(
    ("turn", "broken"),
    [
        (a_round(start_ms=25.1), "start_p50_ms_over_arq"),
        (a_round(submit_ms=50.1), "submit_p95_ms"),
        (a_round(submit_ms=float("nan")), "submit_p95_ms"),
    ],
)
def test_one_broken_promise_is_named_and_ends_the_command_with_1(turn: Round, broken: str) -> None:
    told = report([turn], [_SOONER, _QUICK])

    assert told["broken"] == [broken]
    assert exit_code(told) == 1


def test_a_ratio_may_have_to_be_large() -> None:
    slower = Promise("arq", "start_p50_ms", "ours", at_least=12.5)

    assert report([a_round(start_ms=20.0)], [slower])["broken"] == []
    assert report([a_round(start_ms=20.1)], [slower])["broken"] == ["start_p50_ms_over_ours"]


def test_a_promise_is_judged_by_the_median_of_all_rounds() -> None:
    one_bad = [a_round(), a_round(start_ms=200.0), a_round()]
    two_bad = [a_round(), a_round(start_ms=200.0), a_round(start_ms=200.0)]

    assert report(one_bad, [_SOONER])["broken"] == []
    assert report(two_bad, [_SOONER])["broken"] == ["start_p50_ms_over_arq"]


@pytest.mark.parametrize("noise", [{"foreign_share": 0.11}, {"steal_share": 0.021}])
def test_a_noisy_round_is_named_and_still_counts(noise: dict[str, float]) -> None:
    told = report([a_round(), a_round(start_ms=30.0, **noise)], [_SOONER])

    assert told["noisy_rounds"] == [2]
    assert told["systems"]["ours"]["start_p50_ms"]["rounds"] == [20.0, 30.0]


def test_what_others_took_of_the_machine_leaves_out_what_is_ours_idle_or_stolen() -> None:
    passed = CpuTimes(110.0, 50.0, 2.0, 36.0) - CpuTimes(10.0, 10.0, 0.0, 6.0)

    assert passed.foreign_share == pytest.approx(0.28)
    assert passed.steal_share == pytest.approx(0.02)


def test_what_a_collected_child_has_used_counts_for_its_parent() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    child = [sys.executable, "-c", burn]
    parent = f"import subprocess; subprocess.run({child!r}); print(flush=True); input()"

    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used_s = tree_cpu_s(process.pid)
        process.communicate(b"\n")

    assert 0.3 <= used_s < 5


def test_marks_come_back_as_they_were_made(tmp_path: Path) -> None:
    path = tmp_path / "marks"
    assert count_marks(path) == 0
    mark = marking(path)

    mark(7)
    mark(3)

    first, second = read_marks(path)
    assert count_marks(path) == 2
    assert (first.number, second.number) == (7, 3)
    assert first.at_ns <= second.at_ns
    assert first.cpu_ns <= second.cpu_ns
