"""Runs a worker: `python -m worker.serve`."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Protocol

import structlog

from core.bootstrap import Container, build
from core.db.engine import make_statement
from core.essentials import NotConfiguredError, essentials
from core.joblogs.stream import LogStream
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings
from core.tasks.kinds import kind_of
from core.tasks.leases import TaskLeases
from core.tasks.outcome import Handler
from core.tasks.periodic import Periodic, PeriodicWork
from core.tasks.workers import WorkerBeat
from worker.announcer import Announcer
from worker.bell import Bell
from worker.chores import product_periodic
from worker.crew import Crew
from worker.handlers import product_handlers
from worker.housekeeper import Housekeeper
from worker.keeper import SAFE_SHARE, Keeper
from worker.listener import Listener
from worker.runner import TaskRunner
from worker.sweeper import LoopLag, Sweeper
from worker.writer import Writer

_SWEEP_EVERY_S = 5.0
_LEAST_SWEEPS_PER_LEASE = 6

log = structlog.get_logger(__name__)

HandlersOf = Callable[[Container], Mapping[str, Handler]]
PeriodicOf = Callable[[Container], Sequence[Periodic]]


def nothing_periodic(_: Container) -> Sequence[Periodic]:
    """Return no periodic work."""
    return ()


async def serve(
    settings: Settings,
    handlers_of: HandlersOf,
    *,
    stopping: asyncio.Event,
    periodic_of: PeriodicOf = nothing_periodic,
) -> None:
    """Work until `stopping` is set; then let tasks finish for a while and give back the rest."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    # Whoever has a task done does not wait for it: nothing here is quick.
    thinking = min(1, settings.thinking_processes)
    async with build(settings, thinking_processes=thinking) as container:
        container.news.open()
        handlers = handlers_of(container)
        log.info("worker_started", worker=owner, kinds=sorted(handlers))
        tiers = _tiers(container, owner, handlers, periodic_of(container))
        await _serve_all(tiers, stopping)
        log.info("worker_stopped", worker=owner)


class _Part(Protocol):
    async def serve(self) -> None: ...
    def stop(self) -> None: ...


def _tiers(
    container: Container,
    owner: str,
    handlers: Mapping[str, Handler],
    periodic: Sequence[Periodic],
) -> Sequence[Sequence[_Part]]:
    """Put the worker together; each tier stands on those after it."""
    settings, transaction = container.settings, container.transaction
    lease_s = settings.plan_task_lease_s
    announcer = Announcer(LogStream(container.redis))
    leases = TaskLeases(
        transaction,
        container.queue,
        owner=owner,
        lease_s=lease_s,
        tell=announcer.tell,
        statement=make_statement(container.engine),
    )
    writer = Writer(leases, patience_s=lease_s * SAFE_SHARE)
    keeper = Keeper(leases, lease_s=lease_s)
    crew = Crew(
        leases,
        TaskRunner(handlers, writer, keeper, lease_s=lease_s),
        {name: kind_of(name).payload_version for name in handlers},
        size=settings.plan_task_worker_concurrency,
        drain_s=settings.plan_task_drain_s,
    )
    lag = LoopLag()
    sweeper = Sweeper(
        leases,
        crew,
        transaction,
        beat=_beat(owner, sorted(handlers), crew.size),
        lag_ms=lag,
        interval_s=min(_SWEEP_EVERY_S, lease_s / _LEAST_SWEEPS_PER_LEASE),
    )
    redis_url = essentials(settings).redis_url
    bell = Bell(redis_url, on_ring=crew.wake, has_room=crew.has_room)
    listener = Listener(redis_url, on_wake=crew.wake, on_control=keeper.look)
    housekeeper = Housekeeper(PeriodicWork(transaction, periodic))
    return (crew, bell, sweeper, housekeeper, lag), (listener, keeper), (writer,), (announcer,)


def _beat(owner: str, kinds: Sequence[str], size: int) -> WorkerBeat:
    return WorkerBeat(
        worker_id=owner,
        host=socket.gethostname(),
        pid=os.getpid(),
        version=version("tripwright"),
        kinds=kinds,
        size=size,
    )


async def _serve_all(tiers: Sequence[Sequence[_Part]], stopping: asyncio.Event) -> None:
    """Let the parts serve until `stopping` is set or one breaks down; then stop them all.

    A tier is stopped when those before it have ended. Without a tier they stand on they could not
    end well, so that nothing is waited for where one of the later ones has broken down.
    """
    serving = [[asyncio.create_task(part.serve()) for part in tier] for tier in tiers]
    told = asyncio.create_task(stopping.wait())
    everybody = [task for tier in serving for task in tier]
    try:
        await asyncio.wait({told, *everybody}, return_when=asyncio.FIRST_COMPLETED)
        log.info("worker_stopping")
        for parts, tasks in zip(tiers, serving, strict=True):
            for part in parts:
                part.stop()
            await _ended(tasks, [task for task in everybody if task not in tasks])
    finally:
        for task in (told, *everybody):
            task.cancel()
        await asyncio.wait({told, *everybody})
    for task in everybody:
        task.result()  # raises what it broke down with


async def _ended(tasks: Sequence[asyncio.Task[None]], others: Sequence[asyncio.Task[None]]) -> None:
    """Wait for tasks to end, but not longer than none of the others has broken down."""
    pending = set(tasks)
    while pending and not any(_is_broken(task) for task in others):
        _, pending = await asyncio.wait(
            {*pending, *(task for task in others if not task.done())},
            return_when=asyncio.FIRST_COMPLETED,
        )
        pending &= set(tasks)


def _is_broken(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


async def serve_until_signalled(
    settings: Settings, handlers_of: HandlersOf, periodic_of: PeriodicOf = nothing_periodic
) -> None:
    """Work until SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopping.set)
    await serve(settings, handlers_of, stopping=stopping, periodic_of=periodic_of)


def main() -> None:
    """Work with the settings of the environment."""
    settings = get_settings()
    configure_logging(json_lines=settings.environment == "production", level=settings.log_level)
    try:
        essentials(settings)
    except NotConfiguredError as error:
        sys.exit(str(error))
    asyncio.run(serve_until_signalled(settings, product_handlers, product_periodic))


if __name__ == "__main__":
    main()
