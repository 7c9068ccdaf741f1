"""One product for all that is tested on it, and a model of others that takes its time."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from core.llm.providers.offline.provider import OfflineProvider
from tests.support.model_server import ModelServer, model_server, spoken_by, thinking
from tests.support.product import Home

_THINKS_S = 0.4


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Yield the home of somebody who has set nothing."""
    with Home(tmp_path_factory.mktemp("home")) as home:
        yield home


@pytest.fixture(scope="package")
def slow_model() -> Iterator[ModelServer]:
    """Run the built-in model as a server that takes its time, on an event loop of its own."""
    answer = thinking(spoken_by(OfflineProvider()), lambda: _THINKS_S)
    loop = asyncio.new_event_loop()
    over, ready = asyncio.Event(), threading.Event()
    servers: list[ModelServer] = []

    async def serve() -> None:
        async with model_server(answer) as server:
            servers.append(server)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    try:
        assert ready.wait(10)
        yield servers[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@pytest.fixture
def with_model(slow_model: ModelServer) -> dict[str, str]:
    """Return the settings of somebody who has a model, and patience for three seconds."""
    return {
        "AI_PROVIDER": "openai_compatible",
        "AI_BASE_URL": slow_model.base_url,
        "PLAN_TASK_LEASE_S": "3",
    }
