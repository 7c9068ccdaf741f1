"""Places by words, kind, nearness and opening hours."""

from datetime import date
from typing import Any

import pytest

from core.catalog.hours import NO_HOLIDAYS, is_open_throughout
from core.catalog.openings import open_spans
from core.schemas.catalog import Interest
from core.schemas.tools import PlaceRequest, PlaceResult
from core.tools.cuisines import CUISINES_ZH
from core.tools.places import CatalogPlaces
from core.tools.port import Toolbox
from tests.support.builders import a_city, a_place
from tests.support.shipped import city_ids, places_of
from tests.support.tools import CatalogOf, question, said, suggested

TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)


async def ask(toolbox: Toolbox, **changes: Any) -> PlaceResult:
    """Return places of Guangzhou, all that suit."""
    asked = question("places", limit=20, **changes)
    return await toolbox.places.search(PlaceRequest.model_validate(asked))


async def names(toolbox: Toolbox, **changes: Any) -> list[str]:
    """Return the English names of what suits."""
    return [place.name_en for place in (await ask(toolbox, **changes)).data.places]


@pytest.mark.parametrize(
    ("city", "text", "first"),
    [
        ("guangzhou", "Canton Tower", "Canton Tower"),
        ("guangzhou", "canton tower", "Canton Tower"),
        ("guangzhou", "广州塔", "Canton Tower"),
        ("paris", "louvre", "Louvre Museum"),
        ("paris", "Louvr", "Louvre Museum"),
        ("paris", "musee dorsay", "Musée d'Orsay"),
        ("paris", "Musée d’Orsay", "Musée d'Orsay"),
        ("tokyo", "浅草寺", "Senso-ji Temple"),
        ("paris", "Tuilleries Garden", "Tuileries Garden"),
        ("tokyo", "Lovure", None),
        ("paris", "!!!", None),
        ("paris", "museum zebra", None),
    ],
)
async def test_a_place_is_found_by_its_name_in_either_language(
    toolbox: Toolbox, city: str, text: str, first: str | None
) -> None:
    assert (await names(toolbox, city=city, text=text) or [None])[0] == first


@pytest.mark.parametrize(
    ("english", "chinese", "category"),
    [
        ("museum", "博物馆", "museum"),
        ("museums", "博物馆", "museum"),
        ("market", "市场", "market"),
    ],
)
async def test_a_category_is_found_in_either_language(
    toolbox: Toolbox, english: str, chinese: str, category: str
) -> None:
    expected = {p.id for p in places_of("paris") if p.category == category}

    for text in (english, chinese):
        result = await ask(toolbox, city="paris", text=text)
        found = {place.id for place in result.data.places}
        assert result.data.suiting >= len(expected)
        assert found <= expected | {
            p.id for p in places_of("paris") if english in p.name_en.lower()
        }


@pytest.mark.parametrize(
    ("city", "english", "chinese", "cuisine"),
    [
        ("guangzhou", "dim sum", "早茶", "dim_sum"),
        ("guangzhou", "cantonese", "粤菜", "cantonese"),
        ("chengdu", "hotpot", "火锅", "hotpot"),
        ("tokyo", "sushi", "寿司", "sushi"),
        ("rome", "pizza", "披萨", "pizza"),
    ],
)
async def test_a_cuisine_is_found_in_either_language(
    toolbox: Toolbox, city: str, english: str, chinese: str, cuisine: str
) -> None:
    expected = {p.id for p in places_of(city) if cuisine in p.cuisine}

    for text in (english, chinese):
        result = await ask(toolbox, city=city, text=text, kind="restaurant")
        found = {place.id for place in result.data.places}
        assert found & expected
        assert len(found & expected) == min(20, len(expected))


async def test_a_name_comes_before_a_part_of_one_and_that_before_an_area() -> None:
    places = [
        a_place("by-the-gate", area="South Gate", popularity=90),
        a_place("tower", name_en="South Gate Tower", popularity=50),
        a_place("gate", name_en="South Gate", popularity=10),
        a_place("elsewhere", popularity=99),
    ]
    request = PlaceRequest(city="guangzhou", text="south gate")

    result = await CatalogPlaces(CatalogOf(a_city(), places=places)).search(request)

    assert [place.id for place in result.data.places] == ["gate", "tower", "by-the-gate"]


async def test_what_is_open_until_midnight_is_said_so() -> None:
    bar = a_place("bar", opening_hours="Mo-Su 18:00-24:00")
    request = PlaceRequest(city="guangzhou", open_on=WEDNESDAY)

    result = await CatalogPlaces(CatalogOf(a_city(), places=[bar])).search(request)

    spans = result.data.places[0].open_spans or []
    assert [(span.start, span.end) for span in spans] == [("18:00", "24:00")]


async def test_every_word_must_fit(toolbox: Toolbox) -> None:
    assert await names(toolbox, city="tokyo", text="ramen shibuya") == ["Ichiran Shibuya"]


async def test_a_short_word_is_no_part_of_another(toolbox: Toolbox) -> None:
    found = (await ask(toolbox, city="london", text="ar")).data.places

    assert found == []


async def test_an_area_is_found_by_its_name(toolbox: Toolbox) -> None:
    places = (await ask(toolbox, text="shamian", kind="hotel")).data.places

    assert places
    assert all("shamian" in f"{place.name_en} {place.area}".lower() for place in places)


