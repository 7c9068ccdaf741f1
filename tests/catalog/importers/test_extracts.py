"""A city's share of what others publish, taken into the catalogue."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.catalog.files import PLACE_COLUMNS, PLACE_EXTRAS
from core.catalog.importers.filling import norms_of, row_of
from core.catalog.importers.finding import Finding, Haul, Origin, Sort
from core.catalog.importers.registry import ExtractFormat, read_extract
from core.catalog.importers.sorts import USUAL, eatery, lodging, sight
from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError, NotFoundError
from core.schemas.catalog import CATEGORIES, HoursConfidence, Meal
from tests.support.catalog_files import GUANGZHOU, csv_file, place, read
from tests.support.extracts import (
    dump_file,
    foursquare_row,
    node,
    osm_file,
    overture_row,
    parquet_file,
)

TODAY = datetime(2026, 11, 21, tzinfo=UTC)
ORIGIN = Origin("A map", "CC0-1.0", "© A map")
FIRST_CITY = "guangzhou"


def a_finding(**changes: Any) -> Finding:
    """Return a museum as somebody else knows it."""
    museum: dict[str, Any] = {
        "number": 1,
        "source_id": "map-1",
        "name": "造币厂",
        "name_en": "Old Mint",
        "lat": 23.15,
        "lon": 113.35,
        "sort": sight("museum"),
        "origin": ORIGIN,
    }
    return Finding(**(museum | changes))


def filled(finding: Finding, **norms: int) -> dict[str, str]:
    """Return a finding as cells, in a city whose places cost as given."""
    places = [place(category=category, typical_cost=cost) for category, cost in norms.items()]
    return dict(row_of(finding, norms_of(GUANGZHOU, places), TODAY.date()).cells)


def every_file(folder: Path) -> dict[ExtractFormat, Path]:
    """Write one file of each format, all with a museum at one spot."""
    spot = (23.15, 113.35)
    listing = f"{{{{see|name=Old Mint Museum|lat={spot[0]}|long={spot[1]}}}}}"
    mint = {"primary": "Old Mint Museum", "common": []}
    return {
        ExtractFormat.OSM: osm_file(
            folder / "a.osm.pbf", node(1, spot, tourism="museum", name="Old Mint Museum")
        ),
        ExtractFormat.OVERTURE: parquet_file(
            folder / "o.parquet", [overture_row(at=spot, names=mint)]
        ),
        ExtractFormat.FOURSQUARE: parquet_file(
            folder / "f.parquet", [foursquare_row(at=spot, name="Old Mint Museum")]
        ),
        ExtractFormat.WIKIVOYAGE: dump_file(folder / "w.xml", Guangzhou=listing),
    }


def test_there_is_something_usual_of_every_category() -> None:
    assert USUAL.keys() == {category for kind in CATEGORIES.values() for category in kind}


@pytest.mark.parametrize(
    "sort",
    [Sort(kind, category) for kind, categories in CATEGORIES.items() for category in categories],
    ids=str,
)
def test_whatever_is_found_keeps_every_rule_of_a_row(sort: Sort) -> None:
    row = filled(a_finding(sort=sort))

    assert read(csv_file(row, columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))).problems == []


@pytest.mark.parametrize("form", list(ExtractFormat))
async def test_a_place_of_every_format_is_in_the_catalogue_afterwards(
    catalog: CatalogService, tmp_path: Path, form: ExtractFormat
) -> None:
    path = every_file(tmp_path)[form]

    report = await catalog.import_extract(path, form, FIRST_CITY)
    again = await catalog.import_extract(path, form, FIRST_CITY)

    assert (report.passed, report.rows, report.changed) == (True, 1, 1)
    assert (again.rows, again.changed) == (1, 0)
    (mint,) = [found for found in await catalog.places_of(FIRST_CITY) if "Mint" in found.name_en]
    assert mint.licence
    assert mint.attribution
    assert mint.licence in mint.source
    assert mint.hours_confidence is HoursConfidence.UNKNOWN


async def test_the_same_extract_imported_at_once_gets_in_once(
    catalog: CatalogService, tmp_path: Path
) -> None:
    path = every_file(tmp_path)[ExtractFormat.FOURSQUARE]

    imports = [catalog.import_extract(path, ExtractFormat.FOURSQUARE, FIRST_CITY) for _ in range(3)]
    reports = await asyncio.gather(*imports)

    assert sorted(report.changed for report in reports) == [0, 0, 1]


async def test_a_dry_run_reports_the_same_and_changes_nothing(
    catalog: CatalogService, tmp_path: Path
) -> None:
    path = every_file(tmp_path)[ExtractFormat.OSM]

    report = await catalog.import_extract(path, ExtractFormat.OSM, FIRST_CITY, dry_run=True)

    assert (report.passed, report.rows, report.changed) == (True, 1, 0)
    assert len(await catalog.places_of(FIRST_CITY)) == 2


@pytest.mark.parametrize("good_first", [True, False])
async def test_one_bad_row_keeps_every_row_of_an_extract_out(
    catalog: CatalogService, tmp_path: Path, good_first: bool
) -> None:
    good = node(7, (23.15, 113.35), tourism="museum", name="Old Mint Museum")
    bad = node(8, (23.16, 113.36), tourism="museum", name=";;")
    path = osm_file(tmp_path / "a.osm", *((good, bad) if good_first else (bad, good)))

    report = await catalog.import_extract(path, ExtractFormat.OSM, FIRST_CITY)

    assert (report.passed, report.changed) == (False, 0)
    assert {problem.column for problem in report.problems} == {"name_en", "name_local"}
    assert len(await catalog.places_of(FIRST_CITY)) == 2


async def test_what_the_catalogue_has_already_is_left_out(
    catalog: CatalogService, tmp_path: Path
) -> None:
    spot = (23.12, 113.3)
    path = osm_file(
        tmp_path / "a.osm",
        node(1, spot, tourism="museum", name="茶博物馆"),
        node(2, (23.15, 113.35), tourism="museum", name="Old Mint"),
        node(3, (23.15, 113.35), tourism="museum", name="The Old Mint"),
    )

    report = await catalog.import_extract(path, ExtractFormat.OSM, FIRST_CITY)

    assert (report.rows, report.left_out) == (1, {"is there already, under another id": 2})
    assert "guangzhou-tea-museum (in the catalogue)" in report.told[0].reason


async def test_an_unknown_city_is_refused(catalog: CatalogService, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        await catalog.import_extract(tmp_path / "a.osm", ExtractFormat.OSM, "atlantis")


async def test_a_file_that_is_not_there_is_named(catalog: CatalogService, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match=r"nothing\.osm is no file"):
        await catalog.import_extract(tmp_path / "nothing.osm", ExtractFormat.OSM, FIRST_CITY)


def test_a_reader_whose_library_is_missing_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dump_file(tmp_path / "w.xml", Guangzhou="")

    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="mwparserfromhell")

    monkeypatch.setattr("core.catalog.importers.registry.import_module", missing)

    with pytest.raises(InvalidRequestError, match=r"mwparserfromhell: install tripwright\[imp"):
        read_extract(path, ExtractFormat.WIKIVOYAGE, GUANGZHOU, [], limit=1)


def test_the_best_known_of_each_kind_are_taken_up_to_the_limit() -> None:
    haul = Haul(GUANGZHOU, limit=2)
    for number, weight in enumerate([30, 60, 30, 50], start=1):
        haul.add(a_finding(number=number, weight=weight))
    haul.add(a_finding(number=5, sort=lodging("budget"), weight=1))

    assert [finding.number for finding in haul.findings()] == [2, 4, 5]
    assert dict(haul.left_out) == {"more than 2 of the kind attraction": 2}


def test_of_equally_known_places_the_first_of_the_file_are_taken() -> None:
    haul = Haul(GUANGZHOU, limit=2)
    for number in (1, 2, 3):
        haul.add(a_finding(number=number))

    assert [finding.number for finding in haul.findings()] == [1, 2]


def test_a_row_without_a_date_has_that_of_its_file(tmp_path: Path) -> None:
    mint = "{{see|name=Mint|lat=23.15|long=113.35}}"
    path = dump_file(tmp_path / "w.xml", revised="", Guangzhou=mint)
    written = datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp()
    os.utime(path, (written, written))

    (found,) = read_extract(path, ExtractFormat.WIKIVOYAGE, GUANGZHOU, [], limit=1).places

    assert found.source == "Wikivoyage; CC-BY-SA-4.0; 2026-05-04"


def test_what_a_place_costs_is_what_such_places_cost_in_the_city() -> None:
    assert float(filled(a_finding(), museum=6000)["typical_cost"]) == 60
    assert float(filled(a_finding())["typical_cost"]) > 0


@pytest.mark.parametrize(
    ("price", "level", "cost"),
    [(0.0, "0", "0"), (20.0, "1", "20"), (90.0, "2", "90"), (500.0, "4", "500")],
)
def test_a_price_that_is_given_has_the_level_it_has_among_its_like(
    price: float, level: str, cost: str
) -> None:
    cells = filled(a_finding(price=price), museum=6000)

    assert cells["price_level"] == level
    assert float(cells["typical_cost"]) == float(cost)


def test_hours_that_can_be_read_count_and_others_are_told() -> None:
    sound = filled(a_finding(hours="Tu-Su 10:00-16:00"))
    strange = filled(a_finding(raw_hours='when "open"'))

    assert (sound["opening_hours"], sound["hours_confidence"]) == ("Tu-Su 10:00-16:00", "typical")
    assert strange["opening_hours"] == "Mo-Su 09:00-18:00 \"when 'open'\""
    assert strange["hours_confidence"] == "unknown"


def test_a_restaurant_serves_the_meals_its_hours_allow() -> None:
    cells = filled(a_finding(sort=eatery("restaurant"), hours="Mo-Su 17:00-23:00"))

    assert cells["meals"] == Meal.DINNER


def test_a_very_long_id_is_cut_so_that_it_stays_its_own() -> None:
    one, other = (filled(a_finding(source_id="x" * 90 + end))["id"] for end in "ab")

    assert len(one) <= 64
    assert one != other
