"""What the shipped rows say beyond position, hours and price: names, promises, lodgings."""

import asyncio
import csv
from collections import Counter
from pathlib import Path

import pytest

from core.catalog.domain import city_name
from core.catalog.importer import shipped_files
from core.catalog.names import is_han, is_simplified
from core.schemas.lodging import HouseRule, RoomType
from tests.support.shipped import shipped_catalogue

FOLDER = Path(str(shipped_files()))
FEATURES = {
    "wifi", "pool", "gym", "spa", "parking", "family room", "kitchen", "laundry", "breakfast",
    "view", "airport shuttle", "restaurant", "bar", "hot spring", "garden", "pet-friendly",
}  # fmt: skip
"""The words the shipped lodgings use; the page on the shipped data lists them."""
CHINESE = {"CN", "HK", "SG"}
"""Countries whose names are Chinese already; those of Hong Kong in the longer characters."""
POPULAR = 20


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a file as text, without any code of the product."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rows_of_city(city: str, kind: str) -> list[dict[str, str]]:
    """Return the rows of a kind, the best known first."""
    rows = [row for row in rows_of(FOLDER / "places" / f"{city}.csv") if row["kind"] == kind]
    return sorted(rows, key=lambda row: -int(row["popularity"]))


def words(cell: str) -> set[str]:
    """Return the words of a cell that have semicolons between them."""
    return set(cell.split(";")) - {""}


COUNTRIES = {row["id"]: row["country"] for row in rows_of(FOLDER / "cities.csv")}
CITIES = sorted(COUNTRIES)
each_city = pytest.mark.parametrize("city", CITIES)


@each_city
def test_the_best_known_sights_are_summed_up_in_both_languages(city: str) -> None:
    silent = [
        row["id"]
        for row in rows_of_city(city, "attraction")[:POPULAR]
        if not row["summary_en"].endswith(".") or not row["summary_zh"].endswith("。")
    ]

    assert silent == []


@each_city
def test_no_two_places_are_summed_up_in_the_same_words(city: str) -> None:
    rows = rows_of(FOLDER / "places" / f"{city}.csv")

    counts = Counter(row[column] for row in rows for column in ("summary_en", "summary_zh"))

    assert [text for text, count in counts.items() if text and count > 1] == []


@each_city
def test_sights_have_a_chinese_name_wherever_they_are(city: str) -> None:
    nameless = [
        row["id"]
        for row in rows_of_city(city, "attraction")
        if not row["name_zh"] and COUNTRIES[city] not in CHINESE
    ]

    assert nameless == []


@each_city
def test_no_alias_repeats_a_name_or_means_two_places_of_a_kind_equally_well_known(
    city: str,
) -> None:
    rows = rows_of(FOLDER / "places" / f"{city}.csv")

    repeated = [
        (row["id"], alias)
        for row in rows
        for alias in words(row["aliases"])
        if alias in {row["name_en"], row["name_local"], row["name_zh"]}
    ]
    meant = Counter(
        (alias, row["kind"], row["popularity"]) for row in rows for alias in words(row["aliases"])
    )

    assert repeated == []
    assert [alias for alias, count in meant.items() if count > 1] == []


@each_city
def test_a_child_never_pays_where_an_adult_does_not(city: str) -> None:
    free = [row for row in rows_of_city(city, "attraction") if float(row["typical_cost"]) == 0]

    assert [row["id"] for row in free if row["child_cost"] not in ("", "0")] == []


@each_city
def test_every_lodging_says_what_it_is_and_what_it_forbids(city: str) -> None:
    odd = [
        row["id"]
        for row in rows_of_city(city, "hotel")
        if row["room_type"] not in set(RoomType) - {RoomType.NOT_SHARED}
        or not 1 <= int(row["max_guests"]) <= 6
        or not 1 <= int(row["beds"]) <= int(row["max_guests"])
        or HouseRule.PARTIES not in words(row["forbids"])
        or row["rules_confidence"] != "typical"
    ]

    assert odd == []


@each_city
def test_a_pet_finds_a_bed(city: str) -> None:
    hotels = rows_of_city(city, "hotel")

    with_pets = [row for row in hotels if HouseRule.PETS in words(row["allows"])]

    assert len(with_pets) >= (1 if city == "shenzhen" else 2)


