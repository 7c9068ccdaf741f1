"""`tripwright catalog`."""

from pathlib import Path

import psycopg
import pytest

from core.catalog.connection_rows import COLUMNS as CONNECTION_COLUMNS
from tests.cli.conftest import Cli
from tests.support.catalog_files import cells, csv_file, drive_cells
from tests.support.extracts import node, osm_file


def test_a_fresh_database_is_filled_with_the_shipped_cities(cli: Cli) -> None:
    result = cli("catalog", "list")

    assert result.exit_code == 0
    line = next(line for line in result.output.splitlines() if line.startswith("guangzhou "))
    assert "Guangzhou, 广州 (CN): " in line
    assert "attraction" in line


@pytest.mark.usefixtures("catalog_seeded")
def test_the_places_of_a_city_are_listed_by_any_of_its_names(cli: Cli) -> None:
    result = cli("catalog", "list", "广州")

    assert result.exit_code == 0
    assert "Canton Tower, 广州塔: CNY" in result.output


@pytest.mark.usefixtures("catalog_seeded")
def test_an_unknown_city_is_one_sentence(cli: Cli) -> None:
    result = cli("catalog", "list", "Atlantis")

    assert result.exit_code == 1
    assert result.output == (
        "There is no city 'Atlantis'; `tripwright catalog list` names them all.\n"
    )


def test_a_good_file_is_imported(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(csv_file(cells(id="guangzhou-new-museum", name_en="New Museum")))

    result = cli("catalog", "import", file)

    assert result.output == "1 places imported, 1 of them new or changed.\n"
    assert result.exit_code == 0
    assert "New Museum" in cli("catalog", "list", "guangzhou").output


def test_every_bad_row_is_told_with_its_line_and_reason_and_nothing_is_written(
    cli: Cli, tmp_path: Path, database_url: str
) -> None:
    cli("catalog", "list")
    file = tmp_path / "mine.csv"
    bad = cells(id="guangzhou-far-away", lat="0"), cells(id="guangzhou-timeless", indoor="what")
    file.write_bytes(csv_file(cells(id="guangzhou-new-museum"), *bad))

    result = cli("catalog", "import", file)

    assert result.exit_code == 1
    assert f"{file}:3: lat: " in result.stderr
    assert f"{file}:4: indoor: " in result.stderr
    assert "Nothing was imported: 2 problems." in result.stderr
    with psycopg.connect(database_url) as connection:
        found = connection.execute("select from places where id = 'guangzhou-new-museum'")
        assert found.rowcount == 0


def test_a_file_that_is_not_there_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    result = cli("catalog", "import", tmp_path / "nothing.csv")

    assert result.exit_code == 1
    assert "nothing.csv" in result.output
    assert "Traceback" not in result.output


def test_connections_between_cities_are_imported(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "ways.csv"
    file.write_bytes(csv_file(drive_cells(), columns=CONNECTION_COLUMNS))

    result = cli("catalog", "import-links", file)

    assert result.output == "1 connections imported, 1 of them new or changed.\n"
    assert result.exit_code == 0


@pytest.mark.usefixtures("catalog_seeded")
def test_every_bad_connection_is_told_with_its_line_and_reason(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "ways.csv"
    rows = drive_cells(), drive_cells(id="other", minutes="long")
    file.write_bytes(csv_file(*rows, columns=CONNECTION_COLUMNS))

    result = cli("catalog", "import-links", file)

    assert result.exit_code == 1
    assert f"{file}:3: minutes: " in result.stderr


MINT = {"tourism": "museum", "name": "Old Mint Museum"}


def test_a_citys_share_of_an_extract_is_imported(cli: Cli, tmp_path: Path) -> None:
    things = node(1, (23.35, 113.55), **MINT), node(2, (23.36, 113.56), amenity="bank")
    file = osm_file(tmp_path / "a.osm.pbf", *things)

    tried = cli("catalog", "import", file, "--format", "osm", "--city", "广州", "--dry-run")
    result = cli("catalog", "import", file, "--format", "osm", "--city", "广州")

    assert tried.stdout.endswith("1 places would be imported; nothing was changed.\n")
    assert result.stdout == (
        "1 left out: not a kind of place we plan with\n"
        "1 places imported, 1 of them new or changed.\n"
    )
    assert f"{file}:2: left out: not a kind of place we plan with" in result.stderr


@pytest.mark.usefixtures("catalog_seeded")
def test_an_extract_needs_a_city(cli: Cli, tmp_path: Path) -> None:
    file = osm_file(tmp_path / "a.osm", node(1, **MINT))

    result = cli("catalog", "import", file, "--format", "osm")

    assert result.exit_code == 1
    assert "say --city" in result.output


@pytest.mark.usefixtures("catalog_seeded")
def test_a_format_may_be_said_where_the_name_does_not(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_bytes(csv_file(cells(id="guangzhou-new-museum", name_en="New Museum")))

    tried = cli("catalog", "import", file, "--format", "csv", "--dry-run")

    assert tried.stdout == "1 places would be imported; nothing was changed.\n"
    assert "New Museum" not in cli("catalog", "list", "guangzhou").output
