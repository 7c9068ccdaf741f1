"""Which failures are tried again, and when."""

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from core.kernel.errors import (
    AppError,
    DependencyDownError,
    InvalidRequestError,
    ModelError,
    PlanInvalidError,
    QueueUnavailableError,
)
from core.tasks.retrying import may_pass, pause_of_lost_s, pause_s


def _sql(kind: type[OperationalError] | type[IntegrityError]) -> Exception:
    return kind("select 1", {}, Exception("away"))


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (DependencyDownError(), True),
        (QueueUnavailableError(), True),
        (ModelError("late", error_type="timeout"), True),
        (ModelError("busy", error_type="rate_limited"), True),
        (ModelError("away", error_type="provider_unavailable"), True),
        (_sql(OperationalError), True),
        (ModelError("no key", error_type="provider_rejected"), False),
        (ModelError("no JSON", error_type="invalid_output"), False),
        (InvalidRequestError("no such city"), False),
        (PlanInvalidError(), False),
        (AppError("a bug"), False),
        (ValueError("a bug"), False),
        (TimeoutError("a bug"), False),
        (_sql(IntegrityError), False),
    ],
)
def test_what_may_pass_by_itself_is_tried_again_and_a_bug_is_not(
    error: BaseException, again: bool
) -> None:
    assert may_pass(error) is again


def test_the_pause_is_drawn_from_a_range_that_doubles_up_to_five_minutes() -> None:
    error = DependencyDownError()
    longest = [pause_s(failures, error, lambda _, most: most) for failures in range(8)]
    shortest = [pause_s(failures, error, lambda least, _: least) for failures in range(8)]

    assert longest == [5, 10, 20, 40, 80, 160, 300, 300]
    assert shortest == [0] * 8


def test_ever_so_many_failures_do_not_make_the_pause_longer() -> None:
    assert pause_s(100_000, DependencyDownError(), lambda _, most: most) == 300


@pytest.mark.parametrize(("told", "waited"), [(30.0, 30.0), (2.0, 5.0), (1e9, 3600.0), (None, 5.0)])
def test_who_names_a_moment_is_not_asked_before_it(told: float | None, waited: float) -> None:
    error = ModelError("busy", error_type="rate_limited", retry_after_s=told)

    assert pause_s(0, error, lambda _, most: most) == waited


def test_what_was_lost_once_goes_on_at_once_and_what_is_lost_again_at_a_moment_of_its_own() -> None:
    longest = [pause_of_lost_s(crashes, 30.0, lambda _, most: most) for crashes in range(5)]
    shortest = [pause_of_lost_s(crashes, 30.0, lambda least, _: least) for crashes in range(5)]

    assert longest == [0, 60, 120, 240, 480]
    assert shortest == [0] * 5
