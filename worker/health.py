"""Says by its exit code whether a worker of this machine is alive: `python -m worker.health`."""

import asyncio
import socket
import sys

from core.db.engine import make_engine, make_transaction
from core.essentials import NotConfiguredError, essentials
from core.kernel.errors import AppError
from core.kernel.settings import Settings, get_settings
from core.tasks.workers import WorkerRepository

_PATIENCE_S = 5.0


async def complaint(settings: Settings) -> str | None:
    """Return what is wrong with the workers of this machine; None where one is alive."""
    engine = make_engine(essentials(settings).database_url, pool_size=1, timeout_ms=5_000)
    host = socket.gethostname()
    try:
        async with asyncio.timeout(_PATIENCE_S), make_transaction(engine)() as session:
            alive = await WorkerRepository(session).list_alive(host)
    except (AppError, TimeoutError) as error:
        return f"PostgreSQL cannot say which workers are alive: {error!r}"
    finally:
        await engine.dispose()
    return None if alive else f"No worker of {host} was alive within the last minute"


def main() -> None:
    """Exit with 0 where a worker is alive, else with 1 and one sentence."""
    try:
        sys.exit(asyncio.run(complaint(get_settings())))
    except NotConfiguredError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
