"""A plan that is watched while its worker is killed: one log without a gap, and one trip."""

import asyncio
import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx_sse import ServerSentEvent, connect_sse

from core.llm.providers.offline.provider import OfflineProvider
from tests.support.model_server import ModelServer, model_server, spoken_by, thinking
from tests.support.product import Run, fresh_environment, product

_DAYS = 5
_REQUEST = {
    "mode": "deep",
    "async": True,
    "save": True,
    "destination": "guangzhou",
    "day_count": _DAYS,
    "request_id": "watched",
}
_NEEDED_CALLS = 1 + _DAYS + 1
"""A sketch of the whole, each day, and the words for all."""
_THINKS_S = 0.4


@contextmanager
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


def watched(run: Run, task_id: str) -> Iterator[ServerSentEvent]:
    """Yield what the stream of a task says, until it ends."""
    path = f"/api/tasks/{task_id}/stream"
    with connect_sse(run.http, "GET", path, timeout=60) as source:
        yield from source.iter_sse()


def kill_worker(run: Run) -> None:
    """End the worker the hard way."""
    worker = next(pid for pid, line in run.children().items() if "worker.serve" in line)
    os.kill(worker, signal.SIGKILL)


@pytest.mark.timeout(240)
def test_a_plan_whose_worker_is_killed_is_one_unbroken_log_and_one_trip(tmp_path: Path) -> None:
    with slow_model() as model:
        environment = fresh_environment(tmp_path) | {
            "AI_PROVIDER": "openai_compatible",
            "AI_BASE_URL": model.base_url,
            "PLAN_TASK_LEASE_S": "3",
        }
        with product(environment, tmp_path / "run.log") as run:
            password = re.search(r"with the password (\S+) \(kept in ", run.output)
            assert password is not None
            run.sign_in(password[1])
            accepted = run.http.post("/api/ai/plan", json=_REQUEST).raise_for_status().json()
            task_id = accepted["data"]["task_id"]
            lines: list[dict[str, Any]] = []
            ended = 0
            for event in watched(run, task_id):
                ended += event.event == "end"
                if event.event != "log":
                    continue
                line = json.loads(event.data)["event"]
                assert event.id == str(line["seq"])
                lines.append(line)
                day_two = line["event"] == "plan.day_done" and line["data"]["day"] == 2
                if day_two and line["attempt"] == 1:
                    kill_worker(run)
            task = run.http.get(f"/api/tasks/{task_id}").json()["data"]
            trips = run.http.get("/api/trips").json()["data"]["items"]

    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert ended == 1
    assert lines[-1]["event"] == "task.succeeded", task["error"]
    assert [line["attempt"] for line in lines if line["event"] == "task.started"] == [1, 2]
    assert "task.worker_lost" in [line["event"] for line in lines]
    assert (task["status"], task["attempt"]) == ("succeeded", 2)
    assert [trip["id"] for trip in trips] == [task["result"]["trip_id"]]
    assert len(task["result"]["plan"]["day_cards"]) == _DAYS
    assert len(model.bodies) <= _NEEDED_CALLS + 1
