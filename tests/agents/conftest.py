"""The shipped catalogue, as the planner's service has it."""

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction


@pytest.fixture
def catalog(catalog_seeded: str, transaction: Transaction) -> CatalogService:
    return CatalogService(transaction)
