"""Trips over HTTP: made, read, changed, deleted."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.support.http import Caller, problem_of
from tests.support.trips import Traveller, data_of, names_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    """Return somebody who makes trips."""
    return Traveller(client, user)


@pytest.fixture
def stranger(client: httpx.AsyncClient, other_user: Caller) -> Traveller:
    """Return somebody whose trips these are not."""
    return Traveller(client, other_user)


async def test_a_new_trip_has_empty_days_in_a_row(traveller: Traveller) -> None:
    trip = await traveller.make_trip(day_count=3, start_date="2027-02-27", budget=600_000)

    assert (trip["city"], trip["currency"], trip["travellers"]) == ("Guangzhou", "CNY", 1)
    assert (trip["version"], trip["budget"]) == (1, 600_000)
    assert [day["day_index"] for day in trip["day_cards"]] == [0, 1, 2]
    assert [day["date"] for day in trip["day_cards"]] == ["2027-02-27", "2027-02-28", "2027-03-01"]
    assert names_of(trip) == [[], [], []]


async def test_a_new_trip_says_where_it_is_and_which_version(
    client: httpx.AsyncClient, user: Caller
) -> None:
    wish = {"title": "T", "city_id": "tokyo", "start_date": "2027-01-01", "day_count": 1}

    response = await client.post("/api/trips", json=wish, headers=user.headers)

    trip = data_of(response, 201)
    assert response.headers["Location"] == f"/api/trips/{trip['id']}"
    assert response.headers["ETag"] == '"v1"'
    shown = await client.get(response.headers["Location"], headers=user.headers)
    assert data_of(shown) == trip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"city_id": "atlantis"}, "city_id"),
        ({"day_count": 0}, "day_count"),
        ({"day_count": 15}, "day_count"),
        ({"travellers": 21}, "travellers"),
        ({"budget": 0}, "budget"),
        ({"currency": "yuan"}, "currency"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"start_date": "tomorrow"}, "start_date"),
        ({"start_date": "9999-12-30"}, "start_date"),
        ({"owner_id": "somebody"}, "owner_id"),
    ],
    ids=str,
)
async def test_a_bad_wish_names_its_field_and_makes_nothing(
    client: httpx.AsyncClient, user: Caller, change: dict[str, Any], field: str
) -> None:
    wish = {"title": "T", "city_id": "tokyo", "start_date": "2027-01-01", "day_count": 3}

    response = await client.post("/api/trips", json=wish | change, headers=user.headers)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", field]
    listed = await client.get("/api/trips", headers=user.headers)
    assert data_of(listed)["items"] == []


async def test_one_sees_ones_own_trips_newest_first_page_by_page(
    traveller: Traveller, stranger: Traveller
) -> None:
    made = [(await traveller.make_trip(title=f"Trip {n}"))["id"] for n in range(5)]
    await stranger.make_trip()

    first = data_of(await traveller.get("/api/trips?limit=3"))
    second = data_of(await traveller.get(f"/api/trips?limit=3&cursor={first['next_cursor']}"))

    assert [trip["id"] for trip in first["items"] + second["items"]] == made[::-1]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert "day_cards" not in first["items"][0]


async def test_a_cursor_of_another_list_is_refused(traveller: Traveller) -> None:
    places = data_of(await traveller.get("/api/places?limit=1"))

    response = await traveller.get(f"/api/trips?cursor={places['next_cursor']}")

    problem_of(response, status=400, code=1002)


async def test_a_trip_one_has_already_is_not_sent_again(traveller: Traveller) -> None:
    trip = await traveller.make_trip()
    path = f"/api/trips/{trip['id']}"

    unchanged = [
        await traveller.get(path, **{"If-None-Match": tags})
        for tags in ('"v1"', 'W/"v1"', '"v7", "v1"', "*")
    ]
    changed = await traveller.get(path, **{"If-None-Match": '"v2"'})

    assert [(response.status_code, response.content) for response in unchanged] == [(304, b"")] * 4
    assert {response.headers["ETag"] for response in unchanged} == {'"v1"'}
    assert data_of(changed) == trip


async def test_a_new_start_date_moves_every_day(traveller: Traveller) -> None:
    trip = await traveller.make_trip(day_count=4)

    response = await traveller.change("PATCH", trip, start_date="2028-02-28")

    changed = data_of(response)
    start = date(2028, 2, 28)
    assert changed["start_date"] == "2028-02-28"
    assert [day["date"] for day in changed["day_cards"]] == [
        str(start + timedelta(days=n)) for n in range(4)
    ]


async def test_a_field_left_out_of_an_edit_stays(traveller: Traveller) -> None:
    trip = await traveller.make_trip(budget=5_000, travellers=2)

    changed = data_of(await traveller.change("PATCH", trip, title="North"))

    kept = trip.keys() - {"title", "version", "updated_at"}
    assert changed["title"] == "North"
    assert {name: changed[name] for name in kept} == {name: trip[name] for name in kept}


async def test_only_a_budget_may_be_taken_away(traveller: Traveller) -> None:
    trip = await traveller.make_trip(budget=5_000)

    without = data_of(await traveller.change("PATCH", trip, budget=None))
    refused = await traveller.change("PATCH", without, title=None)

    assert without["budget"] is None
    body = problem_of(refused, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["body", "title"]


async def test_a_deleted_trip_is_gone(traveller: Traveller) -> None:
    trip = await traveller.add(await traveller.make_trip(), 0, "Tea")

    response = await traveller.change("DELETE", trip)

    assert (response.status_code, response.content) == (204, b"")
    gone = await traveller.get(f"/api/trips/{trip['id']}")
    problem_of(gone, status=404, code=1003)


async def test_a_day_is_appended_after_the_last(traveller: Traveller) -> None:
    trip = await traveller.make_trip(start_date="2027-03-01", day_count=1)

    changed = data_of(await traveller.change("POST", trip, "/day_cards", title="Extra"), 201)

    assert changed["day_count"] == 2
    assert changed["day_cards"][1] | {"id": ""} == {
        "id": "",
        "day_index": 1,
        "date": "2027-03-02",
        "city_id": "guangzhou",
        "city": "Guangzhou",
        "title": "Extra",
        "summary": "",
        "sub_trips": [],
    }


async def test_a_trip_has_fourteen_days_at_most(traveller: Traveller) -> None:
    trip = await traveller.make_trip(day_count=14)

    response = await traveller.change("POST", trip, "/day_cards", title="Extra")

    problem_of(response, status=409, code=1010)
    assert await traveller.read(trip) == trip


async def test_a_day_gets_another_title(traveller: Traveller) -> None:
    trip = await traveller.make_trip()
    day_id = trip["day_cards"][1]["id"]

    changed = data_of(await traveller.change("PATCH", trip, f"/day_cards/{day_id}", title="Tea"))

    assert [day["title"] for day in changed["day_cards"]] == ["Guangzhou", "Tea", "Guangzhou"]


async def test_later_days_move_up_when_a_day_goes(traveller: Traveller) -> None:
    trip = await traveller.make_trip(start_date="2027-03-01", day_count=3)
    trip = await traveller.add(trip, 1, "gone")
    trip = await traveller.add(trip, 2, "kept")
    dropped = trip["day_cards"][1]["id"]

    changed = data_of(await traveller.change("DELETE", trip, f"/day_cards/{dropped}"))

    assert names_of(changed) == [[], ["kept"]]
    assert changed["day_count"] == 2
    assert [(day["day_index"], day["date"]) for day in changed["day_cards"]] == [
        (0, "2027-03-01"),
        (1, "2027-03-02"),
    ]


async def test_the_only_day_stays(traveller: Traveller) -> None:
    trip = await traveller.make_trip(day_count=1)

    response = await traveller.change("DELETE", trip, f"/day_cards/{trip['day_cards'][0]['id']}")

    problem_of(response, status=409, code=1010)


ROUTES = [
    ("GET", "", {}),
    ("PATCH", "", {"title": "Mine"}),
    ("DELETE", "", {}),
    ("POST", "/day_cards", {"title": "Mine"}),
    ("PATCH", "/day_cards/{day}", {"title": "Mine"}),
    ("DELETE", "/day_cards/{day}", {}),
    ("POST", "/day_cards/{day}/sub_trips", {"name": "Mine"}),
    ("PATCH", "/sub_trips/{stop}", {"name": "Mine"}),
    ("DELETE", "/sub_trips/{stop}", {}),
    ("POST", "/sub_trips/{stop}/move", {"day_card_id": "{day}", "order_index": 0}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
async def test_somebody_elses_trip_is_not_there(
    traveller: Traveller, stranger: Traveller, method: str, path: str, body: dict[str, Any]
) -> None:
    trip = await traveller.add(await traveller.make_trip(), 0, "Tea")
    ids = {
        "{day}": trip["day_cards"][0]["id"],
        "{stop}": trip["day_cards"][0]["sub_trips"][0]["id"],
    }
    for name, value in ids.items():
        path = path.replace(name, value)
        body = {field: value if old == name else old for field, old in body.items()}

    response = await stranger.change(method, trip, path, **body)

    problem_of(response, status=404, code=1003)
    assert await traveller.read(trip) == trip


@pytest.mark.parametrize(("method", "path", "body"), ROUTES[4:])
async def test_days_and_stops_of_another_trip_are_not_in_this_one(
    traveller: Traveller, method: str, path: str, body: dict[str, Any]
) -> None:
    trip = await traveller.make_trip()

    response = await traveller.change(method, trip, path.format(day="other", stop="other"), **body)

    problem_of(response, status=404, code=1003)


@pytest.mark.parametrize(("method", "path", "body"), [("POST", None, {}), *ROUTES])
async def test_trips_are_for_those_who_are_signed_in(
    client: httpx.AsyncClient, method: str, path: str | None, body: dict[str, Any]
) -> None:
    address = "/api/trips" if path is None else f"/api/trips/some{path.format(day='d', stop='s')}"

    response = await client.request(method, address, json=body, headers={"If-Match": '"v1"'})

    problem_of(response, status=401, code=2001)
