"""Whatever is sent about to-dos, and whenever a trip is: an answer, never a crash."""

from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from core.schemas.todos import DecomposeIn, TodoEdit, TodoIn
from tests.api.test_hostile_input import _VALUES, assert_answered, send
from tests.support.http import Caller
from tests.support.runs import RunFake, a_claimed_task
from tests.support.todos import add_task, ended
from tests.support.trips import Traveller, data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_TODO: dict[str, Any] = {
    "parent_id": None, "position": 0, "category": "other", "title": "Pack", "note": "",
    "due_on": "2027-02-01", "day_index": 0, "depends_on": [], "tool": "weather",
    "arguments": {"city": "guangzhou", "start_date": "2027-03-01", "day_count": 2},
}  # fmt: skip
_WISH: dict[str, Any] = {"wish": "", "origin": None, "language": None, "request_id": "r"}
_ARGUMENTS = list(_TODO["arguments"])


def test_every_field_of_the_bodies_is_tried_here() -> None:
    assert _TODO.keys() == TodoIn.model_fields.keys()
    assert _TODO.keys() | {"status"} == TodoEdit.model_fields.keys()
    assert _WISH.keys() == DecomposeIn.model_fields.keys()


@pytest.mark.parametrize("field", _TODO)
async def test_a_new_to_do_with_any_value_is_answered(
    client: httpx.AsyncClient, user: Caller, field: str
) -> None:
    trip = await Traveller(client, user).make_trip()

    for value in _VALUES:
        body = _TODO | {field: value}
        assert_answered(await send(client, f"/api/trips/{trip['id']}/todos", body, user.headers))


@pytest.mark.parametrize("field", _ARGUMENTS)
async def test_a_tool_with_any_argument_is_answered(
    client: httpx.AsyncClient, user: Caller, field: str
) -> None:
    trip = await Traveller(client, user).make_trip()

    for value in _VALUES:
        body = _TODO | {"arguments": _TODO["arguments"] | {field: value}}
        assert_answered(await send(client, f"/api/trips/{trip['id']}/todos", body, user.headers))


@pytest.mark.parametrize("field", _WISH)
async def test_any_wish_is_answered(client: httpx.AsyncClient, user: Caller, field: str) -> None:
    trip = await Traveller(client, user).make_trip()

    for value in _VALUES:
        body = _WISH | {field: value}
        assert_answered(
            await send(client, f"/api/trips/{trip['id']}/decompose", body, user.headers)
        )


@pytest.mark.parametrize(("start", "days"), [("0001-01-01", 14), ("9999-12-31", 1)])
async def test_a_trip_at_the_edge_of_the_calendar_has_to_dos_like_any_other(
    client: httpx.AsyncClient, container: Container, user: Caller, start: str, days: int
) -> None:
    traveller = Traveller(client, user)
    trip = await traveller.make_trip(start_date=start, day_count=days)
    payload = {"trip_id": trip["id"], "todo_id": None, "wish": "", "origin": None, "language": None}
    task = a_claimed_task(user_id=user.id, payload=payload)
    await add_task(container.transaction, task)

    outcome = await container.todo_work.decompose(RunFake(task))
    made = await ended(container.transaction, outcome)

    assert made["made"] > 10
    tree = data_of(await traveller.get(f"/api/trips/{trip['id']}/todos"))
    assert len(tree["items"]) == made["made"]


async def test_no_id_crashes_a_look(client: httpx.AsyncClient, user: Caller) -> None:
    for odd in ("x", "%00", "..%2F..", "a" * 500, "'", "%F0%9F%92%A5"):
        response = await client.get(f"/api/todos/{odd}", headers=user.headers)
        assert_answered(response)
        assert response.status_code in {400, 404}
