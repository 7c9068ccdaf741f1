"""A page of a log, a poll that waits, and a log as a file."""

import asyncio
import json
import time

import httpx
import pytest

from core.bootstrap import Container
from core.joblogs.stream import LogStream
from core.schemas.joblogs import JobLogPage
from core.schemas.tasks import TaskStatus
from tests.support.http import Caller, problem_of
from tests.support.joblogs import Writer, a_line
from tests.support.tasks import submit
from tests.support.waiting import eventually


@pytest.fixture
async def writer(container: Container, user: Caller) -> Writer:
    """Return the writer of the log of a running task of `user`."""
    task = await submit(container.transaction, user.id)
    writer = Writer(container.transaction, task.task_id, LogStream(container.redis))
    await writer.begin()
    return writer


async def page(
    client: httpx.AsyncClient, caller: Caller, task_id: str, **query: str | float
) -> JobLogPage:
    response = await client.get(f"/api/tasks/{task_id}/logs", params=query, headers=caller.headers)
    assert response.status_code == 200, response.text
    return JobLogPage.model_validate(response.json()["data"])


async def waited_for(container: Container) -> None:
    """Return when a poll has begun to wait."""

    async def is_open() -> bool:
        return container.joblogs.slots.open == 1

    await eventually(is_open)


def seqs(found: JobLogPage) -> list[int]:
    return [line.seq for line in found.lines]


async def test_a_log_is_read_page_by_page_to_its_end(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    await writer.say(4)
    await writer.end()

    first = await page(client, user, writer.task_id, limit=3)
    second = await page(client, user, writer.task_id, limit=3, after=first.cursor)

    assert (seqs(first), first.cursor, first.has_more, first.ended) == ([1, 2, 3], 3, True, False)
    assert (seqs(second), second.cursor, second.has_more, second.ended) == ([4, 5], 5, False, True)
    assert second.status is TaskStatus.SUCCEEDED


async def test_a_page_says_how_the_task_stands(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    found = await page(client, user, writer.task_id)

    assert (found.job_id, found.status, found.attempt) == (writer.task_id, TaskStatus.RUNNING, 1)
    assert (found.lines, found.cursor, found.has_more, found.ended) == ([], 0, False, False)


async def test_the_last_lines_are_to_be_had_without_those_before(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    await writer.say(9)

    assert seqs(await page(client, user, writer.task_id, last=2)) == [8, 9]
    assert seqs(await page(client, user, writer.task_id, last=1000)) == list(range(1, 10))


async def test_a_poll_that_waits_answers_as_soon_as_there_is_a_line(
    client: httpx.AsyncClient, container: Container, user: Caller, writer: Writer
) -> None:
    await writer.say(2)
    polling = asyncio.create_task(page(client, user, writer.task_id, after=2, wait=20))
    await waited_for(container)
    began = time.monotonic()

    await writer.say(1)

    assert seqs(await polling) == [3]
    assert time.monotonic() - began < 2


async def test_a_poll_that_waits_answers_when_the_task_ends(
    client: httpx.AsyncClient, container: Container, user: Caller, writer: Writer
) -> None:
    polling = asyncio.create_task(page(client, user, writer.task_id, after=1, wait=20))
    await waited_for(container)

    await writer.end(publish=False)

    found = await polling
    assert (seqs(found), found.ended) == ([], True)


async def test_a_poll_gives_up_after_the_time_it_was_given(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    began = time.monotonic()

    found = await page(client, user, writer.task_id, wait=0.3)

    assert (seqs(found), found.cursor) == ([], 0)
    assert 0.3 <= time.monotonic() - began < 5


async def test_a_poll_of_a_task_that_is_cleaned_up_meanwhile_says_so(
    client: httpx.AsyncClient, container: Container, user: Caller, writer: Writer
) -> None:
    polling = asyncio.create_task(
        client.get(f"/api/tasks/{writer.task_id}/logs?wait=20", headers=user.headers)
    )
    await waited_for(container)

    await writer.remove()

    body = problem_of(await polling, status=404, code=1003)
    assert "it may have been cleaned up" in body["detail"]


@pytest.mark.parametrize("cursor", ["abc", "-1", "1.5", "٣", "9" * 30, "2147483648", "1 "])
async def test_a_cursor_that_is_none_of_ours_is_refused(
    client: httpx.AsyncClient, user: Caller, writer: Writer, cursor: str
) -> None:
    response = await client.get(
        f"/api/tasks/{writer.task_id}/logs", params={"after": cursor}, headers=user.headers
    )

    problem_of(response, status=400, code=1002)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "wait=-1", "wait=26", "last=0", "last=1&after=1", "limit=x"]
)
async def test_a_query_beyond_its_bounds_is_refused(
    client: httpx.AsyncClient, user: Caller, writer: Writer, query: str
) -> None:
    response = await client.get(f"/api/tasks/{writer.task_id}/logs?{query}", headers=user.headers)

    problem_of(response, status=422, code=1001)


@pytest.mark.parametrize("path", ["logs", "logs?wait=5", "logs/export", "stream"])
async def test_to_others_the_log_is_not_there_and_operators_see_it(
    client: httpx.AsyncClient, writer: Writer, other_user: Caller, operator: Caller, path: str
) -> None:
    await writer.say()
    await writer.end()
    address = f"/api/tasks/{writer.task_id}/{path}"

    foreign = await client.get(address, headers=other_user.headers)
    unknown = await client.get(f"/api/tasks/nonesuch/{path}", headers=operator.headers)
    seen = await client.get(address, headers=operator.headers)

    problem_of(foreign, status=404, code=1003)
    problem_of(unknown, status=404, code=1003)
    assert seen.status_code == 200


async def test_an_export_as_ndjson_has_every_line_as_the_page_has_it(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    await writer.say(1_200)

    response = await client.get(f"/api/tasks/{writer.task_id}/logs/export", headers=user.headers)

    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, 1_201))
    found = await page(client, user, writer.task_id, limit=1)
    assert lines[0] == found.lines[0].model_dump(mode="json")
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="task-{writer.task_id}.ndjson"'
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Asking the model: day 2 of 5"), ("zh-CN", "正在询问模型：day 2 of 5")],
)
async def test_an_export_as_text_is_in_the_language_asked_for_a_line_each(
    client: httpx.AsyncClient, user: Caller, writer: Writer, language: str, said: str
) -> None:
    await writer.write([a_line(prompt="day\n2 of 5")])

    response = await client.get(
        f"/api/tasks/{writer.task_id}/logs/export?format=text",
        headers=user.headers | {"Accept-Language": language},
    )

    (line,) = response.text.splitlines()
    assert line.endswith(f" INFO    [1] {said}")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith('.txt"')


async def test_an_empty_log_is_an_empty_file(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    response = await client.get(f"/api/tasks/{writer.task_id}/logs/export", headers=user.headers)

    assert (response.status_code, response.text) == (200, "")


async def test_an_export_in_a_format_nobody_knows_is_refused(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    response = await client.get(
        f"/api/tasks/{writer.task_id}/logs/export?format=xml", headers=user.headers
    )

    problem_of(response, status=422, code=1001)
