"""Two who change one trip: nobody overwrites what he has not seen, nothing is lost or doubled."""

import asyncio
import random
from collections import Counter
from http import HTTPStatus

import httpx
import pytest
from fastapi import FastAPI

from tests.support.http import Caller, client_of, problem_of
from tests.support.trips import Traveller, Trip, data_of, names_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

CLIENTS = 8
NAMES = ["a", "b", "c", "d", "e", "f"]
WRITES = [
    ("PATCH", ""),
    ("DELETE", ""),
    ("POST", "/day_cards"),
    ("PATCH", "/day_cards/x"),
    ("DELETE", "/day_cards/x"),
    ("POST", "/day_cards/x/sub_trips"),
    ("PATCH", "/sub_trips/x"),
    ("DELETE", "/sub_trips/x"),
    ("POST", "/sub_trips/x/move"),
]
ANY_BODY = {"title": "T"}
BODIES = {
    "/day_cards/x/sub_trips": {"name": "T"},
    "/sub_trips/x": {"name": "T"},
    "/sub_trips/x/move": {"day_card_id": "x", "order_index": 0},
}


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    """Return a trip with six stops on two of its three days."""
    trip = await traveller.add(await traveller.make_trip(), 0, *NAMES[:4])
    return await traveller.add(trip, 1, *NAMES[4:])


@pytest.fixture
def travellers(app: FastAPI, user: Caller) -> list[Traveller]:
    """Return one person at several devices."""
    return [Traveller(client_of(app), user) for _ in range(CLIENTS)]


async def answer_to(
    traveller: Traveller, trip: Trip, write: tuple[str, str], **headers: str
) -> httpx.Response:
    """Try a change with these headers, and return what came of it."""
    method, path = write
    return await traveller.client.request(
        method,
        f"/api/trips/{trip['id']}{path}",
        json=BODIES.get(path, ANY_BODY),
        headers=traveller.caller.headers | headers,
    )


async def test_a_change_needs_the_version_that_was_seen(traveller: Traveller, trip: Trip) -> None:
    for write in WRITES:
        problem_of(await answer_to(traveller, trip, write), status=428, code=1006)

    assert await traveller.read(trip) == trip


@pytest.mark.parametrize("tag", ['"v1"', '"v99"', '"w7"', 'W/"v7"', "v7", '"v' + "9" * 5_000 + '"'])
async def test_a_stale_version_is_told_the_present_one(
    traveller: Traveller, trip: Trip, tag: str
) -> None:
    for write in WRITES:
        response = await answer_to(traveller, trip, write, **{"If-Match": tag})

        body = problem_of(response, status=412, code=1005)
        assert body["data"]["current_version"] == trip["version"] == 7
        assert await traveller.read(trip) == trip


async def test_every_change_makes_the_next_version_and_says_so(
    traveller: Traveller, trip: Trip
) -> None:
    response = await traveller.change("PATCH", trip, title="Again")

    assert response.headers["ETag"] == '"v8"'
    changed = data_of(response)
    assert changed["version"] == 8
    assert changed["updated_at"] > trip["updated_at"]


async def test_of_several_who_edit_one_version_exactly_one_wins(
    travellers: list[Traveller], trip: Trip
) -> None:
    responses = await asyncio.gather(
        *(each.change("PATCH", trip, title=f"by {n}") for n, each in enumerate(travellers))
    )

    (winner,) = [response for response in responses if response.status_code == HTTPStatus.OK]
    losers = [response for response in responses if response is not winner]
    for response in losers:
        body = problem_of(response, status=412, code=1005)
        assert body["data"]["current_version"] == trip["version"] + 1
    assert await travellers[0].read(trip) == data_of(winner)


async def test_of_several_who_add_to_one_version_exactly_one_does(
    travellers: list[Traveller], trip: Trip
) -> None:
    path = f"/day_cards/{trip['day_cards'][2]['id']}/sub_trips"

    responses = await asyncio.gather(
        *(each.change("POST", trip, path, name="new") for each in travellers)
    )

    assert Counter(response.status_code for response in responses) == {
        HTTPStatus.CREATED: 1,
        HTTPStatus.PRECONDITION_FAILED: CLIENTS - 1,
    }
    assert names_of(await travellers[0].read(trip)) == [NAMES[:4], NAMES[4:], ["new"]]


async def test_a_trip_that_is_deleted_meanwhile_is_not_changed(
    travellers: list[Traveller], trip: Trip
) -> None:
    first, *others = travellers
    edits = [each.change("PATCH", trip, title="late") for each in others]

    deleted, *edited = await asyncio.gather(first.change("DELETE", trip), *edits)

    outcomes = Counter(response.status_code for response in edited)
    gone = deleted.status_code == HTTPStatus.NO_CONTENT
    assert outcomes == ({404: CLIENTS - 1} if gone else {200: 1, 412: CLIENTS - 2})


async def move_at_random(traveller: Traveller, trip: Trip, seed: int, wanted: int) -> int:
    """Move stops until `wanted` moves were taken; return how many came too late meanwhile."""
    choose = random.Random(seed)
    stale = 0
    while wanted:
        stops = [stop["id"] for day in trip["day_cards"] for stop in day["sub_trips"]]
        stop_id, day = choose.choice(stops), choose.choice(trip["day_cards"])
        others = [stop for stop in day["sub_trips"] if stop["id"] != stop_id]
        response = await traveller.change(
            "POST",
            trip,
            f"/sub_trips/{stop_id}/move",
            day_card_id=day["id"],
            order_index=choose.randint(0, len(others)),
        )
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            stale += 1
            trip = await traveller.read(trip)
        else:
            trip = data_of(response)
            names_of(trip)
            wanted -= 1
    return stale


async def test_many_who_move_at_once_lose_and_double_nothing(
    travellers: list[Traveller], trip: Trip
) -> None:
    each_wants = 5

    stale = await asyncio.gather(
        *(move_at_random(each, trip, n, each_wants) for n, each in enumerate(travellers))
    )

    after = await travellers[0].read(trip)
    assert sum(stale) > 0
    assert after["version"] == trip["version"] + CLIENTS * each_wants
    assert sorted(name for names in names_of(after) for name in names) == NAMES
