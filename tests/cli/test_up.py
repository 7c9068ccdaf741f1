"""`tripwright up`: what keeps it from starting is one sentence, and nothing was started."""

import socket
from pathlib import Path

import pytest

from core.cli.generated import AdminPassword
from core.cli.greeting import greeting
from core.cli.machine import listeners, only_run, require_data_dir
from core.cli.up import child_environment
from core.kernel.processes import free_port
from tests.cli.conftest import Cli
from tests.support.settings import make_settings


@pytest.fixture(autouse=True)
def free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_PORT", "CONSOLE_PORT", "CHAT_PORT"):
        monkeypatch.setenv(name, str(free_port()))


def test_a_busy_port_is_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        monkeypatch.setenv("CONSOLE_PORT", str(port))

        result = cli("up")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Port {port} of 127.0.0.1, for the Console, cannot be used")
    assert "CONSOLE_PORT" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_data_folder_in_use_is_one_sentence(cli: Cli, bare_environment: Path) -> None:
    require_data_dir(bare_environment)
    with only_run(bare_environment):
        result = cli("up")

    assert result.exit_code == 1
    assert result.stderr.startswith("Another `make run` (process ")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "API_PORT",
            "70000",
            "API_PORT is not right: Input should be less than or equal to 65535.",
        ),
        ("JWT_SECRET", "secret", "JWT_SECRET is not right: Value error, JWT_SECRET must be at"),
        ("DATABASE_URL", "mysql://h/d", "DATABASE_URL is not right: String should match"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is not right: Input should be 'DEBUG', "),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)

    result = cli("up")

    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_the_value_of_a_wrong_secret_is_not_shown(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JWT_SECRET", "hush-hush")

    assert "hush-hush" not in cli("up").output


def test_a_database_that_does_not_answer_is_one_sentence(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden@127.0.0.1:1/d")

    result = cli("up")

    said = capfd.readouterr().err
    assert result.exit_code == 1
    assert said.startswith("The database of DATABASE_URL: ")
    assert "hidden" not in said
    assert said.count("\n") == 1


def test_children_are_told_what_the_start_has_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")
    settings = make_settings(
        data_dir=tmp_path, database_url="postgresql://h/d", redis_url="redis://h"
    )

    environment = child_environment(settings)

    assert environment["DATABASE_URL"] == "postgresql://h/d"
    assert environment["REDIS_URL"] == "redis://h"
    assert settings.jwt_secret is not None
    assert environment["JWT_SECRET"] == settings.jwt_secret.get_secret_value()
    assert environment["DATA_DIR"] == str(tmp_path)
    assert environment["LANG"] == "C.UTF-8"


def test_the_greeting_tells_a_new_password_and_later_only_where_it_is(tmp_path: Path) -> None:
    wanted = listeners(make_settings(api_port=8000, console_port=8501, chat_port=7860))
    password = AdminPassword("s3cret-words", tmp_path / "admin-password")

    first = greeting(wanted, password, is_new=True, complete=True)
    later = greeting(wanted, password, is_new=False, complete=True)

    for address in (":8000\n", ":8000/docs\n", ":8501\n", ":7860\n"):
        assert f"http://127.0.0.1{address}" in first
    assert "Sign in as admin@tripwright.local with the password s3cret-words (kept in " in first
    assert "s3cret-words" not in later
    assert f"with the password in {tmp_path / 'admin-password'}." in later


def test_the_greeting_never_tells_a_password_of_the_settings() -> None:
    wanted = listeners(make_settings())

    text = greeting(wanted, AdminPassword("s3cret-words", None), is_new=False, complete=True)

    assert "the password of TRIPWRIGHT_ADMIN_PASSWORD" in text
    assert "s3cret-words" not in text
