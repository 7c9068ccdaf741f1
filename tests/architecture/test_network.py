"""No test leaves the machine."""

import socket

import pytest


def test_a_connection_to_another_machine_is_refused() -> None:
    # Under `filterwarnings = error` the warning of pytest-socket is what is raised.
    with pytest.raises((RuntimeError, UserWarning), match=r'host "192\.0\.2\.1"'):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
