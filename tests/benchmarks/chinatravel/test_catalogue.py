"""The benchmark's world as a catalogue of the product."""

from datetime import date

import pytest

from core.benchmarks.chinatravel.catalogue import catalogue_of, hours_text, places_of
from core.benchmarks.chinatravel.world import World
from core.catalog.hours import NO_HOLIDAYS, is_open_throughout
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.links import LinkMode
from tests.benchmarks.chinatravel.town import HOME, TOWN

DAY = date(2026, 11, 25)


async def test_cities_are_found_by_their_names(world: World) -> None:
    catalogue = catalogue_of(world, [DAY])

    for name in (TOWN, f"{TOWN}市", "beijing"):
        city = await catalogue.find_city(name)
        assert city is not None
        assert city.id == TOWN


async def test_places_keep_what_the_tables_say(world: World) -> None:
    places = {place.name_local: place for place in await catalogue_of(world, []).places_of(TOWN)}

    assert places["Old Tower"].category == "tower"
    assert (places["Old Tower"].typical_cost, places["Old Tower"].stay_max) == (3_050, 120)
    assert places["Soup Corner"].meals == (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)
    assert places["Late Grill"].meals == (Meal.DINNER,)
    assert places["Late Grill"].cuisine == ("grill",)
    assert (places["Town Inn"].features, places["Town Inn"].beds) == (("pool",), 2)
    assert places["北京站"].kind is PlaceKind.STATION
    assert places["北京机场"].kind is PlaceKind.AIRPORT


async def test_what_stands_first_in_a_table_is_the_most_wanted(world: World) -> None:
    places = await catalogue_of(world, []).places_of(TOWN)
    sights = [place.name_local for place in places if place.kind is PlaceKind.ATTRACTION]

    assert sights == ["Old Tower", "Rose Garden", "Night Market", "Far Wall"]


async def test_every_place_lies_in_the_box_of_its_city(world: World) -> None:
    catalogue = catalogue_of(world, [])
    city = await catalogue.find_city(TOWN)

    assert city is not None
    assert all(city.contains(place.lat, place.lon) for place in await catalogue.places_of(TOWN))


async def test_journeys_leave_on_the_days_asked_for_and_arrive_on_them(world: World) -> None:
    catalogue = catalogue_of(world, [DAY])

    links = await catalogue.links(HOME, TOWN, DAY)

    assert [(link.number, link.mode, link.cost(3)) for link in links] == [
        ("T1", LinkMode.TRAIN, 30_150),
        ("F1", LinkMode.FLIGHT, 120_000),
        ("T2", LinkMode.TRAIN, 24_000),
    ]
    station = next(p for p in await catalogue.places_of(TOWN) if p.name_local == "北京站")
    assert {link.target_place for link in links if link.mode is LinkMode.TRAIN} == {station.id}
    assert not await catalogue.links(HOME, TOWN, date(2026, 11, 26))


@pytest.mark.parametrize(
    ("opens", "closes", "inside", "outside"),
    [
        (480, 1080, (480, 1080), (470, 500)),
        (1080, 1500, (1080, 1500), (1000, 1090)),
        (0, 1440, (0, 1440), None),
        (600, 1440, (600, 1440), (590, 610)),
    ],
)
def test_hours_are_written_as_the_catalogue_reads_them(
    opens: int, closes: int, inside: tuple[int, int], outside: tuple[int, int] | None
) -> None:
    text = hours_text(opens, closes)

    assert is_open_throughout(text, DAY, *inside, NO_HOLIDAYS)
    assert outside is None or not is_open_throughout(text, DAY, *outside, NO_HOLIDAYS)


def test_nobody_begins_a_dinner_after_dinner_time(world: World) -> None:
    hours = {place.name_local: place.opening_hours for place in places_of(world.city(TOWN))}

    assert hours["Late Grill"] == "17:00-20:59"
    assert hours["Duck Hall"] == "11:00-20:30"
