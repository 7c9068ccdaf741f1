"""Trips over several cities: each day its city, journeys between them, and journeys that move."""

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.kernel.errors import ConflictError, InvalidRequestError
from core.schemas.links import LegOut, LinkMode, TimesKind
from core.schemas.plans import PlanOut
from core.schemas.trips import (
    MAX_STOPS,
    DayCardIn,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    SubTripKind,
    TripEdit,
    TripOut,
)
from core.trips.legs import shifted
from core.trips.service import SeenTrip, TripService
from tests.support.trips import a_plan


def a_leg(**values: Any) -> LegOut:
    """Return a flight from Paris to New York by its timetable, on a Saturday before summer time."""
    usual: dict[str, Any] = {
        "mode": LinkMode.FLIGHT,
        "number": "",
        "origin_city_id": "paris",
        "target_city_id": "newyork",
        "origin_name": "CDG",
        "target_name": "JFK",
        "departs_at": datetime.fromisoformat("2027-03-27T10:00:00+01:00"),
        "arrives_at": datetime.fromisoformat("2027-03-27T13:00:00-04:00"),
        "minutes": 480,
        "price": 40_000,
        "per_vehicle": False,
        "units": 2,
        "currency": "EUR",
        "times": TimesKind.TIMETABLE,
        "source": "own",
    }
    return LegOut(**(usual | values))


def two_cities() -> PlanOut:
    """Return a plan of a day in Paris and two in New York, with the flight on the second."""
    plan = a_plan(["louvre"], ["flight", "park"], ["dinner"], city_id="paris")
    days = [
        day.model_copy(update={"city_id": city_id, "date": date(2027, 3, 26 + day.day_index)})
        for day, city_id in zip(plan.day_cards, ("", "newyork", "newyork"), strict=True)
    ]
    flight = (
        days[1]
        .sub_trips[0]
        .model_copy(update={"kind": SubTripKind.TRANSPORT, "leg": a_leg(), "transfer": None})
    )
    dinner = days[2].sub_trips[0].model_copy(update={"kind": SubTripKind.MEAL, "meal": "dinner"})
    days[1] = days[1].model_copy(update={"sub_trips": [flight, days[1].sub_trips[1]]})
    days[2] = days[2].model_copy(update={"sub_trips": [dinner]})
    frame = plan.trip.model_copy(
        update={"start_date": date(2027, 3, 26), "origin_city_id": "london"}
    )
    return plan.model_copy(update={"trip": frame, "day_cards": days})


@pytest.fixture
async def trip(trips: TripService, transaction: Transaction, owner_id: str) -> TripOut:
    """Return the trip to both cities as it was saved."""
    async with transaction() as session:
        trip_id = await trips.save_plan(session, owner_id, two_cities(), None)
    return await trips.get(owner_id, trip_id)


def seen(owner_id: str, trip: TripOut) -> SeenTrip:
    """Return the trip as its owner has it before him."""
    return SeenTrip(owner_id, trip.id, trip.version)


async def test_a_trip_keeps_the_city_of_each_day_its_origin_journeys_and_meals(
    trip: TripOut,
) -> None:
    assert trip.origin_city_id == "london"
    assert [day.city_id for day in trip.day_cards] == ["paris", "newyork", "newyork"]
    flight = trip.day_cards[1].sub_trips[0]
    assert (flight.kind, flight.leg, flight.transfer) == (SubTripKind.TRANSPORT, a_leg(), None)
    assert trip.day_cards[1].sub_trips[1].transfer is not None
    assert trip.day_cards[2].sub_trips[0].meal == "dinner"


