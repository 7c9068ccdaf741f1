"""The rules about the clock, each on both sides of its border."""

from dataclasses import replace

import pytest

from core.planning.domain import Plan
from core.schemas.catalog import HoursConfidence, Meal
from core.schemas.plans import Severity
from tests.support.builders import (
    a_brief,
    a_day,
    a_place,
    a_plan,
    a_restaurant,
    a_stop,
    north_of,
    with_brief,
    with_day,
    with_stop,
)
from tests.support.reports import failed, messages_of

_MUSEUM, _LUNCH, _DINNER, _NIGHT = 0, 1, 3, 4


def one_stop(start: str, end: str, **place: object) -> Plan:
    """Return a plan whose second day is one museum from `start` to `end`."""
    return with_day(a_plan(), 1, stops=(a_stop(a_place(**place), start, end),))


@pytest.mark.parametrize(
    ("start", "end", "passes"),
    [("09:00", "10:30", True), ("15:30", "17:00", True), ("08:59", "10:29", False),
     ("15:31", "17:01", False), ("18:00", "19:00", False), ("12:00", "13:00", False),
     ("11:00", "12:00", True), ("11:00", "12:01", False)],
)  # fmt: skip
def test_a_place_is_open_during_the_whole_visit(start: str, end: str, passes: bool) -> None:
    plan = one_stop(start, end, opening_hours="Th 09:00-12:00, Th 13:00-17:00")

    assert (failed(plan, "open_at_time") == []) is passes


def test_a_closed_door_tells_the_hours_of_that_day() -> None:
    plan = one_stop("16:30", "18:00", opening_hours="Th 09:00-12:00, Th 13:00-17:00")

    (row,) = failed(plan, "open_at_time")
    assert (row.day_index, row.order_index, row.severity) == (1, 0, Severity.HARD)
    assert row.numbers == {
        "name": "Museum A", "start": "16:30", "end": "18:00",
        "open": [["09:00", "12:00"], ["13:00", "17:00"]], "hours_confidence": "typical",
    }  # fmt: skip
    assert messages_of(plan, "open_at_time") == (
        "Museum A is not open from 16:30 to 18:00; open that day: 09:00–12:00, 13:00–17:00",
        "Museum A 在 16:30–18:00 不开放；当日开放时间：09:00–12:00, 13:00–17:00",
    )


def test_a_day_of_rest_is_told_as_closed() -> None:
    plan = one_stop("10:00", "11:30", opening_hours="Fr-We 09:00-17:00")

    assert messages_of(plan, "open_at_time")[0].endswith("open that day: closed")
    assert messages_of(plan, "open_at_time")[1].endswith("当日开放时间：不开放")


def test_hours_after_midnight_are_told_as_of_the_day_before_and_not_beyond_six() -> None:
    bar = one_stop("17:00", "18:30", opening_hours="Th 20:00-02:00")
    always = one_stop("24:30", "54:00", opening_hours="24/7")

    assert failed(bar, "open_at_time")[0].numbers["open"] == [["20:00", "26:00"]]
    assert failed(always, "open_at_time")[0].numbers["open"] == [["00:00", "30:00"]]


def test_guessed_hours_fail_softly() -> None:
    plan = one_stop(
        "07:00", "08:30", opening_hours="Th 09:00-17:00", hours_confidence=HoursConfidence.UNKNOWN
    )

    assert [row.severity for row in failed(plan, "open_at_time")] == [Severity.SOFT]


@pytest.mark.parametrize("index", [_MUSEUM, _LUNCH])
def test_sights_and_restaurants_have_hours(index: int) -> None:
    stop = a_plan().days[0].stops[index]
    closed = replace(stop.place or a_place(), opening_hours="Su 03:00-04:00")

    assert len(failed(with_stop(a_plan(), 0, index, place=closed), "open_at_time")) == 1


def test_a_hotel_is_open_and_what_nobody_knows_has_no_hours() -> None:
    closed_hotel = a_place("hotel-b", opening_hours="Su 03:00-04:00")
    plan = with_stop(a_plan(), 0, _NIGHT, place=closed_hotel)

    assert failed(plan, "open_at_time") == []
    assert failed(with_stop(a_plan(), 0, _MUSEUM, place=None), "open_at_time") == []


@pytest.mark.parametrize(("start", "gap"), [("11:05", 5), ("11:04", 4), ("11:00", 0)])
def test_between_neighbours_there_is_the_time_the_way_takes(start: str, gap: int) -> None:
    here = a_place()
    there = north_of(here, 200)  # 260 m on foot: 3.25 min, rounded up to 5
    plan = a_plan(days=(a_day(0, a_stop(here, "09:30", "11:00"), a_stop(there, start, "13:00")),))

    rows = failed(plan, "travel_time")
    assert (rows == []) is (gap >= 5)
    assert all(
        row.numbers == {"name": "Museum Far", "minutes": 5, "gap": gap} and row.order_index == 1
        for row in rows
    )


