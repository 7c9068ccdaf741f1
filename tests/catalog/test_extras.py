"""The columns that a file may leave out."""

from dataclasses import fields
from datetime import date

import pytest

from core.catalog.checks import city_of
from core.catalog.domain import City, Place, place_name
from core.catalog.files import (
    CITY_COLUMNS,
    CITY_EXTRAS,
    PLACE_COLUMNS,
    PLACE_EXTRAS,
    read_file,
)
from core.catalog.lookup import find_group, find_place
from core.catalog.repository import PlaceFilter
from core.catalog.service import CatalogService
from core.schemas.catalog import (
    Booking,
    HoursConfidence,
    PlaceKind,
    PlaceOut,
    PlaceStatus,
    Suitability,
)
from core.schemas.lodging import HouseRule, RoomType
from tests.support.catalog_files import (
    GUANGZHOU,
    cells,
    city_cells,
    csv_file,
    geojson_file,
    hotel_cells,
    place,
    read,
    restaurant_cells,
)

MUSEUM = {
    "name_zh": "茶叶博物馆",
    "aliases": "Museum of Tea;茶馆博物馆",
    "stay_min": "45",
    "stay_max": "180",
    "child_cost": "10",
    "booking": "advised",
    "kid_ok": "yes",
    "wheelchair": "limited",
    "walk_effort": "1",
    "season": "Mar-Nov",
    "summary_en": "Cups and leaves.",
    "summary_zh": "茶与器。",
    "licence": "CC BY 4.0",
    "attribution": "City register",
    "verified_on": "2026-11-01",
    "status": "closed",
}
HOTEL = {
    "max_guests": "3",
    "beds": "2",
    "room_type": "private_room",
    "allows": "pets;visitors",
    "forbids": "smoking",
    "rules_confidence": "verified",
    "minimum_nights": "2",
    "features": "pool;自助洗衣",
}
CITY = {
    "region": "Guangdong",
    "walk_kmh": "5",
    "transit_kmh": "30.5",
    "transit_wait_min": "4",
    "taxi_kmh": "28",
    "taxi_wait_min": "3",
    "transit_fare": "4",
    "taxi_flag_fall": "12",
    "taxi_flag_km": "3",
    "taxi_per_km": "2.60",
    "transit_hours": "Mo-Su 06:00-23:00",
}


def the_place(row: dict[str, str]) -> Place:
    """Return the one place of a file with this row."""
    (found,) = read(csv_file(row, columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))).places
    return found


def the_city(row: dict[str, str]) -> tuple[City, list[str]]:
    """Return a row as a city, and the columns that are wrong."""
    file = csv_file(row, columns=(*CITY_COLUMNS, *CITY_EXTRAS))
    (raw,) = read_file(file, "cities.csv", CITY_COLUMNS, CITY_EXTRAS).rows
    city, problems = city_of(raw)
    return city, [problem.column for problem in problems]


def test_columns_and_fields_are_the_same() -> None:
    derived = {"city_id"}

    assert {*PLACE_COLUMNS, *PLACE_EXTRAS} == {field.name for field in fields(Place)} - derived
    assert {*CITY_COLUMNS, *CITY_EXTRAS} == {field.name for field in fields(City)}


def test_a_file_without_them_has_the_defaults() -> None:
    (found,) = read(csv_file(cells())).places

    assert found == place()


def test_empty_cells_mean_the_defaults_too() -> None:
    assert the_place(cells(**dict.fromkeys(PLACE_EXTRAS, ""))) == place()


def test_a_file_may_have_some_of_them() -> None:
    (found,) = read(csv_file(cells(name_zh="茶"), columns=(*PLACE_COLUMNS, "name_zh"))).places

    assert found == place(name_zh="茶")


def test_every_field_of_a_sight_can_be_given() -> None:
    assert the_place(cells(**MUSEUM)) == place(
        name_zh="茶叶博物馆",
        aliases=("Museum of Tea", "茶馆博物馆"),
        stay_min=45,
        stay_max=180,
        child_cost=1000,
        booking=Booking.ADVISED,
        kid_ok=Suitability.YES,
        wheelchair=Suitability.LIMITED,
        walk_effort=1,
        season="Mar-Nov",
        summary_en="Cups and leaves.",
        summary_zh="茶与器。",
        licence="CC BY 4.0",
        attribution="City register",
        verified_on=date(2026, 11, 1),
        status=PlaceStatus.CLOSED,
    )


