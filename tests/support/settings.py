"""Settings for tests: nothing comes from the shell or from `.env`."""

from typing import Any

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from core.kernel.settings import Settings

ADMIN_PASSWORD = "correct horse battery staple"


class SettingsOfTests(Settings):
    """Takes its values from the call alone: a DATABASE_URL of the shell must never be emptied."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def make_settings(**values: Any) -> Settings:
    """Return settings with secrets set; `values` win. For tests that need no server."""
    defaults: dict[str, Any] = {
        "environment": "test",
        "jwt_secret": SecretStr("test-secret-" + "x" * 32),
        "tripwright_admin_password": SecretStr(ADMIN_PASSWORD),
        "database_pool_size": 4,
        "thinking_processes": 0,  # a second each to begin; tests of them ask for some
    }
    return SettingsOfTests(**(defaults | values))
