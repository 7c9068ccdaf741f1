"""One place under two ids, or one id for two places."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.catalog.domain import Place
from core.catalog.twins import twin_problems
from core.schemas.catalog import PlaceKind
from tests.support.catalog_files import place

HERE = {"lat": 23.12, "lon": 113.3}
NEAR = {"lat": 23.121, "lon": 113.3005}
"""About 120 m away."""
FAR = {"lat": 23.1215, "lon": 113.3005}
"""About 175 m away."""


def problems(*rows: Place, existing: Sequence[Place] = ()) -> list[tuple[int, str, str]]:
    """Return row, column and reason of each twin among rows 2, 3, …"""
    found = twin_problems(enumerate(rows, start=2), existing)
    return [(problem.number, problem.column, problem.reason) for problem in found]


def test_a_place_twice_in_a_file_is_reported_at_the_second() -> None:
    twin = place(id="guangzhou-museum-of-tea", name_en="The Tea Museum", **NEAR)

    assert problems(place(**HERE), twin) == [
        (3, "name_en", "is the same as guangzhou-tea-museum (row 2), 122 m away")
    ]


def test_a_place_that_the_catalogue_has_is_reported() -> None:
    twin = place(id="guangzhou-museum-of-tea", **NEAR)

    assert problems(twin, existing=[place(**HERE)]) == [
        (2, "name_en", "is the same as guangzhou-tea-museum (in the catalogue), 122 m away")
    ]


@pytest.mark.parametrize(
    "difference",
    [
        FAR,
        NEAR | {"kind": PlaceKind.RESTAURANT},
        NEAR | {"name_en": "City Museum", "name_local": "市博物馆"},
    ],
    ids=["farther", "of another kind", "of another name"],
)
def test_places_that_differ_are_no_twins(difference: dict[str, Any]) -> None:
    other = place(id="guangzhou-other", **difference)

    assert problems(place(**HERE), other) == []


@pytest.mark.parametrize(
    "name",
    [
        {"name_en": "TEA-MUSEUM", "name_local": "別的"},
        {"name_en": "Something Else", "name_local": "茶 博物馆"},
        {"name_en": "Tea Museums", "name_local": "别的"},
    ],
)
def test_the_same_or_nearly_the_same_name_in_either_language_counts(name: dict[str, str]) -> None:
    assert len(problems(place(**HERE), place(id="guangzhou-other", **NEAR, **name))) == 1


def test_a_row_with_the_id_of_an_existing_place_is_its_new_version() -> None:
    assert problems(place(**HERE), existing=[place(**NEAR)]) == []


def test_an_id_twice_in_a_file_is_reported() -> None:
    other = place(lat=23.2, name_en="Other", name_local="别的")

    assert problems(place(), other) == [(3, "id", "is the id of row 2 too")]


@pytest.mark.parametrize("lat", [0.0, 23.1999999, 60.0])
@pytest.mark.parametrize("north_m", [-140, 0, 140])
@pytest.mark.parametrize("east_m", [-40, 0, 40])
def test_twins_are_found_across_the_borders_of_squares_at_any_latitude(
    lat: float, north_m: int, east_m: int
) -> None:
    shrinkage = {0.0: 1.0, 23.1999999: 0.9191, 60.0: 0.5}[lat]
    moved = {"lat": lat + north_m / 111_195, "lon": 0.002 + east_m / (111_195 * shrinkage)}

    assert len(problems(place(lat=lat, lon=0.002), place(id="guangzhou-twin", **moved))) == 1
