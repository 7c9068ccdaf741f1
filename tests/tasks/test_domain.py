"""The rules of a task's life."""

from core.kernel.errors import ModelError, NotFoundError, PlanInvalidError
from core.schemas.tasks import TaskStatus
from core.tasks.domain import TRANSITIONS, failure_of, is_final, sources_of

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_nothing_follows_an_end() -> None:
    ends = {status for status in TaskStatus if is_final(status)}

    assert ends == {TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED}


def test_only_a_waiting_task_may_run_and_only_a_running_one_may_succeed() -> None:
    assert sources_of(TaskStatus.RUNNING) == [TaskStatus.QUEUED, TaskStatus.RETRYING]
    assert sources_of(TaskStatus.SUCCEEDED) == [TaskStatus.RUNNING]
    assert set(TRANSITIONS) == set(TaskStatus)


def test_a_failure_keeps_the_code_and_the_sentence_of_an_error_we_know() -> None:
    assert failure_of(NotFoundError("There is no city 'atlantis'"), _TRACE) == {
        "code": 1003,
        "error_type": "not_found",
        "detail": "There is no city 'atlantis'",
        "trace_id": _TRACE,
    }


def test_a_failed_model_call_says_how_it_failed() -> None:
    failure = failure_of(ModelError("No answer within 60 s", error_type="timeout"), _TRACE)

    assert (failure["code"], failure["error_type"]) == (3001, "timeout")


def test_an_error_nobody_expected_tells_nothing_of_itself() -> None:
    failure = failure_of(ValueError("password is hunter2"), _TRACE)

    assert (failure["code"], failure["error_type"]) == (5000, "unexpected")
    assert "hunter2" not in str(failure)


def test_a_failure_keeps_what_it_says_of_itself() -> None:
    failed = PlanInvalidError("Deep planning gave up", data={"checks": [{"code": "budget"}]})

    assert failure_of(failed, _TRACE)["checks"] == [{"code": "budget"}]
