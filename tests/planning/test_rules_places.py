"""The rules about which places a plan names, each at its border."""

from dataclasses import replace

from core.catalog.domain import Place
from core.planning.rules.book import check_plan
from core.schemas.catalog import PlaceKind
from core.schemas.plans import Severity
from core.schemas.trips import SubTripKind
from tests.support.builders import (
    a_brief,
    a_day,
    a_hotel,
    a_place,
    a_plan,
    a_restaurant,
    a_stop,
    with_day,
    with_stop,
)
from tests.support.reports import failed, messages_of, rows_of

_MUSEUM, _LUNCH, _NIGHT = 0, 1, 4


def test_a_stop_nobody_knows_fails_place_known_and_names_it() -> None:
    plan = with_stop(a_plan(), 0, _MUSEUM, place=None, named="Atlantis")

    (row,) = failed(plan, "place_known")
    assert (row.day_index, row.order_index, row.severity) == (0, _MUSEUM, Severity.HARD)
    assert row.numbers == {"name": "Atlantis", "city": "Guangzhou"}
    assert messages_of(plan, "place_known") == (
        "Atlantis is not in the catalogue of Guangzhou",
        "广州的目录中没有“Atlantis”",
    )


def test_a_place_of_another_city_fails_place_known() -> None:
    plan = with_stop(a_plan(), 0, _MUSEUM, place=a_place(city_id="foshan"))

    assert [row.order_index for row in failed(plan, "place_known")] == [_MUSEUM]


def test_each_kind_of_stop_wants_its_kind_of_place() -> None:
    kinds = {SubTripKind.ATTRACTION: a_place(), SubTripKind.MEAL: a_restaurant(),
             SubTripKind.HOTEL: a_hotel()}  # fmt: skip
    station = a_place("station", kind=PlaceKind.STATION)

    def fails(kind: SubTripKind, place: Place) -> bool:
        return bool(failed(with_stop(a_plan(), 0, _MUSEUM, kind=kind, place=place), "place_known"))

    assert [fails(kind, place) for kind, place in kinds.items()] == [False] * 3
    assert all(
        fails(kind, place)
        for kind in kinds
        for place in (*kinds.values(), station)
        if place is not kinds[kind]
    )
    assert fails(SubTripKind.CUSTOM, a_place())


def test_a_place_twice_on_a_day_fails_no_repeat_at_the_second_time() -> None:
    first = a_plan().days[0].stops[0]
    plan = with_stop(a_plan(), 0, 2, place=first.place, named=first.named)

    (row,) = failed(plan, "no_repeat")
    assert (row.day_index, row.order_index) == (0, 2)
    assert row.numbers == {"name": first.named, "first_day": 1}


def test_a_place_on_two_days_fails_no_repeat_on_the_later_one() -> None:
    first = a_plan().days[0].stops[0]
    plan = with_stop(a_plan(), 1, 2, place=first.place, named=first.named)

    assert [(row.day_index, row.order_index) for row in failed(plan, "no_repeat")] == [(1, 2)]
    assert messages_of(plan, "no_repeat") == (
        "Museum A1 is already visited on day 1",
        "Museum A1 在第 1 天已经去过",
    )


def test_the_hotel_may_come_every_night() -> None:
    hotel = a_hotel()
    brief = a_brief(day_count=3)
    days = tuple(
        a_day(index, a_stop(a_place(f"museum-{index}"), "09:30", "11:00"),
              a_stop(hotel, "20:00", "21:30"))
        for index in range(3)
    )  # fmt: skip

    assert failed(a_plan(brief=brief, days=days), "no_repeat") == []


def test_two_stops_nobody_knows_are_not_the_same_place() -> None:
    plan = with_stop(with_stop(a_plan(), 0, 0, place=None), 0, 2, place=None)

    assert failed(plan, "no_repeat") == []


def test_what_is_to_be_avoided_fails_avoid_absent_wherever_it_is() -> None:
    plan = a_plan(brief=a_brief(avoid=frozenset({"museum-a2", "hotel-a", "elsewhere"})))

    rows = failed(plan, "avoid_absent")
    assert [(row.day_index, row.order_index) for row in rows] == [(0, 2), (0, _NIGHT)]
    assert rows[0].numbers == {"name": "Museum A2"}
    assert messages_of(plan, "avoid_absent")[0] == "Museum A2 was to be avoided"
    assert messages_of(plan, "avoid_absent")[1] == "Museum A2 是要求避开的"


def test_a_day_without_a_sight_fails_day_filled() -> None:
    meals = a_plan().days[1].stops[1::2]
    plan = with_day(a_plan(), 1, stops=meals)

    assert [row.day_index for row in failed(plan, "day_filled")] == [1]
    assert messages_of(plan, "day_filled") == ("The day has no sight", "当天没有安排任何景点")


def test_one_sight_fills_a_day() -> None:
    plan = with_day(a_plan(), 1, stops=a_plan().days[1].stops[:1])

    assert failed(plan, "day_filled") == []


def test_a_must_see_that_is_not_there_fails_with_the_reason() -> None:
    tower = a_place("tower", name_en="Canton Tower", name_local="广州塔")
    plan = a_plan(brief=a_brief(must_see=(tower,)))

    (row,) = failed(plan, "must_see_present")
    assert (row.day_index, row.order_index) == (None, None)
    assert row.numbers == {
        "name": "Canton Tower",
        "place_id": "tower",
        "reason": "unplaced",
        "why": "no day had room for it",
    }
    assert messages_of(plan, "must_see_present") == (
        "Canton Tower is missing: no day had room for it",
        "缺少必去的 广州塔：没有合适的日子安排",
    )


def test_a_must_see_the_catalogue_does_not_know_fails_with_that_reason() -> None:
    plan = a_plan(brief=a_brief(unknown_must_see=("Atlantis",)))

    (row,) = failed(plan, "must_see_present")
    assert row.numbers == {"name": "Atlantis", "why": "the catalogue does not know it"}
    assert messages_of(plan, "must_see_present")[1] == "缺少必去的 Atlantis：目录中没有这个地点"


def test_a_sight_a_restaurant_or_the_hotel_of_the_plan_is_a_must_see_that_is_there() -> None:
    plan = a_plan()
    places = [stop.place for stop in plan.days[1].stops[:2] if stop.place]
    present = replace(plan, brief=a_brief(must_see=(*places, a_hotel())))

    (row,) = rows_of(present, "must_see_present")
    assert (row.passed, row.numbers) == (True, {"must_see": 3})


def test_every_night_but_the_last_days_has_a_hotel() -> None:
    without_night = a_plan().days[0].stops[:-1]
    plan = with_day(a_plan(), 0, stops=without_night)

    (row,) = failed(plan, "nights_lodged")
    assert row.numbers == {"night": 1}
    assert messages_of(plan, "nights_lodged") == ("Night 1 has no hotel", "第 1 晚没有住宿")


def test_the_hotel_comes_last_on_a_day_with_a_night() -> None:
    *stops, night = a_plan().days[0].stops
    plan = with_day(a_plan(), 0, stops=(night, *stops))

    assert len(failed(plan, "nights_lodged")) == 1


def test_a_day_without_stops_has_no_hotel() -> None:
    assert len(failed(with_day(a_plan(), 0, stops=()), "nights_lodged")) == 1


def test_one_day_alone_needs_no_hotel() -> None:
    plan = a_plan(brief=a_brief(day_count=1), hotel=None, days=(a_plan().days[1],))

    assert failed(plan, "nights_lodged") == []
    assert check_plan(plan).checks
