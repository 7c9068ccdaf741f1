"""`make run`: it comes up, plans, heals, ends cleanly, and keeps what it was given."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import ServerSentEvent, connect_sse

from tests.support.model_server import ModelServer
from tests.support.processes import eventually, is_alive
from tests.support.product import Home, Run

_REQUEST = {"destination": "guangzhou", "day_count": 3, "save": True}
_DAYS = 5
_WATCHED = {
    "mode": "deep",
    "async": True,
    "save": True,
    "destination": "guangzhou",
    "day_count": _DAYS,
    "request_id": "watched",
}
_NEEDED_CALLS = 1 + _DAYS + 1
"""A sketch of the whole, each day, and the words for all."""


def planned(run: Run, mode: str) -> str:
    """Have a plan made and saved that keeps every rule, and return its trip."""
    answer = run.http.post("/api/ai/plan", json={**_REQUEST, "mode": mode})
    plan = answer.raise_for_status().json()["data"]
    assert [row for row in plan["report"]["checks"] if not row["passed"]] == []
    return str(plan["trip_id"])


def kill(run: Run, module: str) -> int:
    """End a process of the product the hard way."""
    found = next(pid for pid, line in run.children().items() if module in line)
    os.kill(found, signal.SIGKILL)
    return found


def answers(http: httpx.Client) -> bool:
    try:
        return http.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def watched(run: Run, task_id: str) -> Iterator[ServerSentEvent]:
    """Yield what the stream of a task says, until it ends."""
    path = f"/api/tasks/{task_id}/stream"
    with connect_sse(run.http, "GET", path, timeout=60) as source:
        yield from source.iter_sse()


def trips_of(run: Run) -> set[str]:
    return {trip["id"] for trip in run.http.get("/api/trips").json()["data"]["items"]}


def test_every_page_it_tells_of_answers(home: Home) -> None:
    output = home.up().output

    addresses = re.findall(r"http://127\.0\.0\.1:\d+\S*", output.partition("is up.")[2])
    statuses = [httpx.get(url, trust_env=False, timeout=30).status_code for url in addresses]
    assert statuses[1:] == [200, 200, 200]


def test_an_api_that_is_killed_is_started_again(home: Home) -> None:
    run = home.up()

    api = kill(run, "api.serve")

    assert eventually(lambda: not is_alive(api))
    assert eventually(lambda: answers(run.http))


def test_what_was_planned_is_there_after_ctrl_c_and_another_start(
    home: Home, with_model: dict[str, str]
) -> None:
    run = home.up()
    run.sign_in(home.password)
    kept = [planned(run, mode) for mode in ("fast", "deep")]

    children = run.children()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=60) == 0
    assert not any(is_alive(pid) for pid in children)
    assert "Traceback" not in run.output

    run = home.up(**with_model)
    assert home.password not in run.output
    place = re.search(r"with the password in (\S+)\.\n", run.output)
    assert place is not None
    run.sign_in(Path(place[1]).read_text().strip())
    for trip_id in kept:
        assert run.http.get(f"/api/trips/{trip_id}").status_code == 200


@pytest.mark.timeout(240)
def test_a_plan_whose_worker_is_killed_is_one_unbroken_log_and_one_trip(
    home: Home, slow_model: ModelServer, with_model: dict[str, str]
) -> None:
    run = home.up(**with_model)
    run.sign_in(home.password)
    trips, calls = trips_of(run), len(slow_model.bodies)
    accepted = run.http.post("/api/ai/plan", json=_WATCHED).raise_for_status().json()
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
            kill(run, "worker.serve")
    task = run.http.get(f"/api/tasks/{task_id}").json()["data"]

    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert ended == 1
    assert lines[-1]["event"] == "task.succeeded", task["error"]
    assert [line["attempt"] for line in lines if line["event"] == "task.started"] == [1, 2]
    assert "task.worker_lost" in [line["event"] for line in lines]
    assert (task["status"], task["attempt"]) == ("succeeded", 2)
    assert trips_of(run) - trips == {task["result"]["trip_id"]}
    assert len(task["result"]["plan"]["day_cards"]) == _DAYS
    assert len(slow_model.bodies) - calls <= _NEEDED_CALLS + 1


def test_nothing_outlives_a_start_that_is_killed(home: Home, with_model: dict[str, str]) -> None:
    run = home.up(**with_model)
    children = run.children()
    assert len(children) == len(("api", "worker", "console", "chat", "postgres", "valkey"))

    run.process.kill()
    run.process.wait()

    assert eventually(lambda: not any(is_alive(pid) for pid in children))
