"""What every catalogue answers: the one in the database and the one in memory."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from core.catalog.importer import shipped_files
from core.catalog.memory import MemoryCatalogue
from core.catalog.port import Catalogue
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from tests.support.catalog_files import (
    GUANGZHOU,
    TOKYO,
    a_link,
    catalogue_folder,
    cells,
    connection_cells,
    csv_file,
    drive_cells,
    restaurant_cells,
    station_cells,
)
from tests.support.shipped import shipped_catalogue

SATURDAY = date(2026, 11, 21)
Open = Callable[[Path], Awaitable[Catalogue]]


@pytest.fixture(params=["database", "memory"])
def open_catalogue(request: pytest.FixtureRequest) -> Open:
    """Return a function that opens what a folder ships."""
    if request.param == "memory":

        async def in_memory(folder: Path) -> Catalogue:
            return MemoryCatalogue.shipped(folder)

        return in_memory
    transaction: Transaction = request.getfixturevalue("transaction")

    async def in_database(folder: Path) -> Catalogue:
        catalog = CatalogService(transaction)
        await catalog.import_shipped(folder)
        return catalog

    return in_database


@pytest.fixture
async def catalogue(open_catalogue: Open, tmp_path: Path) -> Catalogue:
    """Return a catalogue with two cities, four places and two ways between."""
    rows = [
        cells(popularity="40"),
        restaurant_cells(popularity="70"),
        station_cells(GUANGZHOU, popularity="40"),
    ]
    links = [connection_cells(), drive_cells()]
    return await open_catalogue(catalogue_folder(tmp_path, *rows, links=links))


async def test_cities_are_listed_by_id(catalogue: Catalogue) -> None:
    assert await catalogue.list_cities() == [GUANGZHOU, TOKYO]


@pytest.mark.parametrize("name", ["guangzhou", "GUANGZHOU", "广州", "广州市", "canton", " Canton "])
async def test_a_city_is_found_by_any_name(catalogue: Catalogue, name: str) -> None:
    assert await catalogue.find_city(name) == GUANGZHOU


@pytest.mark.parametrize("name", ["", "Atlantis", "!"])
async def test_no_city_is_made_up(catalogue: Catalogue, name: str) -> None:
    assert await catalogue.find_city(name) is None


@pytest.mark.parametrize(
    ("area", "ids"),
    [
        ("China", ["guangzhou"]),
        ("中国", ["guangzhou"]),
        ("cn", ["guangzhou"]),
        ("Mainland China", ["guangzhou"]),
        ("日本", ["tokyo"]),
        ("Atlantis", []),
        ("", []),
        ("州", []),
    ],
)
async def test_the_cities_of_a_country_are_found_by_any_of_its_names(
    catalogue: Catalogue, area: str, ids: list[str]
) -> None:
    assert [city.id for city in await catalogue.cities_of(area)] == ids


async def test_the_cities_of_a_region_are_found_in_both_languages(
    open_catalogue: Open, tmp_path: Path
) -> None:
    folder = catalogue_folder(tmp_path, cells())
    header, *rows = folder.joinpath("cities.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header},region", *(f"{row},Guangdong" for row in rows if "guangzhou" in row)]
    folder.joinpath("cities.csv").write_text("\n".join(lines), encoding="utf-8")

    catalogue = await open_catalogue(folder)

    for name in ("Guangdong", "guangdong province", "广东", "广东省", "the Guangdong"):
        assert [city.id for city in await catalogue.cities_of(name)] == ["guangzhou"]


async def test_places_come_with_the_most_wanted_first_then_by_id(catalogue: Catalogue) -> None:
    assert [place.id for place in await catalogue.places_of("guangzhou")] == [
        "guangzhou-tea-house",
        "guangzhou-central-station",
        "guangzhou-tea-museum",
    ]


async def test_an_unknown_city_has_no_places(catalogue: Catalogue) -> None:
    assert await catalogue.places_of("atlantis") == []


async def test_what_closed_for_good_is_no_place_to_go_but_known_as_closed(
    open_catalogue: Open, tmp_path: Path
) -> None:
    folder = catalogue_folder(tmp_path)
    rows = [cells(status="closed"), restaurant_cells(status="")]
    file = csv_file(*rows, columns=tuple(rows[0]))
    folder.joinpath("places", "guangzhou.csv").write_bytes(file)

    catalogue = await open_catalogue(folder)

    assert [place.id for place in await catalogue.places_of("guangzhou")] == ["guangzhou-tea-house"]
    assert [place.id for place in await catalogue.closed_of("guangzhou")] == [
        "guangzhou-tea-museum"
    ]
    assert list(await catalogue.closed_of("atlantis")) == []


async def test_answers_can_be_changed_without_changing_the_catalogue(catalogue: Catalogue) -> None:
    list(await catalogue.places_of("guangzhou")).clear()

    assert len(await catalogue.places_of("guangzhou")) == 3


async def test_journeys_come_by_departure_those_at_will_last(catalogue: Catalogue) -> None:
    links = await catalogue.links("guangzhou", "tokyo", SATURDAY)

    assert [link.departs for link in links] == [420, 540, 660, None]
    assert links[0].origin_name == "Central Station"
    assert links[0].arrives == 780


@pytest.mark.parametrize(
    ("origin", "target"), [("tokyo", "guangzhou"), ("atlantis", "tokyo"), ("tokyo", "tokyo")]
)
async def test_where_nothing_goes_there_is_no_journey(
    catalogue: Catalogue, origin: str, target: str
) -> None:
    assert await catalogue.links(origin, target, SATURDAY) == []


async def test_both_catalogues_answer_alike_for_all_that_ships(transaction: Transaction) -> None:
    database, memory = CatalogService(transaction), shipped_catalogue()
    await database.import_shipped(shipped_files())

    cities = await database.list_cities()

    assert cities == await memory.list_cities()
    for city in cities:
        assert await database.places_of(city.id) == await memory.places_of(city.id)
        assert await database.cities_of(city.country) == await memory.cities_of(city.country)
        for other in cities:
            links = await database.links(city.id, other.id, SATURDAY)
            assert links == await memory.links(city.id, other.id, SATURDAY)


async def test_journeys_given_one_by_one_run_on_their_day_only() -> None:
    flight = a_link(day=SATURDAY)

    catalogue = MemoryCatalogue([GUANGZHOU, TOKYO], [], links=[flight])

    assert await catalogue.links("guangzhou", "tokyo", SATURDAY) == [flight]
    assert await catalogue.links("guangzhou", "tokyo", date(2026, 11, 22)) == []
