"""`make chaos SEED=7 TASKS=400 SECONDS=60`: the task system under faults, and what came of it.

The product's own servers and processes on free ports in a throwaway folder: one API, three workers,
a model server that takes its time. People ask for deep plans over HTTP and watch some of them;
meanwhile workers are killed, frozen past their lease and told to stop, the API is killed, processes
that compute for them are killed, alone and all at once, and frozen for good, Redis is killed,
restarted empty and flushed, and PostgreSQL is cut off. Prints one JSON object as the last
line and ends with 1 where an invariant is broken.
"""

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from core.bootstrap import build
from core.cli.up import child_environment
from core.client.auth import BearerAuth
from core.db.migrate import migrate
from core.kernel.processes import free_port
from core.kernel.settings import Settings
from core.llm.providers.offline.provider import OfflineProvider
from tests.chaos.crowd import LIMIT, Crowd, watch
from tests.chaos.faults import LEASE_S, THINKING_PATIENCE_S, Trouble, plan_faults
from tests.chaos.stage import Stage
from tests.chaos.verdict import Evidence, Watched, judge
from tests.support.model_server import ModelServer, model_server, spoken_by, thinking
from tests.support.processes import is_alive, memory_mb
from tests.support.waiting import eventually

WORKERS = 3
PEOPLE = 24
WATCHERS = 24
_THINKS_S = (0.05, 0.25)
"""The model is the built-in one behind HTTP, as slow as a quick real one."""
_SUBMIT_SHARE = 0.7
"""Plans are asked for in this share of the time of faults."""
_STILL_S = 120.0
"""After the last fault tasks go on without a pause as long as this, until all have ended."""
_AFTERMATH_S = 1_800.0
"""How long they may go on at most: only a machine that has much else to do takes a part of it."""
_LAST_LINES_S = 60.0
"""How long watchers may take to see the end of a task that has ended."""
_READY_WITHIN_S = 180.0
_STREAMS_GONE_S = 15.0
_FROZEN_GONE_S = 60.0
_LOOK_EVERY_S = 0.5


_Watchings = list[tuple[Watched, asyncio.Task[None]]]


@dataclass(frozen=True)
class Arguments:
    """What the run is to be."""

    seed: int
    tasks: int
    seconds: float
    keep: Path | None


def main() -> None:
    """Run, print, and say by the exit code whether every invariant held."""
    arguments = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="tripwright-chaos-"))
    stage = Stage(folder)
    try:
        stage.open()
        migrate(stage.database_url)
        report = asyncio.run(_run(arguments, stage))
    finally:
        stage.close()
        if arguments.keep:
            ignored = shutil.ignore_patterns("postgres")
            shutil.copytree(folder, arguments.keep, ignore=ignored, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    broken = [name for name, held in report["invariants"].items() if not held]
    sys.stdout.write(json.dumps({**report, "broken": broken}) + "\n")
    sys.exit(1 if broken else 0)


def _arguments() -> Arguments:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tasks", type=int, default=120)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--keep", type=Path, help="copy the logs of all processes here")
    return Arguments(**vars(parser.parse_args()))


async def _run(arguments: Arguments, stage: Stage) -> dict[str, Any]:
    chance = random.Random(arguments.seed + 3)
    model = thinking(spoken_by(OfflineProvider()), lambda: chance.uniform(*_THINKS_S))
    async with model_server(model) as server, asyncio.TaskGroup() as group:
        settings = _settings(stage)
        async with build(settings) as container:
            await container.catalog.import_shipped()
        environment = _environment(settings, server.base_url)
        stage.api = stage.keep("api", environment, "-m", "api.serve")
        stage.workers = [
            stage.keep(f"worker-{number}", environment, "-m", "worker.serve")
            for number in range(WORKERS)
        ]
        processes = [stage.api, *stage.workers]
        keepers = [group.create_task(process.run()) for process in processes]
        try:
            await _ready(settings.api_address)
            report = await _act(arguments, stage, settings, server)
        finally:
            for process in processes:
                process.stop()
            await asyncio.wait(keepers)
        return report | {"process_starts": sum(process.starts for process in processes)}


async def _act(
    arguments: Arguments, stage: Stage, settings: Settings, model: ModelServer
) -> dict[str, Any]:
    address, began = settings.api_address, time.monotonic()
    crowd, trouble = Crowd(address, arguments.seed), Trouble(stage, arguments.seed)
    await crowd.arrive(PEOPLE)
    active = _Active(stage.database_url)
    counting = asyncio.create_task(active.count())
    async with asyncio.TaskGroup() as group:
        group.create_task(trouble.make(plan_faults(arguments.seed, arguments.seconds)))
        group.create_task(crowd.submit_all(arguments.tasks, arguments.seconds * _SUBMIT_SHARE))
        watching = group.create_task(_watch_some(crowd, arguments))
    faults_over = time.monotonic()
    await _settled(stage.database_url)
    settled = time.monotonic()
    watched = await _seen_to_the_end(watching.result())
    counting.cancel()
    await crowd.leave()
    evidence = Evidence(
        accepted=crowd.accepted,
        watched=watched,
        most_active=active.most,
        limit=LIMIT,
        streams_left=await _streams_left(settings.api_port),
        model_calls=len(model.bodies),
        works_lost=sum(process.lost_works for process in stage.kept),
        frozen_left=await _left(trouble.frozen),
        most_memory_mb=max(map(memory_mb, stage.thinkers), default=0.0),
    )
    return {
        "seed": arguments.seed,
        "tasks": arguments.tasks,
        "seconds": arguments.seconds,
        "faults": dict(sorted(trouble.done.items())),
        "submits_repeated": crowd.repeats,
        "submits_over_limit": crowd.refused,
        "faults_over_after_s": round(faults_over - began, 1),
        "settled_after_s": round(settled - began, 1),
        **judge(stage.database_url, evidence),
    }


