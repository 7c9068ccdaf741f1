"""What an operator brought into the catalogue, over HTTP."""

from pathlib import Path

import httpx
import pytest

from core.bootstrap import Container
from core.catalog.importers.registry import ExtractFormat
from tests.support.catalog_files import catalogue_folder, cells, connection_cells, drive_cells
from tests.support.extracts import node, osm_file
from tests.support.http import Caller


@pytest.fixture(autouse=True)
async def small_catalogue(container: Container, tmp_path: Path) -> None:
    """Fill the catalogue with two cities, a train between them, and a car."""
    ways = [connection_cells(origin_place=""), drive_cells()]
    await container.catalog.import_shipped(catalogue_folder(tmp_path, cells(), links=ways))


async def test_journeys_of_a_day_are_listed_in_the_times_of_their_places(
    client: httpx.AsyncClient, user: Caller
) -> None:
    path = "/api/catalog/links?origin=guangzhou&target=tokyo&date=2026-11-21"

    response = await client.get(path, headers=user.headers)

    links = response.json()["data"]
    assert [link["departs_at"] for link in links] == [
        "2026-11-21T07:00:00+08:00",
        "2026-11-21T09:00:00+08:00",
        "2026-11-21T11:00:00+08:00",
        None,
    ]
    assert links[0]["arrives_at"] == "2026-11-21T13:00:00+09:00"
    assert (links[0]["price"], links[0]["currency"], links[0]["number"]) == (67150, "CNY", "")
    assert set(links[0]["estimates"]) >= {"departs_at", "minutes", "price"}
    assert (links[-1]["times"], links[-1]["seats"]) == ("free", 5)


async def test_the_way_back_is_none_where_nobody_said_so(
    client: httpx.AsyncClient, user: Caller
) -> None:
    path = "/api/catalog/links?origin=tokyo&target=guangzhou&date=2026-11-21"

    response = await client.get(path, headers=user.headers)

    assert response.json()["data"] == []


async def test_an_imported_place_names_its_licence_and_whom_to_thank(
    client: httpx.AsyncClient, user: Caller, container: Container, tmp_path: Path
) -> None:
    mint = node(7, (23.35, 113.55), tourism="museum", name="Old Mint Museum")
    file = osm_file(tmp_path / "a.osm", mint)
    await container.catalog.import_extract(file, ExtractFormat.OSM, "guangzhou")

    response = await client.get("/api/places/guangzhou-osm-n7", headers=user.headers)

    place = response.json()["data"]
    assert place["licence"] == "ODbL-1.0"
    assert place["attribution"] == "© OpenStreetMap contributors"
    assert place["source"] == "OpenStreetMap contributors; ODbL-1.0; 2026-10-01"
