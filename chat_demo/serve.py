"""Runs the chat: `python -m chat_demo.serve`."""

import asyncio
import socket
import sys
from contextlib import suppress
from functools import partial
from types import FrameType

import structlog
import uvicorn

from core.kernel.logging import configure_logging
from core.kernel.settings import get_settings

log = structlog.get_logger(__name__)

_HOST = "127.0.0.1"
_SHUTDOWN_S = 3
_BACKLOG = 128


class _Server(uvicorn.Server):
    """Ends the streams of open pages as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take the signal to stop."""
        self._closing.set()
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until told to stop."""
    settings = get_settings()
    configure_logging(json_lines=settings.environment == "production", level=settings.log_level)
    listener = _listen(settings.chat_port)
    from chat_demo.web import create_site  # noqa: PLC0415 - takes seconds: first the port, or why not

    closing = asyncio.Event()
    config = uvicorn.Config(
        partial(create_site, settings, closing),
        factory=True,  # on the server's own event loop; Gradio would leave one of its own behind
        lifespan="on",
        log_config=None,  # its lines go through our formatter
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    log.info("chat_started", address=f"http://{_HOST}:{settings.chat_port}")
    with listener, suppress(KeyboardInterrupt):  # which uvicorn raises again when it has ended
        _Server(config, closing).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    """Return a listening socket; a busy port ends the process with a sentence."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        sys.exit(f"The chat cannot listen on {_HOST}:{port}: {error.strerror}. Set CHAT_PORT.")
    listener.listen(_BACKLOG)
    return listener


if __name__ == "__main__":
    main()
