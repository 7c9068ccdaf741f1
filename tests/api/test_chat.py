"""Questions over HTTP: the shape of 004, streams that can be left and come back to, refusals."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import event

from core.bootstrap import Container
from core.kernel.clock import utc_now
from core.llm.chain import Link
from core.schemas.chat import AgentReply, ChatReply, DemoReply
from tests.support.http import Caller, problem_of
from tests.support.memories import a_turn
from tests.support.models import ScriptedModel, a_model_error
from tests.support.trips import Traveller

CHAT = "/api/ai/chat"
_TABLES_OF_TRIPS = ("trips", "day_cards", "sub_trips")


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    name: str
    id: str
    data: dict[str, Any]


def events_of(response: httpx.Response) -> list[Event]:
    """Return the events of a whole stream; comments are none."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("text/event-stream")
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            found.append(Event(fields["event"], fields["id"], json.loads(fields["data"])))
    return found


@contextmanager
def statements(container: Container) -> Iterator[list[str]]:
    """Collect every statement that goes to the database."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = container.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def answered_by(container: Container, *script: Any) -> ScriptedModel:
    """Have this model asked from now on."""
    model = ScriptedModel(*script)
    container.ai._orders = [[Link(model)]]
    return model


@pytest.mark.usefixtures("catalog_seeded")
async def test_an_answer_has_the_shape_that_clients_were_promised(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    traveller = Traveller(client, user)
    tomorrow = utc_now().astimezone(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=1)
    trip = await traveller.make_trip(start_date=tomorrow.isoformat(), day_count=2)
    await traveller.add(trip, 0, "广州塔", start_time="10:00", end_time="12:00")
    said = "这次行程明天希望节奏轻松一点"
    await container.memory.remember(
        await a_turn(container.transaction, user.id, said, trip_id=trip["id"])
    )
    body = {
        "user_id": user.id, "trip_id": trip["id"], "session_id": None,
        "query": "我明天的行程是什么？", "use_memory": True, "top_k_memory": 5,
        "return_memory": True, "return_tool_traces": True,
    }  # fmt: skip

    response = await client.post(CHAT, json=body, headers=user.headers)
    data = response.json()["data"]

    assert (response.status_code, response.json()["code"], response.json()["msg"]) == (200, 0, "ok")
    assert ChatReply.model_validate(data).intent == "trip_query"
    assert "广州塔" in data["answer"]
    memory = data["used_memory"][0]
    assert memory.keys() == {"id", "text", "score", "metadata"}
    assert (memory["metadata"]["level"], memory["metadata"]["trip_id"]) == ("trip", trip["id"])
    assert said in memory["text"]
    traces = {trace["node"]: trace for trace in data["tool_traces"]}
    assert traces["trip_query"].keys() == {"node", "status", "latency_ms", "extra"}
    assert traces["trip_query"]["status"] == "ok"
    assert traces["trip_query"]["extra"]["queried_day"] == tomorrow.isoformat()
    meta = data["ai_meta"]
    assert meta.keys() >= {"provider", "model", "latency_ms", "usage_tokens", "trace_id"}
    assert meta["trace_id"] == response.headers["X-Trace-Id"]
    assert all(message.keys() == {"role", "content", "created_at"} for message in data["messages"])
    assert [message["role"] for message in data["messages"]] == ["user", "assistant"]
    again = await client.get(
        f"/api/ai/sessions/{data['session_id']}/messages", headers=user.headers
    )
    kept = [row["content"] for row in again.json()["data"]["items"]]
    assert kept == [data["answer"], body["query"]]


@pytest.mark.parametrize("query", ["你好", "Thank you!", "What is the capital of France?"])
async def test_talk_touches_no_table_of_trips(
    client: httpx.AsyncClient, container: Container, user: Caller, query: str
) -> None:
    with statements(container) as seen:
        response = await client.post(CHAT, json={"query": query}, headers=user.headers)

    assert response.json()["data"]["intent"] in ("chitchat", "general_qa")
    assert any("chat_turns" in each for each in seen)
    words = {word.strip('(),".') for each in seen for word in each.lower().split()}
    assert not words.intersection(_TABLES_OF_TRIPS)


async def test_a_stream_tells_the_answer_and_can_be_come_back_to(
    client: httpx.AsyncClient, user: Caller
) -> None:
    body = {"query": "Hello!", "request_id": "r-1"}
    first = events_of(await client.post(f"{CHAT}/stream", json=body, headers=user.headers))
    rest = events_of(
        await client.post(
            f"{CHAT}/stream", json=body, headers=user.headers | {"Last-Event-ID": "1"}
        )
    )
    whole = await client.post(CHAT, json=body, headers=user.headers)

    assert [each.id for each in first] == [str(seq) for seq in range(len(first))]
    assert (first[0].name, first[-1].name) == ("start", "final")
    assert {each.name for each in first[1:-1]} == {"tool", "partial"}
    words = "".join(each.data["delta"] for each in first if each.name == "partial")
    assert words == first[-1].data["answer"]
    assert rest == first[2:]
    assert whole.json()["data"] == first[-1].data
    assert whole.headers["Idempotent-Replayed"] == "true"


async def test_a_turn_that_fails_ends_its_stream_with_the_body_of_the_error(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    answered_by(container, a_model_error("provider_rejected"))
    asked: dict[str, Any] = {"json": {"query": "Why is it so?"}, "headers": user.headers}

    streamed = events_of(await client.post(f"{CHAT}/stream", **asked))
    whole = await client.post(CHAT, **asked)

    last = streamed[-1]
    assert (last.name, last.data["code"], last.data["status"]) == ("failed", 3001, 502)
    assert last.data["data"]["error_type"] == "provider_rejected"
    problem_of(whole, status=500, code=5000)  # the script has come to its end, which is a bug


async def test_without_its_model_the_product_answers_by_rules_and_says_so(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    answered_by(container, *[a_model_error("provider_rejected")] * 2)

    response = await client.post(CHAT, json={"query": "谢谢"}, headers=user.headers)

    meta = response.json()["data"]["ai_meta"]
    assert (meta["degraded"], meta["degraded_reason"]) == (True, "provider_rejected")
    assert meta["provider"] == "offline"


async def test_the_form_of_agents_is_the_same_turn(client: httpx.AsyncClient, user: Caller) -> None:
    headers = user.headers | {"Idempotency-Key": "k-1"}
    chat = await client.post(CHAT, json={"query": "hi"}, headers=headers)
    agent = await client.post("/api/agent/chat", json={"query": "hi"}, headers=headers)

    reply = AgentReply.model_validate(agent.json()["data"])
    assert reply.message_id == chat.json()["data"]["message_id"]
    assert reply.tasks == []


async def test_a_demonstration_is_streamed_and_leaves_no_conversation(
    client: httpx.AsyncClient, user: Caller
) -> None:
    for query in ("Hello!", "你好"):
        told = events_of(
            await client.post("/api/ai/chat_demo", json={"query": query}, headers=user.headers)
        )
        assert (told[0].name, told[-1].name) == ("start", "final")
        reply = DemoReply.model_validate(told[-1].data)
        assert reply.answer == "".join(e.data["delta"] for e in told if e.name == "partial") != ""
        assert reply.ai_meta.prompt_versions.keys() == {"chat_demo.system"}

    sessions = await client.get("/api/ai/sessions", headers=user.headers)
    assert sessions.json()["data"]["items"] == []


async def test_refusals_say_why(
    client: httpx.AsyncClient, user: Caller, other_user: Caller
) -> None:
    async def post(path: str, caller: Caller = user, **body: Any) -> httpx.Response:
        return await client.post(path, json=body, headers=caller.headers)

    opened = (await post(CHAT, query="hi", request_id="r-1")).json()["data"]

    for path in (CHAT, f"{CHAT}/stream", "/api/agent/chat"):
        problem_of(await post(path, query="hi", user_id=other_user.id), status=403, code=2003)
        problem_of(await post(path, query="hi", session_id="nowhere"), status=404, code=1003)
        problem_of(await post(path, query="hi", trip_id="nowhere"), status=404, code=1003)
        problem_of(await post(path, query="ho", request_id="r-1"), status=422, code=1008)
        problem_of(await post(path, query=" "), status=422, code=1001)
        problem_of(await post(path, query="x" * 4_001), status=422, code=1001)
        foreign = await post(path, other_user, query="hi", session_id=opened["session_id"])
        problem_of(foreign, status=404, code=1003)
    problem_of(await post(f"{CHAT}/cancel", request_id="nothing"), status=404, code=1003)
    cancelled = await post(f"{CHAT}/cancel", request_id="r-1")
    assert cancelled.json()["data"] == {"request_id": "r-1", "cancelled": False}
    two_keys = await client.post(
        CHAT,
        json={"query": "hi", "request_id": "a"},
        headers=user.headers | {"Idempotency-Key": "b"},
    )
    problem_of(two_keys, status=400, code=1002)
