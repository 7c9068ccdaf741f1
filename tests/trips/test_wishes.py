"""A trip keeps what it was planned for, whichever way it came here."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from core.db.engine import Transaction
from core.exports.gathering import World
from core.exports.native import file_of
from core.kernel.errors import InvalidRequestError
from core.schemas.exports import TripFile
from core.schemas.trips import (
    DayCardIn,
    SubTripEdit,
    SubTripIn,
    SubTripKind,
    TripEdit,
    TripIn,
    TripOut,
)
from core.schemas.wishes import Pace, Party, TripWishes
from core.trips.service import SeenTrip, TripService
from tests.support.trips import a_plan

WISHES = TripWishes.model_validate(
    {
        "language": "zh",
        "cost_currency": "CNY",
        "party": {"children": 1, "child_ages": [6], "pets": 1},
        "pace": "relaxed",
        "daily_window": {"start": "10:00", "end": "20:30"},
        "lodging": {"must_allow": ["pets"], "max_per_night": 90_000},
        "no_modes": ["flight"],
        "must_see": ["guangzhou-canton-tower"],
        "start_anchor": {"place": "guangzhou-south-station", "time": "13:00"},
        "conditions": [{"kind": "spend", "on": "meals", "maximum": 60_000}],
    }
)


@pytest.fixture
async def trip(trips: TripService, transaction: Transaction, owner_id: str) -> TripOut:
    """Give a saved plan that something was wished of."""
    plan = a_plan(["a", "b"], ["c"])
    plan.trip.wishes = WISHES
    plan.trip.summary = "A week with the dog."
    async with transaction() as session:
        trip_id = await trips.save_plan(session, owner_id, plan, None)
    return await trips.get(owner_id, trip_id)


def seen(trip: TripOut, owner_id: str) -> SeenTrip:
    return SeenTrip(owner_id, trip.id, trip.version)


def test_a_saved_plan_keeps_its_wishes(trip: TripOut) -> None:
    assert trip.wishes == WISHES


def test_a_trip_names_its_cities_in_its_own_language(trip: TripOut) -> None:
    assert (trip.city, trip.cities, trip.day_cards[0].city) == ("广州", ["广州"], "广州")


async def test_a_stop_is_named_in_the_language_of_its_trip_with_the_local_name_beside_it(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    tower = SubTripIn(place_id="guangzhou-canton-tower", kind=SubTripKind.ATTRACTION)
    wish = {"title": "South", "city_id": "guangzhou", "start_date": "2027-03-01", "day_count": 1}
    english = await trips.create(owner_id, TripIn.model_validate(wish))

    shown = [
        (await trips.add_stop(seen(each, owner_id), each.day_cards[0].id, tower))
        .day_cards[0].sub_trips[-1]
        for each in (trip, english)
    ]  # fmt: skip

    assert [(stop.name, stop.local_name) for stop in shown] == [
        ("广州塔", ""), ("Canton Tower", "广州塔"),
    ]  # fmt: skip


async def test_changes_of_days_and_stops_leave_them(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    stop = trip.day_cards[0].sub_trips[0]
    longer = await trips.add_day(seen(trip, owner_id), DayCardIn(title="More"))

    renamed = await trips.edit_stop(seen(longer, owner_id), stop.id, SubTripEdit(name="Tea"))

    assert renamed.wishes == WISHES


async def test_they_can_be_replaced_and_taken_away(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    other = TripWishes(pace=Pace.PACKED, party=Party(seniors=2))

    replaced = await trips.edit(seen(trip, owner_id), TripEdit(wishes=other))
    renamed = await trips.edit(seen(replaced, owner_id), TripEdit(title="North"))
    gone = await trips.edit(seen(renamed, owner_id), TripEdit(wishes=None))

    assert [each.wishes for each in (replaced, renamed, gone)] == [other, other, None]


async def test_what_was_said_of_the_trip_goes_with_its_wishes(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    same = await trips.edit(seen(trip, owner_id), TripEdit(wishes=WISHES))
    other = await trips.edit(seen(same, owner_id), TripEdit(wishes=TripWishes()))

    assert (same.summary, other.summary) == ("A week with the dog.", "")


async def test_a_trip_of_empty_days_may_have_wishes(trips: TripService, owner_id: str) -> None:
    wish = {"title": "South", "city_id": "guangzhou", "start_date": "2027-03-01", "day_count": 2}

    made = await trips.create(owner_id, TripIn.model_validate(wish | {"wishes": WISHES}))
    plain = await trips.create(owner_id, TripIn.model_validate(wish))

    assert (made.wishes, plain.wishes) == (WISHES, None)


async def test_they_go_into_the_file_and_come_back_from_it(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    written = file_of(trip, World({}, {})).model_dump_json()

    imported = await trips.import_trip(owner_id, TripFile.model_validate_json(written))

    assert imported.trip.wishes == WISHES


async def test_a_file_of_before_is_still_read(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    written: dict[str, Any] = json.loads(file_of(trip, World({}, {})).model_dump_json())
    del written["trip"]["wishes"]

    imported = await trips.import_trip(owner_id, TripFile.model_validate(written))

    assert imported.trip.wishes is None


async def test_a_trip_of_before_is_still_read(
    trips: TripService, trip: TripOut, owner_id: str, transaction: Transaction
) -> None:
    async with transaction() as session:
        await session.execute(text("update trips set wishes = null"))

    found = await trips.get(owner_id, trip.id)

    assert (found.wishes, found.title) == (None, trip.title)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pace": "breathless"},
        {"daily_window": {"start": "20:00", "end": "10:00"}},
        {"wishes_nobody_has": 1},
        {"conditions": [{"kind": "not", "condition": {"kind": "not"}}]},
    ],
)
def test_wishes_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        TripEdit.model_validate({"wishes": wrong})


async def test_a_title_may_still_not_be_taken_away(
    trips: TripService, trip: TripOut, owner_id: str
) -> None:
    with pytest.raises(InvalidRequestError, match="title"):
        await trips.edit(seen(trip, owner_id), TripEdit.model_validate({"title": None}))
