"""The chat as a process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from core.kernel.processes import free_port
from tests.support.processes import eventually

ROOT = Path(__file__).parents[2]


@contextmanager
def chat(port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the chat on a port; its API is nowhere."""
    environment = {**os.environ, "CHAT_PORT": str(port), "API_URL": "http://127.0.0.1:9"}
    process = subprocess.Popen(
        [sys.executable, "-m", "chat_demo.serve"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").is_success
    except httpx.TransportError:  # not there yet, or still loading
        return False


def test_a_busy_port_is_one_clear_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with chat(port) as process:
            said, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said == (
        f"The chat cannot listen on 127.0.0.1:{port}: Address already in use. Set CHAT_PORT.\n"
    )


def test_it_ends_at_once_and_quietly_though_a_page_is_open() -> None:
    port = free_port()
    with chat(port) as process:
        assert eventually(lambda: answers(port), timeout_s=60)
        with httpx.stream("GET", f"http://127.0.0.1:{port}/gradio_api/heartbeat/x") as page:
            heartbeat = page.iter_text()
            next(heartbeat)

            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=10)

            assert list(heartbeat) == []
    assert "Traceback" not in said
    assert "Finished server process" in said