def _settings(stage: Stage) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=stage.folder,
        database_url=stage.database_url,
        redis_url=stage.redis_url,
        jwt_secret="a secret that lives as long as this run",
        api_port=free_port(),
    )


def _environment(settings: Settings, model_url: str) -> dict[str, str]:
    return child_environment(settings) | {
        "API_PORT": str(settings.api_port),
        "ENVIRONMENT": "production",
        "AI_PROVIDER": "openai_compatible",
        "AI_BASE_URL": model_url,
        "PLAN_TASK_LEASE_S": str(LEASE_S),
        "PLAN_TASK_DRAIN_S": "2",
        "THINKING_PATIENCE_S": str(THINKING_PATIENCE_S),
        "PLAN_TASK_MAX_RUNNING_PER_USER": str(LIMIT),
        "DATABASE_TIMEOUT_MS": "5000",
        # Watchers of one person share a token, which none of them can change for a new one alone.
        "ACCESS_TOKEN_MINUTES": "1440",
    }


async def _ready(address: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:

        async def ready() -> bool:
            with suppress(httpx.HTTPError):
                return (await http.get(f"{address}/readyz")).status_code == 200
            return False

        await eventually(ready, within_s=_READY_WITHIN_S)


async def _watch_some(crowd: Crowd, arguments: Arguments) -> _Watchings:
    """Watch every so manieth task from the moment it is accepted, each by its owner's token."""
    every = max(1, arguments.tasks // WATCHERS)
    chance = random.Random(arguments.seed + 4)
    found: _Watchings = []
    seen = 0
    while seen < arguments.tasks:
        for number, (task_id, owner) in enumerate(crowd.promised[seen:], start=seen):
            if number % every == 0:
                auth = BearerAuth(crowd.address, crowd.clients[owner].tokens, None)
                watched = Watched(task_id)
                follower = watch(crowd.address, watched, auth, chance)
                found.append((watched, asyncio.create_task(follower)))
            seen = number + 1
        await asyncio.sleep(0.05)
    return found


async def _seen_to_the_end(watchings: _Watchings) -> list[Watched]:
    """Return what was seen of each task, when its end was or ought to have been."""
    _, misled = await asyncio.wait([task for _, task in watchings], timeout=_LAST_LINES_S)
    for task in misled:
        task.cancel()
    return [watched for watched, _ in watchings]


class _Active:
    """The most active tasks one person was seen to have."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self.most = 0

    async def count(self) -> None:
        """Look again and again, as far as the database lets us."""
        while True:
            with suppress(psycopg.Error):
                self.most = max(self.most, await asyncio.to_thread(self._look))
            await asyncio.sleep(_LOOK_EVERY_S)

    def _look(self) -> int:
        with psycopg.connect(self._database_url, connect_timeout=2) as connection:
            row = connection.execute(
                "select coalesce(max(n), 0) from (select count(*) n from ai_tasks"
                " where status in ('queued','running','retrying') group by user_id) counted"
            ).fetchone()
        return int(row[0]) if row else 0


async def _settled(database_url: str) -> None:
    """Return when no task is active any more, or when nothing goes on with those that are."""

    def look() -> tuple[int, int]:
        with psycopg.connect(database_url, connect_timeout=round(_STILL_S)) as connection:
            row = connection.execute(
                "select count(*) filter (where status in ('queued','running','retrying')),"
                " (select count(*) from task_steps) + coalesce(sum(log_seq), 0) from ai_tasks"
            ).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    began = moved = time.monotonic()
    before = -1
    while time.monotonic() - began < _AFTERMATH_S and time.monotonic() - moved < _STILL_S:
        active, lines = await asyncio.to_thread(look)
        if not active:
            return
        if lines != before:
            before, moved = lines, time.monotonic()
        await asyncio.sleep(_LOOK_EVERY_S)


async def _streams_left(port: int) -> int:
    """Return how many connections the API still has open some seconds after everybody left."""

    async def none_left() -> bool:
        return not _connections(port)

    with suppress(AssertionError):
        await eventually(none_left, within_s=_STREAMS_GONE_S)
    return _connections(port)


async def _left(pids: list[int]) -> int:
    """Return how many processes are still there when their time is over."""

    def left() -> int:
        return sum(map(is_alive, pids))

    async def all_gone() -> bool:
        return not left()

    with suppress(AssertionError):
        await eventually(all_gone, within_s=_FROZEN_GONE_S)
    return left()


def _connections(port: int) -> int:
    """Count established connections to a port of this machine, from the kernel's own table."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[1].split(":")[1], 16) == port and row[3] == "01" for row in rows)


if __name__ == "__main__":
    main()
