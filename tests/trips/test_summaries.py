"""What a planner has said of a trip and its days stays as long as it is so, and no longer."""

from typing import Any

import pytest

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.exports.gathering import World
from core.exports.native import file_of
from core.schemas.exports import TripFile
from core.schemas.plans import PlanOut
from core.schemas.trips import (
    DayCardEdit,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    TripEdit,
    TripOut,
)
from core.trips.service import SeenTrip, TripService
from tests.support.trips import a_plan

_WHOLE, _FIRST, _SECOND = "Two days on foot.", "Old town.", "The river."


def told(*days: list[str]) -> PlanOut:
    """Return a plan of two days with a summary of the whole and of each day."""
    plan = a_plan(*days)
    plan.trip.summary = _WHOLE
    for day, summary in zip(plan.day_cards, (_FIRST, _SECOND), strict=True):
        day.summary = summary
    return plan


def summaries_of(trip: TripOut) -> list[str]:
    """Return what is said of the whole and of each day."""
    return [trip.summary, *(day.summary for day in trip.day_cards)]


@pytest.fixture
async def trip(trips: TripService, transaction: Transaction, owner_id: str) -> TripOut:
    """Give a saved plan of which something is said."""
    async with transaction() as session:
        trip_id = await trips.save_plan(session, owner_id, told(["a", "b"], ["c"]), None)
    return await trips.get(owner_id, trip_id)


@pytest.fixture
def seen(trip: TripOut, owner_id: str) -> SeenTrip:
    return SeenTrip(owner_id, trip.id, trip.version)


async def test_a_saved_plan_keeps_what_was_said_of_it(trip: TripOut) -> None:
    assert summaries_of(trip) == [_WHOLE, _FIRST, _SECOND]


async def test_other_titles_and_reasons_leave_it_true(
    trips: TripService, trip: TripOut, seen: SeenTrip
) -> None:
    day, stop = trip.day_cards[0], trip.day_cards[0].sub_trips[0]

    renamed = await trips.edit(seen, TripEdit(title="Ours"))
    entitled = await trips.edit_day(
        SeenTrip(seen.owner_id, trip.id, renamed.version), day.id, DayCardEdit(title="First")
    )
    noted = await trips.edit_stop(
        SeenTrip(seen.owner_id, trip.id, entitled.version), stop.id, SubTripEdit(reason="Mine.")
    )

    assert summaries_of(noted) == [_WHOLE, _FIRST, _SECOND]


@pytest.mark.parametrize("change", [{"name": "z"}, {"start_time": "08:00"}, {"cost": 7}])
async def test_a_day_of_which_a_stop_has_changed_loses_what_was_said_of_it(
    trips: TripService, trip: TripOut, seen: SeenTrip, change: dict[str, Any]
) -> None:
    changed = await trips.edit_stop(
        seen, trip.day_cards[0].sub_trips[0].id, SubTripEdit.model_validate(change)
    )

    assert summaries_of(changed) == ["", "", _SECOND]
    assert changed.version == trip.version + 1


async def test_so_does_a_day_with_a_stop_more_or_less(
    trips: TripService, trip: TripOut, seen: SeenTrip
) -> None:
    first, second = trip.day_cards

    more = await trips.add_stop(seen, second.id, SubTripIn(name="Tea"))
    less = await trips.delete_stop(
        SeenTrip(seen.owner_id, trip.id, more.version), first.sub_trips[0].id
    )

    assert summaries_of(more) == ["", _FIRST, ""]
    assert summaries_of(less) == ["", "", ""]


async def test_so_do_both_days_between_which_a_stop_has_moved(
    trips: TripService, trip: TripOut, seen: SeenTrip
) -> None:
    first, second = trip.day_cards
    target = MoveSubTrip(day_card_id=second.id, order_index=0)

    moved = await trips.move_stop(seen, first.sub_trips[0].id, target)

    assert summaries_of(moved) == ["", "", ""]


async def test_a_day_that_goes_takes_what_was_said_of_the_whole_along(
    trips: TripService, trip: TripOut, seen: SeenTrip
) -> None:
    left = await trips.delete_day(seen, trip.day_cards[1].id)

    assert summaries_of(left) == ["", _FIRST]


async def test_on_other_dates_nothing_of_it_need_be_true(
    trips: TripService, seen: SeenTrip
) -> None:
    moved = await trips.edit(seen, TripEdit.model_validate({"start_date": "2027-05-01"}))

    assert summaries_of(moved) == ["", "", ""]


async def test_more_travellers_change_the_whole_and_no_day(
    trips: TripService, seen: SeenTrip
) -> None:
    changed = await trips.edit(seen, TripEdit(travellers=5))

    assert summaries_of(changed) == ["", _FIRST, _SECOND]


async def test_a_file_of_a_trip_brings_it_along(
    trips: TripService, trip: TripOut, owner_id: str, transaction: Transaction
) -> None:
    cities = {city.id: city for city in await CatalogService(transaction).list_cities()}
    file = file_of(trip, World(cities, {}))

    made = await trips.import_trip(owner_id, TripFile.model_validate_json(file.model_dump_json()))

    assert summaries_of(made.trip) == [_WHOLE, _FIRST, _SECOND]


async def test_a_file_that_was_written_before_there_were_summaries_is_read(
    trips: TripService, trip: TripOut, owner_id: str, transaction: Transaction
) -> None:
    cities = {city.id: city for city in await CatalogService(transaction).list_cities()}
    old = file_of(trip, World(cities, {})).model_dump(mode="json")
    del old["trip"]["summary"]
    for day in old["trip"]["day_cards"]:
        del day["summary"]

    made = await trips.import_trip(owner_id, TripFile.model_validate(old))

    assert summaries_of(made.trip) == ["", "", ""]
