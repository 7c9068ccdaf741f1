"""Assistants on the test's own database."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.assistants import Assistants


@pytest.fixture
def assistants(engine: AsyncEngine, redis: Redis) -> Assistants:
    return Assistants(engine, redis)


@pytest.fixture
async def person(assistants: Assistants) -> str:
    """Return the id of somebody."""
    return await assistants.a_person()
