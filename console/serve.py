"""Runs the console: `python -m console.serve`."""

import sys
from pathlib import Path

import streamlit as st
import structlog
from starlette.middleware import Middleware

from console.failures import show_crash
from console.web import ROUTES, DoorMiddleware
from core.kernel.logging import configure_logging
from core.kernel.settings import Settings, get_settings

log = structlog.get_logger(__name__)

SCRIPT = Path(__file__).with_name("app.py")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def streamlit_options(settings: Settings) -> dict[str, object]:
    """Return how Streamlit is served; how it looks is in `.streamlit/config.toml`."""
    local_only = settings.console_host in _LOOPBACK
    return {
        "server.address": settings.console_host,
        "server.port": settings.console_port,
        # A page of the internet must not reach a console of this machine under a name of its own.
        "server.allowedHosts": list(_LOOPBACK) if local_only else [],
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": True,
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "viewer",
        # Its CSV would keep cells that spreadsheets take for formulas; ours does not.
        "client.disableDataExport": True,
        "logger.hideWelcomeMessage": True,
    }


def console() -> st.App:
    """Return the console as an ASGI application."""
    return st.App(
        SCRIPT, routes=ROUTES, middleware=[Middleware(DoorMiddleware)], on_script_error=show_crash
    )


def main() -> None:
    """Serve until told to stop."""
    settings = get_settings()
    configure_logging(json_lines=settings.environment == "production", level=settings.log_level)
    sys.argv = sys.argv[:1]  # Streamlit would hand our arguments to the script
    log.info("console_started", host=settings.console_host, port=settings.console_port)
    console().run(config=streamlit_options(settings))


if __name__ == "__main__":
    main()
