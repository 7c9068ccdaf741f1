"""The provider for servers that speak the OpenAI protocol: what it sends, and how it fails."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from core.kernel.context import bound_context
from core.kernel.errors import ModelError
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider
from core.llm.types import Message, ProviderAnswer, Usage
from tests.support.models import a_call, an_endpoint
from tests.support.peers import closed_port, mute_port

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
Answer = Callable[[httpx.Request], httpx.Response]


def a_completion(**changes: Any) -> dict[str, Any]:
    """Return the body of a chat completion."""
    return {
        "choices": [{"message": {"role": "assistant", "content": "{}"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42},
    } | changes


def a_choice(**changes: Any) -> dict[str, Any]:
    """Return a completion whose only choice has these changes."""
    choice = {"message": {"content": "{}"}, "finish_reason": "stop"}
    return a_completion(choices=[choice | changes])


def a_provider(answer: Answer | None = None, **changes: Any) -> OpenAiCompatibleProvider:
    """Return a provider whose server is a function of this test."""
    values: dict[str, Any] = {"base_url": "http://models.test/v1", "api_key": "sk-secret"}
    return OpenAiCompatibleProvider(
        an_endpoint(**(values | changes)),
        allowed_hosts=frozenset({"models.test", "127.0.0.1"}),
        transport=httpx.MockTransport(answer) if answer else None,
    )


async def ask(answer: Answer, **changes: Any) -> ProviderAnswer:
    """Return what a provider makes of one answer of its server."""
    provider = a_provider(answer, **changes)
    try:
        return await provider.complete(a_call())
    finally:
        await provider.aclose()


async def failure_of(answer: Answer, **changes: Any) -> ModelError:
    """Return how a provider fails at one answer of its server."""
    with pytest.raises(ModelError) as caught:
        await ask(answer, **changes)
    return caught.value


def says(body: Any, status: int = 200, **headers: str) -> Answer:
    """Return a server that says this to everybody."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _request: httpx.Response(status, content=content, headers=headers)


def raises(error: Exception) -> Answer:
    """Return a server that cannot be talked to."""

    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return answer


async def test_the_question_goes_out_as_a_chat_completion_with_the_key_as_bearer() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=a_completion())

    provider = a_provider(answer)
    await provider.complete(
        a_call(
            messages=(Message("system", "Plan."), Message("user", "三天广州")),
            seed=7,
            temperature=0.5,
            max_tokens=900,
        )
    )
    await provider.aclose()

    (request,) = seen
    assert (request.method, str(request.url)) == (
        "POST",
        "http://models.test/v1/chat/completions",
    )
    assert request.headers["Authorization"] == "Bearer sk-secret"
    assert json.loads(request.content) == {
        "model": "qwen3",
        "messages": [
            {"role": "system", "content": "Plan."},
            {"role": "user", "content": "三天广州"},
        ],
        "seed": 7,
        "temperature": 0.5,
        "max_tokens": 900,
        "response_format": {"type": "json_object"},
    }


async def test_without_a_key_none_is_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "Authorization" not in request.headers
        return httpx.Response(200, json=a_completion())

    assert await ask(answer, api_key=None)


async def test_the_trace_goes_along_with_a_span_of_its_own() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        version, trace_id, span, _flags = request.headers["traceparent"].split("-")
        assert (version, trace_id, len(span)) == ("00", _TRACE_ID, 16)
        return httpx.Response(200, json=a_completion())

    with bound_context(_TRACE_ID):
        assert await ask(answer)


