"""Asks everything the product stands on how it is, all at once and never for long."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx
from redis.exceptions import RedisError
from sqlalchemy import text

from core.bootstrap import Container
from core.cache.redis import ping
from core.kernel.errors import AppError, DependencyDownError
from core.llm.endpoints import is_built_in
from core.schemas.admin import DependencyState
from core.schemas.health import State
from core.tasks.workers import WorkerRepository

_CHECK_S = 1.0
"""A dependency that takes longer than this is as good as away."""
_ORDER: tuple[State, ...] = ("ok", "degraded", "down")


@dataclass(frozen=True)
class _Check:
    name: str
    probe: Callable[[Container], Awaitable[str]]
    """Returns how it is in one sentence; raises where it is not well."""
    when_failing: State
    """What the product is without it."""
    advice: str


async def check_essentials(services: Container) -> list[DependencyState]:
    """Return how PostgreSQL and Redis are."""
    return await _run(_ESSENTIALS, services)


async def check_all(services: Container) -> list[DependencyState]:
    """Return how everything is, this process first."""
    here = DependencyState(name="api", state="ok", latency_ms=None, detail="This process answers.")
    return [here, *await _run(_CHECKS, services)]


def worst(dependencies: Sequence[DependencyState]) -> State:
    """Return the worst of the states."""
    return max((each.state for each in dependencies), key=_ORDER.index, default="ok")


async def _run(checks: Sequence[_Check], services: Container) -> list[DependencyState]:
    return list(await asyncio.gather(*(_judge(check, services) for check in checks)))


async def _judge(check: _Check, services: Container) -> DependencyState:
    began = time.perf_counter()
    try:
        detail = await _probed(check, services)
    except TimeoutError:
        problem = f"No answer within {_CHECK_S:g} s."
    except AppError as error:
        problem = f"{error.detail}."
    except (RedisError, httpx.HTTPError) as error:
        problem = f"No answer ({type(error).__name__})."
    else:
        latency_ms = round((time.perf_counter() - began) * 1000, 1)
        return DependencyState(name=check.name, state="ok", latency_ms=latency_ms, detail=detail)
    return DependencyState(
        name=check.name,
        state=check.when_failing,
        latency_ms=None,
        detail=problem,
        advice=check.advice,
    )


async def _probed(check: _Check, services: Container) -> str:
    """Return what a probe says, but leave one alone that takes too long.

    Cancelling it takes time as well, for a database that hangs is asked to cancel first.
    """
    probing = asyncio.ensure_future(check.probe(services))
    probing.add_done_callback(_overlook)
    done, _ = await asyncio.wait({probing}, timeout=_CHECK_S)
    if not done:
        probing.cancel()
        raise TimeoutError
    return probing.result()


def _overlook(probing: asyncio.Future[str]) -> None:
    if not probing.cancelled():
        probing.exception()  # looked at, for nobody may wait for it any more


async def _probe_postgres(services: Container) -> str:
    async with services.transaction() as session:
        if not await session.scalar(text("select to_regclass('users') is not null")):
            raise DependencyDownError("PostgreSQL answers, but the tables are missing")
    return "Answers, and the tables are there."


async def _probe_redis(services: Container) -> str:
    await ping(services.redis)
    return "Answers."


async def _probe_worker(services: Container) -> str:
    async with services.transaction() as session:
        alive = await WorkerRepository(session).list_alive()
    if not alive:
        raise DependencyDownError("No worker was alive within the last minute")
    running, size = sum(each.running for each in alive), sum(each.size for each in alive)
    return f"{len(alive)} alive, {running} of {size} tasks running."


async def _probe_model(services: Container) -> str:
    if is_built_in(services.settings):
        return "The built-in planner; nothing leaves this machine."
    told = await services.model_health.probe(within_s=_CHECK_S)
    names_them = len(told) > 1
    problems = [
        f"{each.name}: {each.problem}" if names_them else each.problem
        for each in told
        if each.problem
    ]
    if problems:
        raise DependencyDownError("; ".join(problems))
    models = ", ".join(dict.fromkeys(each.model for each in told))
    return f"The server of {models} answers."


_ESSENTIALS = (
    _Check(
        "postgres",
        _probe_postgres,
        when_failing="down",
        advice="Nothing works without it. See that the server of DATABASE_URL runs, then"
        " `tripwright migrate`; `tripwright doctor` says more.",
    ),
    _Check(
        "redis",
        _probe_redis,
        when_failing="degraded",
        advice="Requests are served and tasks start later. See that the server of REDIS_URL runs.",
    ),
)
_CHECKS = (
    *_ESSENTIALS,
    _Check(
        "worker",
        _probe_worker,
        when_failing="degraded",
        advice="Tasks are accepted and wait. `make run` starts a worker; with servers of your own,"
        " start the `worker` line of the Procfile.",
    ),
    _Check(
        "model",
        _probe_model,
        when_failing="degraded",
        advice="Plans fail until it answers. See AI_BASE_URL and AI_API_KEY, or AI_PROVIDERS, or"
        " set AI_PROVIDER=offline.",
    ),
)
