"""The shipped files: every row of every city."""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest
from opening_hours import validate

from core.catalog.checks import MEAL_MINUTES
from core.catalog.hours import NO_HOLIDAYS, is_open_throughout
from core.catalog.importer import read_places, shipped_files
from core.kernel.geo import distance_m
from core.schemas.catalog import Meal
from tests.support.shipped import shipped

FOLDER = Path(str(shipped_files()))
FILES = sorted(FOLDER.joinpath("places").glob("*.csv"))
FEWEST = {"attraction": 45, "restaurant": 30, "hotel": 14}
FEWEST_ROOMS = {"luxury": 2, "midrange": 2, "budget": 2}
FEWEST_OPEN = {Meal.BREAKFAST: 3, Meal.LUNCH: 10, Meal.DINNER: 10}
"""How many places must serve a meal on any one day of the week."""
FARTHEST_MIDDLE_M = 5_000
WEEK = [date(2027, 6, 7) + timedelta(days=n) for n in range(7)]


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a file as text, without any code of the product."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CITIES = {row["id"]: row for row in rows_of(FOLDER / "cities.csv")}
each_city = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_city
def test_every_row_keeps_every_rule_of_the_importer(file: Path) -> None:
    cities = {city.id: city for city in shipped().cities}

    found = read_places(file.read_bytes(), file.name, cities)
    found.add_twins()

    assert found.problems == []


@each_city
def test_every_place_is_in_the_box_of_its_city(file: Path) -> None:
    city = CITIES[file.stem]

    outside = [
        row["id"]
        for row in rows_of(file)
        if not float(city["south"]) <= float(row["lat"]) <= float(city["north"])
        or not float(city["west"]) <= float(row["lon"]) <= float(city["east"])
    ]

    assert outside == []


@each_city
def test_the_middle_of_a_city_is_where_its_sights_are(file: Path) -> None:
    city = CITIES[file.stem]
    sights = [row for row in rows_of(file) if row["kind"] == "attraction"]
    lat, lon = (median(float(row[axis]) for row in sights) for axis in ("lat", "lon"))

    assert distance_m(float(city["lat"]), float(city["lon"]), lat, lon) < FARTHEST_MIDDLE_M


@each_city
def test_all_hours_parse(file: Path) -> None:
    assert [row["id"] for row in rows_of(file) if not validate(row["opening_hours"])] == []


@each_city
def test_what_is_not_free_costs_something(file: Path) -> None:
    odd = [
        row["id"]
        for row in rows_of(file)
        if (float(row["typical_cost"]) > 0) is (row["price_level"] == "0")
    ]

    assert odd == []


@each_city
def test_no_two_places_of_a_kind_at_one_spot_share_a_name(file: Path) -> None:
    twins = [
        (one["id"], other["id"])
        for one, other in combinations(rows_of(file), 2)
        if one["kind"] == other["kind"]
        and {one["name_en"].lower(), one["name_local"]}
        & {other["name_en"].lower(), other["name_local"]}
        and distance_m(*(float(row[axis]) for row in (one, other) for axis in ("lat", "lon"))) < 150
    ]

    assert twins == []


@each_city
def test_nothing_claims_to_be_verified_or_measured(file: Path) -> None:
    rows = rows_of(file)

    assert {row["source"] for row in rows} == {"editorial"}
    assert {row["hours_confidence"] for row in rows} <= {"typical", "unknown"}


@each_city
def test_the_first_column_names_the_city_of_the_file(file: Path) -> None:
    assert all(row["id"].startswith(f"{file.stem}-") for row in rows_of(file))


def test_at_least_sixteen_cities_have_enough_of_everything() -> None:
    counts = {file.stem: Counter(row["kind"] for row in rows_of(file)) for file in FILES}

    complete = {
        city
        for city, count in counts.items()
        if all(count[kind] >= fewest for kind, fewest in FEWEST.items())
    }

    assert complete == set(CITIES)
    assert len(complete) >= 16
    assert {"guangzhou", "beijing", "shanghai", "hangzhou", "chengdu", "xian"} <= complete


@each_city
def test_every_purse_finds_a_bed(file: Path) -> None:
    count = Counter(row["category"] for row in rows_of(file) if row["kind"] == "hotel")

    assert all(count[category] >= fewest for category, fewest in FEWEST_ROOMS.items())


@each_city
@pytest.mark.parametrize("meal", FEWEST_OPEN)
def test_every_meal_can_be_had_on_every_day_of_the_week(file: Path, meal: Meal) -> None:
    hours = [row["opening_hours"] for row in rows_of(file) if meal in row["meals"].split(";")]

    few = {
        f"{day:%A}": count
        for day in WEEK
        if (
            count := sum(
                is_open_throughout(one, day, *MEAL_MINUTES[meal], NO_HOLIDAYS) for one in hours
            )
        )
        < FEWEST_OPEN[meal]
    }

    assert few == {}


def test_no_place_is_in_two_files() -> None:
    ids = Counter(row["id"] for file in FILES for row in rows_of(file))

    assert [place_id for place_id, count in ids.items() if count > 1] == []
