"""The examinations of `tripwright doctor`, each of one thing."""

from collections.abc import Iterator

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from core.cache.redis import make_redis
from core.cli.findings import Finding, fail, ok, warn
from core.cli.machine import (
    http_status,
    listeners,
    port_problem,
    require_data_dir,
    running_process,
)
from core.db.engine import make_engine
from core.db.legacy.tables import find_legacy
from core.db.migrate import head_revision
from core.kernel.errors import InvalidRequestError
from core.kernel.settings import Settings
from core.tasks.workers import WorkerRepository

PYTHON = (3, 11)
OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)
_TAKE_OVER = "Run `tripwright migrate`: it takes the tasks over and keeps other tables apart."
_OK = 200


def examine_python(version: tuple[int, int]) -> Finding:
    """Look at the interpreter."""
    found = f"{version[0]}.{version[1]}"
    if version != PYTHON:
        return fail("Python", found, "Run `make setup PYTHON=python3.11`.")
    return ok("Python", found)


def examine_data_dir(settings: Settings) -> Finding:
    """Look at where the embedded servers and the generated secrets live."""
    try:
        require_data_dir(settings.data_dir)
    except InvalidRequestError as error:
        problem, _, advice = error.detail.partition(": ")
        return fail("Data folder", problem, advice)
    return ok("Data folder", str(settings.data_dir.absolute()))


def examine_ports(settings: Settings) -> Iterator[Finding]:
    """Look at each port: free, or held by the process of ours that belongs there."""
    running = running_process(settings.data_dir)
    for listener in listeners(settings):
        if http_status(listener.address + listener.path) == _OK:
            yield ok(listener.name, f"answers at {listener.address}")
        elif (problem := port_problem(listener)) is None:
            yield _silent(listener.name, listener.port, running)
        else:
            sentence, _, advice = problem.partition(": ")
            yield fail(listener.name, sentence, advice)


def _silent(name: str, port: int, running: str | None) -> Finding:
    if running is None:
        return ok(name, f"not running; port {port} is free")
    return warn(
        name,
        f"not answering, though `make run` (process {running}) is up",
        "Wait a moment, then read its lines in the output of `make run`.",
    )


async def examine_postgres(database_url: str, running: str | None) -> list[Finding]:
    """Look at the database server, its schema, the catalogue in it and the workers it knows."""
    try:
        engine = make_engine(database_url, pool_size=1, timeout_ms=5_000)
        try:
            async with engine.connect() as connection:
                return [
                    await _examine_version(connection),
                    await _examine_pgvector(connection),
                    *await _examine_tables(connection, running),
                ]
        finally:
            await engine.dispose()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        advice = "Start the server of DATABASE_URL, or correct its address."
        return [fail("PostgreSQL", f"does not answer: {reason}", advice)]


async def _examine_version(connection: AsyncConnection) -> Finding:
    version = str(await connection.scalar(text("show server_version")))
    number = int(await connection.scalar(text("show server_version_num")) or 0)
    if number < OLDEST_POSTGRES * 10_000:
        return fail("PostgreSQL", version, f"Use PostgreSQL {OLDEST_POSTGRES} or newer.")
    return ok("PostgreSQL", version)


async def _examine_pgvector(connection: AsyncConnection) -> Finding:
    query = "select default_version from pg_available_extensions where name = 'vector'"
    version = await connection.scalar(text(query))
    if version is None:
        return warn("pgvector", "not available", "Install pgvector beside your PostgreSQL.")
    return ok("pgvector", str(version))


async def _examine_tables(connection: AsyncConnection, running: str | None) -> list[Finding]:
    head, present = head_revision(), None
    if await connection.scalar(text("select to_regclass('alembic_version')")) is not None:
        present = await connection.scalar(text("select version_num from alembic_version"))
    advice = "Run `tripwright migrate`; `make run` does so as well."
    if present != head and (earlier := await connection.run_sync(find_legacy)):
        return [warn("Schema", f"an earlier product's, with its tasks in {earlier}", _TAKE_OVER)]
    if present is None:
        return [warn("Schema", "no tables yet", advice)]
    if present != head:
        return [fail("Schema", f"at {present}, the newest is {head}", advice)]
    return [
        ok("Schema", str(head)),
        await _examine_catalogue(connection),
        await _examine_workers(connection, running),
    ]


async def _examine_catalogue(connection: AsyncConnection) -> Finding:
    places = await connection.scalar(text("select count(*) from places"))
    if not places:
        return warn("Catalogue", "empty", "`make run` fills it.")
    return ok("Catalogue", f"{places} places")


async def _examine_workers(connection: AsyncConnection, running: str | None) -> Finding:
    async with AsyncSession(connection) as session:
        alive = await WorkerRepository(session).list_alive()
    if alive:
        busy, size = sum(each.running for each in alive), sum(each.size for each in alive)
        return ok("Worker", f"{len(alive)} alive, {busy} of {size} tasks running")
    if running is None:
        return ok("Worker", "not running")
    return warn(
        "Worker",
        f"no sign of life, though `make run` (process {running}) is up",
        "Wait a moment, then read its lines in the output of `make run`.",
    )


async def examine_redis(redis_url: str) -> list[Finding]:
    """Look at the Redis server."""
    try:
        async with make_redis(redis_url) as redis:
            return [
                await _examine_redis_version(redis),
                await _examine_eviction(redis),
            ]
    except (RedisError, OSError, ValueError) as error:
        advice = "Start the server of REDIS_URL, or correct its address."
        return [fail("Redis", f"does not answer: {error}", advice)]


async def _examine_redis_version(redis: Redis) -> Finding:
    facts = await redis.info("server")
    version = str(facts["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return fail("Redis", version, "Use Redis 6.2 or newer, or Valkey.")
    valkey = facts.get("valkey_version")
    return ok("Redis", f"{version}, as Valkey {valkey}" if valkey else version)


async def _examine_eviction(redis: Redis) -> Finding:
    advice = "Set `maxmemory-policy noeviction` in your Redis: it must not throw out queued tasks."
    try:
        policy = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy", "unknown")
    except RedisError:  # servers for rent forbid the command
        return warn("Redis memory", "the policy cannot be read", advice)
    if policy != "noeviction":
        return warn("Redis memory", str(policy), advice)
    return ok("Redis memory", "noeviction")
