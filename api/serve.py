"""Runs the API: `python -m api.serve`."""

import sys
from contextlib import suppress

import uvicorn

from api.app import create_app
from core.bootstrap import NotConfiguredError, essentials
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings

_SHUTDOWN_S = 3
"""Open streams would keep the process from ending; they get this long."""


def server_config(settings: Settings) -> uvicorn.Config:
    """Return how uvicorn serves the API."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,  # its lines go through our formatter
        access_log=False,  # ours has the trace id and leaves the query string out
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )


def main() -> None:
    """Serve until told to stop."""
    settings = get_settings()
    configure_logging(json_lines=settings.environment == "production", level=settings.log_level)
    try:
        essentials(settings)
    except NotConfiguredError as error:
        sys.exit(str(error))
    with suppress(KeyboardInterrupt):  # which uvicorn raises again when it has ended
        uvicorn.Server(server_config(settings)).run()


if __name__ == "__main__":
    main()
