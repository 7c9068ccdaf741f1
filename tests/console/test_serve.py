"""The console as a process of its own: `python -m console.serve`."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from streamlit import config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from console.serve import SCRIPT, streamlit_options
from console.web import COOKIE_PATH, HEADERS
from core.kernel.processes import free_port
from tests.support.processes import eventually
from tests.support.settings import make_settings

_ROOT = Path(__file__).parents[2]


@contextmanager
def console_process(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Give a console process that sees this environment alone; it ends with the block."""
    environment = {"PYTHONPATH": str(_ROOT), "HOME": str(folder), "CONSOLE_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "console.serve"],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_stcore/health", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a console that runs."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with console_process(tmp_path_factory.mktemp("console"), port):
        assert eventually(lambda: is_up(address), timeout_s=90)
        yield address


@pytest.mark.parametrize("path", ["/", "/plan", "/_stcore/health"])
def test_every_answer_carries_the_headers_that_keep_a_browser_here(address: str, path: str) -> None:
    answer = httpx.get(f"{address}{path}", trust_env=False)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_cookie_route_is_ours_and_not_a_page_of_streamlits(address: str) -> None:
    answer = httpx.get(f"{address}{COOKIE_PATH}", params={"ticket": "made-up"}, trust_env=False)

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("host", "origin"),
    [("evil.example", "http://evil.example"), ("127.0.0.1", "http://127.0.0.1:1")],
    ids=["a name that was pointed here", "a page of another port"],
)
def test_a_page_from_elsewhere_does_not_get_the_console(
    address: str, host: str, origin: str
) -> None:
    port = address.rpartition(":")[2]
    stream = f"ws://127.0.0.1:{port}/_stcore/stream"

    with pytest.raises(InvalidStatus) as refused:
        connect(stream, origin=origin, additional_headers={"Host": f"{host}:{port}"}, proxy=None)

    assert refused.value.response.status_code == 403


def test_it_ends_when_told_to_even_while_a_page_is_open(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with console_process(tmp_path, port) as process:
        assert eventually(lambda: is_up(address), timeout_s=90)
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=address, subprotocols=["streamlit"], proxy=None,
        ):  # fmt: skip
            process.send_signal(signal.SIGTERM)

            assert eventually(lambda: process.poll() is not None, timeout_s=15)


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path, address: str) -> None:
    port = int(address.rpartition(":")[2])

    with console_process(tmp_path, port) as process:
        said, _ = process.communicate(timeout=90)

    assert process.returncode == 1
    assert f"Port {port} is not available" in said
    assert "Traceback" not in said


def test_every_option_is_one_that_streamlit_has() -> None:
    options = streamlit_options(make_settings())

    assert set(options) <= set(config._config_options_template)
    assert options["server.allowedHosts"]
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"


def test_opened_to_the_network_it_may_be_called_by_any_name() -> None:
    options = streamlit_options(make_settings(console_host="0.0.0.0"))

    assert options["server.allowedHosts"] == []


def test_the_looks_are_where_streamlit_looks_for_them() -> None:
    looks = (SCRIPT.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8")

    assert "[theme.light]" in looks
    assert "[theme.dark]" in looks
    assert "http" not in looks
