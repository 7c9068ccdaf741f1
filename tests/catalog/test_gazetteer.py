"""The names of countries and regions."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from core.catalog.domain import City
from core.catalog.gazetteer import Gazetteer, areas_in
from core.catalog.importer import shipped_files
from core.catalog.names import fold
from tests.support.catalog_files import GUANGZHOU
from tests.support.shipped import city_ids, city_of

AREAS = list(
    csv.DictReader(
        Path(str(shipped_files())).joinpath("areas.csv").read_text(encoding="utf-8").splitlines()
    )
)
CITIES = [city_of(city_id) for city_id in city_ids()]
COUNTRIES = {row["country"]: row for row in AREAS if row["kind"] == "country"}
REGIONS = {(row["country"], row["name_en"]): row for row in AREAS if row["kind"] == "region"}


def names_of(row: dict[str, str]) -> list[str]:
    """Return everything an area is called."""
    return [row["name_en"], row["name_zh"], *filter(None, row["aliases"].split(";"))]


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.id)
def test_every_city_is_found_by_its_country_and_region_in_both_languages(city: City) -> None:
    gazetteer = Gazetteer(CITIES)
    areas = [COUNTRIES[city.country]]
    # A city that is a state of its own is found by the name of the state.
    if city.region not in ("", areas[0]["name_en"]):
        areas.append(REGIONS[city.country, city.region])
    names = [name for area in areas for name in names_of(area)]

    assert [name for name in names if city not in gazetteer.cities_of(name)] == []


def test_every_area_has_a_chinese_name() -> None:
    odd = [row["name_en"] for row in AREAS if not any(sign >= "一" for sign in row["name_zh"])]

    assert odd == []


def test_no_two_countries_share_a_name() -> None:
    names = Counter(name for row in COUNTRIES.values() for name in {*map(fold, names_of(row))})

    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_regions_of_a_country_share_a_name() -> None:
    names = Counter(
        (row["country"], name) for row in REGIONS.values() for name in {*map(fold, names_of(row))}
    )

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", ["", "!", "省", "the", "Guangdong"])
def test_where_no_city_is_said_to_be_none_is_found(name: str) -> None:
    assert Gazetteer([GUANGZHOU]).cities_of(name) == []


def test_a_country_nobody_named_is_known_by_its_code() -> None:
    far_away = replace(GUANGZHOU, country="XA")

    assert Gazetteer([far_away]).cities_of("xa") == [far_away]


def test_countries_and_regions_are_heard_in_a_text_as_they_are_written_there() -> None:
    found = areas_in("From the US to TUSCANY and japan, then 夏威夷")

    assert [(area.said, area.country) for area in found] == [
        ("TUSCANY", "IT"), ("japan", "JP"), ("夏威夷", "US"),
    ]  # fmt: skip


def test_a_name_inside_a_word_is_no_country() -> None:
    assert areas_in("Japanese and Malian food for us") == []


@pytest.mark.parametrize(
    ("name", "cities"),
    [
        ("Europe", {"london", "paris", "rome"}),
        ("欧洲", {"london", "paris", "rome"}),
        ("Southeast Asia", {"singapore"}),
        ("North America", {"newyork"}),
    ],
)
def test_a_part_of_the_world_has_the_cities_of_its_countries(name: str, cities: set[str]) -> None:
    assert {city.id for city in Gazetteer(CITIES).cities_of(name)} == cities


def test_every_country_of_a_part_of_the_world_is_known() -> None:
    parts = [row["country"].split(";") for row in AREAS if row["kind"] == "continent"]

    assert parts
    assert {code for codes in parts for code in codes} - COUNTRIES.keys() == set()
