"""Several stops change together: so that one fits, or because all of them were meant."""

from typing import Any

import pytest

from core.db.engine import Transaction
from core.schemas.trips import SubTripEdit, TripOut
from core.trips.service import SeenTrip
from tests.support.talking import Traveller, a_traveller

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
async def ann(transaction: Transaction) -> Traveller:
    return await a_traveller(transaction)


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
