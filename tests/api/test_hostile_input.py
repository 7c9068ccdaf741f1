"""Whatever is sent, the answer is an answer: never a crash, always the one body."""

import json
from typing import Any

import httpx
import pytest

from core.schemas.plans import PlanRequest
from core.schemas.trips import SubTripIn, TripIn
from tests.support.http import Caller, problem_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_VALUES: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, 10**30, 1.5, float("nan"), float("inf"),
    "", " ", "x" * 5_000, "a\0b", "\ud800", "<script>", "'; drop table users; --", "../../etc",
    "0001-01-01", "9999-12-31", "24:00", "24:01", [], [None], ["x"] * 1_000, {}, {"a": {}},
]  # fmt: skip
_PLAN: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2026-05-01", "day_count": 1, "travellers": 2,
    "budget": 600_000, "currency": "CNY", "pace": "normal", "interests": ["history"],
    "must_see": [], "avoid": [], "daily_window": {"start": "09:00", "end": "21:00"},
    "language": "zh", "text": "two days", "mode": "fast", "async": False, "save": True,
    "request_id": "r", "seed": 0, "seed_mode": "none", "repair": True, "destinations": None,
    "origin": "shenzhen", "keep_order": False, "one_way": False, "end_date": "2026-05-01",
    "party": {"children": 1, "child_ages": [4], "seniors": 0, "pets": 1},
    "lodging": {"rooms": 1, "beds": 1, "room_type": "private_room", "must_allow": ["pets"],
                "features": ["wifi"], "max_per_night": 100_000},
    "cuisines": ["cantonese"], "meals": ["lunch"], "no_modes": ["flight"],
    "start_anchor": {"place": "深圳北站", "time": "10:00"}, "end_anchor": {"time": "20:00"},
    "mobility": "limited", "use_memory": True,
    "conditions": [{"kind": "spend", "on": "sights", "maximum": 100_000}],
}  # fmt: skip
_TRIP: dict[str, Any] = {
    "title": "Spring", "city_id": "guangzhou", "start_date": "2026-05-01", "day_count": 2,
    "travellers": 1, "budget": 1, "currency": "CNY",
    "wishes": {"pace": "packed", "party": {"pets": 1}, "avoid": ["museums"]},
}  # fmt: skip
_STOP: dict[str, Any] = {
    "kind": "custom", "place_id": None, "name": "Tea", "order_index": 0, "cost": 0, "reason": "",
    "start_time": "09:00", "end_time": "10:00", "meal": None,
}  # fmt: skip

_QUERIES: list[dict[str, str]] = [
    {"cursor": "x"}, {"cursor": "WzEsMl0"}, {"cursor": "bnVsbA"}, {"cursor": "密"},
    {"cursor": "WyIyMDI2LTA1LTAxIiwgMV0"}, {"limit": "0"}, {"limit": "10000000000000"},
    {"limit": "x"}, {"unknown": "1"}, {"city_id": "x" * 10_000}, {"kind": "x"},
    {"q": "%_\\"}, {"q": "x" * 10_000}, {"offset": "9" * 30}, {"status": ""}, {"user": "密"},
    {"created_from": "0001-01-01T00:00:00+14:00"}, {"created_to": "9999-12-31T23:59:59-14:00"},
    {"created_from": "0001-01-01T00:00:00Z", "created_to": "9999-12-31T23:59:59Z"},
    {"cursor": "WyIyMDI2LTA1LTAxIiwieCIsInkiXQ"},
]  # fmt: skip


async def send(
    client: httpx.AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str]
) -> httpx.Response:
    """POST a body, what `json=` would refuse to write included."""
    return await client.post(
        path, content=json.dumps(body), headers=headers | {"Content-Type": "application/json"}
    )


