"""Spots that something is to be near to."""

import pytest

from core.kernel.errors import NotFoundError
from core.tools.spots import Spot, named_spot
from tests.support.builders import a_city, a_place

_PLACES = [
    a_place("west", area="Old Town", lat=23.0, lon=113.0),
    a_place("east", area="Old Town", lat=23.0, lon=113.2),
    a_place(
        "tower", name_en="Canton Tower", name_local="广州塔", area="Haizhu", lat=23.1, lon=113.3
    ),
]


@pytest.mark.parametrize("word", ["Old Town", "old town", "OLDTOWN", " Old  Town "])
def test_an_area_in_any_spelling_is_the_middle_of_its_places(word: str) -> None:
    spot = named_spot(word, a_city(), _PLACES)

    assert (spot.lat, spot.lon) == pytest.approx((23.0, 113.1))


@pytest.mark.parametrize("word", ["tower", "Canton Tower", "广州塔"])
def test_a_place_is_a_spot_by_its_id_and_names(word: str) -> None:
    assert named_spot(word, a_city(), _PLACES) == Spot(23.1, 113.3)


def test_what_is_neither_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="'the moon' in Guangzhou"):
        named_spot("the moon", a_city(), _PLACES)
