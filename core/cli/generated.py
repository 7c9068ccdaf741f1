"""Secrets nobody set: made at the first start and kept under DATA_DIR."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from core.kernel.files import write_private
from core.kernel.settings import Settings

ADMIN_EMAIL = "admin@tripwright.local"


@dataclass(frozen=True)
class AdminPassword:
    """The first administrator's password; `file` is None where it comes from the settings."""

    value: str
    file: Path | None


def known_admin_password(settings: Settings) -> AdminPassword | None:
    """Return the password of the settings, else the kept one; None where there is neither."""
    if settings.tripwright_admin_password is not None:
        return AdminPassword(settings.tripwright_admin_password.get_secret_value(), None)
    file = _password_file(settings)
    kept = _read(file)
    return AdminPassword(kept, file) if kept else None


def new_admin_password(settings: Settings) -> AdminPassword:
    """Return a new password, kept from now on."""
    file = _password_file(settings)
    return AdminPassword(_keep(file, secrets.token_urlsafe(15)), file)


def with_jwt_secret(settings: Settings) -> Settings:
    """Return settings whose `jwt_secret` is set."""
    if settings.jwt_secret is not None:
        return settings
    file = settings.data_dir / "jwt-secret"
    value = _read(file) or _keep(file, secrets.token_urlsafe(48))
    return settings.model_copy(update={"jwt_secret": SecretStr(value)})


def _password_file(settings: Settings) -> Path:
    return settings.data_dir / "admin-password"


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def _keep(file: Path, secret: str) -> str:
    write_private(file, f"{secret}\n")
    return secret
