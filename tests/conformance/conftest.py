"""A model server that others wrote, where it is installed; CONTRIBUTING says how."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.kernel.processes import free_port

ROOT = Path(__file__).parents[2]
_ENTRY = ROOT / ".tools/node_modules/@copilotkit/aimock/dist/cli.js"
_FIXTURES = Path(__file__).with_name("models.json")
_START_S = 30.0


@pytest.fixture(scope="session")
def aimock() -> Iterator[str]:
    """Yield the base address of a running `llmock`, all of whose answers are in `models.json`."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not _ENTRY.exists():
        pytest.skip("@copilotkit/aimock is not installed under .tools; see CONTRIBUTING")
    port = free_port()
    command = [node, str(_ENTRY), "-p", str(port), "-h", "127.0.0.1", "-f", str(_FIXTURES)]
    process = subprocess.Popen([*command, "--log-level", "silent"])
    try:
        _wait_until_up(process, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        assert process.poll() is None, "llmock ended at once"
        try:
            httpx.get(f"http://127.0.0.1:{port}/v1/models", trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "llmock does not answer"
            time.sleep(0.05)
        else:
            return
