"""Ways within a city cost and take exactly what the benchmark says."""

import pytest

from core.benchmarks.chinatravel.geodesic import geodesic_km
from core.benchmarks.chinatravel.ways import (
    CityWays,
    Mode,
    metro_price,
    nearest_station,
    taxi_price,
)
from core.benchmarks.chinatravel.world import Station, UnknownNameError, World
from tests.benchmarks.chinatravel.town import TOWN


@pytest.mark.parametrize(
    ("origin", "target", "km"),
    [
        ((0.0, 0.0), (0.0, 1.0), 111.319491),
        ((0.0, 0.0), (1.0, 0.0), 110.574389),
        ((-37.951033417, 144.424867889), (-37.652821139, 143.926495528), 54.972271),
        ((30.0, 120.0), (30.0, 120.0), 0.0),
    ],
)
def test_distances_are_those_of_the_ellipsoid(
    origin: tuple[float, float], target: tuple[float, float], km: float
) -> None:
    assert geodesic_km(origin, target) == pytest.approx(km, abs=1e-5)


@pytest.mark.parametrize(("km", "price"), [(0, 11), (1.8, 11), (2.8, 14.5), (10, 39.7), (12, 48.7)])
def test_a_taxi_costs_its_base_then_by_the_kilometre(km: float, price: float) -> None:
    assert taxi_price(km) == pytest.approx(price)


@pytest.mark.parametrize(
    ("km", "price"), [(0, 2), (4, 2), (4.01, 3), (14, 4), (61, 9), (62, 10), (80, 11)]
)
def test_the_metro_costs_by_steps(km: float, price: float) -> None:
    assert metro_price(km) == price


def test_a_walk_costs_nothing_and_its_minutes_are_cut(ways: CityWays) -> None:
    way = ways.find("Old Tower", "Rose Garden", Mode.WALK)

    assert way is not None
    assert way.km == pytest.approx(1.1104, abs=1e-3)
    assert (way.minutes, way.cost(4)) == (13, 0)


def test_a_metro_way_is_two_walks_and_a_ride_paid_by_each(ways: CityWays) -> None:
    way = ways.find("Old Tower", "Rose Garden", Mode.METRO)

    assert way is not None
    assert [piece.mode for piece in way.pieces] == [Mode.WALK, Mode.METRO, Mode.WALK]
    assert [piece.end for piece in way.pieces] == [
        "West Gate-地铁站",
        "Middle-地铁站",
        "Rose Garden",
    ]
    assert way.cost(3) == 6


def test_there_is_no_metro_where_both_are_at_one_station(ways: CityWays) -> None:
    assert ways.find("Old Tower", "Noodle House", Mode.METRO) is None


@pytest.mark.parametrize("mode", list(Mode))
def test_the_way_back_is_what_a_stranger_would_find(world: World, mode: Mode) -> None:
    there_first, back_first = CityWays(world.city(TOWN)), CityWays(world.city(TOWN))
    there_first.find("Night Market", "Far Wall", mode)

    turned = there_first.find("Far Wall", "Night Market", mode)

    assert turned == back_first.find("Far Wall", "Night Market", mode)
    assert turned is not None


def test_a_taxi_seats_four(ways: CityWays) -> None:
    way = ways.find("Old Tower", "Far Wall", Mode.TAXI)

    assert way is not None
    assert way.cost(5) == 2 * way.cost(4)


def test_a_place_nobody_knows_has_no_way(ways: CityWays) -> None:
    with pytest.raises(UnknownNameError):
        ways.find("Old Tower", "Castle", Mode.WALK)


def test_of_two_stations_as_near_the_first_counts(world: World) -> None:
    here = (10.0, 10.0)
    stations = (Station("a", (10.0, 10.1)), Station("b", (10.0, 9.9)), Station("c", (11.0, 10.0)))

    found = nearest_station(here, stations)

    assert found is not None
    assert found[0].name == "a"
    assert nearest_station(here, ()) is None
    assert len(world.city(TOWN).stations) == 3
