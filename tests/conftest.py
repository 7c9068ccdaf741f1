"""Real servers for every test that asks: one PostgreSQL and one Redis for the whole run.

What a test asks for decides what it gets:

* `settings`: settings with a `database_url` and a `redis_url` of this worker, both emptied after
  the test. A test that needs no server calls `make_settings()` instead.
* `engine`, `transaction`, `redis`: the same, opened on this test's event loop.
* `catalog_seeded`: ask for it as well, and the database holds the shipped catalogue, which then
  stays from test to test. Tests that change the catalogue do not ask for it.

Redis keys of the workers are apart, but not publish and subscribe: a channel's name holds an id.
"""

import fcntl
import gc
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_socket
import redis as sync_redis
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import Transaction, make_engine, make_transaction
from core.db.migrate import migrate
from core.db.statements import Statements
from core.embedded.postgres import Postgres
from core.embedded.redis import Redis as RedisServer
from core.embedded.sharing import shared_server
from core.kernel.settings import Settings
from tests.support.databases import (
    CATALOGUE_TABLES,
    Broom,
    copy_of,
    let_in_quickly,
    make_template,
    one_at_a_time,
    statements_of,
)
from tests.support.processes import eventually
from tests.support.servers import Servers
from tests.support.settings import make_settings

_ROOT = Path(__file__).parents[1]
_WORKERS = ("tests.faults.process", "tests.worker.process")
_LOADED_WITHIN_S = 90.0
_LONGEST_RUN_S = 3600.0

# A machine that has much else to do makes no example wrong.
hypothesis_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")
# Where Rich is installed, it draws every local of every frame of a traceback: that takes seconds.
structlog.dev.ConsoleRenderer.get_active().exception_formatter = structlog.dev.plain_traceback


def pytest_configure() -> None:
    """Hear Ctrl-C, and let what tests start hear it, where a shell has put us in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage while tests are loaded, nor among them later: they stay, all of them."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_runtest_setup() -> None:
    """Refuse every connection that would leave the machine."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """Return the folder all workers of this run share; the last to leave removes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "servers"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "run.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield folder
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def servers(run_folder: Path) -> Iterator[Servers]:
    """Start both servers in the first worker that needs them; it stops them after the last."""
    with ExitStack() as stack:
        postgres, redis = (
            stack.enter_context(shared_server(server, patience_s=_LONGEST_RUN_S))
            for server in (
                Postgres(run_folder / "postgres", durable=False),
                RedisServer(run_folder / "redis", durable=False),
            )
        )
        with one_at_a_time(run_folder / "templates.lock"):
            let_in_quickly(postgres)
        yield Servers(postgres, redis)


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a process that has loaded a worker, and is forked for every new one."""
    address = tmp_path_factory.mktemp("nursery") / "socket"
    command = [sys.executable, "-m", "tests.support.nursery", str(address), *_WORKERS]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL) as process:
        assert eventually(address.exists, timeout_s=_LOADED_WITHIN_S)
        yield str(address)
        process.kill()


@pytest.fixture(scope="session")
def plain_database(servers: Servers, run_folder: Path, worker_id: str) -> str:
    """Return the address of this worker's migrated, empty database."""
    with one_at_a_time(run_folder / "templates.lock"):
        make_template(servers.database_url, "plain", migrate)
        return copy_of(servers.database_url, "plain", f"plain_{worker_id}")


@pytest.fixture(scope="session")
def catalog_seeded(servers: Servers, run_folder: Path, worker_id: str) -> str:
    """Return the address of this worker's database with the shipped catalogue."""
    from tests.support.catalog import seed_catalog  # noqa: PLC0415 - pulls in the whole product

    def fill(database_url: str) -> None:
        migrate(database_url)
        # In a thread, for this one may have an event loop of the test that came first.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(seed_catalog, database_url, servers.redis_url).result()

    with one_at_a_time(run_folder / "templates.lock"):
        make_template(servers.database_url, "seeded", fill)
        return copy_of(servers.database_url, "seeded", f"seeded_{worker_id}")


@pytest.fixture(scope="session")
def broom(servers: Servers) -> Iterator[Broom]:
    """Yield what empties the databases of this worker."""
    with Broom() as broom:
        yield broom


@pytest.fixture
def database_url(request: pytest.FixtureRequest, broom: Broom) -> Iterator[str]:
    """Yield the address of a database of this worker, and empty it after the test."""
    seeded = "catalog_seeded" in request.fixturenames
    url: str = request.getfixturevalue("catalog_seeded" if seeded else "plain_database")
    yield url
    broom.sweep(url, keep=CATALOGUE_TABLES if seeded else frozenset())


@pytest.fixture
def redis_url(servers: Servers, worker_id: str) -> Iterator[str]:
    """Yield the address of a Redis database of this worker, and empty it after the test."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    url = f"{servers.redis_url.rpartition('/')[0]}/{number}"
    yield url
    with sync_redis.Redis.from_url(url) as client:
        client.flushdb()


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """Return settings of this test: own data folder, this worker's database and Redis."""
    return make_settings(database_url=database_url, redis_url=redis_url, data_dir=tmp_path)


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on this test's event loop."""
    assert settings.database_url is not None
    engine = make_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        timeout_ms=settings.database_timeout_ms,
    )
    yield engine
    await engine.dispose()


@pytest.fixture
async def statement(settings: Settings) -> AsyncIterator[Statements]:
    """Yield what takes single statements on this test's event loop."""
    async with statements_of(settings) as statements:
        yield statements


@pytest.fixture
def transaction(engine: AsyncEngine) -> Transaction:
    """Return what services open their transactions with; they commit for real."""
    return make_transaction(engine)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """Yield a client on this test's event loop that answers text."""
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        yield client