async def test_every_question_narrows_the_answer(toolbox: Toolbox) -> None:
    counts = [
        (await ask(toolbox, **asked)).data.suiting
        for asked in (
            {},
            {"kind": "attraction"},
            {"kind": "attraction", "interest": Interest.HISTORY},
            {"kind": "attraction", "interest": Interest.HISTORY, "category": "museum"},
            {
                "kind": "attraction",
                "interest": Interest.HISTORY,
                "category": "museum",
                "text": "陈",
            },
        )
    ]

    assert counts[0] == len(places_of("guangzhou"))
    assert counts == sorted(set(counts), reverse=True)


@pytest.mark.parametrize("indoor", [True, False])
async def test_a_roof_is_one_over_everything(toolbox: Toolbox, indoor: bool) -> None:
    result = await ask(toolbox, indoor=indoor)

    wanted = [place for place in places_of("guangzhou") if (place.indoor == "yes") is indoor]
    assert result.data.suiting == len(wanted)


async def test_without_a_place_to_be_near_to_the_best_known_come_first(toolbox: Toolbox) -> None:
    popularity = [place.popularity for place in (await ask(toolbox, kind="attraction")).data.places]

    assert popularity == sorted(popularity, reverse=True)


async def test_the_nearest_come_first_where_a_place_is_named(toolbox: Toolbox) -> None:
    places = (await ask(toolbox, near="广州塔", kind="restaurant")).data.places

    distances = [place.distance_m or 0 for place in places]
    assert distances == sorted(distances)
    assert distances[-1] > 0


async def test_what_something_is_near_to_is_nearest_to_itself(toolbox: Toolbox) -> None:
    first = (await ask(toolbox, near="Canton Tower")).data.places[0]

    assert (first.name_en, first.distance_m) == ("Canton Tower", 0)


async def test_what_is_closed_on_the_day_is_left_out(toolbox: Toolbox) -> None:
    on_tuesday, on_wednesday = [
        await names(toolbox, city="paris", text="Louvre Museum", open_on=day.isoformat())
        for day in (TUESDAY, WEDNESDAY)
    ]

    assert "Louvre Museum" not in on_tuesday
    assert on_wednesday[0] == "Louvre Museum"


@pytest.mark.parametrize("clock", ["00:30", "08:00", "12:00", "23:30"])
async def test_what_is_open_at_a_time_is_all_that_is_open_then(
    toolbox: Toolbox, clock: str
) -> None:
    result = await ask(toolbox, open_on=WEDNESDAY.isoformat(), open_at=clock)

    minute = int(clock[:2]) * 60 + int(clock[3:])
    open_then = [
        place.id
        for place in places_of("guangzhou")
        if is_open_throughout(place.opening_hours, WEDNESDAY, minute, minute + 1, NO_HOLIDAYS)
    ]
    assert result.data.suiting == len(open_then)
    assert {place.id for place in result.data.places} <= set(open_then)


async def test_hours_of_the_day_are_told_by_the_clock(toolbox: Toolbox) -> None:
    (late,) = (await ask(toolbox, text="Dongjiang Haizhu", open_on="2026-12-02")).data.places

    assert late.opening_hours == "Mo-Su 07:00-02:00"
    assert [(span.start, span.end) for span in late.open_spans or ()] == [
        ("00:00", "02:00"),
        ("07:00", "02:00"),
    ]


async def test_hours_of_no_day_are_told_where_none_was_asked_for(toolbox: Toolbox) -> None:
    assert {place.open_spans for place in (await ask(toolbox)).data.places} == {None}


@pytest.mark.parametrize("city", city_ids())
async def test_every_place_is_found_by_its_whole_name_when_it_is_open(
    toolbox: Toolbox, city: str
) -> None:
    for place in places_of(city):
        result = await ask(toolbox, city=city, text=place.name_local, open_on="2026-12-02")
        is_open = bool(open_spans(place, WEDNESDAY, NO_HOLIDAYS))
        assert (place.id in {hit.id for hit in result.data.places}) is is_open


async def test_what_was_found_is_summed_up_with_the_first(toolbox: Toolbox) -> None:
    result = await ask(toolbox, text="广州塔")

    count = result.data.suiting
    assert said(result) == (
        f"Places in Guangzhou: {count} found, Canton Tower first",
        f"广州：找到 {count} 个地点，首选 广州塔",
    )


async def test_nothing_found_is_an_answer_with_a_wider_question(toolbox: Toolbox) -> None:
    result = await ask(toolbox, text="xyzzy")

    assert (result.data.places, result.data.suiting) == ([], 0)
    assert said(result) == ("Places in Guangzhou: none is like that", "广州：没有符合条件的地点")
    assert suggested(result)["places.wider"].arguments == {"city": "guangzhou"}


def test_common_cuisines_have_a_chinese_name() -> None:
    served = [dish for city in city_ids() for place in places_of(city) for dish in place.cuisine]

    common = {dish for dish in served if served.count(dish) >= 3}
    assert common - CUISINES_ZH.keys() == set()
    assert CUISINES_ZH.keys() - set(served) == set()


async def test_a_place_is_found_by_its_chinese_name_abroad(toolbox: Toolbox) -> None:
    (found, *_) = (await ask(toolbox, city="paris", text="卢浮宫")).data.places

    assert found.name_zh == "卢浮宫"
    assert found.id == "paris-louvre-museum"


async def test_what_closes_on_holidays_is_closed_on_those_of_its_city() -> None:
    hall = a_place("hall", opening_hours="Mo-Su 09:00-17:00; PH off")
    search = CatalogPlaces(CatalogOf(a_city(), places=[hall])).search

    national_day = await search(PlaceRequest(city="guangzhou", open_on=date(2026, 10, 1)))
    christmas = await search(PlaceRequest(city="guangzhou", open_on=date(2026, 12, 25)))

    assert national_day.data.places == []
    assert [place.id for place in christmas.data.places] == ["hall"]
