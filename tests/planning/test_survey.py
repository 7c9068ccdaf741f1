"""What a reader of words is told of the world, and which day it is where the trip goes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.catalog.memory import MemoryCatalogue
from core.planning.understanding.survey import survey
from tests.support.builders import a_city, a_place

_TOKYO = a_city(
    id="tokyo",
    name_en="Tokyo",
    name_local="东京",
    aliases=(),
    timezone="Asia/Tokyo",
    region="Kanto",
)
_LIMA = a_city(
    id="lima", name_en="Lima", name_local="Lima", aliases=(), timezone="America/Lima", region=""
)
_TOWER = a_place("tower", city_id="tokyo", name_en="Sky Tower", name_local="晴空塔")
_LATE = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
"""Already the 19th in Tokyo."""


_WORLD = MemoryCatalogue([_LIMA, _TOKYO], [_TOWER])


@pytest.mark.parametrize(
    ("text", "given", "today"),
    [
        ("from Lima to Tokyo", [], "2026-11-19"),
        ("从Lima出发去东京", [], "2026-11-19"),
        ("Lima, then Tokyo", [], "2026-11-18"),
        ("three quiet days", [], "2026-11-18"),
        ("three quiet days", ["tokyo"], "2026-11-19"),
        ("from Tokyo", [], "2026-11-19"),
    ],
)
async def test_today_is_the_date_where_the_trip_goes(
    text: str, given: list[str], today: str
) -> None:
    assert (await survey(_WORLD, text, given)).today(_LATE) == today


@pytest.mark.parametrize("text", ["晴空塔 in Tokyo", "two cities in Kanto, see the 晴空塔"])
async def test_places_that_the_text_names_are_told_with_the_words_of_their_city(text: str) -> None:
    found = await survey(_WORLD, text)

    assert found.blocks["names"] == [{"said": "晴空塔", "name": "晴空塔", "kind": "attraction"}]
    assert found.blocks["words"] == {"sights": [_TOWER.category]}
    assert found.blocks["regions"] == ["Kanto"]


async def test_where_nothing_is_named_only_cities_and_regions_are_told() -> None:
    found = await survey(_WORLD, "somewhere warm")

    assert list(found.cities) == [_LIMA, _TOKYO]
    assert found.blocks == {"regions": ["Kanto"]}


@pytest.mark.parametrize("text", ["a week in Tokio", "tokyoo for a week", "from home to Toyko"])
async def test_a_city_is_known_by_a_name_with_one_letter_wrong(text: str) -> None:
    found = await survey(_WORLD, text)

    tokyo = next(city for city in found.cities if city.id == "tokyo")
    assert any(alias in text for alias in tokyo.aliases)
    assert found.blocks["words"] == {"sights": [_TOWER.category]}


async def test_no_word_is_a_misspelt_city_where_one_is_named() -> None:
    found = await survey(_WORLD, "Lima, not Tokio")

    assert list(found.cities) == [_LIMA, _TOKYO]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("ten days in Japan", ["Kanto", "Japan"]),
        ("去日本十天", ["Kanto", "日本"]),
        ("from Japan for ten days", ["Kanto"]),
        ("ten days in Italy", ["Kanto"]),
        ("Tokyo in Japan", ["Kanto"]),
    ],
)
async def test_a_country_is_told_where_it_has_cities_and_none_is_named(
    text: str, regions: list[str]
) -> None:
    world = MemoryCatalogue([_LIMA, replace(_TOKYO, country="JP")], [_TOWER])

    assert (await survey(world, text)).blocks["regions"] == regions
