"""The provider and a model server that others wrote and hold against the real ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.kernel.errors import ModelError
from core.llm.client import AiClient
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider
from core.llm.structured import parse_object
from core.llm.types import ChatCall, ChatResult, Delta, Message
from tests.support.models import Books, a_call, a_client, a_provider

pytestmark = pytest.mark.conformance

_SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}


def asked(words: str, **changes: Any) -> ChatCall:
    """Return a question in words that the server knows."""
    return a_call(**({"messages": (Message("user", words),), "response": "text"} | changes))


@asynccontextmanager
async def provider_at(base_url: str, **changes: Any) -> AsyncIterator[OpenAiCompatibleProvider]:
    """Give a provider that is patient with a server on a busy machine."""
    patient = {"first_token_s": 20.0, "inter_token_s": 20.0, "timeout_s": 30.0}
    provider = a_provider(base_url, **(patient | changes))
    try:
        yield provider
    finally:
        await provider.aclose()


async def heard(client: AiClient, call: ChatCall) -> tuple[list[str], ChatResult]:
    """Return the pieces and the end of a streamed answer."""
    *deltas, result = [each async for each in client.stream(call)]
    assert isinstance(result, ChatResult)
    return [delta.text for delta in deltas if isinstance(delta, Delta)], result


async def test_a_question_is_answered_with_its_tokens(aimock: str) -> None:
    async with provider_at(aimock) as provider:
        result = await a_client(provider).complete(asked("Plan a day in Paris"))

    assert result.text == "Walk along the Seine, and have lunch in the Marais."
    assert (result.finish_reason, result.attempts) == ("stop", 1)


async def test_a_streamed_answer_comes_in_pieces_that_are_the_whole_with_its_tokens(
    aimock: str,
) -> None:
    async with provider_at(aimock) as provider:
        pieces, result = await heard(a_client(provider), asked("Plan a day in Paris"))

    assert len(pieces) > 1
    assert "".join(pieces) == result.text
    assert result.text == "Walk along the Seine, and have lunch in the Marais."
    assert result.usage.completion_tokens > 0


@pytest.mark.parametrize(
    ("structured", "title"),
    [("json_object", "三天广州"), ("json_schema", "held"), ("tool", "called")],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_an_object_comes_in_each_way_a_server_can_be_brought_to(
    aimock: str, structured: str, title: str, streamed: bool
) -> None:
    call = asked("Answer as an object", response="object", schema=_SCHEMA)
    async with provider_at(aimock, structured=structured) as provider:
        client = a_client(provider)
        result = (await heard(client, call))[1] if streamed else await client.complete(call)

    assert parse_object(result.text, result.finish_reason) == {"title": title}


async def test_a_busy_server_is_asked_again_when_it_says(aimock: str) -> None:
    books = Books()
    async with provider_at(aimock) as provider:
        result = await a_client(provider, books).complete(asked("Are you busy?"))

    assert (result.text, result.attempts) == ("Now I have time.", 2)
    assert books.outcomes == [(1, "rate_limited"), (2, None)]
    assert result.latency_ms >= 1000


async def failure_of(client: AiClient, call: ChatCall) -> tuple[list[str], ModelError]:
    """Return what was said before a stream failed, and how it failed."""
    said: list[str] = []
    try:
        async for each in client.stream(call):
            assert isinstance(each, Delta)
            said.append(each.text)
    except ModelError as error:
        return said, error
    raise AssertionError("it did not fail")


async def test_an_answer_cut_off_is_a_failure_after_what_was_said(aimock: str) -> None:
    async with provider_at(aimock) as provider:
        said, error = await failure_of(a_client(provider), asked("Will you cut me off?"))

    assert "".join(said)
    assert "This sentence will never come to the end it was written for.".startswith("".join(said))
    assert error.error_type == "provider_unavailable"


@pytest.mark.parametrize(("patience_s", "answers"), [(20.0, True), (0.2, False)])
async def test_a_slow_first_word_is_waited_for_so_long_and_no_longer(
    aimock: str, patience_s: float, answers: bool
) -> None:
    async with provider_at(aimock, first_token_s=patience_s) as provider:
        client = a_client(provider, max_attempts=1)
        call = asked("Why so slow?")
        if answers:
            _, result = await heard(client, call)
            assert result.text == "It took me a while."
        else:
            assert (await failure_of(client, call))[1].error_type == "timeout"


async def test_a_silence_between_two_words_ends_the_answer(aimock: str) -> None:
    async with provider_at(aimock, inter_token_s=0.2) as provider:
        _, error = await failure_of(a_client(provider), asked("Tell me the endless story"))

    assert error.error_type == "timeout"


async def test_what_the_server_does_not_know_is_refused_and_not_asked_again(aimock: str) -> None:
    books = Books()
    async with provider_at(aimock) as provider:
        with pytest.raises(ModelError) as caught:
            await a_client(provider, books).complete(asked("Something else"))

    assert caught.value.error_type == "provider_rejected"
    assert len(books.outcomes) == 1


async def test_the_server_tells_which_models_it_has(aimock: str) -> None:
    async with provider_at(aimock, model="no-such-model") as provider:
        probe = await provider.probe()

    assert (probe.status, probe.lists_model) == (200, False)