@pytest.mark.parametrize("city", sorted(set(CITIES) - {"nanjing", "shenzhen"}))
def test_a_pet_need_not_be_rich(city: str) -> None:
    hotels = rows_of_city(city, "hotel")

    assert any(
        HouseRule.PETS in words(row["allows"]) for row in hotels if row["category"] != "luxury"
    )


@each_city
def test_there_is_a_room_of_every_type(city: str) -> None:
    types = {row["room_type"] for row in rows_of_city(city, "hotel")}

    assert types == set(RoomType) - {RoomType.NOT_SHARED}


@each_city
def test_lodgings_have_features_of_the_list(city: str) -> None:
    unknown = {row["id"]: words(row["features"]) - FEATURES for row in rows_of_city(city, "hotel")}

    assert {place: odd for place, odd in unknown.items() if odd} == {}
    assert all("wifi" in words(row["features"]) for row in rows_of_city(city, "hotel"))


@each_city
def test_pet_friendly_is_who_allows_pets(city: str) -> None:
    unlike = [
        row["id"]
        for row in rows_of_city(city, "hotel")
        if ("pet-friendly" in words(row["features"])) is not ("pets" in words(row["allows"]))
    ]

    assert unlike == []


@each_city
def test_only_sights_of_some_length_are_a_climb(city: str) -> None:
    climbs = [row for row in rows_of_city(city, "attraction") if row["walk_effort"] == "3"]

    assert [row["id"] for row in climbs if int(row["visit_minutes"]) < 30] == []
    assert [row["id"] for row in climbs if row["wheelchair"] == "yes"] == []


def test_what_the_most_famous_sights_ask_for_is_known() -> None:
    booking = {
        row["id"]: row["booking"] for city in CITIES for row in rows_of_city(city, "attraction")
    }

    assert booking["beijing-forbidden-city"] == "required"
    assert booking["xian-terracotta-army"] == "required"
    assert booking["paris-louvre-museum"] == "required"
    assert booking["rome-colosseum"] == "required"
    assert booking["tokyo-ghibli-museum"] == "required"


def test_getting_about_costs_what_it_may() -> None:
    odd = [
        row["id"]
        for row in rows_of(FOLDER / "cities.csv")
        if not row["region"]
        or not 10 <= float(row["transit_kmh"]) <= 40
        or not 10 <= float(row["taxi_kmh"]) <= 40
        or not float(row["transit_fare"]) < taxi_fare(row, 2) < taxi_fare(row, 10)
        or not 2 <= taxi_fare(row, 5) / float(row["transit_fare"]) <= 15
    ]

    assert odd == []


def taxi_fare(city: dict[str, str], km: float) -> float:
    """Return what a ride costs, in whole units of the city's currency."""
    beyond = max(0.0, km - float(city["taxi_flag_km"]))
    return float(city["taxi_flag_fall"]) + beyond * float(city["taxi_per_km"])


RARE = set("俵俶叡埗奀峇柊浐燚珮甪祇粿辻邨饸饹")
"""Characters of names that simplified Chinese writes so as well, though GB 2312 lacks them."""


@pytest.mark.parametrize("city", sorted(COUNTRIES))
def test_every_name_can_be_read_in_english_and_in_simplified_chinese(city: str) -> None:
    rows = rows_of(FOLDER / "places" / f"{city}.csv")
    chinese = {row["id"]: row["name_zh"] or row["name_local"] for row in rows}
    kana = [
        place for place, name in chinese.items() if any("\u3040" <= c <= "\u30ff" for c in name)
    ]
    longer = [
        place
        for place, name in chinese.items()
        if any(is_han(char) and not is_simplified(char) and char not in RARE for char in name)
    ]

    assert kana == []
    assert longer == []
    assert [row["id"] for row in rows if any(map(is_han, row["name_en"]))] == []


def test_every_city_is_called_in_simplified_chinese() -> None:
    cities = asyncio.run(shipped_catalogue().list_cities())

    names = [city_name(city, "zh") for city in cities]

    assert len(names) == len(COUNTRIES)
    assert [name for name in names if not is_simplified(name)] == []
