"""The servers nobody else provides."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from core.embedded.postgres import Postgres
from core.embedded.redis import Redis
from core.embedded.server import EmbeddedServer
from core.embedded.sharing import shared_server
from core.kernel.settings import Settings


@dataclass(frozen=True)
class OwnedServers:
    """Settings with both addresses filled in, and the servers that are ours to keep alive."""

    settings: Settings
    servers: tuple[EmbeddedServer, ...]

    def revive(self) -> list[str]:
        """Start those that have died again, at the same address; return their names."""
        return [server.name for server in self.servers if server.revive()]


@contextmanager
def running_servers(settings: Settings) -> Iterator[Settings]:
    """Yield settings with both addresses filled in.

    Where an address is unset, the embedded server of this `DATA_DIR` is joined if another process
    runs it, else started here and stopped at the end. Call from the main thread.
    """
    with ExitStack() as stack:
        update = {
            field: stack.enter_context(shared_server(server))
            for field, server in _embedded(settings).items()
        }
        yield settings.model_copy(update=update)


@contextmanager
def owned_servers(settings: Settings) -> Iterator[OwnedServers]:
    """Do as `running_servers`, but as owner of what is embedded: it lives exactly as long as we."""
    embedded = _embedded(settings)
    with ExitStack() as stack:
        update = {
            field: stack.enter_context(shared_server(server, must_own=True))
            for field, server in embedded.items()
        }
        yield OwnedServers(settings.model_copy(update=update), tuple(embedded.values()))


def _embedded(settings: Settings) -> dict[str, EmbeddedServer]:
    servers: dict[str, EmbeddedServer] = {}
    if settings.database_url is None:
        servers["database_url"] = Postgres(settings.data_dir / "postgres")
    if settings.redis_url is None:
        servers["redis_url"] = Redis(settings.data_dir / "redis")
    return servers
