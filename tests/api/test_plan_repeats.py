"""Plans made at once under a request id: a repeat gets the first answer, and one trip is made."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, func, select, update

from core.bootstrap import Container
from core.db.engine import Transaction
from core.db.models.account import User
from core.db.models.plan import AnsweredRequest
from core.schemas.plans import PlanRequest
from tests.support.http import Caller, problem_of
from tests.support.rows import counted, runs
from worker.chores import product_periodic

pytestmark = pytest.mark.usefixtures("catalog_seeded")

_BODY: dict[str, Any] = {
    "destination": "guangzhou", "start_date": "2026-12-04", "day_count": 2, "save": True,
}  # fmt: skip
_AT_ONCE = 6


async def ask(
    client: httpx.AsyncClient, caller: Caller, *, key: str | None = None, **fields: Any
) -> httpx.Response:
    """Ask for two days in Guangzhou as a trip, or what else the fields say."""
    headers = caller.headers | ({"Idempotency-Key": key} if key else {})
    return await client.post("/api/ai/plan", json=_BODY | fields, headers=headers)


async def trips_runs_and_calls(transaction: Transaction) -> list[int]:
    """Return how many trips, entries in the books and model calls there are."""
    rows = await counted(transaction)
    return [rows[table] for table in ("trips", "plan_runs", "ai_calls")]


@pytest.mark.parametrize("mode", ["fast", "deep"])
async def test_a_repeat_gets_the_first_answer_and_neither_a_trip_nor_a_model_call_of_its_own(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction, mode: str
) -> None:
    first = await ask(client, user, request_id="r", mode=mode)
    made = await trips_runs_and_calls(transaction)

    again = await ask(client, user, key='"r"', mode=mode)

    assert [first.status_code, again.status_code] == [200, 200], (first.text, again.text)
    assert again.json()["data"] == first.json()["data"] | {"replayed": True}
    assert first.json()["data"]["trip_id"] is not None
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await trips_runs_and_calls(transaction) == made
    assert made[:2] == [1, 1]


async def test_repeats_at_once_leave_one_trip_and_one_answer(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    answers = await asyncio.gather(
        *(ask(client, user, request_id="r", seed=7) for _ in range(_AT_ONCE))
    )

    assert [answer.status_code for answer in answers] == [200] * _AT_ONCE
    data = [answer.json()["data"] for answer in answers]
    assert len({item["trip_id"] for item in data}) == 1
    assert [item["replayed"] for item in data].count(False) == 1
    assert (await trips_runs_and_calls(transaction))[:2] == [1, 1]
    [run] = await runs(transaction)
    assert run.trip_id == data[0]["trip_id"]


async def test_of_two_payloads_at_once_under_one_id_one_is_made_and_the_other_refused(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    answers = await asyncio.gather(
        *(ask(client, user, request_id="r", day_count=1 + number % 2) for number in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 422, 422]
    for answer in answers:
        if answer.status_code == 422:
            problem_of(answer, status=422, code=1008)
    assert (await trips_runs_and_calls(transaction))[:2] == [1, 1]


async def test_an_id_stands_for_one_request_of_one_person(
    client: httpx.AsyncClient, user: Caller, other_user: Caller, transaction: Transaction
) -> None:
    await ask(client, user, request_id="r")

    changed = await ask(client, user, request_id="r", save=False)
    others = await ask(client, other_user, request_id="r")

    problem_of(changed, status=422, code=1008)
    assert others.json()["data"]["replayed"] is False
    assert (await trips_runs_and_calls(transaction))[:2] == [2, 2]


async def test_without_an_id_every_request_is_a_trip_of_its_own(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    for _ in range(2):
        await ask(client, user)

    assert (await trips_runs_and_calls(transaction))[:2] == [2, 2]


async def test_a_refusal_is_not_kept_and_the_id_is_free_for_a_better_request(
    client: httpx.AsyncClient, user: Caller
) -> None:
    refused = await ask(client, user, request_id="r", destination="Atlantis")

    better = await ask(client, user, request_id="r")

    problem_of(refused, status=422, code=1001)
    assert (better.status_code, better.json()["data"]["replayed"]) == (200, False)


async def test_a_stream_repeats_the_answer_of_a_plain_request(
    client: httpx.AsyncClient, user: Caller, transaction: Transaction
) -> None:
    plain = await ask(client, user, request_id="r")

    told = await client.post(
        "/api/ai/plan/stream", json=_BODY, headers=user.headers | {"Idempotency-Key": "r"}
    )

    assert f'"trip_id":"{plain.json()["data"]["trip_id"]}"' in told.text
    assert "event: final" in told.text
    assert "event: day" not in told.text
    assert (await trips_runs_and_calls(transaction))[:2] == [1, 1]


async def test_an_answer_goes_with_the_person_it_was_for(
    container: Container, user: Caller
) -> None:
    request = PlanRequest.model_validate(_BODY | {"request_id": "r"})
    await container.plans.plan(user.id, request)

    async with container.transaction() as session:
        await session.execute(delete(User).where(User.id == user.id))

    async with container.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(AnsweredRequest)) == 0


async def test_an_answer_is_forgotten_after_the_days_of_retention_and_its_trip_stays(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    transaction, days = container.transaction, container.settings.plan_task_retention_days
    await ask(client, user, request_id="old")
    await ask(client, user, request_id="new")
    async with transaction() as session:
        await session.execute(
            update(AnsweredRequest)
            .where(AnsweredRequest.request_id == "old")
            .values(created_at=func.now() - timedelta(days=days, minutes=1))
        )

    for periodic in product_periodic(container):
        if periodic.name == "old_answers":
            await periodic.run()

    async with transaction() as session:
        assert list(await session.scalars(select(AnsweredRequest.request_id))) == ["new"]
    assert (await counted(transaction))["trips"] == 2
