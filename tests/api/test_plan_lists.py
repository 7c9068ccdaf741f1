"""The plans that were made: one's own, newest first, piece by piece; everybody's for operators."""

from typing import Any

import httpx
import pytest

from core.db.engine import Transaction
from core.db.models.plan import PlanRun
from core.kernel.ids import new_id, new_trace_id
from tests.support.http import Caller, problem_of

_LIST, _ALL = "/api/ai/plans", "/admin/plans"


async def make_runs(transaction: Transaction, caller: Caller, count: int = 1) -> list[str]:
    """Write so many plans into somebody's books and return their ids, newest first."""
    ids = []
    for _ in range(count):
        async with transaction() as session:
            run = PlanRun(
                id=new_id(), user_id=caller.id, mode="fast", status="failed", request={},
                trace_id=new_trace_id(), error_code=3001,
            )  # fmt: skip
            session.add(run)
        ids.append(run.id)
    return ids[::-1]


async def page(
    client: httpx.AsyncClient, caller: Caller, path: str = _LIST, **query: Any
) -> dict[str, Any]:
    """Return one piece of a list."""
    response = await client.get(path, params=query, headers=caller.headers)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def ids_of(found: dict[str, Any]) -> list[str]:
    """Return the ids of a piece, in order."""
    return [item["id"] for item in found["items"]]


@pytest.mark.usefixtures("catalog_seeded")
async def test_a_plan_that_was_made_is_listed_with_its_numbers(
    client: httpx.AsyncClient, user: Caller
) -> None:
    body = {"destination": "paris", "day_count": 1, "save": True}
    made = (await client.post("/api/ai/plan", json=body, headers=user.headers)).json()["data"]

    (item,) = (await page(client, user))["items"]

    assert (item["status"], item["mode"], item["city_id"]) == ("succeeded", "fast", "paris")
    assert (item["user_id"], item["day_count"], item["error_code"]) == (user.id, 1, None)
    assert (item["report_passed"], item["failed_checks"]) == (True, [])
    assert (item["trip_id"], item["trace_id"]) == (made["trip_id"], made["trace_id"])
    assert item["metrics"] == made["metrics"]


async def test_a_plan_that_failed_is_listed_with_its_code(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    await make_runs(transaction, user)

    (item,) = (await page(client, user))["items"]

    assert (item["status"], item["error_code"]) == ("failed", 3001)
    assert (item["city_id"], item["report_passed"], item["metrics"]) == (None, None, None)


async def test_the_list_is_empty_where_there_is_nothing(
    client: httpx.AsyncClient, user: Caller
) -> None:
    assert await page(client, user) == {"items": [], "next_cursor": None, "has_more": False}


async def test_pieces_follow_each_other_without_gap_or_repeat(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    ids = await make_runs(transaction, user, 5)

    first = await page(client, user, limit=2)
    second = await page(client, user, limit=2, cursor=first["next_cursor"])
    third = await page(client, user, limit=2, cursor=second["next_cursor"])

    assert [*ids_of(first), *ids_of(second), *ids_of(third)] == ids
    assert [piece["has_more"] for piece in (first, second, third)] == [True, True, False]
    assert third["next_cursor"] is None


async def test_plans_of_one_moment_are_told_apart_by_their_ids(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    async with transaction() as session:
        for _ in range(3):
            session.add(PlanRun(user_id=user.id, mode="fast", status="failed", request={},
                                trace_id=new_trace_id()))  # fmt: skip

    first = await page(client, user, limit=2)
    second = await page(client, user, limit=2, cursor=first["next_cursor"])

    assert len({*ids_of(first), *ids_of(second)}) == 3


async def test_a_full_last_piece_has_nothing_after_it(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    await make_runs(transaction, user, 2)

    assert (await page(client, user, limit=2))["has_more"] is False


async def test_what_is_new_does_not_move_what_is_being_read(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    ids = await make_runs(transaction, user, 3)
    first = await page(client, user, limit=2)
    await make_runs(transaction, user)

    second = await page(client, user, limit=2, cursor=first["next_cursor"])

    assert ids_of(second) == ids[2:]


async def test_nobody_sees_the_plans_of_another_even_with_a_cursor_of_theirs(
    client: httpx.AsyncClient, user: Caller, other_user: Caller, transaction: Transaction
) -> None:
    await make_runs(transaction, user, 3)
    own = await make_runs(transaction, other_user)
    await make_runs(transaction, user)
    foreign = (await page(client, user, limit=1))["next_cursor"]

    assert ids_of(await page(client, other_user)) == own
    assert ids_of(await page(client, other_user, cursor=foreign)) == own


@pytest.mark.parametrize("path", [_LIST, _ALL])
@pytest.mark.parametrize("cursor", ["x", "WzEsMl0", "bnVsbA", "%00", "密"])
async def test_a_cursor_that_is_none_of_ours_is_refused(
    client: httpx.AsyncClient, operator: Caller, path: str, cursor: str
) -> None:
    response = await client.get(path, params={"cursor": cursor}, headers=operator.headers)

    problem_of(response, status=400, code=1002)


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1"])
async def test_a_piece_has_between_one_and_a_hundred_items(
    client: httpx.AsyncClient, user: Caller, limit: str
) -> None:
    response = await client.get(_LIST, params={"limit": limit}, headers=user.headers)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["query", "limit"]


async def test_an_operator_sees_everybodys_and_others_do_not(
    client: httpx.AsyncClient, user: Caller, other_user: Caller, operator: Caller,
    researcher: Caller, transaction: Transaction,
) -> None:  # fmt: skip
    (first,) = await make_runs(transaction, user)
    (second,) = await make_runs(transaction, other_user)

    assert ids_of(await page(client, operator, _ALL)) == [second, first]
    for caller in (user, researcher):
        problem_of(await client.get(_ALL, headers=caller.headers), status=403, code=2003)


@pytest.mark.parametrize("path", [_LIST, _ALL])
async def test_a_list_wants_somebody_who_is_signed_in(client: httpx.AsyncClient, path: str) -> None:
    problem_of(await client.get(path), status=401, code=2001)
