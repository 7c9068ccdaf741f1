"""A trip by its cities."""

from typing import Any

from chat_demo.cities import parts_of, route_strip
from core.schemas.plans import PlanSubTrip
from core.schemas.trips import SubTripKind
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_day, a_journey, a_stop

NAMES = {
    "shanghai": ("Shanghai", "上海"), "xian": ("Xi'an", "西安"), "chengdu": ("Chengdu", "成都"),
}  # fmt: skip


def a_night(order_index: int) -> PlanSubTrip:
    return a_stop(order_index, kind=SubTripKind.HOTEL, place_id="hotel")


def back(order_index: int) -> PlanSubTrip:
    leg = a_journey().leg
    assert leg is not None
    home = {"origin_city_id": "xian", "target_city_id": "shanghai"}
    return a_journey(order_index=order_index, leg=leg.model_copy(update=home))


def a_week() -> list[Any]:
    return [
        a_day(0, a_journey(), a_stop(1), a_night(2), city_id="xian", city="Xi'an"),
        a_day(1, a_stop(0), a_night(1), city_id="xian", city="Xi'an"),
        a_day(2, a_stop(0), back(1), a_stop(2), city_id="shanghai", city="Shanghai"),
    ]


def test_a_day_is_cut_where_a_journey_leads_to_another_city() -> None:
    parts = parts_of(a_week())

    found = [(part.day.day_index, part.city_id, len(part.stops)) for part in parts]
    assert found == [(0, "xian", 2), (1, "xian", 2), (2, "xian", 1), (2, "shanghai", 1)]


def test_the_strip_shows_cities_nights_and_journeys_in_order() -> None:
    text = read(route_strip(a_week(), NAMES, "en")).text

    journey = " train6 h 20 min"
    assert text == f"Shanghai{journey}Xi'an2 nights{journey}Shanghai"


def test_cities_that_no_journey_joins_are_shown_with_the_gap() -> None:
    days = [
        a_day(0, a_stop(0), a_night(1), city_id="xian", city="Xi'an"),
        a_day(1, a_stop(0), a_night(1), city_id="chengdu", city="Chengdu"),
    ]

    assert read(route_strip(days, {}, "en")).text == (
        "Xi'an1 night⚠ no journey knownChengdu1 night"
    )


def test_a_trip_to_one_city_needs_no_strip() -> None:
    assert route_strip([a_day(0), a_day(1)], NAMES, "en") == ""
    assert route_strip([], NAMES, "en") == ""


def test_no_name_can_become_markup() -> None:
    days = [a_day(0, city_id="a", city=HOSTILE), a_day(1, city_id="b", city=HOSTILE)]

    assert read(route_strip(days, {}, "en")).text.count("<script>alert(1)</script>") == 2
