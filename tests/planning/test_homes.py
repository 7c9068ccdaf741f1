"""Which city is meant by what somebody wants to see, where no city is named."""

from dataclasses import replace
from datetime import date

import pytest

from core.benchmarks.planner import BenchPlanner
from core.catalog.memory import MemoryCatalogue
from core.kernel.errors import InvalidRequestError
from core.planning.understanding.resolve import Understood
from core.schemas.catalog import PlaceStatus
from core.schemas.plans import PlanRequest
from tests.support.builders import a_city, a_place

_CITIES = [
    a_city(id="lima", name_en="Lima", name_local="Lima", aliases=("利马",)),
    a_city(id="oslo", name_en="Oslo", name_local="Oslo", aliases=("奥斯陆",)),
]
_PLACES = [
    a_place("huaca", city_id="lima", name_en="Huaca Pucllana", name_zh="普克神庙", popularity=80),
    a_place("park-l", city_id="lima", name_en="Reserve Park", name_local="Parque", popularity=90),
    a_place("opera", city_id="oslo", name_en="Fjord Opera House", popularity=85),
    a_place("park-o", city_id="oslo", name_en="Reserve Park", name_local="Parken", popularity=40),
    a_place("mill", city_id="oslo", name_en="Old Paper Mill", status=PlaceStatus.CLOSED),
]  # fmt: skip


async def understood(text: str) -> Understood:
    """Return what is understood of words in a world of two cities."""
    planner = BenchPlanner(MemoryCatalogue(_CITIES, _PLACES), date(2026, 11, 18))
    return await planner.understand(PlanRequest(text=text))


@pytest.mark.parametrize(
    ("text", "city", "told"),
    [
        ("see the Fjord Opera House for 3 days", "oslo", "Oslo (Fjord Opera House)"),
        ("我想去看普克神庙，玩两天", "lima", "利马（“普克神庙”）"),
        ("two days, must see Reserve Park", "lima", "Lima (Reserve Park)"),
        ("Reserve Park and the Fjord Opera House in 2 days", "oslo", "Oslo (Fjord Opera House)"),
        ("from Oslo, I want to visit Huaca Pucllana", "lima", "Lima (Huaca Pucllana)"),
    ],
)
async def test_the_city_is_the_one_that_has_most_of_it_and_that_is_told(
    text: str, city: str, told: str
) -> None:
    found = await understood(text)

    (assumption,) = [one for one in found.assumptions if one.field == "destination"]
    assert [one.id for one in found.brief.cities] == [city]
    assert assumption.value == city
    assert assumption.message.endswith(told)


async def test_a_place_of_that_very_name_counts_more_than_one_whose_name_is_part_of_it() -> None:
    places = [
        a_place("fair-l", city_id="lima", name_en="Fun Fair", popularity=95),
        a_place("fair-o", city_id="oslo", name_en="Oslo Fun Fair", popularity=40),
    ]
    planner = BenchPlanner(MemoryCatalogue(_CITIES, places), date(2026, 11, 18))

    read = await planner.understand(PlanRequest(must_see=["Oslo Fun Fair"], day_count=2))
    assert [city.id for city in read.brief.cities] == ["oslo"]


async def test_its_places_are_read_as_if_the_city_had_been_named() -> None:
    found = await understood("see the Fjord Opera House for 3 days")

    assert [place.id for place in found.brief.must_see] == ["opera"]
    assert found.brief.day_count == 3


async def test_a_city_that_is_named_is_never_guessed() -> None:
    found = await understood("2 days in Lima, must see the Fjord Opera House")

    assert [one.id for one in found.brief.cities] == ["lima"]
    assert [one.code for one in found.obstacles] == ["must_see_elsewhere"]


@pytest.mark.parametrize(
    "text", ["somewhere warm for 3 days", "想去一个安静的地方", "3 days in Bangkok"]
)
async def test_where_nothing_tells_the_city_the_request_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        await understood(text)


async def test_a_city_nobody_knows_is_told_beside_those_that_are() -> None:
    found = await understood("from Lima to Oslo and Bangkok, 4 days")

    assert [one.id for one in found.brief.cities] == ["oslo"]
    assert [one.message for one in found.obstacles] == [
        "Bangkok is not in the catalogue, so it is left out"
    ]


async def test_a_must_see_that_closed_for_good_is_told_as_closed() -> None:
    found = await understood("Oslo, must see Old Paper Mill")

    assert [one.message for one in found.obstacles] == [
        "Old Paper Mill has closed for good, so it is left out"
    ]


@pytest.mark.parametrize("text", ["from Oslo to Oslo for 2 days", "从奥斯陆出发去奥斯陆玩两天"])
async def test_a_trip_to_where_it_starts_has_no_journeys_and_says_so(text: str) -> None:
    found = await understood(text)

    assert ([one.id for one in found.brief.cities], found.brief.origin) == (["oslo"], None)
    assert [one.code for one in found.obstacles] == ["same_city"]


async def test_what_another_city_has_is_not_taken_for_the_like_of_it_here() -> None:
    places = [
        a_place("museum-l", city_id="lima", name_en="National Museum"),
        a_place("museum-o", city_id="oslo", name_en="Oslo National Museum"),
    ]
    planner = BenchPlanner(MemoryCatalogue(_CITIES, places), date(2026, 11, 18))

    read = await planner.understand(
        PlanRequest(destination="Lima", must_see=["Oslo National Museum"])
    )
    here = await planner.understand(PlanRequest(destination="Oslo", must_see=["National Museum"]))

    (obstacle,) = read.obstacles
    assert (obstacle.code, obstacle.numbers) == (
        "must_see_elsewhere", {"name": "Oslo National Museum", "city": "Oslo"},
    )  # fmt: skip
    assert (read.brief.must_see, read.brief.unknown_must_see) == ((), ("Oslo National Museum",))
    assert [place.id for place in here.brief.must_see] == ["museum-o"]


_NAMESAKES = [
    a_place("history-l", city_id="lima", name_en="History Museum", name_zh="历史博物馆"),
    a_place("history-o", city_id="oslo", name_en="Viking Museum", name_zh="维京历史博物馆"),
    a_place("park-o", city_id="oslo", name_en="Troll Park", name_zh="奥斯陆山妖乐园"),
]


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("利马三天，必去维京历史博物馆", "维京历史博物馆"),
        ("利马三天，必去奥斯陆山妖", "奥斯陆山妖乐园"),
        ("利马三天，必去奥斯陆山妖乐园", "奥斯陆山妖乐园"),
        ("利马三天，必去历史博物馆", None),
        ("利马三天，必去利马历史博物馆", None),
    ],
)
async def test_a_name_of_another_city_is_heard_whole_and_is_no_city_to_go_to(
    text: str, elsewhere: str | None
) -> None:
    cities = [replace(city, name_local=city.aliases[0]) for city in _CITIES]
    places = [replace(place, name_local=place.name_zh) for place in _NAMESAKES]
    planner = BenchPlanner(MemoryCatalogue(cities, places), date(2026, 11, 18))

    read = await planner.understand(PlanRequest(text=text))

    told = [(one.code, one.numbers["name"]) for one in read.obstacles]
    assert [city.id for city in read.brief.cities] == ["lima"]
    assert read.brief.day_count == 3
    assert told == ([("must_see_elsewhere", elsewhere)] if elsewhere else [])
    assert [place.id for place in read.brief.must_see] == ([] if elsewhere else ["history-l"])
