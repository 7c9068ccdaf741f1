"""What a traveller would find silly, kept out of plans of the shipped catalogue."""

from datetime import date
from typing import Any

import pytest

from core.planning.domain import Plan, Stop
from core.planning.solving import build_task
from core.schemas.catalog import Meal
from core.schemas.trips import SubTripKind
from tests.support.worlds import planned

_JUNE = date(2027, 6, 7)


async def a_deep_plan(*cities: str, days: int, **fields: Any) -> Plan:
    """Return a deep plan for two through the cities."""
    made = await planned(
        mode="deep",
        destinations=[{"name": city} for city in cities],
        start_date=_JUNE,
        day_count=days,
        travellers=2,
        **fields,
    )
    return made.state["plan"]


def visited(plan: Plan) -> set[str]:
    """Return the ids of the places of a plan."""
    return {stop.place.id for stop in plan.stops() if stop.place}


def sights(plan: Plan) -> list[Stop]:
    """Return the visits of sights."""
    return [stop for stop in plan.stops() if stop.kind is SubTripKind.ATTRACTION]


@pytest.mark.parametrize(
    ("cities", "days", "icons"),
    [
        (("xian", "chengdu"), 7, {"xian-terracotta-army", "chengdu-giant-panda-base"}),
        (("beijing",), 5, {"beijing-forbidden-city", "beijing-mutianyu-great-wall"}),
        (("paris",), 4, {"paris-eiffel-tower", "paris-louvre-museum"}),
        (("rome",), 3, {"rome-colosseum", "rome-vatican-museums-sistine-chapel"}),
    ],
)
async def test_what_a_city_is_known_for_is_in_a_plan_of_enough_days(
    cities: tuple[str, ...], days: int, icons: set[str]
) -> None:
    plan = await a_deep_plan(*cities, days=days)

    assert icons <= visited(plan)


async def test_a_day_begins_in_the_morning_where_places_are_open() -> None:
    plan = await a_deep_plan("kyoto", days=4)

    assert max(day.stops[0].start for day in plan.days) <= 10 * 60 + 30


async def test_what_is_best_in_the_evening_waits_for_it() -> None:
    plan = await a_deep_plan("chongqing", days=4)

    late = [s for s in sights(plan) if s.place and s.place.best_time in ("evening", "sunset")]
    assert late
    assert min(stop.start for stop in late) >= 16 * 60


async def test_a_long_visit_far_out_costs_no_meal() -> None:
    wall = "beijing-mutianyu-great-wall"
    made = await planned(
        mode="deep", destinations=[{"name": "beijing"}], start_date=_JUNE, day_count=3,
        must_see=[wall],
    )  # fmt: skip

    meals = [row for row in made.state["report"].checks if row.code == "meals_present"]
    assert wall in visited(made.state["plan"])
    assert [row.passed for row in meals] == [True] * 3


async def test_a_table_known_for_its_evenings_serves_lunch_too() -> None:
    made = await planned(
        mode="deep", destinations=[{"name": "nanjing"}], start_date=_JUNE, day_count=1
    )

    plan, candidates = made.state["plan"], made.state["candidates"]
    task = build_task(plan.brief, plan.frame, plan.hotels, candidates, ())
    lunches = [
        item
        for place, item in zip(task.places, task.problem.items, strict=True)
        if place.best_time == "evening" and Meal.LUNCH in place.meals
    ]
    assert lunches
    assert all(item.windows[0][0][0] < 12 * 60 for item in lunches)


async def test_fast_puts_a_sound_day_into_its_best_order() -> None:
    raw, fast = [
        (
            await planned(
                mode="fast",
                destinations=[{"name": "suzhou"}],
                start_date=_JUNE,
                day_count=4,
                repair=repair,
            )
        ).state["plan"]
        for repair in (False, True)
    ]

    assert visited(fast) == visited(raw)
    assert _lost(fast) < _lost(raw)


def _lost(plan: Plan) -> int:
    """Return the minutes from nine until the last visits end that are on the way or idle."""
    days = [[s for s in day.stops if s.kind is not SubTripKind.HOTEL] for day in plan.days]
    return sum(day[-1].end - 9 * 60 - sum(stop.end - stop.start for stop in day) for day in days)


@pytest.mark.parametrize(
    ("city", "days", "icon"),
    [
        ("chengdu", 3, "chengdu-giant-panda-base"),
        ("xian", 3, "xian-terracotta-army"),
        ("paris", 3, "paris-eiffel-tower"),
        ("rome", 3, "rome-colosseum"),
    ],
)
async def test_fast_goes_where_everybody_goes(city: str, days: int, icon: str) -> None:
    made = await planned(mode="fast", destination=city, start_date=_JUNE, day_count=days)

    assert icon in visited(made.state["plan"])


@pytest.mark.parametrize("city", ["shanghai", "chongqing", "paris"])
async def test_fast_sees_by_night_what_is_best_by_night(city: str) -> None:
    made = await planned(mode="fast", destination=city, start_date=_JUNE, day_count=4)

    plan = made.state["plan"]
    late = [s for s in sights(plan) if s.place and s.place.best_time in ("evening", "sunset")]
    assert late
    assert min(stop.start for stop in late) >= 16 * 60


@pytest.mark.parametrize(("city", "lunch"), [("kyoto", 690), ("rome", 750), ("london", 720)])
async def test_fast_has_a_sight_for_the_afternoon_and_lunch_at_its_hour(
    city: str, lunch: int
) -> None:
    made = await planned(
        mode="fast", destination=city, start_date=_JUNE, day_count=4, pace="relaxed"
    )

    for day in made.state["plan"].days:
        eaten = [stop for stop in day.stops if stop.meal is Meal.LUNCH]
        assert all(stop.start >= lunch for stop in eaten)
        assert any(s.end > 13 * 60 for s in day.stops if s.kind is SubTripKind.ATTRACTION)