async def test_a_list_names_every_city_of_a_trip_once_and_in_order(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    (listed,) = (await trips.list_trips(owner_id, limit=5, cursor=None)).items

    assert (listed.city_ids, listed.cities) == (["paris", "newyork"], ["Paris", "New York"])


async def test_a_place_must_be_of_the_days_city_and_its_cost_is_in_that_citys_money(
    trips: TripService, catalog: CatalogService, owner_id: str, trip: TripOut
) -> None:
    there = (await catalog.places_of("newyork"))[0].id

    with pytest.raises(InvalidRequestError, match="is not in Paris"):
        await trips.add_stop(
            seen(owner_id, trip), trip.day_cards[0].id, SubTripIn(place_id=there, cost=500)
        )
    changed = await trips.add_stop(
        seen(owner_id, trip), trip.day_cards[2].id, SubTripIn(place_id=there, cost=500)
    )

    stop = changed.day_cards[2].sub_trips[-1]
    assert (stop.cost, stop.currency) == (500, "USD")


async def test_a_day_more_is_in_the_city_of_the_last(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    changed = await trips.add_day(seen(owner_id, trip), DayCardIn(title="Rest"))

    assert changed.day_cards[-1].city_id == "newyork"


async def test_a_journey_moves_with_the_first_day_and_is_then_only_typical(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    changed = await trips.edit(seen(owner_id, trip), TripEdit(start_date=date(2027, 4, 2)))

    leg = changed.day_cards[1].sub_trips[0].leg
    assert leg is not None
    assert leg.departs_at.isoformat() == "2027-04-03T10:00:00+02:00"
    assert (leg.arrives_at.isoformat(), leg.times) == (
        "2027-04-03T12:00:00-04:00", TimesKind.TYPICAL,
    )  # fmt: skip


async def test_a_journey_takes_the_date_of_the_day_it_goes_to(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    flight = trip.day_cards[1].sub_trips[0]
    to_third = MoveSubTrip(day_card_id=trip.day_cards[2].id, order_index=0)

    changed = await trips.move_stop(seen(owner_id, trip), flight.id, to_third)

    leg = changed.day_cards[2].sub_trips[0].leg
    assert leg is not None
    assert leg.departs_at.isoformat() == "2027-03-28T10:00:00+02:00"


async def test_a_journey_moves_up_where_a_day_before_it_goes(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    changed = await trips.delete_day(seen(owner_id, trip), trip.day_cards[0].id)

    leg = changed.day_cards[0].sub_trips[0].leg
    assert leg is not None
    assert leg.departs_at.date() == changed.day_cards[0].date == date(2027, 3, 26)


async def test_the_times_of_a_journey_are_not_changed_by_hand_but_its_name_is(
    trips: TripService, owner_id: str, trip: TripOut
) -> None:
    flight = trip.day_cards[1].sub_trips[0]

    with pytest.raises(InvalidRequestError, match="not one's own"):
        await trips.edit_stop(seen(owner_id, trip), flight.id, SubTripEdit(start_time="09:00"))
    changed = await trips.edit_stop(seen(owner_id, trip), flight.id, SubTripEdit(name="Home"))

    assert changed.day_cards[1].sub_trips[0].name == "Home"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "transport", "name": "A train"}, "a journey comes with a plan or an import"),
        ({"kind": "custom", "name": "Tea", "meal": "snack"}, "only of stops of kind meal"),
    ],
)
def test_a_stop_put_in_by_hand_is_no_journey_and_a_meal_only_where_it_is_one(
    fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        SubTripIn.model_validate(fields)


async def test_a_day_has_a_hundred_stops_at_most_wherever_they_come_from(
    trips: TripService, transaction: Transaction, owner_id: str
) -> None:
    full = [f"stop {number}" for number in range(MAX_STOPS)]
    async with transaction() as session:
        trip_id = await trips.save_plan(session, owner_id, a_plan(full, ["one"]), None)
    trip = await trips.get(owner_id, trip_id)
    first, second = trip.day_cards

    with pytest.raises(ConflictError, match="the most there can be"):
        await trips.add_stop(seen(owner_id, trip), first.id, SubTripIn(name="One more"))
    to_first = MoveSubTrip(day_card_id=first.id, order_index=0)
    with pytest.raises(ConflictError, match="the most there can be"):
        await trips.move_stop(seen(owner_id, trip), second.sub_trips[0].id, to_first)
    moved = await trips.move_stop(seen(owner_id, trip), first.sub_trips[5].id, to_first)

    assert moved.day_cards[0].sub_trips[0].name == "stop 5"


def test_a_journey_between_cities_nobody_knows_keeps_its_offsets() -> None:
    later = shifted(a_leg(), 7, {})

    assert later.departs_at.isoformat() == "2027-04-03T10:00:00+01:00"
    assert later.arrives_at - later.departs_at == a_leg().arrives_at - a_leg().departs_at


def test_a_journey_that_is_not_moved_keeps_its_timetable() -> None:
    assert shifted(a_leg(), 0, {}) == a_leg()
