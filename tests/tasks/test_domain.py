"""The rules of a task's life."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import ModelError, NotFoundError, PlanInvalidError
from core.schemas.tasks import TaskStatus
from core.tasks.domain import TRANSITIONS, failure_of, is_final, payload_hash, sources_of

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

payloads = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    ),
)


def test_nothing_follows_an_end() -> None:
    ends = {status for status in TaskStatus if is_final(status)}

    assert ends == {TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED}


def test_only_a_waiting_task_may_run_and_only_a_running_one_may_succeed() -> None:
    assert sources_of(TaskStatus.RUNNING) == [TaskStatus.QUEUED, TaskStatus.RETRYING]
    assert sources_of(TaskStatus.SUCCEEDED) == [TaskStatus.RUNNING]
    assert set(TRANSITIONS) == set(TaskStatus)


@given(payloads)
def test_the_order_of_keys_does_not_make_another_request(payload: dict[str, Any]) -> None:
    turned = dict(reversed(payload.items()))

    assert payload_hash("plan", payload) == payload_hash("plan", turned)


def test_the_unicode_composition_does_not_make_another_request() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Zürich") for form in ("NFC", "NFD"))

    assert payload_hash("plan", {"city": composed}) == payload_hash("plan", {"city": decomposed})


@pytest.mark.parametrize(
    "other", [{"days": 3, "city": "xian"}, {"days": "2", "city": "xian"}, {"days": 2}]
)
def test_another_value_type_or_field_makes_another_request(other: dict[str, Any]) -> None:
    assert payload_hash("plan", other) != payload_hash("plan", {"days": 2, "city": "xian"})


def test_the_kind_belongs_to_the_fingerprint() -> None:
    assert payload_hash("plan", {}) != payload_hash("report", {})


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
