"""How long a line of a log takes to those who watch, with 50 streams open on a real API."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from core.bootstrap import build
from core.kernel.ids import new_id, new_trace_id
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from tests.bench.api import running_api, sign_up
from tests.bench.machine import rss_mb
from tests.bench.samples import quantile
from tests.bench.tasks.contest import Arena, Contestant, working
from tests.bench.tasks.systems.ours import TALK

PEOPLE = 5
STREAMS_EACH = 10
"""A person may have so many streams open."""
_LINES = 80
_GAP_S = (0.05, 0.15)
_LONGEST_S = 60.0


@dataclass
class Reader:
    """One open stream and what came through it."""

    task_id: str
    token: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    """When a line came (ns), and the line."""


def log_latency(
    settings: Settings, arena: Arena, contestant: Contestant, seed: int
) -> dict[str, float]:
    """Return how late lines came, and how many never did, while 50 streams were open."""
    api = settings.model_copy(update={"api_port": free_port(), "log_level": "WARNING"})
    with running_api(api) as process, working(arena, contestant, f"talk-{seed}"):
        readers = asyncio.run(_watch(api, seed))
        memory_mb = rss_mb(process.pid)
    all_open_ns = max(reader.lines[0][0] for reader in readers)
    return {**_figures(readers, all_open_ns), "api_rss_mb": memory_mb}


async def _watch(settings: Settings, seed: int) -> list[Reader]:
    """Start a talking task for each person, and read it through ten streams to its end."""
    with httpx.Client(base_url=settings.api_address, timeout=30, trust_env=False) as client:
        tokens = [sign_up(client, f"bench-{seed}-{n}@example.org") for n in range(PEOPLE)]
        users = [_user_id(client, token) for token in tokens]
    task_ids = await _submit(settings, users)
    readers = [
        Reader(task_id, token)
        for task_id, token in zip(task_ids, tokens, strict=True)
        for _ in range(STREAMS_EACH)
    ]
    limits = httpx.Limits(max_connections=None)
    async with (
        asyncio.timeout(_LONGEST_S),
        httpx.AsyncClient(
            base_url=settings.api_address, timeout=_LONGEST_S, limits=limits, trust_env=False
        ) as client,
        asyncio.TaskGroup() as group,
    ):
        for reader in readers:
            group.create_task(_read(client, reader))
    return readers


async def _submit(settings: Settings, users: Sequence[str]) -> list[str]:
    async with build(settings) as container:
        submissions = [
            await container.tasks.submit(
                user_id=user,
                kind=TALK,
                payload={"lines": _LINES, "gap_s": _GAP_S, "seed": number},
                request_id=new_id(),
                trace_id=new_trace_id(),
            )
            for number, user in enumerate(users)
        ]
    return [submission.task.task_id for submission in submissions]


async def _read(client: httpx.AsyncClient, reader: Reader) -> None:
    headers = {"Authorization": f"Bearer {reader.token}"}
    path = f"/api/tasks/{reader.task_id}/stream"
    async with client.stream("GET", path, headers=headers) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            reader.lines.append((time.monotonic_ns(), line))


def _figures(readers: Sequence[Reader], all_open_ns: int) -> dict[str, float]:
    """Judge what was said once all streams were open; what was said before is a snapshot."""
    late_ms: list[float] = []
    missed = 0
    for reader in readers:
        told = [(came_ns, line) for came_ns, line in map(_line_of, reader.lines) if line]
        missed += told[-1][1]["seq"] - len({line["seq"] for _, line in told})
        late_ms += [
            (came_ns - line["data"]["at_ns"]) / 1e6
            for came_ns, line in told
            if line["data"].get("at_ns", 0) > all_open_ns
        ]
    return {
        "log_p50_ms": quantile(late_ms, 0.5),
        "log_p95_ms": quantile(late_ms, 0.95),
        "log_lines": float(len(late_ms)),
        "log_lines_missed": float(missed),
    }


def _line_of(came: tuple[int, str]) -> tuple[int, dict[str, Any]]:
    """Return the line of the log that a line of the stream carries; empty where it has none."""
    came_ns, text = came
    if not text.startswith("data: {"):
        return came_ns, {}
    return came_ns, json.loads(text.removeprefix("data: ")).get("event") or {}


def _user_id(client: httpx.Client, token: str) -> str:
    answer = client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    return str(answer.raise_for_status().json()["data"]["id"])
