"""Sound plans as hypothesis draws them, and hands to spoil them with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from core.catalog.domain import Place
from core.planning.domain import CityWish, Plan, Stop
from core.planning.frame import Journey
from core.schemas.catalog import Meal
from core.schemas.links import LinkMode
from core.schemas.trips import SubTripKind
from core.schemas.wishes import DestinationWish, LodgingWish
from tests.support.builders import (
    a_brief,
    a_city,
    a_day,
    a_hotel,
    a_place,
    a_plan,
    a_restaurant,
    a_stop,
    with_day,
    with_stop,
)
from tests.support.catalog_files import a_link

HOME = a_city(id="shenzhen", name_en="Shenzhen", name_local="深圳")
CATEGORIES = ("museum", "park", "temple", "landmark")
Draw = Callable[[st.SearchStrategy[Any]], Any]
Break = Callable[[Plan, Draw], Plan]


def clock(minute: int) -> str:
    """Return a minute of the day as builders take it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def a_ride(origin: str, target: str, departs: int, day: int) -> Stop:
    """Return an hour's train as a stop."""
    link = a_link(mode=LinkMode.TRAIN, minutes=60, origin_city=origin, target_city=target,
                  departs=departs, arrives=departs + 60)  # fmt: skip
    stop = a_stop(None, clock(departs), clock(departs + 60), kind=SubTripKind.TRANSPORT,
                  named="The train")  # fmt: skip
    return replace(stop, journey=Journey(link, day, departs, departs + 60, 10_000))


def a_morning(day: int, sights: int, first: int) -> list[Stop]:
    """Return sights of an hour, lunch among them, from a minute of the morning on."""
    museums = [
        a_place(f"sight-{day}-{number}", category=CATEGORIES[number], visit_minutes=60)
        for number in range(sights)
    ]
    noodles, dinner = a_restaurant(f"noodles-{day}"), a_restaurant(f"dinner-{day}")
    starts = [first, 14 * 60 + 30, 16 * 60][:sights]
    stops = [
        a_stop(museum, clock(start), clock(start + 60))
        for museum, start in zip(museums, starts, strict=True)
    ]
    lunch = a_stop(noodles, "12:00", "13:00", meal=Meal.LUNCH)
    return [stops[0], lunch, *stops[1:], a_stop(dinner, "17:00", "18:00", meal=Meal.DINNER)]


@st.composite
def plans(draw: Draw) -> Plan:
    """Draw a sound trip of two to four days from Shenzhen to Guangzhou and back by train."""
    count = draw(st.integers(2, 4))
    wish = CityWish(DestinationWish(name="Guangzhou", nights=count - 1), (a_city(),))
    brief = a_brief(
        day_count=count, origin=HOME, wishes=(wish,), travellers=draw(st.integers(1, 2)),
        budget=10_000_000, budget_local=10_000_000, lodging=LodgingWish(),
    )  # fmt: skip
    hotel, days = a_hotel(), []
    for index in range(count):
        stops = a_morning(index, draw(st.integers(2, 3)), draw(st.integers(570, 660)))
        if index == 0:
            stops.insert(0, a_ride("shenzhen", "guangzhou", draw(st.integers(360, 420)), 0))
        if index == count - 1:
            stops.append(a_ride("guangzhou", "shenzhen", draw(st.integers(1_210, 1_250)), index))
        else:
            stops.append(a_stop(hotel, "20:00", "21:30", cost=40_000))
        days.append(a_day(index, *stops))
    return a_plan(brief=brief, days=tuple(days), hotel=hotel)


def at(plan: Plan, draw: Draw, kind: SubTripKind = SubTripKind.ATTRACTION) -> tuple[int, int]:
    """Draw a stop of a kind; return its day and its number there."""
    found = [
        (day.index, index)
        for day in plan.days
        for index, stop in enumerate(day.stops)
        if stop.kind is kind
    ]
    return draw(st.sampled_from(found))


def wishing(plan: Plan, **changes: Any) -> Plan:
    """Return the plan as one for another brief."""
    return replace(plan, brief=replace(plan.brief, **changes))


def without(plan: Plan, day: int, *indexes: int) -> Plan:
    """Return the plan without some stops of a day."""
    stops = plan.days[day].stops
    left = tuple(stop for index, stop in enumerate(stops) if index not in indexes)
    return with_day(plan, day, stops=left)


def place_of(plan: Plan, day: int, index: int) -> Place:
    """Return the place of a stop."""
    place = plan.days[day].stops[index].place
    assert place is not None
    return place


def another_place(
    kind: SubTripKind = SubTripKind.ATTRACTION, brief: Any = None, **changes: Any
) -> Break:
    """Return a break that changes what is known of the place of a stop, and what was wished."""

    def broken(plan: Plan, draw: Draw) -> Plan:
        day, index = at(plan, draw, kind)
        place = replace(place_of(plan, day, index), **changes)
        return wishing(with_stop(plan, day, index, place=place), **(brief or {}))

    return broken


def other_wishes(**changes: Any) -> Break:
    """Return a break that wishes something else."""
    return lambda plan, _: wishing(plan, **changes)