@pytest.mark.parametrize("base_url", ["http://models.test/v1", "http://models.test/v1/"])
async def test_a_slash_at_the_end_of_the_address_makes_no_difference(base_url: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/chat/completions"
        return httpx.Response(200, json=a_completion())

    assert await ask(answer, base_url=base_url)


async def test_text_tokens_and_the_reason_it_ended_come_back() -> None:
    answer = await ask(says(a_choice(message={"content": ' {"a": 1}'}, finish_reason="length")))

    assert answer == ProviderAnswer(' {"a": 1}', Usage(30, 12), "length")


@pytest.mark.parametrize(
    "usage",
    [None, {}, [], 7, "many", {"prompt_tokens": None}, {"prompt_tokens": "30"},
     {"prompt_tokens": -1, "completion_tokens": 10**12}, {"prompt_tokens": 1.5}],
    ids=str,
)  # fmt: skip
async def test_tokens_a_server_does_not_count_as_we_do_are_none(usage: Any) -> None:
    answer = await ask(says(a_completion(usage=usage)))

    assert answer.usage == Usage(0, 0)


async def test_an_answer_without_a_finish_reason_is_taken_as_whole() -> None:
    assert (await ask(says(a_choice(finish_reason=None)))).finish_reason == "stop"


@pytest.mark.parametrize(
    ("status", "error_type"),
    [(300, "provider_rejected"), (302, "provider_rejected"), (400, "provider_rejected"),
     (401, "provider_rejected"), (404, "provider_rejected"), (408, "provider_unavailable"),
     (409, "provider_unavailable"), (422, "provider_rejected"), (429, "rate_limited"),
     (500, "provider_unavailable"), (503, "provider_unavailable"), (529, "provider_unavailable")],
)  # fmt: skip
async def test_each_status_is_a_kind_of_failure(status: int, error_type: str) -> None:
    error = await failure_of(says({"error": {"message": "sk-secret is not valid"}}, status))

    assert error.error_type == error_type
    assert error.detail == f"The model server answered {status}"


async def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"Location": "http://elsewhere.test/"})

    assert (await failure_of(answer)).error_type == "provider_rejected"
    assert seen == ["models.test"]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("0", 0.0), ("-3", 0.0), ("", None), ("inf", None), ("nan", None),
     ("1e999", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)  # fmt: skip
async def test_retry_after_is_kept_where_it_is_a_number_of_seconds(
    header: str, seconds: float | None
) -> None:
    error = await failure_of(says({}, 429, **{"Retry-After": header}))

    assert error.retry_after_s == seconds


@pytest.mark.parametrize(
    ("error", "error_type"),
    [(httpx.ConnectTimeout("x"), "timeout"), (httpx.ReadTimeout("x"), "timeout"),
     (httpx.WriteTimeout("x"), "timeout"), (httpx.PoolTimeout("x"), "timeout"),
     (httpx.ConnectError("x"), "provider_unavailable"),
     (httpx.ReadError("x"), "provider_unavailable"),
     (httpx.RemoteProtocolError("x"), "provider_unavailable"),
     (httpx.DecodingError("x"), "provider_unavailable")],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
async def test_each_way_a_connection_breaks_is_a_kind_of_failure(
    error: Exception, error_type: str
) -> None:
    assert (await failure_of(raises(error))).error_type == error_type


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"null", b"[]", b"1", b"\xff", b"[" * 100_000, {}, {"choices": []},
     {"choices": [{}]}, {"choices": [{"message": None}]}, {"choices": {"0": 1}},
     {"error": "overloaded"}],
    ids=lambda body: str(body)[:20],
)  # fmt: skip
async def test_what_is_no_chat_completion_is_refused(body: Any) -> None:
    error = await failure_of(says(body))

    assert error.error_type == "invalid_output"
    assert error.detail == "The model server's answer is not a chat completion"


@pytest.mark.parametrize("content", [None, "", "  \n", [], {"text": "{}"}, 7], ids=str)
async def test_an_answer_without_words_is_refused(content: Any) -> None:
    error = await failure_of(says(a_choice(message={"content": content})))

    assert (error.error_type, error.detail) == ("invalid_output", "The model answered nothing")


async def test_an_answer_that_does_not_end_is_dropped_at_four_million_bytes() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 100_000
            yield b" " * 100_000

    error = await failure_of(lambda _request: httpx.Response(200, content=endless()))

    assert error.error_type == "invalid_output"
    assert error.detail == "The model server's answer is too large"
    assert sent == 4_100_000


async def test_a_port_where_nobody_listens_is_a_provider_that_is_unavailable() -> None:
    with closed_port() as port:
        provider = a_provider(base_url=f"http://127.0.0.1:{port}/v1")
        with pytest.raises(ModelError) as caught:
            await provider.complete(a_call())
        await provider.aclose()

    assert caught.value.error_type == "provider_unavailable"


async def test_a_server_that_says_nothing_is_given_up_after_the_timeout() -> None:
    with mute_port() as port:
        provider = a_provider(base_url=f"http://127.0.0.1:{port}/v1", timeout_s=0.05)
        with pytest.raises(ModelError) as caught:
            await provider.complete(a_call())
        await provider.aclose()

    assert caught.value.error_type == "timeout"
