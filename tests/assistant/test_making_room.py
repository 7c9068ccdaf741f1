"""Several stops change together: so that one fits, or because all of them were meant."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.schemas.trips import SubTripEdit, TripOut
from core.trips.service import SeenTrip
from tests.support.talking import Traveller

pytestmark = pytest.mark.usefixtures("catalog_seeded")

HALL, TEA = "guangzhou-chen-clan-ancestral-hall", "guangzhou-tao-tao-ju"
MUSEUM, TOWER = "guangzhou-guangdong-museum", "guangzhou-canton-tower"
DAYS = (
    [(HALL, "09:30", "11:00"), (TEA, "12:00", "13:00"), (MUSEUM, "14:00", "16:00")],
    [(TOWER, "10:00", "11:30"), ("Dinner with Anna", "18:00", "19:30")],
    [],
)
Stops = list[list[tuple[str, str | None]]]


@pytest.fixture
async def trip(ann: Traveller) -> TripOut:
    made = await ann.make_trip("guangzhou", "2026-12-08", *DAYS)
    ann.trip_id = made.id
    return made


async def wishes(ann: Traveller, **change: Any) -> dict[str, Any]:
    return await ann.says("…", intent="trip_edit", change=change)


async def yes(ann: Traveller) -> dict[str, Any]:
    return await ann.says("yes", intent="trip_edit", reply="yes")


async def stops(ann: Traveller, trip: TripOut) -> Stops:
    now = await ann.read(trip)
    return [[(stop.name, stop.start_time) for stop in day.sub_trips] for day in now.day_cards]


async def priced(ann: Traveller, trip: TripOut, cost: int) -> None:
    now = await ann.read(trip)
    lunch = now.day_cards[0].sub_trips[1]
    seen = SeenTrip(ann.user_id, trip.id, now.version)
    await ann.trips.edit_stop(seen, lunch.id, SubTripEdit(cost=cost))


async def test_what_makes_room_is_proposed_made_and_undone_as_one(
    ann: Traveller, trip: TripOut
) -> None:
    before = (await ann.read(trip)).day_cards
    facts = await wishes(ann, kind="move", stop="canton tower", day={"ordinal": 1}, after="lunch")
    waits = await stops(ann, trip)
    done = await yes(ann)
    made = await stops(ann, trip)
    await ann.says("undo that", intent="trip_edit")
    await yes(ann)

    assert [one["name"] for one in facts["also"]] == [
        "Tao Tao Ju (Dishifu Road)",
        "Guangdong Museum",
    ]
    assert all(one["start"] != one["was"] for one in facts["also"])
    assert waits == [
        [(s.name, s.start_time) for s in day.sub_trips] for day in before
    ]  # fmt: skip
    assert len(done["also"]) == 2
    assert made[0] == [
        ("Chen Clan Ancestral Hall", "09:30"), ("Tao Tao Ju (Dishifu Road)", "11:15"),
        ("Canton Tower", "12:50"), ("Guangdong Museum", "14:35"),
    ]  # fmt: skip
    assert (await ann.read(trip)).day_cards == before


async def test_all_stops_of_a_day_go_together_and_come_back_together(
    ann: Traveller, trip: TripOut
) -> None:
    before = await stops(ann, trip)
    facts = await wishes(ann, kind="remove", stop="everything", stop_day={"ordinal": 1})
    await yes(ann)
    empty = await stops(ann, trip)
    await ann.says("undo that", intent="trip_edit")
    await yes(ann)

    assert len(facts["also"]) == 2
    assert (empty[0], empty[1]) == ([], before[1])
    assert await stops(ann, trip) == before


async def test_a_day_is_emptied_only_where_it_is_said_which(ann: Traveller, trip: TripOut) -> None:
    no_day = await wishes(ann, kind="remove", stop="everything")
    nothing = await wishes(ann, kind="remove", stop="everything", stop_day={"ordinal": 3})

    assert (no_day["reason"], nothing["reason"]) == ("no_day_said", "empty_day")


async def test_a_stop_comes_after_a_meal_nobody_has_planned_at_the_hour_for_it(
    ann: Traveller, trip: TripOut
) -> None:
    facts = await wishes(ann, kind="move", stop="museum", day={"ordinal": 2}, after="lunch")

    assert (facts["kind"], facts["change"]["start"]) == ("proposal", "13:30")


async def test_something_cheaper_is_the_cheapest_that_fits(ann: Traveller, trip: TripOut) -> None:
    await priced(ann, trip, 50_000)
    facts = await wishes(ann, kind="replace", stop="lunch", place="something cheaper")
    await priced(ann, trip, 0)
    none = await wishes(ann, kind="replace", stop="lunch", place="something cheaper")

    assert (facts["kind"], facts["change"]["kind"]) == ("proposal", "replace")
    assert facts["costs_less"]
    assert none["reason"] == "nothing_cheaper"


async def test_where_there_is_no_room_a_day_that_has_it_is_chosen_from_a_list(
    ann: Traveller, trip: TripOut
) -> None:
    for hour in (8, 11, 14, 17):
        await ann.add(trip, 2, f"Talk {hour}", f"{hour:02d}:00", f"{hour + 3:02d}:00")
        trip = await ann.read(trip)

    facts = await wishes(ann, kind="move", stop="museum", day={"ordinal": 3})

    assert facts["new_problems"]
    assert [slot["date"] for slot in facts["slots"]] == ["2026-12-09"]


async def test_all_that_is_still_to_come_of_a_day_is_later_by_as_much(
    ann: Traveller, trip: TripOut
) -> None:
    later = await wishes(ann, kind="retime", stop="everything", stop_day={"ordinal": 1}, by=45)
    await yes(ann)
    day = (await stops(ann, trip))[0]
    one = await wishes(ann, kind="retime", stop="museum", by=-30)

    assert later["kind"] == "proposal"
    assert [start for _, start in day] == ["10:15", "12:45", "14:45"]
    assert one["change"]["start"] == "14:15"


async def test_what_has_begun_is_not_later_any_more(ann: Traveller, trip: TripOut) -> None:
    ann.now = datetime(2026, 12, 8, 4, 30, tzinfo=UTC)  # half past twelve there

    facts = await wishes(ann, kind="retime", stop="everything", by=30)

    assert (facts["change"]["name"], facts["change"]["start"]) == ("Guangdong Museum", "14:30")
    assert "also" not in facts or facts["also"] == []


async def test_the_next_stop_is_the_one_that_comes_by_the_clock(
    ann: Traveller, trip: TripOut
) -> None:
    ann.now = datetime(2026, 12, 8, 4, 30, tzinfo=UTC)

    facts = await wishes(ann, kind="remove", stop="the next stop")

    assert facts["change"]["name"] == "Guangdong Museum"


async def test_a_second_change_of_one_message_is_not_forgotten(
    ann: Traveller, trip: TripOut
) -> None:
    facts = await ann.says(
        "…",
        intent="trip_edit",
        change={"kind": "remove", "stop": "museum"},
        later="add a park",
    )

    assert facts["later"] == "add a park"


async def test_what_is_in_the_trip_already_is_moved_and_not_added_twice(
    ann: Traveller, trip: TripOut
) -> None:
    moved = await wishes(ann, kind="add", place="Canton Tower", day={"ordinal": 3})
    there = await wishes(ann, kind="add", place="Canton Tower")

    assert (moved["change"]["kind"], moved["change"]["to_date"]) == ("move", "2026-12-10")
    assert there["reason"] == "unchanged"
