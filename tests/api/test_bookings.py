"""Bookings that were found in a document become stops of a trip."""

import pytest

from core.catalog.exchange import convert
from tests.support.http import Caller, problem_of
from tests.support.papers import BOOKINGS_EN
from tests.support.sending import Sender
from tests.support.trips import Traveller, data_of, names_of, stop_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.mark.usefixtures("worker")
async def test_bookings_become_stops_on_their_days_by_their_times_and_once(
    sender: Sender,
) -> None:
    traveller = Traveller(sender.client, sender.caller)
    trip = await traveller.make_trip()
    trip = await traveller.add(trip, 0, "A walk", start_time="12:00", end_time="13:00")
    task = await sender.ended(await sender.text(BOOKINGS_EN))
    wish = {"task_id": task["task_id"], "item_ids": ["bookings-1", "bookings-2", "bookings-3"]}

    trip = data_of(await traveller.change("POST", trip, "/bookings", **wish))
    again = data_of(await traveller.change("POST", trip, "/bookings", **wish))

    assert names_of(trip) == [["Flight CZ3102", "A walk", "White Swan"], ["Tao Tao Ju"], []]
    assert names_of(again) == names_of(trip)
    hotel, meal = stop_of(trip, "White Swan"), stop_of(trip, "Tao Tao Ju")
    assert (hotel["kind"], hotel["start_time"], hotel["end_time"]) == ("hotel", "15:00", None)
    assert (hotel["cost"], hotel["currency"]) == (124_000, "CNY")
    assert hotel["reason"] == "HT-7788123 · 1 South Street, Shamian, Guangzhou"
    assert (meal["kind"], meal["start_time"]) == ("meal", "19:30")


@pytest.mark.usefixtures("worker")
async def test_a_price_in_another_currency_is_a_cost_in_that_of_the_city(sender: Sender) -> None:
    traveller = Traveller(sender.client, sender.caller)
    trip = await traveller.make_trip()
    text = "Museum ticket, 2 March 2027, 10:00, EUR 20.00, order number T-77001"
    task = await sender.ended(await sender.text(text))

    response = await traveller.change(
        "POST", trip, "/bookings", task_id=task["task_id"], item_ids=["bookings-1"]
    )

    (stop,) = data_of(response)["day_cards"][1]["sub_trips"]
    assert (stop["currency"], stop["kind"]) == ("CNY", "attraction")
    assert stop["cost"] == convert(2_000, "EUR", "CNY").amount_minor


@pytest.mark.usefixtures("worker")
async def test_a_booking_outside_of_the_trip_is_refused_and_nothing_is_added(
    sender: Sender,
) -> None:
    traveller = Traveller(sender.client, sender.caller)
    trip = await traveller.make_trip(day_count=1)
    task = await sender.ended(await sender.text(BOOKINGS_EN))

    response = await traveller.change(
        "POST", trip, "/bookings", task_id=task["task_id"], item_ids=["bookings-1", "bookings-3"]
    )

    problem = problem_of(response, status=422, code=1001)
    assert problem["errors"][0]["type"] == "day_outside_trip"
    assert "bookings-3" in problem["errors"][0]["msg"]
    assert names_of(await traveller.read(trip)) == [[]]


@pytest.mark.usefixtures("worker")
async def test_bookings_are_put_in_by_their_owner_into_an_own_trip_as_it_was_seen(
    sender: Sender, other_user: Caller
) -> None:
    traveller = Traveller(sender.client, sender.caller)
    stranger = Traveller(sender.client, other_user)
    trip, foreign = await traveller.make_trip(), await stranger.make_trip()
    task = await sender.ended(await sender.text(BOOKINGS_EN))
    wish = {"task_id": task["task_id"], "item_ids": ["bookings-1"]}

    others_task = await stranger.change("POST", foreign, "/bookings", **wish)
    others_trip = await traveller.change("POST", foreign, "/bookings", **wish)
    outdated = await traveller.change("POST", trip | {"version": 7}, "/bookings", **wish)
    unknown = await traveller.change(
        "POST", trip, "/bookings", **(wish | {"item_ids": ["bookings-9"]})
    )

    problem_of(others_task, status=404, code=1003)
    problem_of(others_trip, status=404, code=1003)
    problem_of(outdated, status=412, code=1005)
    problem = problem_of(unknown, status=422, code=1001)
    assert problem["errors"][0]["type"] == "unknown_item"


async def test_only_a_finished_analysis_has_bookings(sender: Sender) -> None:
    traveller = Traveller(sender.client, sender.caller)
    trip = await traveller.make_trip()
    task_id = data_of(await sender.text(BOOKINGS_EN), 202)["task_id"]

    response = await traveller.change(
        "POST", trip, "/bookings", task_id=task_id, item_ids=["bookings-1"]
    )

    problem_of(response, status=409, code=1010)
