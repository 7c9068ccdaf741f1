"""What an attempt says, keeps and counts, before anything of it is written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.joblogs.domain import MAX_LINES
from core.tasks.domain import Claim
from core.tasks.endings import Cost, Page, succeeding
from core.tasks.execution import MANY_LINES, MAX_WARNINGS, MOST_DETAIL, TaskExecution
from core.tasks.outcome import TaskLostError
from tests.support.runs import a_claimed_task

CLAIMED_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Book:
    """A ledger that writes when a test says so."""

    def __init__(self, *, lost: bool = False) -> None:
        self.noted: list[bool] = []
        self.pages: list[Page] = []
        self._lost = lost

    def note(self, execution: TaskExecution, *, urgent: bool) -> None:
        self.noted.append(urgent)

    async def keep(self, execution: TaskExecution) -> None:
        if self._lost:
            raise TaskLostError
        self.write(execution)

    def write(self, execution: TaskExecution) -> Page:
        page = execution.page()
        self.pages.append(page)
        execution.written(page)
        return page


class Stopwatch:
    """A monotonic clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def an_execution(
    book: Book | None = None, *, watch: Stopwatch | None = None, kept: dict[str, Any] | None = None
) -> TaskExecution:
    claim = Claim(a_claimed_task(), CLAIMED_AT, last_seq=1, remaining_s=None, steps=kept or {})
    return TaskExecution(claim, book or Book(), monotonic=watch or Stopwatch())


def events(page: Page) -> list[str]:
    return [line.event for line in page.lines]


def test_lines_are_numbered_and_timed_by_the_claim_and_what_has_passed_since() -> None:
    watch = Stopwatch()
    run = an_execution(watch=watch)

    run.log("plan.sketched")
    watch.seconds += 2.5
    run.log("plan.checks_failed", level="warning", checks="budget")

    first, second = run.page().lines
    assert (first.line_no, first.ts, first.level) == (1, CLAIMED_AT, "info")
    assert (second.line_no, second.ts) == (2, CLAIMED_AT + timedelta(seconds=2.5))
    assert (second.level, second.data) == ("warning", {"checks": "budget"})


def test_few_lines_may_wait_for_others_and_fifty_may_not() -> None:
    book = Book()
    run = an_execution(book)

    for _ in range(MANY_LINES):
        run.log("plan.sketched")

    assert book.noted == [False] * (MANY_LINES - 1) + [True]


def test_what_is_written_is_not_written_again_and_what_came_meanwhile_is_next() -> None:
    run = an_execution()
    run.log("plan.sketched")
    page = run.page()
    run.log("plan.checked")

    run.written(page)

    assert events(run.page()) == ["plan.checked"]


async def test_what_is_kept_is_recalled_by_this_attempt_and_the_next() -> None:
    book = Book()
    run = an_execution(book, kept={"day-1": {"stops": 3}})
    run.log("plan.day_done", day=2)

    await run.keep("day-2", {"stops": 4})

    assert (run.recall("day-1"), run.recall("day-2"), run.recall("day-3")) == (
        {"stops": 3}, {"stops": 4}, None,
    )  # fmt: skip
    [page] = book.pages
    assert (events(page), page.steps) == (["plan.day_done"], {"day-2": {"stops": 4}})


async def test_what_could_not_be_kept_is_not_recalled() -> None:
    run = an_execution(Book(lost=True))

    with pytest.raises(TaskLostError):
        await run.keep("day-1", {})

    assert run.recall("day-1") is None


@given(st.lists(st.tuples(st.integers(-5, 20), st.integers(-5, 20))))
def test_progress_never_goes_back_and_is_whole_only_at_the_end(
    told: list[tuple[int, int]],
) -> None:
    run = an_execution()
    percents = []
    for done, total in told:
        run.progress("planning_days", done, total)
        percents.append(run.page().progress)

    shown = [progress.percent for progress in percents if progress]
    assert shown == sorted(shown)
    assert all(0 <= percent < 100 for percent in shown)


def test_progress_and_cost_are_written_where_they_changed() -> None:
    book = Book()
    run = an_execution(book)
    run.progress("planning_days", 1, 4)
    run.count(model_calls=1, tokens=70)
    run.count(model_calls=2, tokens=30)

    first, second = book.write(run), book.write(run)

    assert first.progress is not None
    assert (first.progress.percent, first.progress.stage) == (25, "planning_days")
    assert first.cost == Cost(3, 100)
    assert (second.progress, second.cost) == (None, None)


def test_a_full_log_says_so_once_and_then_takes_warnings_only_and_not_for_ever() -> None:
    book = Book()
    run = an_execution(book)
    for _ in range(MAX_LINES + 10):
        run.log("plan.sketched")
    for _ in range(MAX_WARNINGS + 10):
        run.log("plan.checks_failed", level="warning", checks="budget")

    said = events(book.write(run))

    assert said[:MAX_LINES] == ["plan.sketched"] * MAX_LINES
    assert said[MAX_LINES:] == ["log.truncated"] + ["plan.checks_failed"] * MAX_WARNINGS


def test_detail_is_left_out_and_counted_while_many_lines_wait() -> None:
    book = Book()
    run = an_execution(book)
    for _ in range(MOST_DETAIL + 7):
        run.log("plan.sketched", level="debug")
    first = book.write(run)

    run.log("plan.checked")

    left_out, checked = book.write(run).lines
    assert len(first.lines) == MOST_DETAIL
    assert (left_out.event, left_out.data) == ("log.dropped", {"count": 7})
    assert checked.event == "plan.checked"


def test_an_end_comes_with_what_was_left_and_its_own_line_is_the_last() -> None:
    run = an_execution()
    run.log("plan.checked")
    run.close()
    run.log("plan.sketched")  # of a handler that does not stop

    page = run.page(succeeding({"plan": 1}))

    assert events(page) == ["plan.checked", "task.succeeded"]
    assert [line.line_no for line in page.lines] == [1, 2]
    assert page.ending is not None
    assert page.ending.result == {"plan": 1}


def test_lines_that_no_database_takes_are_counted_and_not_tried_again() -> None:
    run = an_execution()
    run.log("plan.sketched")
    run.log("plan.sketched")

    run.refused(run.page())
    run.log("plan.checked")

    assert [(line.event, line.data) for line in run.page().lines] == [
        ("log.dropped", {"count": 2}),
        ("plan.checked", {}),
    ]


async def test_a_handler_that_does_not_stop_keeps_nothing_after_the_end() -> None:
    book = Book()
    run = an_execution(book)
    run.close()

    with pytest.raises(TaskLostError):
        await run.keep("day-1", {})

    assert book.pages == []
