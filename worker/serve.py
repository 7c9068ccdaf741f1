"""Runs a worker: `python -m worker.serve`."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import structlog

from core.bootstrap import Container, NotConfiguredError, build, essentials
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings
from core.queue.beats import WorkerBeats
from core.tasks.leases import TaskLeases
from core.tasks.outcome import Handler
from worker.bell import Bell
from worker.crew import Crew
from worker.handlers import product_handlers
from worker.runner import TaskRunner
from worker.sweeper import Sweeper

_SWEEP_EVERY_S = 5.0
_LEAST_SWEEPS_PER_LEASE = 6

log = structlog.get_logger(__name__)

HandlersOf = Callable[[Container], Mapping[str, Handler]]


async def serve(settings: Settings, handlers_of: HandlersOf, *, stopping: asyncio.Event) -> None:
    """Work until `stopping` is set; then let tasks finish for a while and give back the rest."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    async with build(settings) as container:
        lease_s = settings.plan_task_lease_s
        leases = TaskLeases(container.transaction, container.queue, owner=owner, lease_s=lease_s)
        crew = Crew(
            TaskRunner(leases, handlers_of(container), lease_s=lease_s),
            size=settings.plan_task_worker_concurrency,
            drain_s=settings.plan_task_drain_s,
        )
        bell = Bell(essentials(settings).redis_url, on_ring=crew.wake, has_room=crew.has_room)
        sweeper = Sweeper(
            leases,
            crew,
            WorkerBeats(container.redis),
            owner=owner,
            interval_s=min(_SWEEP_EVERY_S, lease_s / _LEAST_SWEEPS_PER_LEASE),
        )
        log.info("worker_started", worker=owner, size=crew.size)
        await _serve_all((crew, bell, sweeper), stopping)
        log.info("worker_stopped", worker=owner)


class _Part(Protocol):
    async def serve(self) -> None: ...
    def stop(self) -> None: ...


async def _serve_all(parts: Sequence[_Part], stopping: asyncio.Event) -> None:
    """Let the parts serve until `stopping` is set or one breaks down; then stop them all."""
    serving = [asyncio.create_task(part.serve()) for part in parts]
    told = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({told, *serving}, return_when=asyncio.FIRST_COMPLETED)
        log.info("worker_stopping")
    finally:
        told.cancel()
        for part in parts:
            part.stop()
        await asyncio.wait(serving)
    for task in serving:
        task.result()  # raises what it broke down with


async def serve_until_signalled(settings: Settings, handlers_of: HandlersOf) -> None:
    """Work until SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopping.set)
    await serve(settings, handlers_of, stopping=stopping)


def main() -> None:
    """Work with the settings of the environment."""
    settings = get_settings()
    configure_logging(json_lines=settings.environment == "production", level=settings.log_level)
    try:
        essentials(settings)
    except NotConfiguredError as error:
        sys.exit(str(error))
    asyncio.run(serve_until_signalled(settings, product_handlers))


if __name__ == "__main__":
    main()
