"""Places of Overture Maps and Foursquare releases."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.catalog.importers import foursquare, overture
from core.catalog.importers.finding import Haul
from core.catalog.importers.parquet import rows_in
from core.catalog.importers.sorts import eatery, lodging, sight
from core.kernel.errors import InvalidRequestError
from tests.support.catalog_files import GUANGZHOU
from tests.support.extracts import ELSEWHERE, a_haul, foursquare_row, overture_row, parquet_file


def of_overture(folder: Path, *rows: dict[str, Any]) -> Haul:
    """Return what is found in a release of Overture Maps with these rows."""
    haul = a_haul()
    overture.read(parquet_file(folder / "a.parquet", rows), haul)
    return haul


def of_foursquare(folder: Path, *rows: dict[str, Any]) -> Haul:
    """Return what is found in a release of Foursquare with these rows."""
    haul = a_haul()
    foursquare.read(parquet_file(folder / "a.parquet", rows), haul)
    return haul


def test_a_place_of_overture_is_found_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    (found,) = of_overture(tmp_path, overture_row()).findings()

    assert found.source_id == "ovt-08f40d4d8a6b4d2c0000000000000001"
    assert (found.name, found.name_en, found.name_zh) == ("茶博物馆", "Tea Museum", "茶叶博物馆")
    assert (found.sort, found.area, found.seen_on) == (
        sight("museum"),
        "Haizhu",
        date(2026, 9, 20),
    )
    assert (found.weight, found.hours, found.price) == (45, "", None)


@pytest.mark.parametrize(
    ("sets", "licence"),
    [
        (["meta"], "CDLA-Permissive-2.0"),
        (["Foursquare"], "Apache-2.0"),
        (["meta", "Microsoft"], "CDLA-Permissive-2.0"),
        (["meta", "Foursquare"], "CDLA-Permissive-2.0 AND Apache-2.0"),
        (["somebody new"], "CDLA-Permissive-2.0"),
    ],
)
def test_the_licence_of_a_row_is_that_of_whoever_it_came_from(
    tmp_path: Path, sets: list[str], licence: str
) -> None:
    sources = [{"dataset": name, "update_time": None, "record_id": None} for name in sets]

    (found,) = of_overture(tmp_path, overture_row(sources=sources)).findings()

    assert found.origin.licence == licence
    assert all(name in found.origin.attribution for name in sets)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"categories": {"primary": "dentist"}}, "not a kind of place we plan with"),
        ({"categories": None}, "not a kind of place we plan with"),
        ({"names": {"primary": " ", "common": []}}, "has no name"),
        ({"operating_status": "permanently_closed"}, "is closed for good"),
        ({"confidence": 0.2}, "its confidence is below 0.5"),
    ],
    ids=str,
)
def test_of_overture_too_what_nobody_can_visit_is_left_out(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    haul = of_overture(tmp_path, overture_row(**change))

    assert (haul.findings(), dict(haul.left_out)) == ([], {reason: 1})


def test_a_kind_of_restaurant_is_its_cuisine(tmp_path: Path) -> None:
    row = overture_row(categories={"primary": "thai_restaurant", "alternate": None})

    (found,) = of_overture(tmp_path, row).findings()

    assert (found.sort, found.cuisine) == (eatery("restaurant"), ("thai",))


def test_a_place_of_foursquare_is_found_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    (found,) = of_foursquare(tmp_path, foursquare_row()).findings()

    assert found.source_id == "fsq-4b0588a1f964a5201ba822e3"
    assert (found.name, found.sort, found.seen_on) == (
        "Tea Museum",
        sight("museum"),
        date(2026, 8, 1),
    )
    assert (found.origin.licence, found.area) == ("Apache-2.0", "Guangzhou")


@pytest.mark.parametrize(
    ("label", "sort"),
    [
        ("Arts and Entertainment > Museum > Art Museum", sight("gallery")),
        ("Landmarks and Outdoors > Park > National Park", sight("park")),
        ("Landmarks and Outdoors > Beach", sight("nature")),
        (
            "Dining and Drinking > Restaurant > Asian Restaurant > Thai Restaurant",
            eatery("restaurant"),
        ),
        ("Dining and Drinking > Bar > Wine Bar", eatery("bar")),
        ("Travel and Transportation > Lodging > Hostel", lodging("budget")),
    ],
)
def test_the_path_of_a_category_says_what_it_is(tmp_path: Path, label: str, sort: object) -> None:
    labels = ["Business and Professional Services", label]

    (found,) = of_foursquare(tmp_path, foursquare_row(fsq_category_labels=labels)).findings()

    assert found.sort == sort


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_closed": "2025-01-01"}, "is closed for good"),
        ({"name": None}, "has no name"),
        ({"fsq_category_labels": None}, "not a kind of place we plan with"),
        ({"fsq_category_labels": ["Retail > Pharmacy"]}, "not a kind of place we plan with"),
    ],
    ids=str,
)
def test_of_foursquare_too_what_nobody_can_visit_is_left_out(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    rows = foursquare_row(), foursquare_row(**change)

    haul = of_foursquare(tmp_path, *rows)

    assert (len(haul.findings()), dict(haul.left_out)) == (1, {reason: 1})
    assert [told.number for told in haul.told] == [2]


def test_rows_keep_their_number_where_whole_groups_lie_elsewhere(tmp_path: Path) -> None:
    far = [foursquare_row(at=ELSEWHERE) for _ in range(25)]
    near = [foursquare_row(), foursquare_row(latitude=None), foursquare_row()]
    path = parquet_file(tmp_path / "a.parquet", [*far, *near], group_rows=10)

    found = [number for number, _ in rows_in(path, GUANGZHOU, "latitude", "longitude", ["name"])]

    assert found == [26, 28]


@pytest.mark.parametrize("read", [overture.read, foursquare.read])
def test_what_is_no_parquet_is_a_failure_that_names_the_file(tmp_path: Path, read: Any) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"no parquet")

    with pytest.raises(InvalidRequestError, match=r"a\.parquet cannot be read"):
        read(path, a_haul())


@pytest.mark.parametrize(
    ("read", "columns"), [(overture.read, "bbox.ymin, bbox.xmin"), (foursquare.read, "latitude")]
)
def test_parquet_of_something_else_is_a_failure_that_names_the_columns(
    tmp_path: Path, read: Any, columns: str
) -> None:
    path = parquet_file(tmp_path / "a.parquet", [{"name": "Somewhere"}])

    with pytest.raises(InvalidRequestError, match=f"has no column {columns}"):
        read(path, a_haul())
