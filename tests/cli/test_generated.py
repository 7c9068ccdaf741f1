"""Secrets nobody set."""

import stat
from pathlib import Path

from pydantic import SecretStr

from core.cli.generated import known_admin_password, new_admin_password, with_jwt_secret
from tests.support.settings import make_settings


def test_a_generated_password_is_kept_and_only_we_may_read_it(tmp_path: Path) -> None:
    settings = make_settings(data_dir=tmp_path, tripwright_admin_password=None)
    assert known_admin_password(settings) is None

    made = new_admin_password(settings)

    assert known_admin_password(settings) == made
    assert made.file == tmp_path / "admin-password"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert len(made.value) >= 20


def test_a_password_of_the_settings_wins_over_the_kept_one(tmp_path: Path) -> None:
    settings = make_settings(data_dir=tmp_path, tripwright_admin_password=None)
    new_admin_password(settings)

    given = settings.model_copy(update={"tripwright_admin_password": SecretStr("of the settings")})

    password = known_admin_password(given)
    assert password is not None
    assert (password.value, password.file) == ("of the settings", None)


def test_a_generated_signing_secret_stays_the_same_and_only_we_may_read_it(tmp_path: Path) -> None:
    settings = make_settings(data_dir=tmp_path, jwt_secret=None)

    first, second = with_jwt_secret(settings), with_jwt_secret(settings)

    assert first.jwt_secret == second.jwt_secret
    assert first.jwt_secret is not None
    assert len(first.jwt_secret.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "jwt-secret").stat().st_mode) == 0o600


def test_a_signing_secret_of_the_settings_is_not_written_down(tmp_path: Path) -> None:
    settings = make_settings(data_dir=tmp_path)

    assert with_jwt_secret(settings) is settings
    assert list(tmp_path.iterdir()) == []
