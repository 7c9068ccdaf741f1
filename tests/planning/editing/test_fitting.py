"""A change that has no room: what moves for it, what stays, and where else it would fit."""

from datetime import date

import pytest

from core.planning.editing.fitting import Fitted, fitted_change
from core.planning.editing.trying import Since, Wish
from core.schemas.chat import ChangeKind, TripChange
from core.schemas.trips import SubTripKind, TripOut
from tests.support.asked_trips import a_stop, a_trip, at_place
from tests.support.saved import world_of
from tests.support.shipped import places_of

HALL, TEA = "guangzhou-chen-clan-ancestral-hall", "guangzhou-tao-tao-ju"
MUSEUM, TOWER = "guangzhou-guangdong-museum", "guangzhou-canton-tower"
ANNA = a_stop("Dinner with Anna", "18:00", "19:30", kind=SubTripKind.CUSTOM)
TRIP = a_trip(
    "guangzhou", "2026-12-01",
    [at_place(HALL, "09:30", "11:00"), at_place(TEA, "12:00", "13:00"),
     at_place(MUSEUM, "14:00", "16:00")],
    [at_place(TOWER, "10:00", "11:30"), ANNA],
    [],
)  # fmt: skip


def a_change(kind: ChangeKind, stop_id: str | None, to: int, **more: object) -> TripChange:
    values = {
        "kind": kind, "stop_id": stop_id, "stop_name": "x", "from_date": date(2026, 12, 1),
        "to_date": date(2026, 12, to),
    }  # fmt: skip
    return TripChange.model_validate(values | more)


def fitted(change: TripChange, trip: TripOut = TRIP, since: Since | None = None) -> Fitted:
    pool = places_of("guangzhou")
    return fitted_change(trip, world_of(trip), pool, Wish([change], since=since), "en")


def on_day(trip: TripOut, number: int) -> list[tuple[str, str | None]]:
    return [(stop.name, stop.start_time) for stop in trip.day_cards[number - 1].sub_trips]


def test_the_least_is_shifted_so_that_a_stop_has_room_where_it_was_asked_for() -> None:
    found = fitted(a_change(ChangeKind.MOVE, "1-0", 1, order_index=2)).tried

    assert not found.collides
    assert [(one.stop_id, one.start_time) for one in found.also] == [
        ("0-1", "11:15"), ("0-2", "14:35")
    ]  # fmt: skip
    assert (found.change.start_time, found.change.end_time) == ("12:50", "14:20")
    assert [name for name, _ in on_day(found.then, 1)][2:] == ["Canton Tower", "Guangdong Museum"]


def test_at_an_hour_that_was_said_the_others_make_room() -> None:
    at_ten = a_change(ChangeKind.RETIME, "0-2", 1, start_time="10:00", end_time="12:00")

    found = fitted(at_ten).tried

    assert not found.collides
    assert found.change.start_time == "10:00"
    assert found.also
    assert not {one.kind for one in found.also} & {ChangeKind.REMOVE, ChangeKind.ADD}


def test_what_is_of_ones_own_stays_at_its_hour() -> None:
    at_six = a_change(ChangeKind.MOVE, "0-2", 2, start_time="18:30", end_time="20:30")

    found = fitted(at_six)

    assert ("Dinner with Anna", "18:00") in on_day(found.tried.then, 2)
    assert found.tried.collides
    assert (date(2026, 12, 2), "11:45") in [(slot.date, slot.start) for slot in found.slots]


def test_where_nothing_makes_room_the_nearest_days_that_have_it_are_named() -> None:
    full = [at_place(HALL, "09:00", "11:00"), *(
        a_stop(f"Talk {hour}", f"{hour}:00", f"{hour + 3}:00", kind=SubTripKind.CUSTOM)
        for hour in (11, 14, 17, 20)
    )]  # fmt: skip
    trip = a_trip("guangzhou", "2026-12-01", [at_place(MUSEUM, "14:00", "16:00")], full, [])

    found = fitted(a_change(ChangeKind.MOVE, "0-0", 2), trip)

    assert found.tried.collides
    assert [slot.date.day for slot in found.slots] == [3]


def test_what_is_over_stays_and_nothing_is_put_before_the_present_hour() -> None:
    noon = (date(2026, 12, 1), 12 * 60 + 20)

    found = fitted(a_change(ChangeKind.MOVE, "1-0", 1), since=noon).tried

    assert not found.collides
    assert found.change.start_time is not None
    assert found.change.start_time > "12:20"
    assert on_day(found.then, 1)[:2] == [
        ("Chen Clan Ancestral Hall", "09:30"), ("Tao Tao Ju (Dishifu Road)", "12:00")
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stops_are_called_as_in_the_language_asked_for(language: str) -> None:
    clash = a_change(ChangeKind.MOVE, "0-2", 2, start_time="18:30", end_time="20:30")
    pool = places_of("guangzhou")

    (problem, *_) = fitted_change(
        TRIP, world_of(TRIP), pool, Wish([clash]), language
    ).tried.new_problems

    assert ("Guangdong Museum" if language == "en" else "广东省博物馆") in problem
