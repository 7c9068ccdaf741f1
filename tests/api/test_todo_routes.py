"""To-dos over HTTP: versions in headers, rules with their fields, work taken as tasks."""

from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from tests.support.http import Caller, problem_of
from tests.support.tasks import row_of
from tests.support.trips import Traveller, Trip, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

Todo = dict[str, Any]


@pytest.fixture
def traveller(client: httpx.AsyncClient, user: Caller) -> Traveller:
    return Traveller(client, user)


@pytest.fixture
async def trip(traveller: Traveller) -> Trip:
    return await traveller.make_trip()


async def send(
    traveller: Traveller, method: str, path: str, version: int | str | None = None, **body: Any
) -> httpx.Response:
    """Send a body; with the version that was seen where one is given."""
    seen = {} if version is None else {"If-Match": f'"v{version}"'}
    headers = traveller.caller.headers | seen
    wanted = None if method == "DELETE" else body
    return await traveller.client.request(method, path, json=wanted, headers=headers)


async def add(traveller: Traveller, trip: Trip, title: str, **wish: Any) -> Todo:
    """Add a to-do."""
    path = f"/api/trips/{trip['id']}/todos"
    return data_of(await send(traveller, "POST", path, title=title, **wish), 201)


async def test_a_to_do_is_made_read_changed_and_deleted(traveller: Traveller, trip: Trip) -> None:
    made = await send(
        traveller, "POST", f"/api/trips/{trip['id']}/todos", title=" Visa ", category="documents",
        due_on="2027-02-01",
    )  # fmt: skip
    todo = data_of(made, 201)
    assert (todo["title"], todo["status"], todo["source"]) == ("Visa", "open", "user")
    assert (made.headers["ETag"], made.headers["Location"]) == ('"v1"', f"/api/todos/{todo['id']}")

    path = made.headers["Location"]
    read = await traveller.get(path)
    assert (data_of(read), read.headers["ETag"]) == (todo, '"v1"')

    changed = await send(traveller, "PATCH", path, 1, status="done")
    assert (data_of(changed)["status"], changed.headers["ETag"]) == ("done", '"v2"')

    assert (await send(traveller, "DELETE", path, 2)).status_code == 204
    problem_of(await traveller.get(path), status=404, code=1003)


async def test_a_tree_is_listed_whole_in_its_order(traveller: Traveller, trip: Trip) -> None:
    hotel = await add(traveller, trip, "Hotel", category="bookings")
    look = await add(traveller, trip, "Look", parent_id=hotel["id"])
    book = await add(traveller, trip, "Book", parent_id=hotel["id"], depends_on=[look["id"]])

    tree = data_of(await traveller.get(f"/api/trips/{trip['id']}/todos"))

    assert [item["title"] for item in tree["items"]] == ["Hotel", "Look", "Book"]
    assert tree["order"] == [look["id"], book["id"], hotel["id"]]
    assert tree["faults"] == []


async def test_a_new_trip_has_no_to_dos(traveller: Traveller, trip: Trip) -> None:
    tree = data_of(await traveller.get(f"/api/trips/{trip['id']}/todos"))

    assert tree == {"trip_id": trip["id"], "items": [], "order": [], "faults": []}


@pytest.mark.parametrize(
    ("version", "status", "code"), [(None, 428, 1006), (2, 412, 1005), ("x", 412, 1005)]
)
async def test_a_change_names_the_version_it_has_seen(
    traveller: Traveller, trip: Trip, version: int | str | None, status: int, code: int
) -> None:
    todo = await add(traveller, trip, "a")
    path = f"/api/todos/{todo['id']}"

    edited = await send(traveller, "PATCH", path, version, title="b")
    deleted = await send(traveller, "DELETE", path, version)

    problem_of(edited, status=status, code=code)
    problem_of(deleted, status=status, code=code)
    assert data_of(await traveller.get(path)) == todo


async def test_a_circle_is_refused_with_the_field_and_the_rule(
    traveller: Traveller, trip: Trip
) -> None:
    a = await add(traveller, trip, "a")
    b = await add(traveller, trip, "b", parent_id=a["id"])
    c = await add(traveller, trip, "c", depends_on=[a["id"]])

    parents = await send(traveller, "PATCH", f"/api/todos/{a['id']}", 1, parent_id=b["id"])
    waits = await send(traveller, "PATCH", f"/api/todos/{b['id']}", 1, depends_on=[c["id"]])

    assert problem_of(parents, status=422, code=1001)["errors"][0]["loc"] == ["body", "parent_id"]
    refused = problem_of(waits, status=422, code=1001)["errors"]
    assert [(error["loc"], error["type"]) for error in refused] == [
        (["body", "depends_on"], "need_circle"),
        (["body", "depends_on"], "need_circle"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "t" * 201},
        {"title": "a\0b"},
        {"title": "a", "category": "fun"},
        {"title": "a", "day_index": -1},
        {"title": "a", "day_index": 14},
        {"title": "a", "due_on": "soon"},
        {"title": "a", "position": -1},
        {"title": "a", "depends_on": ["x"] * 21},
        {"title": "a", "arguments": {}},
        {"title": "a", "tool": "Weather!"},
        {"title": "a", "tool": "weather", "arguments": {str(n): n for n in range(21)}},
        {"title": "a", "status": "done"},
        {"title": "a", "unknown": 1},
    ],
)
async def test_a_bad_new_to_do_is_refused(
    traveller: Traveller, trip: Trip, body: dict[str, Any]
) -> None:
    response = await send(traveller, "POST", f"/api/trips/{trip['id']}/todos", **body)

    problem_of(response, status=422, code=1001)


