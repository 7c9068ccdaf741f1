"""A small catalogue on PostgreSQL."""

from pathlib import Path

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from tests.support.catalog_files import Monotonic, catalogue_folder, cells, restaurant_cells


@pytest.fixture
def monotonic() -> Monotonic:
    """Return the clock of the catalogue's cache."""
    return Monotonic()


@pytest.fixture
async def catalog(transaction: Transaction, tmp_path: Path, monotonic: Monotonic) -> CatalogService:
    """Return a catalogue with two cities, a museum and a restaurant."""
    catalog = CatalogService(transaction, monotonic)
    await catalog.import_shipped(catalogue_folder(tmp_path, cells(), restaurant_cells()))
    return catalog
