"""Assistants on the test's own database."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import Transaction
from core.db.statements import Statements
from tests.support.assistants import Assistants
from tests.support.talking import Traveller, a_traveller


@pytest.fixture
def assistants(engine: AsyncEngine, statement: Statements, redis: Redis) -> Assistants:
    return Assistants(engine, statement, redis)


@pytest.fixture
async def person(assistants: Assistants) -> str:
    """Return the id of somebody."""
    return await assistants.a_person()


@pytest.fixture
async def ann(transaction: Transaction) -> Traveller:
    """Return somebody who talks."""
    return await a_traveller(transaction)
