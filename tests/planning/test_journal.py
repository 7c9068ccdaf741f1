"""The record of a run: steps with their times and outcomes, told as they happen."""

import asyncio

import pytest

from core.kernel.errors import PlanInvalidError
from core.llm.types import ChatCall, ChatResult, Usage
from core.planning.journal import Journal
from core.schemas.plans import PlanDayCard, ToolTrace


def a_journal() -> tuple[Journal, list[ToolTrace]]:
    """Return a journal and what its watcher is told."""
    told: list[ToolTrace] = []

    def emit(_event: str, data: ToolTrace | PlanDayCard) -> None:
        assert isinstance(data, ToolTrace)
        told.append(data)

    return Journal(emit=emit), told


def test_a_step_is_a_trace_with_what_its_body_said() -> None:
    journal, told = a_journal()

    with journal.step("planner_fast", day_index=1) as detail:
        assert told == []
        detail["found"] = 3

    (trace,) = journal.traces
    assert told == [trace]
    assert (trace.name, trace.status, trace.detail) == (
        "planner_fast", "ok", {"day_index": 1, "found": 3}
    )  # fmt: skip
    assert trace.latency_ms >= 0


def test_a_step_may_say_that_it_failed() -> None:
    journal, _ = a_journal()

    with journal.step("plan_validate") as detail:
        detail["failed"] = True

    assert (journal.traces[0].status, journal.traces[0].detail) == ("failed", {})


@pytest.mark.parametrize(
    ("error", "detail"),
    [(PlanInvalidError("no"), {"error_code": 3002}), (ZeroDivisionError("a bug"), {}),
     (asyncio.CancelledError(), {})],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_step_that_breaks_is_a_failed_trace_and_the_failure_goes_on(
    error: BaseException, detail: dict[str, int]
) -> None:
    journal, told = a_journal()

    with pytest.raises(type(error)), journal.step("planner_fast"):
        raise error

    assert [(trace.status, trace.detail) for trace in told] == [("failed", detail)]


def test_a_step_within_a_step_is_told_first() -> None:
    journal, told = a_journal()

    with journal.step("outer"), journal.step("inner"):
        pass

    assert [trace.name for trace in told] == ["inner", "outer"]


def test_answers_are_counted_with_their_attempts_and_tokens() -> None:
    journal, _ = a_journal()

    for attempts, version in ((1, "v1"), (3, "v2")):
        call = ChatCall("planner.deep_day", version, ())
        answer = ChatResult("{}", Usage(30, 12), "stop", attempts, 5.0, f"server-{attempts}", "m")
        journal.count(call, answer)

    assert (journal.model_calls, journal.retries) == (4, 2)
    assert (journal.prompt_tokens, journal.completion_tokens) == (60, 24)
    assert journal.answered_by == ("server-3", "m")
    assert journal.prompt_versions == {"planner.deep_day": ["v1", "v2"]}
    assert journal.latency_ms() >= 0
