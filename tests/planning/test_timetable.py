"""From stops in their order to a day with times: the clock runs, nothing is moved or dropped."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.catalog.domain import Place
from core.kernel.times import clock_text
from core.planning.domain import Brief, Day, Draft, Pick, frame_of_one_city
from core.planning.timetable import lay_out, plan_of_parts
from core.schemas.catalog import Meal
from core.schemas.fields import TransferMode
from core.schemas.trips import SubTripKind
from tests.support.builders import (
    a_brief,
    a_draft,
    a_hotel,
    a_pick,
    a_place,
    a_restaurant,
    minute,
    north_of,
)

_SQUARE = a_place()


def laid_out(*picks: Pick, hotel: Place | None = None, day: int = 1, **brief: Any) -> Day:
    """Return a day with its times; the last day of two where nothing else is said."""
    return all_laid_out(a_brief(**brief), [a_draft()] * day + [a_draft(*picks)], hotel)[day]


def all_laid_out(brief: Brief, drafts: Sequence[Draft], hotel: Place | None) -> tuple[Day, ...]:
    """Return the first days of a trip that stays in one city."""
    frame = frame_of_one_city(brief)
    hotels = [hotel] * len(frame.stays)
    parts = [
        lay_out(brief, part, draft, hotels)
        for part, draft in zip(frame.parts, drafts, strict=False)
    ]
    return plan_of_parts(brief, frame, "", hotels, parts).days


def times_of(day: Day) -> list[tuple[str, str]]:
    """Return start and end of every stop."""
    return [(clock_text(stop.start), clock_text(stop.end)) for stop in day.stops]


def one_visit(opening_hours: str, **brief: Any) -> tuple[str, str]:
    """Return the times of a visit of 90 minutes at the beginning of a Thursday."""
    (times,) = times_of(laid_out(a_pick(a_place(opening_hours=opening_hours)), **brief))
    return times


def test_a_day_begins_at_the_start_of_its_window() -> None:
    assert one_visit("24/7", window=(minute("10:15"), minute("20:00"))) == ("10:15", "11:45")


def test_each_stop_begins_when_the_one_before_has_ended_and_the_way_is_gone() -> None:
    far = north_of(_SQUARE, 10_000)  # 13 km by metro: 44.5 min, rounded up

    day = laid_out(a_pick(_SQUARE), a_pick(far), a_pick(a_place("museum-b")))

    assert times_of(day) == [("09:00", "10:30"), ("11:15", "12:45"), ("13:30", "15:00")]
    assert [stop.transfer and stop.transfer.minutes for stop in day.stops] == [None, 45, 45]
    assert [stop.place for stop in day.stops] == [_SQUARE, far, a_place("museum-b")]


def test_the_first_way_is_that_from_the_hotel() -> None:
    day = laid_out(a_pick(north_of(_SQUARE, 10_000)), hotel=a_hotel())

    assert times_of(day) == [("09:45", "11:15")]
    assert day.stops[0].transfer is not None
    assert day.stops[0].transfer.mode is TransferMode.TRANSIT


def test_a_day_with_a_night_ends_at_the_hotel_and_the_last_one_does_not() -> None:
    hotel = a_hotel(typical_cost=40_000)
    first, last = all_laid_out(a_brief(travellers=3), [a_draft(a_pick(_SQUARE))] * 2, hotel)

    night = first.stops[-1]
    assert (night.kind, night.place, night.named) == (SubTripKind.HOTEL, hotel, hotel.name_en)
    assert (clock_text(night.start), clock_text(night.end)) == ("10:30", "21:30")
    assert night.cost == 2 * 40_000  # two rooms for three
    assert [stop.kind for stop in last.stops] == [SubTripKind.ATTRACTION]
    assert (first.index, last.index, str(last.date)) == (0, 1, "2026-12-03")


def test_the_way_back_to_the_hotel_is_a_way() -> None:
    day = laid_out(a_pick(north_of(_SQUARE, 10_000)), hotel=a_hotel(), day=0)

    assert times_of(day) == [("09:45", "11:15"), ("12:00", "21:30")]


@pytest.mark.parametrize(
    ("opening_hours", "times"),
    [("Th 08:00-18:00", ("09:00", "10:30")), ("Th 09:50-18:00", ("09:50", "11:20")),
     ("Th 09:52-18:00", ("09:55", "11:25")), ("Th 10:30-18:00", ("10:30", "12:00")),
     ("Th 10:31-18:00", ("09:00", "10:30")), ("Th 08:00-10:30", ("09:00", "10:30")),
     ("Th 08:00-10:00, Th 10:15-12:00", ("10:15", "11:45")), ("Th off", ("09:00", "10:30"))],
)  # fmt: skip
def test_a_closed_door_is_waited_for_up_to_ninety_minutes(
    opening_hours: str, times: tuple[str, str]
) -> None:
    assert one_visit(opening_hours) == times


def test_a_place_open_into_the_night_is_open_all_evening() -> None:
    window = (minute("19:30"), minute("24:00"))

    assert one_visit("Th 20:00-03:00", window=window) == ("20:00", "21:30")


@pytest.mark.parametrize(
    ("meal", "start", "begins"),
    [(Meal.LUNCH, "09:00", "11:30"), (Meal.LUNCH, "12:02", "12:05"),
     (Meal.DINNER, "09:00", "17:30"),
     (Meal.BREAKFAST, "05:00", "06:30"), (Meal.SNACK, "09:00", "09:00"), (None, "09:00", "09:00")],
)  # fmt: skip
def test_a_meal_waits_for_its_time_however_long(meal: Meal | None, start: str, begins: str) -> None:
    pick = a_pick(a_restaurant(opening_hours="24/7"), meal=meal)

    day = laid_out(pick, window=(minute(start), minute("23:00")))

    assert times_of(day)[0][0] == begins


def test_a_kitchen_that_opens_after_the_mealtime_has_begun_is_waited_for_from_then_on() -> None:
    def begins(opens: str) -> str:
        pick = a_pick(a_restaurant(opening_hours=f"{opens}-22:00"), meal=Meal.LUNCH)
        return times_of(laid_out(pick))[0][0]

    assert (begins("13:00"), begins("13:05")) == ("13:00", "11:30")


def test_a_visit_lasts_as_long_as_usual_rounded_up_to_five_minutes() -> None:
    assert times_of(laid_out(a_pick(a_place(visit_minutes=61)))) == [("09:00", "10:05")]


def test_what_runs_past_midnight_is_not_cut_so_that_the_checks_can_see_it() -> None:
    long = a_place("park", visit_minutes=480, opening_hours="24/7")
    day = laid_out(a_pick(long), a_pick(a_place("park-b", visit_minutes=480, opening_hours="24/7")),
                   a_pick(_SQUARE), hotel=a_hotel(), day=0)  # fmt: skip

    assert times_of(day) == [
        ("09:00", "17:00"), ("17:00", "25:00"), ("25:00", "26:30"), ("26:30", "26:30")
    ]  # fmt: skip


def test_a_place_nobody_knows_takes_an_hour_costs_nothing_and_has_no_way() -> None:
    day = laid_out(a_pick(_SQUARE), a_pick(named="Atlantis"), a_pick(north_of(_SQUARE, 10_000)))

    unknown = day.stops[1]
    assert times_of(day) == [("09:00", "10:30"), ("10:30", "11:30"), ("12:15", "13:45")]
    assert (unknown.named, unknown.place, unknown.cost, unknown.transfer) == (
        "Atlantis", None, 0, None
    )  # fmt: skip
    assert unknown.kind is SubTripKind.ATTRACTION


def test_costs_are_for_the_whole_party() -> None:
    day = laid_out(a_pick(a_place(typical_cost=2_000)), travellers=3)

    assert day.stops[0].cost == 6_000


@pytest.mark.parametrize(
    ("pick", "kind"),
    [(a_pick(a_place()), SubTripKind.ATTRACTION), (a_pick(a_restaurant()), SubTripKind.MEAL),
     (a_pick(a_restaurant(), meal=Meal.LUNCH), SubTripKind.MEAL),
     (a_pick(a_place(), meal=Meal.LUNCH), SubTripKind.MEAL),
     (a_pick(meal=Meal.LUNCH), SubTripKind.MEAL), (a_pick(a_hotel()), SubTripKind.ATTRACTION)],
)  # fmt: skip
def test_what_a_stop_is_follows_from_its_meal_and_its_place(pick: Pick, kind: SubTripKind) -> None:
    assert laid_out(pick).stops[0].kind is kind


def test_names_are_in_the_language_of_the_trip_and_reasons_come_along() -> None:
    place = a_place(name_en="Canton Tower", name_local="广州塔")

    stop = laid_out(a_pick(place, reason="夜景好"), language="zh").stops[0]

    assert (stop.named, stop.reason) == ("广州塔", "夜景好")


def test_a_day_without_stops_is_a_day_at_the_hotel() -> None:
    assert times_of(laid_out(hotel=a_hotel(), day=0)) == [("09:00", "21:30")]
    assert times_of(laid_out()) == []


def test_from_a_place_to_itself_there_is_no_way() -> None:
    day = laid_out(a_pick(_SQUARE), a_pick(_SQUARE))

    assert [stop.transfer for stop in day.stops] == [None, None]
