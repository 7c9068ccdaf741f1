"""Distances on the Earth."""

from math import pi

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.geo import distance_m

_RADIUS_M = 6_371_008.8
_LATITUDES = st.floats(-90, 90)
_LONGITUDES = st.floats(-180, 180)


def test_a_degree_of_latitude_is_a_360th_of_the_circumference() -> None:
    assert distance_m(0, 0, 1, 0) == pytest.approx(2 * pi * _RADIUS_M / 360)


def test_the_antipode_is_half_the_circumference_away() -> None:
    assert distance_m(0, 0, 0, 180) == pytest.approx(pi * _RADIUS_M)


def test_two_sides_of_the_date_line_are_neighbours() -> None:
    assert distance_m(0, 179.999, 0, -179.999) == pytest.approx(distance_m(0, 0, 0, 0.002))


def test_from_the_louvre_to_the_eiffel_tower_it_is_about_three_kilometres() -> None:
    assert distance_m(48.8606, 2.3376, 48.8584, 2.2945) == pytest.approx(3_160, rel=0.01)


@settings(max_examples=200, database=None, derandomize=True)
@given(_LATITUDES, _LONGITUDES, _LATITUDES, _LONGITUDES)
def test_a_distance_is_the_same_both_ways_and_never_more_than_to_the_antipode(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float
) -> None:
    there = distance_m(lat_a, lon_a, lat_b, lon_b)

    assert there == pytest.approx(distance_m(lat_b, lon_b, lat_a, lon_a), abs=1e-3)
    assert 0 <= there <= pi * _RADIUS_M + 1e-3
