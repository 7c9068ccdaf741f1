"""A real API process to be measured, and people who use it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from core.cli.up import child_environment
from core.kernel.settings import Settings

_START_S = 120.0
"""A machine that is busy with other things takes its time to load the libraries."""


@contextmanager
def running_api(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run the API with these settings; yield its process once it is ready."""
    chosen = {
        "API_PORT": str(settings.api_port),
        "LOG_LEVEL": settings.log_level,
        "AI_PROVIDER": settings.ai_provider,
        "AI_BASE_URL": settings.ai_base_url or "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "api.serve"], env=child_environment(settings) | chosen
    )
    try:
        _await_ready(settings.api_address)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def sign_up(client: httpx.Client, email: str) -> str:
    """Make an account and return the token of its owner."""
    body = {"email": email, "password": "a password for the bench"}
    answer = client.post("/api/auth/register", json=body).raise_for_status()
    return str(answer.json()["data"]["access_token"])


def _await_ready(address: str) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    sys.exit("The API did not become ready")
