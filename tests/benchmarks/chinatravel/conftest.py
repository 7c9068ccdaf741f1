"""Our town, made once for all tests of the adapter."""

import pytest

from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import World
from tests.benchmarks.chinatravel.town import TOWN, make_town


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_town(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def ways(world: World) -> CityWays:
    return CityWays(world.city(TOWN))
