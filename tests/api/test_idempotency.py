"""The key of a repeated request, wherever it is given and however it is written."""

from typing import Any

import httpx
import pytest

from core.db.engine import Transaction
from tests.support.http import Caller, problem_of
from tests.support.rows import NOTHING, counted

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_BODY: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2026-12-04", "day_count": 3, "mode": "deep",
    "async": True,
}  # fmt: skip


async def ask(
    client: httpx.AsyncClient, caller: Caller, *keys: str, **fields: Any
) -> httpx.Response:
    """Ask for a deep plan under the keys of so many headers, or what else the fields say."""
    given = [*caller.headers.items(), *(("Idempotency-Key", key) for key in keys)]
    headers = [(name.encode(), value.encode()) for name, value in given]
    return await client.post("/api/ai/plan", json=_BODY | fields, headers=headers)


@pytest.mark.parametrize(
    ("header", "key"),
    [('"a-1"', "a-1"), ("a-1", "a-1"), (' "a-1" ', "a-1"), ('"a-1";of=3', "a-1"),
     (r'"a\"b\\c"', r"a\"b\c".replace(r"\"", '"')), ('"a b"', "a b"), ("x" * 128, "x" * 128)],
)  # fmt: skip
async def test_the_header_stands_for_the_request_id_quoted_or_bare(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, header: str, key: str
) -> None:
    first = await ask(client, user, header)
    again = await ask(client, user, request_id=key)

    assert (first.status_code, again.status_code) == (202, 202), (first.text, again.text)
    assert again.json()["data"] == first.json()["data"] | {"replayed": True}
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await counted(transaction) == NOTHING | {"ai_tasks": 1}


async def test_the_same_key_in_body_and_header_or_twice_in_headers_is_one_key(
    client: httpx.AsyncClient, user: Caller
) -> None:
    response = await ask(client, user, "a-1", '"a-1"', request_id="a-1")

    assert response.status_code == 202


@pytest.mark.parametrize(
    ("keys", "fields"),
    [(["a"], {"request_id": "b"}), (["a", "b"], {}), (["A"], {"request_id": "a"})],
)
async def test_two_different_keys_are_refused_and_nothing_is_made(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, keys: list[str],
    fields: dict[str, Any],
) -> None:  # fmt: skip
    response = await ask(client, user, *keys, **fields)

    problem_of(response, status=400, code=1002)
    assert await counted(transaction) == NOTHING


@pytest.mark.parametrize(
    "header",
    ["", '""', '"a', 'a"', '"a"b', "a b", '"\\a"', "x" * 129, '"' + "x" * 129 + '"', "é"],
)
async def test_a_header_that_is_no_key_is_refused_and_nothing_is_made(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, header: str
) -> None:
    response = await ask(client, user, header)

    problem_of(response, status=400, code=1002)
    assert await counted(transaction) == NOTHING


async def test_whether_a_plan_is_made_now_or_later_is_no_part_of_what_is_asked(
    client: httpx.AsyncClient, user: Caller
) -> None:
    asked = await ask(client, user, "a")

    task = await client.get(asked.headers["Location"], headers=user.headers)

    assert not {"async", "run_async", "request_id"} & task.json()["data"]["request"].keys()


async def test_the_fourth_unfinished_plan_is_refused_in_both_languages(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    for number in range(3):
        assert (await ask(client, user, seed=number)).status_code == 202
    titles = []
    for language in ("en", "zh"):
        headers = {**user.headers, "Accept-Language": language}
        response = await client.post("/api/ai/plan", json=_BODY | {"seed": 9}, headers=headers)
        titles.append(problem_of(response, status=429, code=4002)["msg"])
        assert response.headers["Retry-After"] == "5"

    assert titles == ["Too many unfinished tasks", "未完成的任务过多"]
    assert (await counted(transaction))["ai_tasks"] == 3
