"""The toolbox over the shipped catalogue."""

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.tools.climate import shipped_climate
from core.tools.flights import OfflineFlights
from core.tools.hotels import OfflineHotels
from core.tools.places import CatalogPlaces
from core.tools.port import Toolbox
from core.tools.weather import OfflineWeather


@pytest.fixture
def catalog(transaction: Transaction, catalog_seeded: str) -> CatalogService:
    """Return the shipped catalogue on PostgreSQL."""
    return CatalogService(transaction)


@pytest.fixture
def toolbox(catalog: CatalogService) -> Toolbox:
    """Return every tool as the product has it."""
    return Toolbox(
        weather=OfflineWeather(catalog, shipped_climate()),
        hotels=OfflineHotels(catalog),
        flights=OfflineFlights(catalog),
        places=CatalogPlaces(catalog),
    )
