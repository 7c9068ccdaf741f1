"""The rules about single visits and about what a day asks of the traveller."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.planning.conditions.demands import Demands, VisitDemand
from core.planning.domain import Plan
from core.schemas.catalog import Booking, Meal, PlaceStatus, Suitability
from core.schemas.fields import TransferMode
from core.schemas.plans import Severity
from core.schemas.trips import Transfer
from core.schemas.wishes import Mobility, Pace
from tests.support.builders import (
    a_brief,
    a_day,
    a_hotel,
    a_place,
    a_plan,
    a_stop,
    with_stop,
)
from tests.support.reports import failed, messages_of

_MUSEUM, _LUNCH, _NIGHT = 0, 1, 4


def a_visit(brief: dict[str, Any] | None = None, **place: Any) -> Plan:
    """Return a plan whose first stop is this place, for a party as told."""
    return with_stop(a_plan(brief=a_brief(**(brief or {}))), 0, _MUSEUM, place=a_place(**place))


def a_way(minutes: int, mode: TransferMode = TransferMode.WALK) -> Transfer:
    """Return a way of so many minutes."""
    return Transfer(mode=mode, minutes=minutes, distance_m=1_000)


@pytest.mark.parametrize(("end", "passes"), [("09:31", True), ("09:30", False), ("09:00", False)])
def test_a_visit_ends_after_it_has_begun(end: str, passes: bool) -> None:
    assert (failed(with_stop(a_plan(), 0, _MUSEUM, end=end), "visit_lasts") == []) is passes


def test_a_place_that_has_closed_for_good_is_not_visited() -> None:
    (row,) = failed(a_visit(status=PlaceStatus.CLOSED), "still_there")

    assert (row.severity, row.order_index) == (Severity.HARD, _MUSEUM)
    assert failed(a_plan(), "still_there") == []


@pytest.mark.parametrize(
    ("mobility", "access", "passes"),
    [("wheelchair", "no", False), ("wheelchair", "limited", True), ("wheelchair", "unknown", True),
     ("limited", "no", True)],
)  # fmt: skip
def test_a_wheelchair_goes_nowhere_it_is_known_not_to_come(
    mobility: str, access: str, passes: bool
) -> None:
    plan = a_visit({"mobility": Mobility(mobility)}, wheelchair=Suitability(access))

    assert [row.severity for row in failed(plan, "wheelchair")] == [Severity.HARD] * (not passes)


def test_what_was_asked_for_by_name_is_told_to_be_out_of_reach_and_stays() -> None:
    place = a_place(wheelchair=Suitability.NO)
    brief = {"mobility": Mobility.WHEELCHAIR, "must_see": (place,)}

    (row,) = failed(a_visit(brief, wheelchair=Suitability.NO), "wheelchair")
    assert row.severity is Severity.SOFT


@pytest.mark.parametrize(
    ("mobility", "effort", "passes"),
    [("normal", 3, True), ("limited", 1, True), ("limited", 2, False), ("wheelchair", 3, False)],
)
def test_who_cannot_walk_well_is_not_sent_up_a_hill(
    mobility: str, effort: int, passes: bool
) -> None:
    plan = a_visit({"mobility": Mobility(mobility)}, walk_effort=effort)

    assert (failed(plan, "effort") == []) is passes


@pytest.mark.parametrize(("children", "passes"), [(0, True), (1, False)])
def test_children_are_not_taken_where_it_is_not_for_them(children: int, passes: bool) -> None:
    plan = a_visit({"children": children}, kid_ok=Suitability.NO)

    assert (failed(plan, "child_friendly") == []) is passes


@pytest.mark.parametrize(("season", "passes"), [("Nov-Mar", True), ("", True), ("May-Sep", False)])
def test_a_place_is_visited_in_its_season(season: str, passes: bool) -> None:
    assert (failed(a_visit(season=season), "season_open") == []) is passes


@pytest.mark.parametrize(
    ("booking", "passes"),
    [(Booking.REQUIRED, False), (Booking.ADVISED, True), (Booking.UNKNOWN, True)],
)
def test_what_has_to_be_booked_ahead_is_told(booking: Booking, passes: bool) -> None:
    plan = a_visit(booking=booking)

    assert (failed(plan, "booking_needed") == []) is passes
    assert passes or messages_of(plan, "booking_needed") == (
        "Museum A1 has to be booked ahead for 2 December 2026",
        "Museum A1 需要提前预订 2026年12月2日 的门票或座位",
    )


@pytest.mark.parametrize(
    ("end", "passes"), [("10:15", True), ("10:10", False), ("11:45", True), ("11:50", False)]
)
def test_a_visit_is_about_as_long_as_it_takes(end: str, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, _MUSEUM, end=end)  # usual are 90 minutes, from 09:30

    rows = failed(plan, "stay_length")
    assert (rows == []) is passes
    assert all((row.numbers["least"], row.numbers["most"]) == (45, 135) for row in rows)


def test_a_visit_of_a_length_that_was_asked_for_is_as_long_as_it_should_be() -> None:
    demands = Demands(visits={"museum-a1": VisitDemand(minutes=300)})
    plan = with_stop(a_plan(brief=a_brief(demands=demands)), 0, _MUSEUM, end="15:00")

    assert failed(plan, "stay_length") == []


@pytest.mark.parametrize(
    ("index", "cost", "passes"),
    [(_MUSEUM, 4_000, True), (_MUSEUM, 3_999, False), (_LUNCH, 9_999, False),
     (_NIGHT, 40_000, True), (_NIGHT, 39_999, False)],
)  # fmt: skip
def test_nothing_is_reckoned_cheaper_than_it_is(index: int, cost: int, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, _NIGHT, cost=40_000)

    assert (failed(with_stop(plan, 0, index, cost=cost), "costs_true") == []) is passes


def test_no_meal_is_eaten_twice_on_a_day() -> None:
    plan = with_stop(a_plan(), 0, 3, meal=Meal.LUNCH)

    (row,) = failed(plan, "meal_once")
    assert (row.order_index, row.severity) == (3, Severity.HARD)
    assert failed(a_plan(), "meal_once") == []


@pytest.mark.parametrize(("pace", "passes"), [(Pace.RELAXED, True), (Pace.NORMAL, True)])
def test_two_sights_a_day_are_not_too_many_at_any_pace(pace: Pace, passes: bool) -> None:
    assert (failed(a_plan(brief=a_brief(pace=pace)), "pace") == []) is passes


def test_more_sights_than_the_pace_means_are_told() -> None:
    plan = with_stop(a_plan(brief=a_brief(pace=Pace.RELAXED)), 0, _LUNCH, place=a_place("x"))
    sight = replace(plan.days[0].stops[0], named="One more")
    fuller = replace(plan, days=(
        replace(plan.days[0], stops=(*plan.days[0].stops, sight)), *plan.days[1:]
    ))  # fmt: skip

    (row,) = failed(fuller, "pace")
    assert (row.path, row.numbers["sights"], row.numbers["most"]) == ("/day_cards/0", 3, 2)


@pytest.mark.parametrize(
    ("mobility", "minutes", "passes"),
    [("normal", 150, True), ("normal", 151, False), ("limited", 46, False)],
)
def test_the_ways_on_foot_are_not_too_long(mobility: str, minutes: int, passes: bool) -> None:
    plan = a_plan(brief=a_brief(mobility=Mobility(mobility)))
    walked = with_stop(plan, 0, _LUNCH, transfer=a_way(minutes))
    ridden = with_stop(plan, 0, _LUNCH, transfer=a_way(minutes, TransferMode.TAXI))

    assert (failed(walked, "walking_limit") == []) is passes
    assert failed(ridden, "walking_limit") == []


@pytest.mark.parametrize(("minutes", "passes"), [(75, True), (76, False)])
def test_no_way_inside_a_city_is_very_long(minutes: int, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, transfer=a_way(minutes, TransferMode.TRANSIT))

    assert (failed(plan, "long_transfer") == []) is passes


@pytest.mark.parametrize(("start", "passes"), [("17:00", True), ("17:01", False)])
def test_free_time_of_more_than_an_hour_and_a_half_is_told(start: str, passes: bool) -> None:
    plan = with_stop(a_plan(), 0, 3, start=start, end="20:00")  # the one before ends at 15:30

    assert ([row for row in failed(plan, "no_idle") if row.day_index == 0] == []) is passes


@pytest.mark.parametrize(
    ("pace", "index", "start", "reason"),
    [
        (Pace.PACKED, 3, "18:00", "nothing"),
        (Pace.RELAXED, 3, "18:00", "pace"),
        (Pace.PACKED, 3, "17:10", "meal"),
    ],
)
def test_it_is_told_why_time_is_free(pace: Pace, index: int, start: str, reason: str) -> None:
    plan = with_stop(a_plan(brief=a_brief(pace=pace)), 0, index, start=start, end="20:00")

    (row,) = [row for row in failed(plan, "no_idle") if row.day_index == 0]
    assert row.numbers["reason"] == reason
    assert row.numbers["why"] in row.message


def test_a_day_of_three_sights_has_more_than_one_kind() -> None:
    def with_kinds(*kinds: str) -> Plan:
        stops = [
            a_stop(a_place(f"s{number}", category=kind), f"{9 + number}:00", f"{9 + number}:50")
            for number, kind in enumerate(kinds, start=1)
        ]
        return a_plan(days=(a_day(0, *stops),))

    (row,) = failed(with_kinds("museum", "museum", "museum"), "category_diversity")
    assert row.numbers == {"category": "museum", "kind": "museum", "sights": 3}
    assert failed(with_kinds("museum", "museum", "park"), "category_diversity") == []
    assert failed(with_kinds("museum", "museum"), "category_diversity") == []


@pytest.mark.parametrize(("start", "passes"), [("06:30", True), ("06:29", False)])
def test_between_two_days_there_is_a_nights_rest(start: str, passes: bool) -> None:
    late = with_stop(a_plan(), 0, _NIGHT, place=a_hotel(), start="21:30", end="24:00")

    assert (failed(with_stop(late, 1, 0, start=start), "rest") == []) is passes


@pytest.mark.parametrize("text", ["<script>", "</b>", "a\x00b", "\u202etxt.exe"])
def test_no_text_holds_markup_or_what_nobody_sees(text: str) -> None:
    plan = with_stop(a_plan(), 0, _LUNCH, reason=text)

    assert [row.path for row in failed(plan, "text_safe")] == ["/day_cards/0/sub_trips/1/reason"]


@pytest.mark.parametrize("text", ["Under 5 < 6 yuan", "茶 & 点心", "Line\nbreak"])
def test_ordinary_text_is_safe(text: str) -> None:
    assert failed(with_stop(a_plan(), 0, _LUNCH, reason=text), "text_safe") == []


def test_the_season_is_that_of_the_day_and_not_of_the_trip() -> None:
    days = a_plan(brief=a_brief(start_date=date(2026, 3, 31))).days
    moved = replace(a_visit(season="Apr-Oct"), days=(
        replace(days[0], date=date(2026, 3, 31), stops=(a_stop(a_place(season="Apr-Oct"),
                "10:00", "11:00"),)),
        replace(days[1], date=date(2026, 4, 1), stops=(a_stop(a_place(season="Apr-Oct"),
                "10:00", "11:00"),)),
    ))  # fmt: skip

    assert [row.day_index for row in failed(moved, "season_open")] == [0]
