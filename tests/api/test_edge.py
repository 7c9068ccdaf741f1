"""What every request gets: a trace id, headers, a log line, and a limit on its body."""

from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from fastapi import FastAPI
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.support.http import Caller, problem_of

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
_JSON = {"Content-Type": "application/json"}
_LOGIN = "/api/auth/login"
_LIMIT = 262_144


async def lines_of(client: httpx.AsyncClient, path: str, **options: object) -> list[EventDict]:
    """Return the log lines one GET leaves."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await client.get(path, **options)  # type: ignore[arg-type]  # handed through
    return lines


async def test_the_trace_of_the_caller_is_continued(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/livez", headers={"traceparent": f"00-{_TRACE_ID}-00f067aa0ba902b7-01"}
    )

    assert response.headers["X-Trace-Id"] == _TRACE_ID
    assert response.headers["traceparent"].startswith(f"00-{_TRACE_ID}-")
    assert "00f067aa0ba902b7" not in response.headers["traceparent"]


@pytest.mark.parametrize(
    "traceparent", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{_TRACE_ID}"]
)
async def test_a_malformed_trace_is_replaced_by_a_new_one(
    client: httpx.AsyncClient, traceparent: str
) -> None:
    response = await client.get("/livez", headers={"traceparent": traceparent})

    trace_id = response.headers["X-Trace-Id"]
    assert len(trace_id) == 32
    assert trace_id not in {_TRACE_ID, "0" * 32}


async def test_every_request_has_a_trace_of_its_own(client: httpx.AsyncClient) -> None:
    first = await client.get("/livez")
    second = await client.get("/livez")

    assert first.headers["X-Trace-Id"] != second.headers["X-Trace-Id"]


async def test_the_log_line_names_the_route_and_never_the_query(
    client: httpx.AsyncClient,
) -> None:
    lines = await lines_of(client, "/problems/not-found?ticket=secret")

    (line,) = lines
    assert line["event"] == "request_served"
    assert line["method"] == "GET"
    assert line["route"] == "/problems/{slug}"
    assert line["status"] == 200
    assert line["latency_ms"] >= 0
    assert len(line["trace_id"]) == 32
    assert "secret" not in str(line)


async def test_the_log_line_names_the_caller_and_the_next_one_does_not(
    client: httpx.AsyncClient, user: Caller
) -> None:
    theirs = await lines_of(client, "/api/auth/me", headers=user.headers)
    nobodys = await lines_of(client, "/livez")

    assert theirs[-1]["user_id"] == user.id
    assert "user_id" not in nobodys[-1]


async def test_a_bug_is_logged_under_the_trace_of_its_answer(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    async def crash() -> None:
        raise RuntimeError("boom")

    app.add_api_route("/api/crash", crash)

    crashed, served = await lines_of(
        client, "/api/crash", headers={"traceparent": f"00-{_TRACE_ID}-00f067aa0ba902b7-01"}
    )

    assert crashed["event"] == "request_crashed"
    assert crashed["trace_id"] == served["trace_id"] == _TRACE_ID
    assert served["status"] == 500


async def test_a_body_over_the_limit_is_1007_and_the_limit_named(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post(_LOGIN, content=b"x" * (_LIMIT + 1), headers=_JSON)

    body = problem_of(response, status=413, code=1007)
    assert body["data"]["limit_bytes"] == _LIMIT


async def test_a_body_of_unannounced_length_has_the_same_limit(
    client: httpx.AsyncClient,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 65_536

    response = await client.post(_LOGIN, content=chunks(), headers=_JSON)

    body = problem_of(response, status=413, code=1007)
    assert body["data"]["limit_bytes"] == _LIMIT


async def test_a_body_up_to_the_limit_is_read(client: httpx.AsyncClient) -> None:
    response = await client.post(_LOGIN, content=b" " * _LIMIT, headers=_JSON)

    problem_of(response, status=400, code=1002)


async def test_answers_of_the_api_are_not_kept_by_anybody(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/auth/me")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