def test_stops_that_overlap_are_told_as_that_and_not_as_too_far_apart() -> None:
    here = a_place()
    there = north_of(here, 200)
    plan = a_plan(days=(a_day(0, a_stop(here, "09:30", "11:00"), a_stop(there, "10:30", "12:00")),))

    assert failed(plan, "travel_time") == []
    assert len(failed(plan, "no_overlap")) == 1


def test_too_little_time_for_the_way_is_told_with_both_numbers() -> None:
    here = a_place()
    far = north_of(here, 10_000, name_local="远馆")
    stops = (a_stop(here, "09:30", "11:00"), a_stop(far, "11:30", "13:00"))
    plan = a_plan(days=(a_day(0, *stops),))

    assert messages_of(plan, "travel_time") == (
        "45 min are needed to Museum Far, but only 30 min are left",
        "前往 Museum Far 需要 45 分钟，只剩 30 分钟",
    )


def test_no_way_leads_from_a_place_to_itself_or_to_one_nobody_knows() -> None:
    here = a_place()
    plan = a_plan(days=(a_day(
        0, a_stop(here, "09:30", "11:00"), a_stop(here, "11:00", "12:00"),
        a_stop(None, "12:00", "13:00"), a_stop(north_of(here, 9_000), "13:00", "14:00"),
    ),))  # fmt: skip

    assert failed(plan, "travel_time") == []


def test_the_way_to_the_hotel_counts_as_well() -> None:
    plan = with_stop(a_plan(), 0, _NIGHT, place=north_of(a_place(), 10_000), start="19:10")

    assert [row.numbers["gap"] for row in failed(plan, "travel_time")] == [10]


@pytest.mark.parametrize(("start", "passes"), [("11:00", True), ("10:59", False)])
def test_a_stop_begins_when_the_one_before_has_ended(start: str, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, start=start)

    assert (failed(plan, "no_overlap") == []) is passes


def test_an_overlap_names_both_stops() -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, start="10:30")

    (row,) = failed(plan, "no_overlap")
    assert (row.day_index, row.order_index) == (0, _LUNCH)
    assert row.numbers == {
        "name": "Noodles A1", "start": "10:30", "before": "Museum A1", "end": "11:00"
    }  # fmt: skip
    assert messages_of(plan, "no_overlap") == (
        "Noodles A1 begins at 10:30, before Museum A1 ends at 11:00",
        "Noodles A1 于 10:30 开始，而 Museum A1 到 11:00 才结束",
    )


@pytest.mark.parametrize(
    ("start", "end", "passes"),
    [("09:00", "10:30", True), ("08:59", "10:29", False), ("20:00", "21:30", True),
     ("20:01", "21:31", False), ("22:00", "23:00", False)],
)  # fmt: skip
def test_everything_is_inside_the_window_of_the_day(start: str, end: str, passes: bool) -> None:
    assert (failed(one_stop(start, end), "daily_window") == []) is passes


@pytest.mark.parametrize(("start", "passes"), [("21:30", True), ("21:31", False)])
def test_of_the_night_only_the_arrival_is_inside_the_window(start: str, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, _NIGHT, start=start, end="24:00")

    assert (failed(plan, "daily_window") == []) is passes


def test_a_visit_that_runs_past_midnight_is_outside_even_of_a_window_until_then() -> None:
    brief = a_brief(window=(9 * 60, 24 * 60))

    def fails(end: str) -> bool:
        plan = one_stop("23:00", end, opening_hours="24/7")
        return bool(failed(replace(plan, brief=brief), "daily_window"))

    assert (fails("24:00"), fails("24:05")) == (False, True)


def test_a_stop_outside_the_window_is_told_with_both() -> None:
    plan = one_stop("21:00", "22:30")

    (row,) = failed(plan, "daily_window")
    assert row.numbers == {
        "name": "Museum A", "start": "21:00", "end": "22:30",
        "window_start": "09:00", "window_end": "21:30",
    }  # fmt: skip
    assert messages_of(plan, "daily_window") == (
        "Museum A (21:00 to 22:30) is outside the day's window 09:00 to 21:30",
        "Museum A（21:00–22:30）超出当日窗口 09:00–21:30",
    )


def test_the_order_of_stops_is_that_of_their_times() -> None:
    same = with_stop(a_plan(), 0, _LUNCH, start="09:30")
    earlier = with_stop(a_plan(), 0, _LUNCH, start="09:29")

    assert failed(same, "order_contiguous") == []
    (row,) = failed(earlier, "order_contiguous")
    assert (row.day_index, row.order_index, row.numbers) == (
        0,
        1,
        {"name": "Noodles A1", "start": "09:29", "before": "Museum A1", "before_start": "09:30"},
    )
    assert messages_of(earlier, "order_contiguous") == (
        "Noodles A1 begins at 09:29, and Museum A1 before it only at 09:30",
        "Noodles A1 于 09:29 开始，排在它前面的 Museum A1 却在 09:30 才开始",
    )


