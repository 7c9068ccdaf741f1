"""Runs the API: `python -m api.serve`."""

import asyncio
import gc
import sys
from contextlib import suppress
from socket import SO_SNDBUF, SOL_SOCKET, socket
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from core.essentials import NotConfiguredError, essentials
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings
from core.schemas.sockets import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from core.bootstrap import Container

_SHUTDOWN_S = 3
"""A stream whose reader does not read would keep the process from ending; it gets this long."""


_SEND_BUFFER_BYTES = 262_144
"""What the kernel holds for one reader. Left to itself it holds 4 MB for each of them, and takes
long to tell that one does not read."""


class Server(uvicorn.Server):
    """Serves many streams: bounds what each holds, and ends them before it waits for requests."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                # Connections inherit it.
                listening.setsockopt(SOL_SOCKET, SO_SNDBUF, _SEND_BUFFER_BYTES)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End every request, and then the application."""
        container: Container | None = getattr(self._app.state, "container", None)
        ending: list[asyncio.Task[None]] = []
        if container is not None:
            container.joblogs.close()
            # Meanwhile, so that whoever waits for an answer hears of its end before we hang up.
            ending.append(asyncio.create_task(container.assistant.aclose()))
        await asyncio.gather(*(socket.go_away() for socket in tuple(self._app.state.sockets)))
        await super().shutdown(sockets)
        await asyncio.gather(*ending)


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn serves the API."""
    return uvicorn.Config(
        app,
        host=settings.api_host,
        port=settings.api_port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=None,  # its lines go through our formatter
        access_log=False,  # ours has the trace id and leaves the query string out
        server_header=False,
        proxy_headers=False,
        ws="websockets-sansio",
        ws_max_size=2 * MAX_MESSAGE_BYTES,  # ours says so with a code of its own
        ws_per_message_deflate=False,
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
    from api.app import create_app  # noqa: PLC0415 - takes seconds: first what is not set

    app = create_app(settings)
    # What is loaded stays: looking through all of it for garbage makes everybody wait.
    gc.collect()
    gc.freeze()
    with suppress(KeyboardInterrupt):  # which uvicorn raises again when it has ended
        Server(app, server_config(app, settings)).run()


if __name__ == "__main__":
    main()
