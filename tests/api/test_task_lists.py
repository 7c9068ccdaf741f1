"""Looking at tasks over HTTP: lists under filters, one with its history, and how many there are."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import func

from core.bootstrap import Container
from core.db.engine import Transaction
from core.kernel.context import bound_context
from core.kernel.errors import PlanInvalidError
from core.llm.calls import SqlCallRecorder
from core.llm.types import CallRecord, ChatCall, Usage
from core.schemas.tasks import TaskOut, TaskStatus
from core.tasks.kinds import KINDS
from core.tasks.outcome import Outcome
from tests.support.http import Caller, problem_of
from tests.support.tasks import TRIAL, change_row, leases_of, submit

_LIST = "/api/tasks"
_STATUSES = ("queued", "running", "retrying", "succeeded", "failed", "cancelled")


async def listed(
    client: httpx.AsyncClient, caller: Caller, *query: tuple[str, Any], **more: Any
) -> dict[str, Any]:
    """Return a page of tasks."""
    wanted = urlencode([*query, *more.items()])
    response = await client.get(f"{_LIST}?{wanted}", headers=caller.headers)
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.json()["data"]
    return page


def ids_of(page: dict[str, Any]) -> list[str]:
    return [item["task_id"] for item in page["items"]]


async def some(transaction: Transaction, user_id: str, number: int, **fields: Any) -> list[TaskOut]:
    """Return new tasks, oldest first."""
    return [await submit(transaction, user_id, **fields) for _ in range(number)]


async def test_tasks_are_listed_newest_first_without_what_makes_them_heavy(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    older, newer = await some(transaction, user.id, 2, payload={"text": "x" * 1000})

    page = await listed(client, user)

    assert ids_of(page) == [newer.task_id, older.task_id]
    assert (page["has_more"], page["next_cursor"]) == (False, None)
    assert not {"request", "result"} & page["items"][0].keys()


async def test_nobody_is_shown_the_tasks_of_others_and_an_operator_all_of_them(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, other_user: Caller,
    researcher: Caller, operator: Caller,
) -> None:  # fmt: skip
    [mine] = await some(transaction, user.id, 1)
    [theirs] = await some(transaction, other_user.id, 1)

    assert ids_of(await listed(client, user)) == [mine.task_id]
    assert ids_of(await listed(client, user, user=user.id)) == [mine.task_id]
    assert ids_of(await listed(client, researcher)) == []
    assert ids_of(await listed(client, operator)) == [theirs.task_id, mine.task_id]
    assert ids_of(await listed(client, operator, user=user.id)) == [mine.task_id]
    refused = await client.get(_LIST, params={"user": other_user.id}, headers=user.headers)
    problem_of(refused, status=403, code=2003)


async def test_pages_follow_each_other_without_a_gap_although_tasks_are_added(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    tasks = await some(transaction, user.id, 5)
    first = await listed(client, user, limit=2)
    await some(transaction, user.id, 3)

    second = await listed(client, user, limit=2, cursor=first["next_cursor"])
    third = await listed(client, user, limit=2, cursor=second["next_cursor"])

    assert ids_of(first) + ids_of(second) + ids_of(third) == [
        task.task_id for task in reversed(tasks)
    ]
    assert (second["has_more"], third["has_more"], third["next_cursor"]) == (True, False, None)


async def test_a_cursor_belongs_to_its_filters_and_its_reader(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    await some(transaction, user.id, 3)
    cursor = (await listed(client, user, limit=1))["next_cursor"]

    for caller, query in (
        (user, {"status": "queued"}),
        (user, {"kind": TRIAL}),
        (user, {"q": "x"}),
        (operator, {}),
    ):
        response = await client.get(
            _LIST, params=query | {"cursor": cursor}, headers=caller.headers
        )
        body = problem_of(response, status=400, code=1002)
        assert body["detail"] == "cursor: belongs to a list with other filters; begin without one"


async def test_the_order_in_which_statuses_are_named_does_not_matter_to_a_cursor(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    await some(transaction, user.id, 2)
    first = await listed(client, user, ("status", "queued"), ("status", "failed"), limit=1)

    again = await listed(
        client, user, ("status", "failed"), ("status", "queued"), limit=1,
        cursor=first["next_cursor"],
    )  # fmt: skip

    assert len(again["items"]) == 1


async def test_offset_is_understood_to_its_limit_and_not_beside_a_cursor(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    tasks = await some(transaction, user.id, 4)

    page = await listed(client, user, limit=2, offset=1)

    assert ids_of(page) == [tasks[2].task_id, tasks[1].task_id]
    rest = await listed(client, user, limit=2, cursor=page["next_cursor"])
    assert ids_of(rest) == [tasks[0].task_id]
    for query in ({"offset": 10_001}, {"offset": -1}, {"offset": 1, "cursor": page["next_cursor"]}):
        response = await client.get(_LIST, params=query, headers=user.headers)
        body = problem_of(response, status=422, code=1001)
        assert body["errors"][0]["loc"] == ["query", "offset"]


async def test_tasks_are_filtered_by_what_they_are(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    [plain] = await some(transaction, user.id, 1)
    [keyed] = await some(transaction, user.id, 1, request_id="Weekend-7", kind="other")
    [child] = await some(transaction, user.id, 1)
    await change_row(transaction, child.task_id, parent_id=plain.task_id, batch_id="b-1")
    await change_row(transaction, plain.task_id, status="failed", finished_at=func.now())

    async def found(*query: tuple[str, Any], **more: Any) -> list[str]:
        return ids_of(await listed(client, user, *query, **more))

    assert await found(status="failed") == [plain.task_id]
    assert await found(("status", "failed"), ("status", "cancelled")) == [plain.task_id]
    assert await found(("status", "failed"), ("status", "queued"), kind=TRIAL) == [
        child.task_id, plain.task_id,
    ]  # fmt: skip
    assert await found(kind="other") == await found(request_id="Weekend-7") == [keyed.task_id]
    assert await found(trace_id=child.trace_id) == [child.task_id]
    assert await found(parent_id=plain.task_id) == await found(batch_id="b-1") == [child.task_id]
    assert await found(status="cancelled") == []


async def test_tasks_are_filtered_by_when_they_were_made_the_end_excluded(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    early, late = await some(transaction, user.id, 2)
    noon = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    await change_row(transaction, early.task_id, created_at=noon)
    await change_row(transaction, late.task_id, created_at=noon + timedelta(hours=1))

    async def found(**query: str) -> list[str]:
        return ids_of(await listed(client, user, **query))

    assert await found(created_from="2026-11-20T04:00:00Z") == [late.task_id, early.task_id]
    assert await found(created_from="2026-11-20T04:00:01Z") == [late.task_id]
    assert await found(created_to="2026-11-20T13:00:00+08:00") == [early.task_id]
    assert await found(created_to="2026-11-20T04:00:00Z") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [({"created_from": "2026-11-20T04:00:00"}, "created_from"),
     ({"created_from": "2026-11-20T04:00:00Z", "created_to": "2026-11-20T04:00:00Z"}, "created_to"),
     ({"status": "done"}, "status"), ({"q": "x" * 101}, "q"), ({"kind": "x" * 129}, "kind"),
     ({"limit": 0}, "limit"), ({"limit": 101}, "limit")],
)  # fmt: skip
async def test_a_filter_that_means_nothing_is_refused_by_its_name(
    client: httpx.AsyncClient, user: Caller, query: dict[str, str], field: str
) -> None:
    response = await client.get(_LIST, params=query, headers=user.headers)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"][:2] == ["query", field]


async def test_words_are_looked_for_in_what_was_asked_what_went_wrong_and_in_ids(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    transaction = container.transaction
    [asked] = await some(
        transaction, user.id, 1, payload={"destination": "Guangzhou", "must_see": ["广州塔"]}
    )
    [keyed] = await some(transaction, user.id, 1, request_id="Weekend_7")
    worker = leases_of(transaction, "a")
    [failed] = await some(transaction, user.id, 1, kind="failing")
    run = await worker.claim(["failing"])
    assert run is not None
    await worker.fail(run, PlanInvalidError("Day 2 is 100% full"))

    async def found(text: str) -> list[str]:
        return ids_of(await listed(client, user, q=text))

    assert await found("guangZHOU") == await found("广州塔") == [asked.task_id]
    assert await found("weekend_") == await found(keyed.task_id) == [keyed.task_id]
    assert await found("100% F") == [failed.task_id]
    assert await found(failed.trace_id[:12]) == [failed.task_id]
    # Neither are the names of fields words, nor are `%` and `_` anything but themselves.
    assert await found("destination") == await found("1%0") == await found("weekend-") == []
    assert len(await found("  ")) == 3


async def test_one_task_is_shown_with_every_attempt_and_every_other_try(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    [task] = await some(container.transaction, user.id, 1)
    worker = leases_of(container.transaction, "first")
    run = await worker.claim([TRIAL])
    assert run is not None
    await worker.give_back(run)
    second = leases_of(container.transaction, "second")
    run = await second.claim([TRIAL])
    assert run is not None
    await second.fail(run, PlanInvalidError("Day 2 does not fit"))
    child = await container.tasks.retry(user.id, task.task_id, user.id)

    response = await client.get(f"{_LIST}/{task.task_id}", headers=user.headers)
    shown = response.json()["data"]
    child_shown = await client.get(f"{_LIST}/{child.task.task_id}", headers=user.headers)

    assert [
        (attempt["attempt"], attempt["worker_id"], attempt["outcome"])
        for attempt in shown["attempts"]
    ] == [(1, "first", "given_back"), (2, "second", "failed")]
    assert shown["attempts"][1]["error"]["code"] == 3002
    assert (shown["attempt"], shown["retry_count"]) == (2, 1)
    assert shown["duration_ms"] > 0
    assert [(other["task_id"], other["status"]) for other in shown["children"]] == [
        (child.task.task_id, "queued")
    ]
    assert shown["links"].keys() == {"self", "events", "logs", "export", "retry"}
    assert child_shown.json()["data"]["links"]["parent"] == shown["links"]["self"]


async def test_one_task_says_by_which_texts_its_model_was_asked(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller
) -> None:
    [task, other] = await some(transaction, user.id, 2)
    asked = [(task, "v1"), (task, "v2"), (task, "v2"), (other, "v3")]
    for at, version in asked:
        call = ChatCall("planner.deep_day", version, ())
        with bound_context("0" * 32, task_id=at.task_id):
            record = CallRecord(call, 1, None, Usage(3, 4), 5.0)
            await SqlCallRecorder(transaction).record("offline", "offline-1", record)

    response = await client.get(f"{_LIST}/{task.task_id}", headers=user.headers)

    assert response.json()["data"]["prompt_versions"] == {"planner.deep_day": ["v1", "v2"]}


async def test_a_foreign_task_and_one_that_never_was_are_the_same(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, other_user: Caller,
    operator: Caller,
) -> None:  # fmt: skip
    [task] = await some(transaction, user.id, 1)
    path = f"{_LIST}/{task.task_id}"

    foreign = await client.get(path, headers=other_user.headers)
    unknown = await client.get(f"{_LIST}/nothing", headers=other_user.headers)
    seen = await client.get(path, headers=operator.headers)

    for response in (foreign, unknown):
        assert (
            "it may have been cleaned up" in problem_of(response, status=404, code=1003)["detail"]
        )
    assert seen.json()["data"]["user_id"] == user.id


@pytest.mark.parametrize(
    ("task_id", "status", "code"),
    [("%00", 400, 1002), ("x" * 10_000, 422, 1001), ("x" * 64, 404, 1003),
     ("%F0%9F%97%BA", 404, 1003), ("'%20or%201=1", 404, 1003)],
    ids=["nul", "huge", "long", "picture", "quote"],
)  # fmt: skip
@pytest.mark.parametrize("action", ["", "/cancel", "/retry"])
async def test_an_id_of_nonsense_is_a_clear_failure(
    client: httpx.AsyncClient, user: Caller, task_id: str, status: int, code: int, action: str
) -> None:
    method = "POST" if action else "GET"

    response = await client.request(method, f"{_LIST}/{task_id}{action}", headers=user.headers)

    problem_of(response, status=status, code=code)


async def test_counts_are_complete_and_ones_own_and_durations_those_of_what_succeeded(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller,
    operator: Caller,
) -> None:  # fmt: skip
    transaction = container.transaction
    worker = leases_of(transaction, "a")
    for seconds in (1, 2, 3):
        await some(transaction, user.id, 1)
        run = await worker.claim([TRIAL])
        assert run is not None
        await worker.succeed(run, Outcome({}))
        took = func.now() - timedelta(seconds=seconds)
        await change_row(transaction, run.task_id, started_at=took, finished_at=func.now())
    await some(transaction, user.id, 2, kind="other")
    await some(transaction, other_user.id, 1)

    async def stats(caller: Caller) -> dict[str, Any]:
        response = await client.get(f"{_LIST}/stats", headers=caller.headers)
        data: dict[str, Any] = response.json()["data"]
        return data

    none = dict.fromkeys(_STATUSES, 0)
    durations = {"count": 3, "mean_ms": 2000.0, "p50_ms": 2000.0, "p95_ms": 2900.0}
    no_durations = {"count": 0, "mean_ms": None, "p50_ms": None, "p95_ms": None}
    mine = await stats(user)
    assert mine["stats"] == none | {"succeeded": 3, "queued": 2}
    assert mine["durations"] == pytest.approx(durations)
    assert [kind["job_type"]["key"] for kind in mine["kinds"]] == ["other", TRIAL]
    assert [kind["stats"] for kind in mine["kinds"]] == [
        none | {"queued": 2}, none | {"succeeded": 3},
    ]  # fmt: skip
    assert [kind["durations"] for kind in mine["kinds"]] == [no_durations, pytest.approx(durations)]
    theirs = await stats(other_user)
    assert (theirs["stats"], theirs["durations"]) == (none | {"queued": 1}, no_durations)
    assert (await stats(operator))["stats"] == none | {"succeeded": 3, "queued": 3}


async def test_without_tasks_everything_counted_is_nothing(
    client: httpx.AsyncClient, user: Caller
) -> None:
    response = await client.get(f"{_LIST}/stats", headers=user.headers)

    assert response.json()["data"] == {
        "stats": {status.value: 0 for status in TaskStatus},
        "durations": {"count": 0, "mean_ms": None, "p50_ms": None, "p95_ms": None},
        "kinds": [],
    }


async def test_every_kind_has_a_title_in_both_languages_and_an_icon(
    client: httpx.AsyncClient, user: Caller
) -> None:
    response = await client.get(f"{_LIST}/kinds", headers=user.headers)

    kinds = response.json()["data"]
    assert [kind["key"] for kind in kinds] == list(KINDS)
    assert all(kind["title"] and kind["title_zh"] and kind["icon"] for kind in kinds)
