"""Stops of a trip over HTTP: put in, changed, moved, taken out; each day counts them from 0."""

from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from tests.support.http import Caller, problem_of
from tests.support.trips import Traveller, Trip, a_plan, data_of, names_of, stop_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

WALK = {"mode": "walk", "minutes": 10, "distance_m": 700, "cost": 0}


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    """Return a trip with stops a, b, c on the first day, d on the second, none on the third."""
    trip = await traveller.add(await traveller.make_trip(), 0, "a", "b", "c")
    return await traveller.add(trip, 1, "d")


@pytest.fixture
async def planned(container: Container, traveller: Traveller) -> Trip:
    """Return the same stops as a planned trip, which knows the way to each of them."""
    plan = a_plan(["a", "b", "c"], ["d"], [])
    async with container.transaction() as session:
        trip_id = await container.trips.save_plan(session, traveller.caller.id, plan, None)
    return data_of(await traveller.get(f"/api/trips/{trip_id}"))


def ways_of(trip: Trip) -> dict[str, Any]:
    """Return the way to each stop."""
    return {
        stop["name"]: stop["transfer"] for day in trip["day_cards"] for stop in day["sub_trips"]
    }


def day_path(trip: Trip, day_index: int) -> str:
    """Return where stops of a day are put."""
    return f"/day_cards/{trip['day_cards'][day_index]['id']}/sub_trips"


def stop_path(trip: Trip, name: str) -> str:
    """Return where a stop is."""
    return f"/sub_trips/{stop_of(trip, name)['id']}"


def target(trip: Trip, day_index: int, order_index: int) -> dict[str, Any]:
    """Return the body of a move."""
    return {"day_card_id": trip["day_cards"][day_index]["id"], "order_index": order_index}


async def test_a_place_brings_its_name(traveller: Traveller) -> None:
    trip = await traveller.make_trip()
    wish = {"place_id": "guangzhou-canton-tower", "kind": "attraction", "start_time": "18:00"}

    changed = data_of(await traveller.change("POST", trip, day_path(trip, 0), **wish), 201)

    stop = stop_of(changed, "Canton Tower")
    assert {name: stop[name] for name in wish} == wish
    assert (stop["cost"], stop["currency"], stop["end_time"]) == (0, "CNY", None)


async def test_a_stop_of_ones_own_needs_no_place(traveller: Traveller) -> None:
    trip = await traveller.make_trip(currency="EUR")

    changed = await traveller.add(trip, 0, "Tea with Li", cost=4_000, reason="an old friend")

    stop = stop_of(changed, "Tea with Li")
    assert (stop["place_id"], stop["kind"], stop["reason"]) == (None, "custom", "an old friend")
    assert (stop["cost"], stop["currency"]) == (4_000, "CNY")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "name"),
        ({"place_id": "guangzhou-atlantis"}, "place_id"),
        ({"place_id": "tokyo-senso-ji"}, "place_id"),
        ({"name": "x", "kind": "palace"}, "kind"),
        ({"name": "x", "order_index": 4}, "order_index"),
        ({"name": "x", "order_index": -1}, "order_index"),
        ({"name": "x", "cost": -1}, "cost"),
        ({"name": "x", "start_time": "25:00"}, "start_time"),
        ({"name": "x", "transfer": WALK}, "transfer"),
    ],
    ids=str,
)
async def test_a_bad_stop_names_its_field_and_changes_nothing(
    traveller: Traveller, trip: Trip, wish: dict[str, Any], field: str
) -> None:
    body = wish or {"reason": "neither name nor place"}

    response = await traveller.change("POST", trip, day_path(trip, 0), **body)

    problem = problem_of(response, status=422, code=1001)
    assert problem["errors"][0]["loc"] == ["body", field]
    assert await traveller.read(trip) == trip


@pytest.mark.parametrize("index", [0, 1, 3])
async def test_a_stop_may_be_put_between_others(
    traveller: Traveller, trip: Trip, index: int
) -> None:
    changed = await traveller.add(trip, 0, "new", order_index=index)

    expected = ["a", "b", "c"]
    expected.insert(index, "new")
    assert names_of(changed) == [expected, ["d"], []]


@pytest.mark.parametrize(
    ("name", "day_index", "order_index", "expected"),
    [
        ("a", 0, 2, [["b", "c", "a"], ["d"], []]),
        ("c", 0, 0, [["c", "a", "b"], ["d"], []]),
        ("b", 0, 1, [["a", "b", "c"], ["d"], []]),
        ("a", 1, 0, [["b", "c"], ["a", "d"], []]),
        ("a", 1, 1, [["b", "c"], ["d", "a"], []]),
        ("d", 2, 0, [["a", "b", "c"], [], ["d"]]),
    ],
)
async def test_a_stop_moves_within_its_day_and_to_others(
    traveller: Traveller,
    trip: Trip,
    name: str,
    day_index: int,
    order_index: int,
    expected: list[list[str]],
) -> None:
    response = await traveller.change(
        "POST", trip, f"{stop_path(trip, name)}/move", **target(trip, day_index, order_index)
    )

    assert names_of(data_of(response)) == expected


async def test_a_move_beyond_the_end_is_refused(traveller: Traveller, trip: Trip) -> None:
    response = await traveller.change(
        "POST", trip, f"{stop_path(trip, 'a')}/move", **target(trip, 1, 2)
    )

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", "order_index"]


