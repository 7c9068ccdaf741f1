"""The benchmark's ways as the planner asks for them."""

import pytest

from core.benchmarks.chinatravel.catalogue import city_of, places_of
from core.benchmarks.chinatravel.moving import WorldWays
from core.benchmarks.chinatravel.ways import CityWays, Mode
from core.benchmarks.chinatravel.world import World
from core.catalog.domain import City, Place
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode
from tests.benchmarks.chinatravel.town import TOWN


@pytest.fixture(scope="module")
def city(world: World) -> City:
    return city_of(world.city(TOWN))


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, Place]:
    return {place.name_local: place for place in places_of(world.city(TOWN))}


def test_a_near_place_is_walked_to_for_nothing(
    world: World, city: City, places: dict[str, Place]
) -> None:
    way = WorldWays(world).way(city, places["Old Tower"], places["Rose Garden"], 2)

    assert (way.mode, way.minutes, way.cost) == (TransferMode.WALK, 13, 0)
    assert way.distance_m == pytest.approx(1_110, abs=2)


def test_a_far_place_costs_what_the_benchmark_says(
    world: World, ways: CityWays, city: City, places: dict[str, Place]
) -> None:
    way = WorldWays(world).way(city, places["Old Tower"], places["Far Wall"], 2)
    taxi = ways.find("Old Tower", "Far Wall", Mode.TAXI)

    assert taxi is not None
    assert (way.mode, way.minutes) == (TransferMode.TAXI, taxi.minutes)
    assert way.cost == round(taxi.cost(2) * 100)


def test_a_rule_leaves_out_modes_and_where_nothing_is_left_one_walks(
    world: World, city: City, places: dict[str, Place]
) -> None:
    here, there = places["Old Tower"], places["Far Wall"]
    no_taxi = WorldWays(world).restricted(lambda mode, _: mode is not TransferMode.TAXI)
    nothing = WorldWays(world).restricted(lambda _mode, _km: False)

    assert no_taxi.way(city, here, there, 2).mode is TransferMode.TRANSIT
    assert nothing.way(city, here, there, 2).mode is TransferMode.WALK


def test_the_table_has_every_way_as_it_is(
    world: World, city: City, places: dict[str, Place]
) -> None:
    moving, some = WorldWays(world), list(places.values())[:6]

    table = moving.table(city, some, 2)

    for one, origin in enumerate(some):
        for other, target in enumerate(some):
            way = moving.way(city, origin, target, 2)
            assert (table.minutes[one][other], table.costs[one][other]) == (way.minutes, way.cost)


def test_stations_take_some_minutes_whatever_leaves_from_them(world: World) -> None:
    moving = WorldWays(world)

    assert {moving.boarding_min(mode) for mode in LinkMode} == {20}
    assert {moving.leaving_min(mode) for mode in LinkMode} == {5}
