"""Makes a database ready for use, in a process of its own: `python -m core.cli.prepare`.

It loads the whole product, which would stay in memory as long as `make run` runs.
"""

import asyncio
import signal

from core.cli.plain import plain_errors
from core.db.migrate import migrate
from core.essentials import essentials
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings


def main() -> None:
    """Migrate, import the shipped catalogue, make the first administrator."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C needs no traceback
    with plain_errors():
        settings = get_settings()
        configure_logging(json_lines=False, level="WARNING")
        migrate(essentials(settings).database_url)
        asyncio.run(_furnish(settings))


async def _furnish(settings: Settings) -> None:
    # Loading them takes seconds, and whose database does not answer hears of it before.
    from core.bootstrap import build  # noqa: PLC0415
    from core.cli.furnish import furnish  # noqa: PLC0415

    async with build(settings) as container:
        await furnish(container)


if __name__ == "__main__":
    main()
