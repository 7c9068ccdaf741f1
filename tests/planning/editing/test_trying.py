"""A change before it is made: where it fits, and what it does to the checks."""

from datetime import date

import pytest

from core.planning.editing.trying import Wish, changed_trip, problem_text, tried_change
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.fields import TransferMode
from core.schemas.plans import CheckOut, Severity
from core.schemas.trips import Transfer, TripOut
from tests.support.asked_trips import a_stop, a_trip, at_place
from tests.support.saved import world_of

HALL, MUSEUM = "guangzhou-chen-clan-ancestral-hall", "guangzhou-guangdong-museum"
TOWER, PARK = "guangzhou-canton-tower", "guangzhou-yuexiu-park"
WALK = Transfer(mode=TransferMode.WALK, minutes=9, distance_m=700)
TRIP = a_trip(
    "guangzhou", "2026-12-01",
    [at_place(HALL, "09:30", "11:00"), at_place(MUSEUM, "14:00", "16:00", transfer=WALK),
     a_stop("Tea", "16:30", "17:00", transfer=WALK)],
    [at_place(TOWER, "10:00", "11:30")],
    [],
)  # fmt: skip


def a_change(kind: ChangeKind, stop_id: str | None, to: int | None, **more: object) -> TripChange:
    values = {
        "kind": kind, "stop_id": stop_id, "stop_name": "x", "from_date": date(2026, 12, 1),
        "to_date": date(2026, 12, to) if to else None,
    }  # fmt: skip
    return TripChange.model_validate(values | more)


def names(trip: TripOut) -> list[list[str]]:
    return [[stop.name for stop in day.sub_trips] for day in trip.day_cards]


def test_a_changed_trip_is_in_order_and_has_forgotten_ways_that_are_no_longer_true() -> None:
    moved = changed_trip(TRIP, world_of(TRIP), a_change(ChangeKind.MOVE, "0-1", 2, order_index=0))

    assert names(moved) == [
        ["Chen Clan Ancestral Hall", "Tea"], ["Guangdong Museum", "Canton Tower"], []
    ]  # fmt: skip
    assert [[s.order_index for s in day.sub_trips] for day in moved.day_cards] == [
        [0, 1],
        [0, 1],
        [],
    ]
    assert [s.transfer for day in moved.day_cards for s in day.sub_trips] == [None] * 4
    assert names(TRIP)[0][1] == "Guangdong Museum"


def test_a_stop_that_is_only_at_another_hour_is_reached_as_before() -> None:
    change = a_change(
        ChangeKind.RETIME, "0-1", 1, order_index=1, start_time="14:30", end_time="16:30"
    )

    stop = changed_trip(TRIP, world_of(TRIP), change).day_cards[0].sub_trips[1]

    assert (stop.start_time, stop.end_time, stop.transfer) == ("14:30", "16:30", WALK)


@pytest.mark.parametrize(
    ("change", "index", "start"),
    [
        (a_change(ChangeKind.MOVE, "0-1", 2), 1, "11:45"),
        (a_change(ChangeKind.MOVE, "0-1", 3), 0, "09:00"),
        (a_change(ChangeKind.MOVE, "0-1", 2, start_time="09:00", end_time="09:50"), 0, "09:00"),
        (a_change(ChangeKind.MOVE, "0-0", 1, order_index=1), 1, None),
    ],
)
def test_a_stop_is_put_where_it_breaks_least_and_what_was_said_stays(
    change: TripChange, index: int, start: str | None
) -> None:
    tried = tried_change(TRIP, world_of(TRIP), Wish([change]), "en").change

    assert tried.order_index == index
    assert start is None or tried.start_time == start
    assert tried.start_time is not None


def test_of_several_days_the_one_that_takes_it_best_is_chosen() -> None:
    add = [
        a_change(ChangeKind.ADD, None, day, place_id=PARK, place_name="Yuexiu Park")
        for day in (1, 2, 3)
    ]

    tried = tried_change(TRIP, world_of(TRIP), Wish(add), "en")

    assert tried.change.to_date in (date(2026, 12, 2), date(2026, 12, 3))
    assert not any("Yuexiu" in problem for problem in tried.new_problems)


def test_what_the_checks_say_then_and_now_is_told_with_its_day_in_the_language_asked_for() -> None:
    remove = a_change(ChangeKind.REMOVE, "1-0", None)

    english = tried_change(TRIP, world_of(TRIP), Wish([remove]), "en")
    chinese = tried_change(TRIP, world_of(TRIP), Wish([remove]), "zh")

    assert english.new_problems == ["Day 2: The day has no sight"]
    assert [text[:4] for text in chinese.new_problems] == ["第2天："]
    assert english.solved_problems == []


def test_a_problem_of_the_whole_trip_names_no_day() -> None:
    row = CheckOut(code="budget", passed=False, severity=Severity.HARD, day_index=None,
                   order_index=None, message="Too dear", numbers={})  # fmt: skip

    assert problem_text(row, "zh") == "Too dear"
