"""Somebody with trips, on the database itself."""

import pytest

from core.accounts.repository import UserRepository
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.ids import new_id
from core.schemas.accounts import Role
from core.trips.service import TripService


async def make_owner(transaction: Transaction) -> str:
    """Return the id of a new person."""
    async with transaction() as session:
        row = await UserRepository(session).add(f"{new_id()}@example.org", "none", Role.USER)
        assert row is not None
        return row.id


@pytest.fixture
async def owner_id(transaction: Transaction, catalog_seeded: str) -> str:
    """Return the id of somebody."""
    return await make_owner(transaction)


@pytest.fixture
async def stranger_id(transaction: Transaction, catalog_seeded: str) -> str:
    """Return the id of somebody else."""
    return await make_owner(transaction)


@pytest.fixture
def catalog(transaction: Transaction) -> CatalogService:
    """Return the catalogue that trips are made in."""
    return CatalogService(transaction)


@pytest.fixture
def trips(transaction: Transaction, catalog: CatalogService) -> TripService:
    """Return the service under test."""
    return TripService(transaction, catalog)
