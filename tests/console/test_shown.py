"""A plan and a saved trip, shown alike."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from console.components import journeys
from console.shown import Ride, Stay, day_of_plan, days_of_trip, itinerary
from console.texts import Words
from core.schemas.links import LegChange, LegOut, LinkMode, TimesKind
from core.schemas.trips import SubTripKind
from tests.console.fake_api import a_place
from tests.console.saved_trips import a_saved_day, a_saved_stop, a_saved_trip
from tests.support.plans import a_day, a_journey, a_stop

EN, ZH = Words("en"), Words("zh")


def a_leg(**values: Any) -> LegOut:
    leg = a_journey().leg
    assert leg is not None
    return leg.model_copy(update=values)


def a_night(name: str = "White Swan") -> Any:
    return a_stop(1, kind=SubTripKind.HOTEL, name=name, cost=50_000)


def test_nights_in_a_row_in_one_hotel_are_one_stay() -> None:
    days = [
        day_of_plan(a_day(0, a_stop(0), a_night())),
        day_of_plan(a_day(1, a_stop(0), a_night())),
        day_of_plan(a_day(2, a_journey(), a_night("Pearl"))),
        day_of_plan(a_day(3, a_night())),
    ]

    rows = itinerary(days)

    assert [
        (row.first_day, row.nights, row.name, row.cost) if isinstance(row, Stay) else row.day
        for row in rows
    ] == [(0, 2, "White Swan", 100_000), 2, (2, 1, "Pearl", 50_000), (3, 1, "White Swan", 50_000)]


def test_a_journey_between_two_nights_in_the_same_hotel_parts_them() -> None:
    days = [day_of_plan(a_day(0, a_night())), day_of_plan(a_day(1, a_journey(), a_night()))]

    assert [type(row) for row in itinerary(days)] == [Stay, Ride, Stay]


def test_a_saved_stop_is_shown_with_what_the_catalogue_knows_of_its_place() -> None:
    trip = a_saved_trip(a_saved_day(0, a_saved_stop(), a_saved_stop("s", 1, place_id="gone")))
    place = a_place()

    [day] = days_of_trip(trip, {place.id: place}, {"guangzhou": "广州"})
    known, unknown = day.stops

    assert day.city == "广州"
    assert (known.lat, known.opening_hours) == (place.lat, place.opening_hours)
    assert known.explain is not None
    assert known.explain.source == place.source
    assert (unknown.lat, unknown.explain) == (None, None)


def test_a_journey_is_called_by_its_number_where_one_is_known() -> None:
    assert journeys.called(a_leg(number="G12"), EN) == "Train G12"
    assert journeys.called(a_leg(), ZH) == "火车"


def test_a_night_on_the_way_ends_on_a_later_day() -> None:
    leg = a_leg(arrives_at=datetime(2026, 12, 2, 6, 5, tzinfo=timezone(timedelta(hours=8))))

    assert "North Station 06:05 (+1 d)" in journeys.from_to(leg, EN)


def test_across_time_zones_both_ends_tell_theirs() -> None:
    leg = a_leg(arrives_at=datetime(2026, 12, 1, 9, 0, tzinfo=timezone(timedelta(hours=-5))))

    said = journeys.from_to(leg, EN)

    assert "08:00 (UTC+08:00)" in said
    assert "09:00 (UTC-05:00)" in said


@pytest.mark.parametrize(
    ("leg", "said"),
    [
        (a_leg(), "≈ CNY 671 per person × 2 = CNY 1,342 (estimate)"),
        (a_leg(per_vehicle=True, units=2), "≈ CNY 671 per vehicle × 2 = CNY 1,342 (estimate)"),
        (a_leg(units=1), "≈ CNY 1,342 (estimate)"),
        (a_leg(units=1, currency="EUR"), "≈ EUR 671 per person × 1 = CNY 1,342 (estimate)"),
    ],
)
def test_the_price_of_a_journey_says_of_whom_and_how_many(leg: LegOut, said: str) -> None:
    assert journeys.price(leg, 134_200, "CNY", EN) == said


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [(45, "45 min", "45 分钟"), (60, "1 h", "1 小时"), (690, "11 h 30 min", "11 小时 30 分")],
)
def test_minutes_are_said_as_hours_where_there_are_some(
    minutes: int, english: str, chinese: str
) -> None:
    assert journeys.duration_text(minutes, EN) == english
    assert journeys.duration_text(minutes, ZH) == chinese


def test_only_typical_times_are_marked_as_a_doubt() -> None:
    def html(times: TimesKind) -> str:
        return journeys.itinerary_html([Ride(0, a_leg(times=times), 100, "CNY")], EN)

    assert 'class="tw-warn"' in html(TimesKind.TYPICAL)
    assert 'class="tw-warn"' not in html(TimesKind.TIMETABLE)


def test_where_one_changes_is_told_with_the_time_there_is_for_it() -> None:
    change = LegChange(
        city_id="shanghai",
        name="<Shanghai>",
        first_mode=LinkMode.TRAIN,
        first_minutes=380,
        wait_minutes=240,
        then_mode=LinkMode.FLIGHT,
    )

    html = journeys.itinerary_html([Ride(0, a_leg(change=change), 100, "CNY")], EN)

    assert "Change in &lt;Shanghai&gt;: Train 6 h 20 min, 4 h there, then Flight" in html
    assert "Change in" not in journeys.itinerary_html([Ride(0, a_leg(), 100, "CNY")], EN)


def test_no_name_of_a_station_or_hotel_becomes_markup() -> None:
    rows = [Ride(0, a_leg(origin_name="<b>x"), 1, "CNY"), Stay(0, 1, "<i>", "<u>", 1, "CNY")]

    html = journeys.itinerary_html(rows, EN)

    assert "<b>x" not in html
    assert "<i>" not in html
    assert "<u>" not in html
