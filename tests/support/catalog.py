"""The shipped catalogue in a test database."""

import asyncio

from core.bootstrap import build
from tests.support.settings import make_settings


def seed_catalog(database_url: str, redis_url: str) -> None:
    """Import the shipped catalogue into a database, through the service that does so in use."""
    asyncio.run(_import(database_url, redis_url))


async def _import(database_url: str, redis_url: str) -> None:
    async with build(make_settings(database_url=database_url, redis_url=redis_url)) as container:
        await container.catalog.import_shipped()
