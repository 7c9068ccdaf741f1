"""The judge of the long driver: each promise can be broken, and then it says so."""

import pytest

from tests.chaos.faults import PER_MINUTE, plan_faults
from tests.chaos.verdict import Watched, extra_percent, invariants, unbroken

GOOD = {
    "accepted": 3,
    "by_status": {"succeeded": 3},
    "lost": 0,
    "stuck": 0,
    "wrong_effects": 0,
    "broken_logs": 0,
    "wrong_attempts": 0,
    "most_active_of_a_user": 2,
    "watched": 1,
    "watchers_misled": 0,
    "streams_left": 0,
    "attempts": 4,
    "model_calls_needed": 12,
    "model_calls_made": 13,
    "extra_calls_percent": 8.3,
    "works_lost": 0,
    "frozen_left": 0,
    "most_memory_mb": 150,
}


def broken(**changes: object) -> list[str]:
    """Return the first word of every promise that figures with these changes break."""
    verdict = invariants({**GOOD, **changes}, limit=2)
    return [name.split()[0] for name, held in verdict.items() if not held]


def test_a_run_in_which_all_went_well_keeps_every_promise() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"lost": 1}, "I1"),
        ({"stuck": 1}, "I1"),
        ({"by_status": {"succeeded": 2, "failed": 1}}, "I1"),
        ({"accepted": 0, "by_status": {}}, "I1"),
        ({"wrong_effects": 1}, "I2"),
        ({"broken_logs": 1}, "I3"),
        ({"watchers_misled": 1}, "I3"),
        ({"watched": 0}, "I3"),
        ({"most_active_of_a_user": 3}, "I4"),
        ({"wrong_attempts": 1}, "I5"),
        ({"streams_left": 1}, "I6"),
        ({"model_calls_made": 14}, "an"),
        ({"frozen_left": 1}, "I7"),
        ({"most_memory_mb": 400}, "I8"),
        ({"accepted": 400, "by_status": {"succeeded": 400}, "attempts": 401}, "model"),
    ],
)
def test_one_wrong_figure_breaks_its_promise(changes: dict[str, object], promise: str) -> None:
    assert broken(**changes) == [promise]


def test_work_that_was_lost_may_have_cut_off_one_call_each() -> None:
    assert broken(model_calls_made=14, works_lost=1) == []
    assert broken(model_calls_made=15, works_lost=1) == ["an"]


@pytest.mark.parametrize(
    ("seqs", "ends", "good"),
    [
        ([1, 2, 3], 1, True),
        ([1, 3], 1, False),
        ([1, 2, 2, 3], 1, False),
        ([2, 1], 1, False),
        ([1, 2], 0, False),
        ([1, 2], 2, False),
    ],
)
def test_a_watcher_must_see_each_line_once_in_order_and_one_end(
    seqs: list[int], ends: int, good: bool
) -> None:
    assert unbroken(Watched("t", seqs, ends)) is good


def test_no_answer_kept_is_no_proof_of_few_calls() -> None:
    assert extra_percent(made=0, needed=0) == float("inf")
    assert extra_percent(made=102, needed=100) == 2.0


def test_the_seed_decides_the_faults_and_none_is_left_out() -> None:
    faults = plan_faults(7, 60)

    assert faults == plan_faults(7, 60) != plan_faults(8, 60)
    assert {fault.name for fault in plan_faults(1, 5)} == set(PER_MINUTE)
    assert all(0 < fault.at_s < 60 for fault in faults)