async def test_only_a_tool_can_say_that_it_has_failed(traveller: Traveller, trip: Trip) -> None:
    todo = await add(traveller, trip, "a")

    response = await send(traveller, "PATCH", f"/api/todos/{todo['id']}", 1, status="failed")

    problem_of(response, status=422, code=1001)


@pytest.mark.parametrize("route", ["trips/{trip}/decompose", "todos/{todo}/decompose"])
async def test_breaking_down_is_taken_as_a_task_and_a_repeated_request_is_the_same(
    traveller: Traveller, trip: Trip, container: Container, route: str
) -> None:
    todo = await add(traveller, trip, "a")
    path = "/api/" + route.format(trip=trip["id"], todo=todo["id"])
    body = {"request_id": "r1", "wish": "slowly", "language": "zh"}

    first = await send(traveller, "POST", path, **body)
    again = await send(traveller, "POST", path, **body)
    other = await send(traveller, "POST", path, **(body | {"wish": "fast"}))

    accepted = data_of(first, 202)
    assert first.headers["Location"] == f"/api/tasks/{accepted['task_id']}"
    assert (accepted["status"], accepted["replayed"]) == ("queued", False)
    assert data_of(again, 202) | {"replayed": False} == accepted
    assert again.headers["Idempotent-Replayed"] == "true"
    problem_of(other, status=422, code=1008)
    row = await row_of(container.transaction, accepted["task_id"])
    assert (row.kind, row.request_json["trip_id"]) == ("trip_decompose", trip["id"])


async def test_working_through_is_taken_as_a_task(
    traveller: Traveller, trip: Trip, container: Container
) -> None:
    response = await traveller.client.post(
        f"/api/trips/{trip['id']}/execute",
        json={},
        headers=traveller.caller.headers | {"Idempotency-Key": '"e1"'},
    )

    accepted = data_of(response, 202)
    row = await row_of(container.transaction, accepted["task_id"])
    assert (row.kind, row.request_id) == ("trip_execute", "e1")


async def test_what_stands_on_the_fourth_level_cannot_be_broken_down(
    traveller: Traveller, trip: Trip
) -> None:
    todo = await add(traveller, trip, "1")
    for number in range(2, 5):
        todo = await add(traveller, trip, str(number), parent_id=todo["id"])

    response = await send(traveller, "POST", f"/api/todos/{todo['id']}/decompose")

    problem_of(response, status=409, code=1010)


@pytest.mark.parametrize(
    "body",
    [
        {"wish": "w" * 1001},
        {"origin": ""},
        {"language": "fr"},
        {"request_id": ""},
        {"trip_id": "another"},
    ],
)
async def test_a_bad_wish_is_refused(
    traveller: Traveller, trip: Trip, body: dict[str, Any]
) -> None:
    response = await send(traveller, "POST", f"/api/trips/{trip['id']}/decompose", **body)

    problem_of(response, status=422, code=1001)


async def test_kinds_about_to_dos_can_be_submitted_in_a_batch(
    traveller: Traveller, trip: Trip
) -> None:
    todo = await add(traveller, trip, "a")
    items = [
        {"action": "submit", "kind": "trip_decompose", "request": {"trip_id": trip["id"]}},
        {"action": "submit", "kind": "trip_decompose", "request": {"todo_id": todo["id"]}},
        {"action": "submit", "kind": "trip_execute", "request": {"trip_id": trip["id"]}},
        {"action": "submit", "kind": "trip_decompose", "request": {}},
        {"action": "submit", "kind": "trip_execute", "request": {"trip_id": "ghost"}},
    ]

    response = await send(traveller, "POST", "/api/tasks/batch", items=items)

    outcomes = data_of(response)["items"]
    assert [(item["status"], item["code"]) for item in outcomes] == [
        (202, 0),
        (202, 0),
        (202, 0),
        (422, 1001),
        (404, 1003),
    ]


async def test_to_dos_and_trips_of_others_are_not_there(
    traveller: Traveller, trip: Trip, other_user: Caller
) -> None:
    todo = await add(traveller, trip, "a")
    stranger = Traveller(traveller.client, other_user)
    of_trip, of_todo = f"/api/trips/{trip['id']}", f"/api/todos/{todo['id']}"

    answers = [
        await stranger.get(f"{of_trip}/todos"),
        await send(stranger, "POST", f"{of_trip}/todos", title="b"),
        await stranger.get(of_todo),
        await send(stranger, "PATCH", of_todo, 1, title="b"),
        await send(stranger, "DELETE", of_todo, 1),
        await send(stranger, "POST", f"{of_trip}/decompose"),
        await send(stranger, "POST", f"{of_todo}/decompose"),
        await send(stranger, "POST", f"{of_trip}/execute"),
    ]

    for answer in answers:
        problem_of(answer, status=404, code=1003)
    assert data_of(await traveller.get(of_todo)) == todo


async def test_faults_are_told_in_the_readers_language(traveller: Traveller, trip: Trip) -> None:
    await add(traveller, trip, "a", category="packing", due_on="2027-02-28")
    await traveller.change("PATCH", trip, start_date="2027-02-01")
    path = f"/api/trips/{trip['id']}/todos"

    english = data_of(await traveller.get(path, **{"Accept-Language": "en"}))["faults"]
    chinese = data_of(await traveller.get(path, **{"Accept-Language": "zh"}))["faults"]

    assert english[0]["message"] == "Due on 2027-02-28, but it is of use until 2027-01-31 only"
    assert chinese[0]["message"] == "截止日期 2027-02-28 太晚，最晚应为 2027-01-31"
