"""What follows from a brief: nights, rooms, meals, dates, names."""

from datetime import date
from decimal import Decimal

import pytest

from core.catalog.domain import city_name, local_name, place_name
from core.kernel.times import clock_minutes, clock_text
from core.schemas.catalog import Meal
from core.schemas.wishes import LodgingWish
from tests.support.builders import a_brief, a_city, a_hotel, a_place, a_plan, minute


@pytest.mark.parametrize(("travellers", "rooms"), [(1, 1), (2, 1), (3, 2), (4, 2), (19, 10)])
def test_two_share_a_room(travellers: int, rooms: int) -> None:
    assert a_brief(travellers=travellers).rooms_in(a_hotel()) == rooms


def test_a_room_is_for_as_many_as_its_hotel_says() -> None:
    assert a_brief(travellers=7).rooms_in(a_hotel(max_guests=4)) == 2


def test_as_many_rooms_as_wished_are_taken() -> None:
    wish = LodgingWish(rooms=3)

    assert a_brief(travellers=2, lodging=wish).rooms_in(a_hotel()) == 3


def test_a_child_pays_its_own_price_where_there_is_one() -> None:
    family = a_brief(travellers=4, children=2)

    assert family.visit_cost(a_place(typical_cost=1_000, child_cost=500)) == 3_000
    assert family.visit_cost(a_place(typical_cost=1_000, child_cost=0)) == 2_000
    assert family.visit_cost(a_place(typical_cost=1_000)) == 4_000


def test_other_money_is_counted_in_that_of_the_trip() -> None:
    brief = a_brief(rates={"EUR": Decimal("7.8"), "JPY": Decimal("0.05")})

    assert brief.in_money(1_050, "EUR") == 8_190
    assert brief.in_money(1_050, "JPY") == 5_250  # a yen has no hundredths
    assert brief.in_money(1_050, "CNY") == 1_050
    with pytest.raises(KeyError):
        brief.in_money(1, "USD")


@pytest.mark.parametrize(("day_count", "nights"), [(1, 0), (2, 1), (14, 13)])
def test_the_last_day_has_no_night(day_count: int, nights: int) -> None:
    assert a_brief(day_count=day_count).nights == nights


@pytest.mark.parametrize(
    ("start", "end", "meals"),
    [("12:30", "19:30", (Meal.LUNCH, Meal.DINNER)), ("12:31", "19:30", (Meal.DINNER,)),
     ("12:30", "19:29", (Meal.LUNCH,)), ("12:31", "19:29", ()), ("13:30", "18:30", ()),
     ("06:00", "24:00", (Meal.LUNCH, Meal.DINNER))],
)  # fmt: skip
def test_a_meal_is_asked_for_where_its_heart_falls_into_the_window(
    start: str, end: str, meals: tuple[Meal, ...]
) -> None:
    assert a_brief(window=(minute(start), minute(end))).meals == meals


def test_days_are_counted_from_the_first_over_the_end_of_a_year() -> None:
    assert a_brief(start_date=date(2026, 12, 31)).date_of(1) == date(2027, 1, 1)


@pytest.mark.parametrize("text", ["00:00", "09:05", "21:30", "24:00"])
def test_a_time_of_day_is_said_as_it_was_read(text: str) -> None:
    assert clock_text(clock_minutes(text)) == text


def test_what_lies_past_midnight_is_counted_on() -> None:
    assert clock_text(minute("25:10")) == "25:10"


@pytest.mark.parametrize(
    ("local", "aliases", "chinese"),
    [("广州", ("Canton",), "广州"), ("Roma", ("Rome", "罗马"), "罗马"),
     ("東京", ("东京", "東京都"), "东京"), ("香港", ("香港特别行政区",), "香港"),
     ("臺中", ("Taichung",), "臺中"), ("Oslo", ("Kristiania",), "Oslo")],
)  # fmt: skip
def test_a_city_is_called_by_its_chinese_name_where_it_has_one(
    local: str, aliases: tuple[str, ...], chinese: str
) -> None:
    city = a_city(name_en="City", name_local=local, aliases=aliases)

    assert (city_name(city, "zh"), city_name(city, "en")) == (chinese, "City")


def test_a_driver_reads_the_name_of_the_place_itself_where_the_reader_has_another() -> None:
    tower = a_place("tower", name_en="Tower", name_local="タワー", name_zh="塔")
    bund = a_place("bund", name_en="The Bund", name_local="外滩")

    assert [local_name(tower, language) for language in ("en", "zh")] == ["タワー", "タワー"]
    assert [local_name(bund, language) for language in ("en", "zh")] == ["外滩", ""]


def test_a_place_is_called_by_its_local_name_in_chinese() -> None:
    tower = a_place(name_en="Canton Tower", name_local="广州塔")

    assert (place_name(tower, "zh"), place_name(tower, "en")) == ("广州塔", "Canton Tower")


def test_a_plan_costs_what_its_stops_cost() -> None:
    assert a_plan().total_cost == sum(stop.cost for stop in a_plan().stops()) == 90_000
