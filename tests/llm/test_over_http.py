"""The whole way to a model and back, over a socket of this machine."""

from typing import Any

from core.kernel.context import bound_context
from core.kernel.ids import trace_id_of
from core.llm.structured import parse_object
from core.llm.types import Usage
from tests.support.model_server import Reply, completion_of, model_server
from tests.support.models import Books, a_call, a_client, a_provider, an_answer

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_busy_server_is_asked_again_and_its_answer_read() -> None:
    replies: list[Reply] = [
        (429, {"Retry-After": "0"}, {"error": {"message": "slow down"}}),
        (200, {}, completion_of(an_answer('```json\n{"title": "三天广州"}\n```'))),
    ]

    async def answer(_body: dict[str, Any]) -> Reply:
        return replies.pop(0)

    books = Books()
    async with model_server(answer) as server:
        provider = a_provider(server.base_url, api_key="sk-secret")
        with bound_context(_TRACE_ID):
            result = await a_client(provider, books).complete(a_call())
        await provider.aclose()

    assert parse_object(result.text, result.finish_reason) == {"title": "三天广州"}
    assert (result.attempts, result.usage) == (2, Usage(30, 12))
    assert books.outcomes == [(1, "rate_limited"), (2, None)]
    assert [headers["authorization"] for headers in server.headers] == ["bearer sk-secret"] * 2
    spans = [headers["traceparent"] for headers in server.headers]
    assert [trace_id_of(span) for span in spans] == [_TRACE_ID] * 2
    assert len(set(spans)) == 2
    assert server.bodies[0]["messages"][1] == {"role": "user", "content": "A day in Paris, please."}
