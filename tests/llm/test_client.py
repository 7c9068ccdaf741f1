"""AiClient: what is tried again, for how long, and what stands in the books."""

import asyncio

import pytest
from structlog.testing import capture_logs
from tenacity import wait_fixed

from core.kernel.errors import ModelError
from core.llm.client import AiClient
from core.llm.types import Message, Usage
from tests.support.models import (
    Books,
    ScriptedModel,
    SilentModel,
    a_call,
    a_client,
    a_model_error,
    an_answer,
)
from tests.support.virtual_time import now, run_at_once

_ALL_TYPES = sorted(ModelError.STATUS)


async def test_a_first_good_answer_is_the_only_attempt() -> None:
    model = ScriptedModel(an_answer('{"a": 1}', usage=Usage(7, 3), finish_reason="stop"))

    result = await a_client(model).complete(a_call())

    assert (result.text, result.usage, result.finish_reason) == ('{"a": 1}', Usage(7, 3), "stop")
    assert result.attempts == len(model.calls) == 1
    assert result.latency_ms > 0


@pytest.mark.parametrize("error_type", sorted(ModelError.RETRYABLE))
async def test_what_may_pass_is_tried_again(error_type: str) -> None:
    model = ScriptedModel(a_model_error(error_type), a_model_error(error_type), "{}")

    result = await a_client(model).complete(a_call())

    assert result.attempts == 3


@pytest.mark.parametrize("error_type", sorted(set(_ALL_TYPES) - ModelError.RETRYABLE))
async def test_what_will_not_pass_is_not_tried_again(error_type: str) -> None:
    model = ScriptedModel(a_model_error(error_type), "{}")

    with pytest.raises(ModelError) as caught:
        await a_client(model).complete(a_call())

    assert caught.value.error_type == error_type
    assert len(model.calls) == 1


async def test_after_the_last_attempt_the_last_failure_is_told() -> None:
    model = ScriptedModel(a_model_error("rate_limited"), a_model_error("timeout"))

    with pytest.raises(ModelError) as caught:
        await a_client(model, max_attempts=2).complete(a_call())

    assert (caught.value.error_type, len(model.calls)) == ("timeout", 2)


async def test_a_bug_of_a_provider_is_no_failure_of_the_model_and_is_not_tried_again() -> None:
    books = Books()
    model = ScriptedModel(ZeroDivisionError("a bug"), "{}")

    with pytest.raises(ZeroDivisionError):
        await a_client(model, books).complete(a_call())

    assert books.outcomes == [(1, "unexpected")]


def test_retry_after_is_waited_for_instead_of_our_own_pause() -> None:
    model = ScriptedModel(a_model_error("rate_limited", retry_after_s=7.0), "{}")

    async def took() -> float:
        await a_client(model).complete(a_call())
        return now()

    assert run_at_once(took()) == pytest.approx(7.0)


@pytest.mark.parametrize(("told_s", "timeout_s"), [(3_600.0, 60.0), (20.5, 60.0), (4.0, 3.0)])
def test_a_moment_too_late_for_this_call_is_handed_on_and_nobody_waits(
    told_s: float, timeout_s: float
) -> None:
    model = ScriptedModel(a_model_error("rate_limited", retry_after_s=told_s))

    async def failure() -> tuple[ModelError, float]:
        with pytest.raises(ModelError) as caught:
            await a_client(model, timeout_s=timeout_s).complete(a_call())
        return caught.value, now()

    error, took_s = run_at_once(failure())
    assert (error.error_type, error.retry_after_s, took_s) == ("rate_limited", told_s, 0.0)
    assert len(model.calls) == 1


def test_without_retry_after_the_pauses_are_our_own() -> None:
    model = ScriptedModel(a_model_error(), a_model_error(), "{}")
    client = AiClient(model, Books(), timeout_s=60, max_attempts=3, wait=wait_fixed(2))

    async def took() -> float:
        await client.complete(a_call())
        return now()

    assert run_at_once(took()) == pytest.approx(4.0)


def test_all_attempts_share_one_deadline_and_no_pause_is_made_that_would_outlast_it() -> None:
    model = ScriptedModel(*[a_model_error("rate_limited")] * 10)
    client = AiClient(model, Books(), timeout_s=10, max_attempts=10, wait=wait_fixed(4))

    async def failure() -> tuple[ModelError, float]:
        with pytest.raises(ModelError) as caught:
            await client.complete(a_call())
        return caught.value, now()

    error, took_s = run_at_once(failure())
    assert (error.error_type, took_s) == ("rate_limited", pytest.approx(8.0))
    assert len(model.calls) == 3


def test_an_attempt_cut_off_by_the_deadline_stands_in_the_books_as_a_timeout() -> None:
    books = Books()

    async def failure() -> ModelError:
        with pytest.raises(ModelError) as caught:
            await a_client(SilentModel(), books, timeout_s=5).complete(a_call())
        return caught.value

    error = run_at_once(failure())
    assert (error.error_type, error.detail) == ("timeout", "No answer to planner.fast within 5 s")
    assert books.outcomes == [(1, "timeout")]
    assert books.records[0].usage == Usage(0, 0)


async def test_every_attempt_stands_in_the_books_with_its_number_and_outcome() -> None:
    books = Books()
    call = a_call()
    model = ScriptedModel(a_model_error("timeout"), a_model_error("rate_limited"), "{}")

    await a_client(model, books).complete(call)

    assert books.outcomes == [(1, "timeout"), (2, "rate_limited"), (3, None)]
    assert all(record.call is call and record.latency_ms > 0 for record in books.records)
    assert [record.usage for record in books.records] == [Usage(0, 0), Usage(0, 0), Usage(30, 12)]


async def test_a_call_nobody_waits_for_any_more_stands_in_the_books_as_cancelled() -> None:
    books, model = Books(), SilentModel()
    asking = asyncio.create_task(a_client(model, books).complete(a_call()))
    await model.asked.wait()

    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert books.outcomes == [(1, "cancelled")]
    assert model.left.is_set()


async def test_each_attempt_leaves_two_log_lines_and_neither_says_the_words() -> None:
    secret = "a surprise for Ada"
    call = a_call(messages=(Message("user", secret),))
    with capture_logs() as lines:
        await a_client(ScriptedModel(an_answer(secret))).complete(call)

    request, response = lines
    assert request | {"log_level": "info"} == {
        "event": "llm_request", "log_level": "info", "chars": len(secret), "attempt": 1,
        "prompt_key": "planner.fast", "prompt_version": "builtin-1",
        "provider": "scripted", "model": "scripted-1",
    }  # fmt: skip
    assert (response["event"], response["error_type"]) == ("llm_response", None)
    assert (response["prompt_tokens"], response["completion_tokens"]) == (30, 12)
    assert response["latency_ms"] >= 0
    assert secret not in str(lines)


async def test_a_failed_attempt_says_in_its_line_how_it_failed() -> None:
    with capture_logs() as lines, pytest.raises(ModelError):
        await a_client(ScriptedModel(a_model_error("provider_rejected"))).complete(a_call())

    assert [line.get("error_type") for line in lines] == [None, "provider_rejected"]


async def test_the_client_tells_which_provider_and_model_answer() -> None:
    client = a_client(ScriptedModel())

    assert (client.provider_name, client.model) == ("scripted", "scripted-1")