@pytest.mark.parametrize(
    ("meal", "start", "end", "passes"),
    [(Meal.LUNCH, "11:00", "12:00", True), (Meal.LUNCH, "10:59", "12:00", False),
     (Meal.LUNCH, "13:30", "14:30", True), (Meal.LUNCH, "13:30", "14:31", False),
     (Meal.DINNER, "17:00", "18:00", True), (Meal.DINNER, "16:59", "18:00", False),
     (Meal.DINNER, "20:00", "21:00", True), (Meal.DINNER, "20:00", "21:01", False)],
)  # fmt: skip
def test_a_meal_begins_and_ends_at_its_mealtime(
    meal: Meal, start: str, end: str, passes: bool
) -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, meal=meal, start=start, end=end)

    assert (failed(plan, "meal_times") == []) is passes


@pytest.mark.parametrize(
    ("start", "end", "passes"),
    [("06:30", "07:30", True), ("06:29", "07:30", False), ("09:30", "10:30", True),
     ("09:30", "10:31", False)],
)  # fmt: skip
def test_so_does_a_breakfast(start: str, end: str, passes: bool) -> None:
    place = a_restaurant(meals=(Meal.BREAKFAST,))
    plan = with_stop(a_plan(), 0, _LUNCH, place=place, meal=Meal.BREAKFAST, start=start, end=end)

    assert (failed(plan, "meal_times") == []) is passes


def test_a_meal_at_the_wrong_time_says_when_its_time_is() -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, start="15:00", end="16:00")

    (row,) = failed(plan, "meal_times")
    assert row.numbers == {
        "name": "Noodles A1", "start": "15:00", "end": "16:00", "meal": "lunch",
        "window_start": "11:00", "window_end": "14:30", "served": True,
        "why": "not the time for it",
    }  # fmt: skip
    assert messages_of(plan, "meal_times") == (
        "lunch (11:00 to 14:30) at Noodles A1 from 15:00 to 16:00: not the time for it",
        "在 Noodles A1 的午餐（11:00–14:30）安排在 15:00–16:00：不在用餐时段",
    )


def test_a_meal_is_eaten_where_it_is_served_and_else_the_message_says_so() -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, place=a_restaurant(meals=(Meal.DINNER,)))

    assert failed(plan, "meal_times")[0].numbers["served"] is False
    assert messages_of(plan, "meal_times") == (
        "lunch (11:00 to 14:30) at Noodles A1 from 12:00 to 13:00: it is not served there",
        "在 Noodles A1 的午餐（11:00–14:30）安排在 12:00–13:00：这里不供应",
    )


@pytest.mark.parametrize("meal", [None, Meal.SNACK])
def test_a_coffee_between_meals_has_no_time_of_its_own(meal: Meal | None) -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, meal=meal, start="15:00", end="16:00")

    assert failed(plan, "meal_times") == []


def test_a_missing_meal_fails_softly_and_is_named() -> None:
    plan = with_stop(a_plan(), 0, _DINNER, meal=None)

    (row,) = failed(plan, "meals_present")
    assert (row.day_index, row.order_index, row.severity) == (0, None, Severity.SOFT)
    assert row.numbers == {"meal": "dinner"}
    assert messages_of(plan, "meals_present") == ("The day has no dinner", "当天没有安排晚餐")


@pytest.mark.parametrize(
    ("window", "missing"),
    [(("12:30", "19:30"), ["lunch", "dinner"]), (("12:31", "19:30"), ["dinner"]),
     (("12:30", "19:29"), ["lunch"]), (("13:31", "18:00"), [])],
)  # fmt: skip
def test_only_meals_that_fall_into_the_window_are_missed(
    window: tuple[str, str], missing: list[str]
) -> None:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in window)
    plan = with_brief(one_stop("14:00", "15:30"), a_brief(window=(start, end)))

    found = [row.numbers["meal"] for row in failed(plan, "meals_present") if row.day_index == 1]
    assert found == missing


@pytest.mark.parametrize(
    ("start", "end", "missing"),
    [("10:30", "14:30", ["dinner"]), ("10:30", "14:29", ["lunch", "dinner"]),
     ("14:30", "18:30", ["lunch"]), ("14:29", "18:30", []), ("13:00", "17:00", ["dinner"]),
     ("13:00", "17:01", [])],
)  # fmt: skip
def test_a_visit_of_four_hours_includes_the_meals_it_touches(
    start: str, end: str, missing: list[str]
) -> None:
    plan = one_stop(start, end)

    found = [row.numbers["meal"] for row in failed(plan, "meals_present") if row.day_index == 1]
    assert found == missing