async def test_a_move_into_another_trip_is_refused(traveller: Traveller, trip: Trip) -> None:
    other = await traveller.make_trip()

    response = await traveller.change(
        "POST", trip, f"{stop_path(trip, 'a')}/move", **target(other, 0, 0)
    )

    problem_of(response, status=404, code=1003)


async def test_the_stops_after_a_deleted_one_move_up(traveller: Traveller, trip: Trip) -> None:
    changed = data_of(await traveller.change("DELETE", trip, stop_path(trip, "b")))

    assert names_of(changed) == [["a", "c"], ["d"], []]


async def test_an_edit_keeps_what_it_leaves_out(traveller: Traveller, planned: Trip) -> None:
    response = await traveller.change("PATCH", planned, stop_path(planned, "b"), cost=9_000)

    before, after = stop_of(planned, "b"), stop_of(data_of(response), "b")
    assert after == before | {"cost": 9_000}


async def test_times_may_be_taken_away(traveller: Traveller, planned: Trip) -> None:
    response = await traveller.change(
        "PATCH", planned, stop_path(planned, "b"), start_time=None, end_time=None
    )

    stop = stop_of(data_of(response), "b")
    assert (stop["start_time"], stop["end_time"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start_time": "11:30"}, "end_time"),
        ({"end_time": "09:00"}, "end_time"),
        ({"name": None}, "name"),
        ({"cost": None}, "cost"),
        ({"reason": None}, "reason"),
        ({"place_id": "guangzhou-atlantis"}, "place_id"),
        ({"place_id": "tokyo-senso-ji"}, "place_id"),
        ({"currency": None}, "currency"),
    ],
    ids=str,
)
async def test_an_edit_that_makes_no_sense_names_its_field(
    traveller: Traveller, planned: Trip, change: dict[str, Any], field: str
) -> None:
    response = await traveller.change("PATCH", planned, stop_path(planned, "b"), **change)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", field]
    assert await traveller.read(planned) == planned


async def test_a_stop_at_another_place_takes_its_name_and_forgets_the_ways_there_and_on(
    traveller: Traveller, planned: Trip
) -> None:
    response = await traveller.change(
        "PATCH", planned, stop_path(planned, "b"), place_id="guangzhou-canton-tower"
    )

    changed, before = data_of(response), stop_of(planned, "b")
    forgotten = {
        "place_id": "guangzhou-canton-tower", "name": "Canton Tower", "local_name": "广州塔",
        "transfer": None,
    }  # fmt: skip
    assert stop_of(changed, "Canton Tower") == before | forgotten
    assert ways_of(changed) == {"a": WALK, "Canton Tower": None, "c": None, "d": WALK}


async def test_a_stop_goes_to_another_place_and_back_without_a_trace(
    traveller: Traveller, planned: Trip
) -> None:
    before = stop_of(planned, "b")
    ride = {"mode": "transit", "minutes": 21, "distance_m": 6_000, "cost": 800}
    there = {
        "place_id": "guangzhou-canton-tower", "name": "The tower", "start_time": "11:00",
        "end_time": "12:00", "cost": 30_000, "currency": "CNY", "reason": "High",
        "transfer": ride, "transfer_to_next": ride,
    }  # fmt: skip
    back = {name: before[name] for name in there if name != "transfer_to_next"}

    path = stop_path(planned, "b")
    away = data_of(await traveller.change("PATCH", planned, path, **there))
    home = data_of(await traveller.change("PATCH", away, path, **back, transfer_to_next=WALK))

    assert ways_of(away) == {"a": WALK, "The tower": ride, "c": ride, "d": WALK}
    assert home["day_cards"] == planned["day_cards"]
    assert home["version"] == planned["version"] + 2


async def test_after_another_night_the_way_of_the_next_morning_is_forgotten(
    traveller: Traveller, planned: Trip
) -> None:
    night = {"kind": "hotel", "place_id": "guangzhou-canton-tower"}
    lodged = await traveller.add(planned, 0, "night", **night)

    changed = data_of(
        await traveller.change("PATCH", lodged, stop_path(lodged, "night"), place_id=None)
    )

    assert ways_of(changed)["d"] is None


async def test_after_the_last_stop_of_a_day_there_is_no_way_to_tell(
    traveller: Traveller, planned: Trip
) -> None:
    response = await traveller.change(
        "PATCH", planned, stop_path(planned, "c"), transfer_to_next=WALK
    )

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", "transfer_to_next"]


async def test_a_move_forgets_the_ways_that_are_no_longer_true(
    traveller: Traveller, planned: Trip
) -> None:
    response = await traveller.change(
        "POST", planned, f"{stop_path(planned, 'b')}/move", **target(planned, 1, 0)
    )

    assert ways_of(data_of(response)) == {"a": WALK, "b": None, "c": None, "d": None}


async def test_a_move_to_where_it_is_forgets_nothing(traveller: Traveller, planned: Trip) -> None:
    response = await traveller.change(
        "POST", planned, f"{stop_path(planned, 'b')}/move", **target(planned, 0, 1)
    )

    assert ways_of(data_of(response)) == ways_of(planned)


async def test_a_stop_put_in_or_taken_out_forgets_the_way_to_the_next(
    traveller: Traveller, planned: Trip
) -> None:
    with_new = await traveller.add(planned, 0, "new", order_index=1)
    without = data_of(await traveller.change("DELETE", with_new, stop_path(with_new, "new")))

    assert ways_of(with_new) == {"a": WALK, "new": None, "b": None, "c": WALK, "d": WALK}
    assert ways_of(without) == {"a": WALK, "b": None, "c": WALK, "d": WALK}
