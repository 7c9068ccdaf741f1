"""Cities whose names are not written quite right, and countries with several cities."""

import re
from dataclasses import replace
from datetime import date

import pytest

from core.benchmarks.planner import BenchPlanner
from core.catalog.domain import City
from core.kernel.errors import InvalidRequestError
from core.planning.understanding.nearest import is_misspelt, nearest_cities, with_misspellings
from core.planning.understanding.resolve import Understood
from core.schemas.plans import PlanRequest
from tests.support.shipped import city_of, shipped_catalogue


def _also(city: City, *names: str) -> City:
    """Return the city with further names."""
    return replace(city, aliases=(*city.aliases, *names))


async def understood(text: str) -> Understood:
    """Return what is understood of words in the shipped world."""
    planner = BenchPlanner(shipped_catalogue(), date(2026, 11, 20))
    return await planner.understand(PlanRequest(text=text))


@pytest.mark.parametrize(
    ("text", "city", "told"),
    [
        ("a week in Bejing", "beijing", "Bejing = Beijing"),
        ("hong kogn for 2 days", "hongkong", "hong kogn = Hong Kong"),
        ("Three days in Singapur", "singapore", "Singapur = Singapore"),
    ],
)
async def test_a_misspelt_city_is_planned_and_told(text: str, city: str, told: str) -> None:
    found = await understood(text)

    assert [place.id for place in found.brief.cities] == [city]
    assert [a.message for a in found.assumptions if a.field == "destination"] == [
        f"Read as a name that was misspelt: {told}"
    ]


@pytest.mark.parametrize(
    ("text", "origin", "told"),
    [
        ("from Shangai to Beijing for 3 days", "shanghai", "Shangai = Shanghai"),
        ("Three days in Rome, leaving Lodnon on 3 May 2027", "london", "Lodnon = London"),
    ],
)
async def test_a_misspelt_city_one_comes_from_is_told_too(
    text: str, origin: str, told: str
) -> None:
    found = await understood(text)

    assert found.brief.origin is not None
    assert found.brief.origin.id == origin
    assert [a.message for a in found.assumptions if a.field == "origin"] == [
        f"Read as a name that was misspelt: {told}"
    ]


async def test_a_month_one_starts_in_is_no_misspelt_city() -> None:
    found = await understood("3 days in Rome from March on")

    assert found.brief.origin is None


@pytest.mark.parametrize("text", ["A week in Beijing", "一周北京", "beijing"])
async def test_of_a_name_that_is_right_nothing_is_told(text: str) -> None:
    found = await understood(text)

    assert not [a for a in found.assumptions if a.field == "destination"]


@pytest.mark.parametrize(
    ("text", "cities", "count"),
    [("ten days in Japan", {"tokyo", "kyoto"}, 2), ("three days in Italy", {"rome"}, 1),
     ("Japan, 3 days", {"tokyo", "kyoto"}, 1)],
)  # fmt: skip
async def test_of_a_country_as_many_cities_are_visited_as_there_are_days_for(
    text: str, cities: set[str], count: int
) -> None:
    (wish,) = (await understood(text)).brief.wishes

    assert ({city.id for city in wish.choices}, wish.count) == (cities, count)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a week in Hawaii",
            "'Hawaii' is not a city we know; nearest in name or country: New York",
        ),
        ("去夏威夷玩五天", "'夏威夷' is not a city we know; nearest in name or country: New York"),
        ("five days in Romania", "'Romania' is not a city we know; known are Beijing"),
        ("a week around Barcalona", "'Barcalona' is not a city we know; known are Beijing"),
        (
            "see Suzhouland",
            "'Suzhouland' is not a city we know; nearest in name or country: Suzhou",
        ),
        ("somewhere warm in January", "no city is named, in the field or in the text; known are"),
    ],
)
async def test_what_was_heard_and_is_no_city_is_named_with_what_is_near(
    text: str, said: str
) -> None:
    with pytest.raises(InvalidRequestError, match=re.escape(said)):
        await understood(text)


def test_a_word_two_letters_off_is_no_city_unless_it_is_long() -> None:
    paris, singapore = city_of("paris"), city_of("singapore")

    assert with_misspellings("Parys or Pariz or Perez, parks and Singapur", [paris, singapore]) == [
        _also(paris, "Parys", "Pariz"), _also(singapore, "Singapur"),
    ]  # fmt: skip
    assert not is_misspelt("Paris", paris)
    assert not is_misspelt("Perez", paris)


def test_cities_are_near_a_name_that_is_like_theirs() -> None:
    assert nearest_cities("Suzhow", [city_of("paris"), city_of("suzhou")]) == ["Suzhou"]
    assert nearest_cities("Atlantis", [city_of("paris"), city_of("suzhou")]) == []