def assert_answered(response: httpx.Response) -> None:
    """Fail on a crash, and on a failure in another shape than ours."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        problem_of(response, status=response.status_code, code=response.json()["code"])


def test_every_field_of_the_bodies_is_tried_here() -> None:
    assert _PLAN.keys() == PlanRequest.model_json_schema(by_alias=True)["properties"].keys()
    assert _TRIP.keys() == TripIn.model_fields.keys()
    assert _STOP.keys() == SubTripIn.model_fields.keys()


async def test_the_bodies_all_others_here_differ_from_are_accepted(
    client: httpx.AsyncClient, user: Caller
) -> None:
    plan = await send(client, "/api/ai/plan", _PLAN, user.headers)
    trip = await send(client, "/api/trips", _TRIP, user.headers)

    assert (plan.status_code, trip.status_code) == (200, 201), (plan.text, trip.text)


@pytest.mark.parametrize("field", _PLAN)
async def test_no_value_of_a_field_crashes_a_plan(
    client: httpx.AsyncClient, user: Caller, field: str
) -> None:
    for value in _VALUES:
        response = await send(client, "/api/ai/plan", _PLAN | {field: value}, user.headers)

        assert_answered(response)


@pytest.mark.parametrize("field", _TRIP)
async def test_no_value_of_a_field_crashes_a_new_trip(
    client: httpx.AsyncClient, user: Caller, field: str
) -> None:
    for value in _VALUES:
        response = await send(client, "/api/trips", _TRIP | {field: value}, user.headers)

        assert_answered(response)


@pytest.mark.parametrize("field", _STOP)
async def test_no_value_of_a_field_crashes_a_new_stop(
    client: httpx.AsyncClient, user: Caller, field: str
) -> None:
    trip = (await send(client, "/api/trips", _TRIP, user.headers)).json()["data"]
    path = f"/api/trips/{trip['id']}/day_cards/{trip['day_cards'][0]['id']}/sub_trips"

    for value in _VALUES:
        present = await client.get(f"/api/trips/{trip['id']}", headers=user.headers)
        headers = user.headers | {"If-Match": present.headers["ETag"]}
        assert_answered(await send(client, path, _STOP | {field: value}, headers))


async def test_no_value_of_a_field_crashes_a_batch(client: httpx.AsyncClient, user: Caller) -> None:
    items: list[dict[str, Any]] = [
        {"action": "submit", "kind": "plan", "request": _PLAN, "request_id": "r"},
        {"action": "cancel", "task_id": "x", "reason": "why"},
        {"action": "retry", "task_id": "x"},
    ]

    for item in items:
        for field in item:
            for value in _VALUES:
                body = {"items": [item | {field: value}]}
                assert_answered(await send(client, "/api/tasks/batch", body, user.headers))
    for value in _VALUES:
        assert_answered(await send(client, "/api/tasks/batch", {"items": value}, user.headers))
        request = _PLAN | {"daily_window": {"\ud800": value}}
        body = {"items": [{"action": "submit", "kind": "plan", "request": request}]}
        assert_answered(await send(client, "/api/tasks/batch", body, user.headers))


@pytest.mark.parametrize(
    "path",
    [
        "/api/trips",
        "/api/places",
        "/api/ai/plans",
        "/api/cities/x",
        "/api/trips/x",
        "/api/tasks",
        "/api/tasks/x",
        "/api/tasks/stats",
    ],
)
async def test_no_query_crashes_a_list(client: httpx.AsyncClient, user: Caller, path: str) -> None:
    for query in _QUERIES:
        response = await client.get(path, params=query, headers=user.headers)

        assert_answered(response)


@pytest.mark.parametrize(
    "tag", ["", "x", '"v1"', 'W/"v1"', '"v99999999999999999999"', "*", "\u00ff"]
)
async def test_no_version_crashes_a_change(
    client: httpx.AsyncClient, user: Caller, tag: str
) -> None:
    trip = (await send(client, "/api/trips", _TRIP, user.headers)).json()["data"]
    headers = {**user.headers, "If-Match": tag.encode("latin-1")}

    response = await client.patch(
        f"/api/trips/{trip['id']}", json={"start_date": "9999-12-31"}, headers=headers
    )

    assert_answered(response)
