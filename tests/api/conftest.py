"""The API in this process, on the test's own database, and people who call it.

`client` speaks to the application without a socket; `user`, `other_user`, `researcher`, `operator`
and `admin` are signed in: pass their `headers`.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from core.bootstrap import Container
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from tests.support.http import Caller, client_of, make_caller, started
from tests.support.sending import Sender
from worker.handlers import product_handlers
from worker.serve import serve


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """Yield the application, started."""
    async with started(settings) as app:
        yield app


@pytest.fixture
def container(app: FastAPI) -> Container:
    """Return the services behind the application."""
    container: Container = app.state.container
    return container


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client that is nobody until it sends somebody's headers."""
    async with client_of(app) as client:
        yield client


@pytest.fixture
async def user(container: Container) -> Caller:
    """Return somebody with an account and nothing else."""
    return await make_caller(container)


@pytest.fixture
async def other_user(container: Container) -> Caller:
    """Return somebody else."""
    return await make_caller(container)


@pytest.fixture
async def researcher(container: Container) -> Caller:
    """Return somebody with the role researcher."""
    return await make_caller(container, Role.RESEARCHER)


@pytest.fixture
async def operator(container: Container) -> Caller:
    """Return somebody with the role operator."""
    return await make_caller(container, Role.OPERATOR)


@pytest.fixture
async def admin(container: Container) -> Caller:
    """Return somebody with the role admin."""
    return await make_caller(container, Role.ADMIN)


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[None]:
    """Let a worker serve beside the API."""
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(settings, product_handlers, stopping=stopping))
        yield
        stopping.set()


@pytest.fixture
def sender(client: httpx.AsyncClient, user: Caller) -> Sender:
    return Sender(client, user)
