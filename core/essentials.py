"""The settings without which no process can start; quick to load, unlike what starts with them."""

from dataclasses import dataclass

from core.kernel.settings import Settings
from core.llm.endpoints import EndpointError, embedding_endpoint, endpoints


class NotConfiguredError(Exception):
    """Addresses or secrets without which no process can start are not set."""


@dataclass(frozen=True)
class Essentials:
    """The settings that have no default inside one process."""

    database_url: str
    redis_url: str
    jwt_secret: str


def essentials(settings: Settings) -> Essentials:
    """Return the settings that have no default inside one process.

    Raises:
        NotConfiguredError: Some are missing, or the providers of the model are not usable; its
            message names them and what to do.
    """
    secret = settings.jwt_secret
    found = {
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "JWT_SECRET": secret.get_secret_value() if secret else "",
    }
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise NotConfiguredError(
            f"Not set: {', '.join(missing)}. `make run` starts what is needed and sets them;"
            " to run one process by itself, set them in the environment or in .env."
        )
    try:
        endpoints(settings)
        embedding_endpoint(settings)
    except EndpointError as error:
        raise NotConfiguredError(str(error)) from None
    return Essentials(
        database_url=found["DATABASE_URL"],
        redis_url=found["REDIS_URL"],
        jwt_secret=found["JWT_SECRET"],
    )
