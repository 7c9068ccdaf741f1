"""Where only a country or a part of the world is named, cities are chosen, and it is said which."""

import pytest

from tests.support.worlds import planned


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A weekend in Asia", 1),
        ("5 days in China", 1),
        ("A week in Asia", 2),
        ("两个人一个星期玩亚洲", 2),
        ("Two weeks in Asia from London", 4),
        ("中国十天游，从东京出发", 3),
    ],
)
async def test_of_a_region_so_many_cities_are_chosen_as_the_days_allow_and_told(
    text: str, count: int
) -> None:
    made = await planned(mode="fast", text=text)

    understood, plan = made.state["understood"], made.state["plan"]
    cities = [city.id for city in plan.frame.cities]
    assert len(cities) == count
    told = [one for one in understood.assumptions if one.field == "destinations"]
    assert [one.value for one in told] == [[city.id for city in understood.brief.cities]]
    assert sorted(told[0].value) == sorted(cities)
    assert made.state["report"].passed


@pytest.mark.parametrize("text", ["A week in Japan", "10 days in Europe from Beijing", "罗马三天"])
async def test_nothing_is_told_where_there_is_nothing_to_choose(text: str) -> None:
    made = await planned(mode="fast", text=text)

    fields = {one.field for one in made.state["understood"].assumptions}
    assert "destinations" not in fields


async def test_a_great_city_comes_before_one_with_cheaper_beds() -> None:
    made = await planned(mode="fast", text="5 days in China")

    assert [city.id for city in made.state["plan"].frame.cities] == ["shanghai"]