def test_every_field_of_a_lodging_can_be_given() -> None:
    found = the_place(hotel_cells(**HOTEL))

    assert (found.max_guests, found.beds, found.minimum_nights) == (3, 2, 2)
    assert found.room_type is RoomType.PRIVATE
    assert found.allows == (HouseRule.PETS, HouseRule.VISITORS)
    assert found.forbids == (HouseRule.SMOKING,)
    assert found.rules_confidence is HoursConfidence.VERIFIED
    assert found.features == ("pool", "自助洗衣")


def test_geojson_has_them_as_properties() -> None:
    features = geojson_file({**cells(), "aliases": ["Museum of Tea"], "stay_min": 45})

    (found,) = read(features, "places.geojson").places

    assert (found.aliases, found.stay_min) == (("Museum of Tea",), 45)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"stay_min": "91"}, "stay_min"),
        ({"stay_max": "89"}, "stay_max"),
        ({"stay_min": "0"}, "stay_min"),
        ({"stay_max": "1441"}, "stay_max"),
        ({"child_cost": "20.001"}, "child_cost"),
        ({"child_cost": "21"}, "child_cost"),
        ({"child_cost": "-1"}, "child_cost"),
        ({"booking": "maybe"}, "booking"),
        ({"kid_ok": "true"}, "kid_ok"),
        ({"wheelchair": "partly"}, "wheelchair"),
        ({"walk_effort": "4"}, "walk_effort"),
        ({"season": "in spring"}, "season"),
        ({"season": "Mo-Fr"}, "season"),
        ({"season": "Jan 99"}, "season"),
        ({"summary_en": "x" * 501}, "summary_en"),
        ({"summary_zh": "茶\x07"}, "summary_zh"),
        ({"verified_on": "2026-02-30"}, "verified_on"),
        ({"verified_on": "1 May 2026"}, "verified_on"),
        ({"verified_on": "20260501"}, "verified_on"),
        ({"status": "gone"}, "status"),
        ({"aliases": "茶;茶"}, "aliases"),
        ({"aliases": "茶;;馆"}, "aliases"),
        ({"aliases": "x" * 121}, "aliases"),
        ({"beds": "2"}, "beds"),
        ({"minimum_nights": "2"}, "minimum_nights"),
        ({"allows": "pets"}, "allows"),
    ],
    ids=str,
)
def test_a_bad_cell_of_a_sight_is_reported_with_its_column(
    change: dict[str, str], column: str
) -> None:
    row = csv_file(cells(**change), columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))

    assert [problem.column for problem in read(row).problems] == [column]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"max_guests": "0"}, "max_guests"),
        ({"beds": "two"}, "beds"),
        ({"room_type": "not_shared_room"}, "room_type"),
        ({"room_type": "suite"}, "room_type"),
        ({"allows": "dogs"}, "allows"),
        ({"allows": "pets", "forbids": "pets"}, "forbids"),
        ({"rules_confidence": "sure"}, "rules_confidence"),
        ({"minimum_nights": "366"}, "minimum_nights"),
        ({"features": "pool;pool"}, "features"),
        ({"stay_min": "30"}, "stay_min"),
        ({"child_cost": "0"}, "child_cost"),
    ],
    ids=str,
)
def test_a_bad_cell_of_a_lodging_is_reported_with_its_column(
    change: dict[str, str], column: str
) -> None:
    row = csv_file(hotel_cells(**change), columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))

    assert column in [problem.column for problem in read(row).problems]


def test_a_city_may_say_how_one_gets_about_and_what_it_costs() -> None:
    city, problems = the_city(city_cells(**CITY))

    assert problems == []
    assert (city.region, city.walk_kmh, city.transit_kmh) == ("Guangdong", 5.0, 30.5)
    assert (city.transit_fare, city.taxi_flag_fall, city.taxi_flag_km) == (400, 1200, 3.0)
    assert (city.taxi_per_km, city.transit_hours) == (260, "Mo-Su 06:00-23:00")


