"""From settings to the place where memories are kept."""

from core.db.engine import sqlalchemy_url
from core.kernel.settings import Settings
from core.memory.beside import StoreBeside
from core.memory.here import StoreHere
from core.memory.store import Store, StoreSetting

_CONNECTIONS = 4
"""So many searches are under way at once, in milliseconds each."""


def store_of(settings: Settings, database_url: str, *, beside: bool) -> Store:
    """Return the store of memories, in a process of its own where plans have some as well."""
    address = sqlalchemy_url(database_url).set(drivername="postgresql")
    setting = StoreSetting(
        conninfo=address.render_as_string(hide_password=False),
        folder=str((settings.data_dir / "mem0").absolute()),
        connections=_CONNECTIONS,
        timeout_ms=settings.database_timeout_ms,
    )
    if not beside:
        return StoreHere(setting)
    return StoreBeside(
        setting,
        json_lines=settings.environment == "production",
        log_level=settings.log_level,
        patience_s=settings.thinking_patience_s,
    )
