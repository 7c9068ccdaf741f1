"""Taking files into the catalogue: what ships with the product, and what an operator brings."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.catalog.connection_rows import COLUMNS
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.errors import InvalidRequestError, NotFoundError
from tests.support.catalog_files import (
    GUANGZHOU,
    Monotonic,
    catalogue_folder,
    cells,
    connection_cells,
    csv_file,
    drive_cells,
    geojson_file,
    restaurant_cells,
    station_cells,
)

MINT = {"id": "guangzhou-old-mint", "name_en": "Old Mint", "name_local": "造币厂"}
SATURDAY = date(2026, 11, 21)
IMPORTED = "City register; CC BY 4.0; 2026-11-01"


async def test_shipping_the_same_again_changes_nothing(
    catalog: CatalogService, tmp_path: Path
) -> None:
    report = await catalog.import_shipped(tmp_path)

    assert (report.rows, report.changed) == (4, 0)


async def test_an_edited_row_is_taken_over(catalog: CatalogService, tmp_path: Path) -> None:
    catalogue_folder(tmp_path, cells(typical_cost="30"), restaurant_cells())

    report = await catalog.import_shipped(tmp_path)

    assert report.changed == 1
    assert (await catalog.get_place("guangzhou-tea-museum")).typical_cost == 3000


async def test_what_an_operator_imported_is_not_shipped_over(
    catalog: CatalogService, tmp_path: Path
) -> None:
    own = cells(typical_cost="25", source=IMPORTED)
    await catalog.import_file(csv_file(own), "own.csv")

    await catalog.import_shipped(tmp_path)

    assert (await catalog.get_place("guangzhou-tea-museum")).typical_cost == 2500


async def test_a_wrong_file_changes_nothing_and_is_named(
    catalog: CatalogService, tmp_path: Path
) -> None:
    catalogue_folder(tmp_path, cells(typical_cost="30"), restaurant_cells(lat="0"))

    with pytest.raises(InvalidRequestError, match=r"guangzhou\.csv, row 3, lat"):
        await catalog.import_shipped(tmp_path)

    assert (await catalog.get_place("guangzhou-tea-museum")).typical_cost == 2000


async def test_a_city_twice_is_refused(catalog: CatalogService, tmp_path: Path) -> None:
    cities = tmp_path / "cities.csv"
    header, *rows = cities.read_text(encoding="utf-8").splitlines()
    cities.write_text("\n".join([header, *rows, rows[0]]), encoding="utf-8")

    with pytest.raises(InvalidRequestError, match=r"cities\.csv, row 4, id: 'guangzhou'"):
        await catalog.import_shipped(tmp_path)


async def test_a_place_in_two_files_is_refused(catalog: CatalogService, tmp_path: Path) -> None:
    tmp_path.joinpath("places", "suburb.csv").write_bytes(csv_file(cells()))

    with pytest.raises(
        InvalidRequestError, match=r"suburb\.csv, row 2, id: is in guangzhou\.csv too"
    ):
        await catalog.import_shipped(tmp_path)


async def test_cities_may_ship_without_places(transaction: Transaction, tmp_path: Path) -> None:
    catalogue_folder(tmp_path, cells()).joinpath("places", "guangzhou.csv").unlink()
    catalog = CatalogService(transaction)

    await catalog.import_shipped(tmp_path)

    assert [city.id for city in await catalog.list_cities()] == ["guangzhou", "tokyo"]


async def test_processes_that_ship_at_once_do_not_disturb_each_other(
    transaction: Transaction, tmp_path: Path
) -> None:
    catalogue_folder(tmp_path, cells(), restaurant_cells())
    services = [CatalogService(transaction) for _ in range(4)]

    reports = await asyncio.gather(*(each.import_shipped(tmp_path) for each in services))

    assert sorted(report.changed for report in reports) == [0, 0, 0, 4]


@pytest.mark.parametrize(("write", "name"), [(csv_file, "new.csv"), (geojson_file, "NEW.GeoJSON")])
async def test_a_good_file_is_in_the_catalogue_afterwards(
    catalog: CatalogService, write: Callable[..., bytes], name: str
) -> None:
    row = cells(**MINT, source=IMPORTED)

    report = await catalog.import_file(write(row), name)

    assert report.passed
    assert (report.rows, report.changed) == (1, 1)
    assert (await catalog.get_place("guangzhou-old-mint")).source == IMPORTED


async def test_a_file_may_be_given_by_its_path(catalog: CatalogService, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_bytes(csv_file(cells(**MINT)))

    assert (await catalog.import_file(path, path.name)).changed == 1


async def test_a_file_that_is_not_there_is_a_failure_that_names_it(
    catalog: CatalogService, tmp_path: Path
) -> None:
    with pytest.raises(InvalidRequestError, match=r"nowhere\.csv cannot be read"):
        await catalog.import_file(tmp_path / "nowhere.csv", "nowhere.csv")


async def test_one_bad_row_keeps_every_row_out(catalog: CatalogService) -> None:
    report = await catalog.import_file(csv_file(cells(**MINT), cells(lat="far")), "new.csv")

    assert not report.passed
    assert [(problem.number, problem.column) for problem in report.problems] == [(3, "lat")]
    with pytest.raises(NotFoundError):
        await catalog.get_place("guangzhou-old-mint")


async def test_a_twin_of_what_the_catalogue_has_keeps_the_file_out(catalog: CatalogService) -> None:
    twin = cells(id="guangzhou-museum-of-tea")

    report = await catalog.import_file(csv_file(twin), "new.csv")

    assert [problem.column for problem in report.problems] == ["name_en"]
    assert len(await catalog.places_of("guangzhou")) == 2


async def test_the_same_twin_imported_twice_at_once_gets_in_once(catalog: CatalogService) -> None:
    files = [csv_file(cells(**MINT | {"id": f"guangzhou-mint-{n}"})) for n in range(4)]

    reports = await asyncio.gather(*(catalog.import_file(file, "new.csv") for file in files))

    assert sorted(report.changed for report in reports) == [0, 0, 0, 1]


async def test_of_very_many_problems_the_first_are_told_and_all_are_counted(
    catalog: CatalogService,
) -> None:
    rows = [cells(id=f"guangzhou-{n}", popularity="0") for n in range(201)]

    report = await catalog.import_file(csv_file(*rows), "new.csv")

    assert (len(report.problems), report.problem_count) == (200, 201)
    assert report.problems[0].number == 2


async def test_an_import_shows_at_once_in_its_own_process(catalog: CatalogService) -> None:
    await catalog.places_of("guangzhou")

    await catalog.import_file(csv_file(cells(**MINT)), "new.csv")

    assert "guangzhou-old-mint" in {place.id for place in await catalog.places_of("guangzhou")}


async def test_an_import_shows_in_other_processes_after_a_minute(
    catalog: CatalogService, transaction: Transaction, monotonic: Monotonic
) -> None:
    await catalog.places_of("guangzhou")

    await CatalogService(transaction).import_file(csv_file(cells(**MINT)), "new.csv")
    before = {place.id for place in await catalog.places_of("guangzhou")}
    monotonic.now_s = 60
    after = {place.id for place in await catalog.places_of("guangzhou")}

    assert after - before == {"guangzhou-old-mint"}


async def test_connections_ship_once_and_change_when_their_row_does(
    catalog: CatalogService, tmp_path: Path
) -> None:
    rows = (cells(), restaurant_cells(), station_cells(GUANGZHOU))
    catalogue_folder(tmp_path, *rows, links=[connection_cells(), drive_cells()])
    first = await catalog.import_shipped(tmp_path)
    again = await catalog.import_shipped(tmp_path)
    catalogue_folder(tmp_path, *rows, links=[connection_cells(price="700"), drive_cells()])

    changed = await catalog.import_shipped(tmp_path)

    assert [first.changed, again.changed, changed.changed] == [3, 0, 1]
    prices = {link.price for link in await catalog.links("guangzhou", "tokyo", SATURDAY)}
    assert prices == {70_000, 300_000}


async def test_a_connection_an_operator_imported_is_not_shipped_over(
    catalog: CatalogService, tmp_path: Path
) -> None:
    links = [drive_cells()]
    catalogue_folder(tmp_path, cells(), restaurant_cells(), links=links)
    await catalog.import_shipped(tmp_path)
    own = drive_cells(price="2500", source=IMPORTED)

    report = await catalog.import_connections(csv_file(own, columns=COLUMNS), "own.csv")
    await catalog.import_shipped(tmp_path)

    assert (report.passed, report.rows, report.changed) == (True, 1, 1)
    (link,) = await catalog.links("guangzhou", "tokyo", SATURDAY)
    assert (link.price, link.source) == (250_000, IMPORTED)


async def test_one_bad_connection_keeps_the_whole_file_out(catalog: CatalogService) -> None:
    file = csv_file(drive_cells(), drive_cells(id="other", minutes="long"), columns=COLUMNS)

    report = await catalog.import_connections(file, "links.csv")

    assert [(found.number, found.column) for found in report.problems] == [(3, "minutes")]
    assert await catalog.links("guangzhou", "tokyo", SATURDAY) == []


async def test_a_wrong_file_of_shipped_connections_changes_nothing(
    catalog: CatalogService, tmp_path: Path
) -> None:
    rows = (cells(typical_cost="30"), restaurant_cells())
    catalogue_folder(tmp_path, *rows, links=[drive_cells(minutes="long")])

    with pytest.raises(InvalidRequestError, match=r"links\.csv, row 2, minutes"):
        await catalog.import_shipped(tmp_path)

    assert (await catalog.get_place("guangzhou-tea-museum")).typical_cost == 2000
