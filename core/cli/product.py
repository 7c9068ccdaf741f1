"""The product put together for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.bootstrap import Container, build
from core.cli.furnish import find_admin, furnish
from core.cli.generated import with_jwt_secret
from core.cli.machine import require_data_dir
from core.db.migrate import migrate
from core.embedded.servers import running_servers
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings

ResultT = TypeVar("ResultT")


def with_product(work: Callable[[Container], Awaitable[ResultT]]) -> ResultT:
    """Return what `work` does with the product, on servers that run already or only for this."""
    settings = get_settings()
    configure_logging(json_lines=False, level="WARNING")  # the answer of a command stands alone
    require_data_dir(settings.data_dir)
    with running_servers(with_jwt_secret(settings)) as running:
        migrate(str(running.database_url))
        return asyncio.run(_run(running, work))


async def _run(settings: Settings, work: Callable[[Container], Awaitable[ResultT]]) -> ResultT:
    async with build(settings) as container:
        if await find_admin(container) is None:
            await furnish(container)
        return await work(container)
