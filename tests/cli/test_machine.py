"""What a command finds on the machine."""

import os
import socket
from pathlib import Path

import pytest

from core.cli.machine import (
    Listener,
    listeners,
    only_run,
    port_problem,
    require_data_dir,
    require_ports,
    running_process,
)
from core.kernel.errors import ConflictError, InvalidRequestError
from core.kernel.processes import free_port
from tests.support.settings import make_settings


def a_listener(port: int, variable: str = "API_PORT") -> Listener:
    return Listener("API", variable, "127.0.0.1", port, "/")


def test_a_free_port_is_no_problem() -> None:
    assert port_problem(a_listener(free_port())) is None


def test_a_busy_port_is_one_sentence_with_the_setting_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]

        with pytest.raises(ConflictError) as caught:
            require_ports([a_listener(port)])

    assert caught.value.detail == (
        f"Port {port} of 127.0.0.1, for the API, cannot be used (address already in use): stop the"
        " program that uses it, or set API_PORT to another port."
    )


def test_two_processes_that_want_one_port_are_one_sentence() -> None:
    port = free_port()

    with pytest.raises(ConflictError, match=f"^API_PORT and CHAT_PORT are both {port}: change"):
        require_ports([a_listener(port), a_listener(port, "CHAT_PORT")])


def test_an_api_on_every_address_is_looked_for_on_this_machine() -> None:
    api = listeners(make_settings(api_host="0.0.0.0", api_port=8123))[0]

    assert api.address == "http://127.0.0.1:8123"


def test_only_one_run_holds_a_data_folder(tmp_path: Path) -> None:
    with (
        only_run(tmp_path),
        pytest.raises(ConflictError, match=rf"`make run` \(process {os.getpid()}\) uses"),
        only_run(tmp_path),
    ):
        pass


def test_a_run_is_known_while_it_lasts(tmp_path: Path) -> None:
    assert running_process(tmp_path) is None

    with only_run(tmp_path):
        assert running_process(tmp_path) == str(os.getpid())

    assert running_process(tmp_path) is None


def test_a_new_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    require_data_dir(tmp_path / "new")

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(InvalidRequestError, match=r"^DATA_DIR .* cannot be written"):
        require_data_dir(file)
