"""The toolbox over the shipped catalogue."""

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.tools.port import Toolbox
from tests.support.tools import offline_toolbox


@pytest.fixture
def catalog(transaction: Transaction, catalog_seeded: str) -> CatalogService:
    """Return the shipped catalogue on PostgreSQL."""
    return CatalogService(transaction)


@pytest.fixture
def toolbox(catalog: CatalogService) -> Toolbox:
    """Return every tool as the product has it."""
    return offline_toolbox(catalog)