def test_a_city_that_says_nothing_of_it_has_the_defaults() -> None:
    assert the_city(city_cells()) == (GUANGZHOU, [])


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"walk_kmh": "0"}, "walk_kmh"),
        ({"transit_kmh": "fast"}, "transit_kmh"),
        ({"taxi_wait_min": "2.5"}, "taxi_wait_min"),
        ({"transit_fare": "-1"}, "transit_fare"),
        ({"transit_fare": "0.001"}, "transit_fare"),
        ({"taxi_flag_fall": "12"}, "taxi_flag_fall"),
        ({"transit_hours": "all day"}, "transit_hours"),
        ({"transit_hours": "off"}, "transit_hours"),
    ],
    ids=str,
)
def test_a_bad_cell_of_a_city_is_reported_with_its_column(
    change: dict[str, str], column: str
) -> None:
    assert the_city(city_cells(**change))[1] == [column]


def test_what_is_not_known_of_a_visit_is_derived_from_the_usual_one() -> None:
    known, unknown = place(stay_min=45, stay_max=100), place()

    assert (known.shortest_stay, known.longest_stay) == (45, 100)
    assert (unknown.shortest_stay, unknown.longest_stay) == (45, 135)


def test_a_room_of_which_nothing_is_known_sleeps_two() -> None:
    assert (place().guests_per_room, place(max_guests=4).guests_per_room) == (2, 4)


def test_only_what_is_given_counts_as_an_estimate() -> None:
    usual = {"popularity", "price_level", "typical_cost", "visit_minutes"}

    assert set(place().estimates) == usual
    assert set(place(stay_min=45, child_cost=0).estimates) == usual | {"stay_min", "child_cost"}
    assert set(PlaceOut.model_validate(place(stay_max=99)).estimates) == usual | {"stay_max"}


def test_a_chinese_reader_gets_the_chinese_name_where_there_is_one() -> None:
    louvre = place(name_en="Louvre", name_local="Musée du Louvre", name_zh="卢浮宫")

    assert place_name(louvre, "zh") == "卢浮宫"
    assert place_name(louvre, "en") == "Louvre"
    assert place_name(place(), "zh") == "茶博物馆"


@pytest.mark.parametrize("word", ["卢浮宫", "Grand Louvre", "grand louvre"])
def test_a_place_is_found_by_its_chinese_name_and_by_an_alias(word: str) -> None:
    louvre = place(
        name_en="Art Palace",
        name_local="Musée du Louvre",
        name_zh="卢浮宫",
        aliases=("Grand Louvre",),
    )

    assert find_place(word, [louvre]) is louvre


def test_what_closed_for_good_is_not_found() -> None:
    gone = place(status=PlaceStatus.CLOSED)

    assert find_place("Tea Museum", [gone]) is None
    assert find_place(gone.id, [gone]) is None
    assert find_group("museum", [gone]) == []


async def test_everything_given_survives_the_database(catalog: CatalogService) -> None:
    full = cells(**MUSEUM)
    hotel = hotel_cells(**HOTEL)
    file = csv_file(full, hotel, columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))

    assert (await catalog.import_file(file, "full.csv")).passed

    assert await catalog.get_place(full["id"]) == the_place(full)
    assert await catalog.get_place(hotel["id"]) == the_place(hotel)
    assert (await catalog.import_file(file, "full.csv")).changed == 0


async def test_what_closed_for_good_is_shown_but_not_offered(catalog: CatalogService) -> None:
    file = csv_file(cells(status="closed"), columns=(*PLACE_COLUMNS, *PLACE_EXTRAS))
    await catalog.import_file(file, "closed.csv")

    offered = await catalog.places_of("guangzhou")
    listed = await catalog.list_places(PlaceFilter(text="Tea Museum"), limit=10, cursor=None)

    assert [each.kind for each in offered] == [PlaceKind.RESTAURANT]
    assert await catalog.place_counts() == {"guangzhou": {PlaceKind.RESTAURANT: 1}}
    assert [each.status for each in listed.items] == [PlaceStatus.CLOSED]
    assert not (await catalog.get_place("guangzhou-tea-museum")).is_open


async def test_a_place_is_listed_by_its_chinese_name_and_its_aliases(
    catalog: CatalogService,
) -> None:
    row = restaurant_cells(name_zh="早茶馆", aliases="Yum Cha Hall;饮茶厅")
    columns = (*PLACE_COLUMNS, "name_zh", "aliases")
    await catalog.import_file(csv_file(row, columns=columns), "named.csv")

    for text in ("早茶", "cha hall", "饮茶"):
        page = await catalog.list_places(PlaceFilter(text=text), limit=10, cursor=None)
        assert [each.id for each in page.items] == ["guangzhou-tea-house"]
