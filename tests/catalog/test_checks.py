"""The rules for a row of a catalogue file."""

import pytest

from core.catalog.checks import city_of
from core.catalog.files import CITY_COLUMNS, read_file
from tests.support.catalog_files import cells, csv_file, problems_of, restaurant_cells

CITY = {
    "id": "guangzhou",
    "name_en": "Guangzhou",
    "name_local": "广州",
    "aliases": "广州市;Canton",
    "country": "CN",
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "lat": "23.1291",
    "lon": "113.2644",
    "south": "22.7",
    "west": "112.95",
    "north": "23.6",
    "east": "113.8",
}


@pytest.mark.parametrize("row", [cells(), restaurant_cells()], ids=["museum", "restaurant"])
def test_the_rows_the_other_tests_vary_are_fine(row: dict[str, str]) -> None:
    assert problems_of(row) == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"id": "Guangzhou Museum"}, "id"),
        ({"id": "atlantis-museum"}, "id"),
        ({"id": "guangzhou"}, "id"),
        ({"id": "guangzhou-" + "x" * 60}, "id"),
        ({"kind": "palace"}, "kind"),
        ({"category": "luxury"}, "category"),
        ({"name_en": ""}, "name_en"),
        ({"name_en": "—"}, "name_en"),
        ({"name_local": "茶\x00"}, "name_local"),
        ({"name_local": "茶" * 121}, "name_local"),
        ({"position_confidence": "sure"}, "position_confidence"),
        ({"tags": "history;ancient"}, "tags"),
        ({"tags": "history;history"}, "tags"),
        ({"tags": "history;culture;art;nature;views;food"}, "tags"),
        ({"tags": ""}, "tags"),
        ({"visit_minutes": "5"}, "visit_minutes"),
        ({"visit_minutes": "90.5"}, "visit_minutes"),
        ({"visit_minutes": "an hour"}, "visit_minutes"),
        ({"price_level": "5"}, "price_level"),
        ({"typical_cost": "-1"}, "typical_cost"),
        ({"typical_cost": "NaN"}, "typical_cost"),
        ({"typical_cost": "1_000"}, "typical_cost"),
        ({"typical_cost": "1e99"}, "typical_cost"),
        ({"typical_cost": "0.001"}, "typical_cost"),
        ({"typical_cost": "0"}, "typical_cost"),
        ({"price_level": "0"}, "typical_cost"),
        ({"currency": "EUR"}, "currency"),
        ({"currency": "yuan"}, "currency"),
        ({"popularity": "0"}, "popularity"),
        ({"must_see": "true"}, "must_see"),
        ({"indoor": "outside"}, "indoor"),
        ({"best_time": "dawn"}, "best_time"),
        ({"meals": "lunch"}, "meals"),
        ({"cuisine": "cantonese"}, "cuisine"),
        ({"opening_hours": "nine to five"}, "opening_hours"),
        ({"opening_hours": "off"}, "opening_hours"),
        ({"opening_hours": ""}, "opening_hours"),
        ({"hours_confidence": "certain"}, "hours_confidence"),
        ({"source": "the web"}, "source"),
        ({"source": "; CC0; 2026-01-01"}, "source"),
    ],
    ids=str,
)
def test_a_bad_cell_is_reported_with_its_column(change: dict[str, str], column: str | None) -> None:
    assert [found for found, _ in problems_of(cells(**change))] == [column]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"must_see": "yes"}, "must_see"),
        ({"meals": ""}, "meals"),
        ({"meals": "brunch"}, "meals"),
        ({"cuisine": ""}, "cuisine"),
        ({"cuisine": "Dim Sum"}, "cuisine"),
        ({"price_level": "0", "typical_cost": "0"}, "typical_cost"),
        ({"opening_hours": "Mo-Su 09:00-22:00"}, "meals"),
        ({"opening_hours": "Mo-Su 07:00-12:30,18:00-22:00"}, "meals"),
        ({"opening_hours": "Mo-Su 07:00-19:00"}, "meals"),
    ],
    ids=str,
)
def test_a_restaurant_has_meals_that_its_hours_allow(
    change: dict[str, str], column: str | None
) -> None:
    assert [found for found, _ in problems_of(restaurant_cells(**change))] == [column]


def test_a_meal_needs_to_be_possible_on_some_day_only() -> None:
    weekend = restaurant_cells(meals="lunch", opening_hours="Dec Sa 12:00-13:00; Mo-Fr 17:00-22:00")

    assert problems_of(weekend) == []


def test_a_free_attraction_costs_nothing() -> None:
    assert problems_of(cells(price_level="0", typical_cost="0")) == []


def test_a_station_needs_no_tags_and_no_visit() -> None:
    station = cells(
        kind="station", category="railway_station", tags="", visit_minutes="0",
        price_level="0", typical_cost="0", opening_hours="24/7",
    )  # fmt: skip

    assert problems_of(station) == []


def test_an_imported_row_says_where_it_is_from_under_which_licence_and_of_when() -> None:
    assert problems_of(cells(source="OpenStreetMap contributors; ODbL 1.0; 2026-11-01")) == []


def test_a_position_outside_the_city_is_reported() -> None:
    assert problems_of(cells(lat="24.5")) == [
        ("lat", "24.5, 113.3 is outside the box of Guangzhou")
    ]


def test_swapped_coordinates_are_recognised() -> None:
    ((column, reason),) = problems_of(cells(lat="113.3", lon="23.12"))

    assert column == "lat"
    assert reason.endswith("are lat and lon swapped?")


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    row = cells(kind="palace", lat="far", popularity="most", opening_hours="late", currency="EUR")

    assert {column for column, _ in problems_of(row)} == {
        "kind",
        "lat",
        "popularity",
        "opening_hours",
        "currency",
    }


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, None),
        ({"id": "Guang Zhou"}, "id"),
        ({"country": "China"}, "country"),
        ({"timezone": "Asia/Canton"}, "timezone"),
        ({"currency": "RMBY"}, "currency"),
        ({"north": "23"}, "south"),
        ({"lat": "91"}, "lat"),
    ],
    ids=str,
)
def test_a_city_is_checked_too(change: dict[str, str], column: str | None) -> None:
    file = read_file(csv_file(CITY | change, columns=CITY_COLUMNS), "cities.csv", CITY_COLUMNS)

    _, problems = city_of(file.rows[0])

    assert [problem.column for problem in problems] == ([column] if column else [])
