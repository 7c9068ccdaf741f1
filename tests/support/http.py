"""The API in this process, its callers, and the shape every failure must have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.serve import Server
from core.accounts.domain import User
from core.accounts.repository import UserRepository
from core.accounts.tokens import AccessTokens
from core.bootstrap import Container
from core.client import calls
from core.client.http import AsyncApiClient
from core.essentials import essentials
from core.kernel.clock import utc_now
from core.kernel.ids import new_id
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from core.schemas.envelope import Problem
from tests.support.waiting import eventually

_NO_HASH = "no password opens this"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Caller:
    """Somebody with an account; send `headers` with a request."""

    id: str
    email: str
    headers: dict[str, str]


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[FastAPI]:
    """Give the application, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """Return a client that speaks to the application without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test")


@asynccontextmanager
async def visited(app: FastAPI) -> AsyncIterator[AsyncApiClient]:
    """Give a client of ours, of somebody who has just made an account at the application."""
    transport = httpx.ASGITransport(app)
    async with AsyncApiClient("http://api.test", transport=transport) as client:
        client.tokens = await client.send(calls.register("wei@example.org", "a long password"))
        yield client


@asynccontextmanager
async def served(app: FastAPI, port: int = 0) -> AsyncIterator[str]:
    """Give the address of the started application behind a real socket; 0 is any free port."""
    server = Server(
        app,
        uvicorn.Config(
            app, port=port, lifespan="off", log_config=None, access_log=False,
            timeout_graceful_shutdown=3,
        ),
    )  # fmt: skip
    serving = asyncio.create_task(server.serve())

    async def is_up() -> bool:
        return server.started

    await eventually(is_up)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


def access_tokens(container: Container, *, life: timedelta = timedelta(minutes=15)) -> AccessTokens:
    """Return what signs the access tokens this container accepts."""
    return AccessTokens(essentials(container.settings).jwt_secret, life=life)


async def make_caller(
    container: Container, role: Role = Role.USER, *, life: timedelta = timedelta(minutes=15)
) -> Caller:
    """Return a new person with that role, signed in without the cost of hashing a password."""
    email = f"{role.value}-{new_id()}@example.org"
    async with container.transaction() as session:
        row = await UserRepository(session).add(email, _NO_HASH, role)
        assert row is not None
    user = User(id=row.id, email=email, role=role, created_at=row.created_at)
    signing = access_tokens(container, life=life)
    token = signing.issue(user, token_version=row.token_version, now=utc_now())
    return Caller(id=row.id, email=email, headers={"Authorization": f"Bearer {token}"})


def problem_of(response: httpx.Response, *, status: int, code: int) -> dict[str, Any]:
    """Return the body of a failure after checking all that every failure promises."""
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["code"]) == (status, code), body
    problem = Problem.model_validate(body)
    assert body.keys() == Problem.model_fields.keys()
    trace_id = response.headers["X-Trace-Id"]
    assert len(trace_id) == 32
    assert set(trace_id) <= _HEX
    assert problem.data["trace_id"] == trace_id
    assert isinstance(problem.data["retryable"], bool)
    assert problem.instance == f"urn:trace:{trace_id}"
    assert problem.status == status
    assert problem.type.startswith("/problems/")
    assert response.headers["traceparent"].startswith(f"00-{trace_id}-")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return body
