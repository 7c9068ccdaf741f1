"""The stream of a task: what it tells, where it goes on, when it is not worth coming back."""

import asyncio
import re
import time

import httpx
import pytest
from fastapi import FastAPI

from core.bootstrap import Container
from core.joblogs.slots import StreamSlots
from core.joblogs.stream import LogStream
from tests.support.http import Caller, problem_of, served
from tests.support.joblogs import Writer, a_line
from tests.support.streams import Event, events_of, streaming
from tests.support.tasks import submit
from tests.support.waiting import eventually

PATIENCE_S = 20.0


async def a_writer(container: Container, owner: Caller) -> Writer:
    task = await submit(container.transaction, owner.id)
    writer = Writer(container.transaction, task.task_id, LogStream(container.redis))
    await writer.begin()
    return writer


@pytest.fixture
async def writer(container: Container, user: Caller) -> Writer:
    """Return the writer of the log of a running task of `user`."""
    return await a_writer(container, user)


def path(writer: Writer) -> str:
    return f"/api/tasks/{writer.task_id}/stream"


async def whole(
    client: httpx.AsyncClient, caller: Caller, address: str, **headers: str
) -> list[Event]:
    """Return the events of a stream that ends by itself."""
    async with asyncio.timeout(PATIENCE_S):
        response = await client.get(address, headers=caller.headers | headers)
    assert response.status_code == 200, response.text
    return events_of(response.text)


async def test_the_first_bytes_say_where_the_reader_stands_and_when_to_come_back(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    await writer.say(3)
    await writer.end()

    response = await client.get(path(writer) + "?after=2", headers=user.headers)

    first = response.text.split("\n\n")[0]
    said = re.fullmatch(r"data: \nid: 2\nretry: (\d+)", first)
    assert said, first
    assert 1_500 <= int(said[1]) <= 3_000
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"


async def test_a_task_is_told_line_by_line_to_its_end(
    client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    await writer.write([a_line(prompt="第一\u2028天\nday")])
    await writer.end()

    events = await whole(client, user, path(writer))

    assert [(event.name, event.last_id) for event in events] == [
        ("status", "0"), ("log", "1"), ("log", "2"), ("end", "2")
    ]  # fmt: skip
    assert events[1].data["event"]["data"] == {"prompt": "第一\u2028天\nday"}
    assert events[1].data["job_id"] == writer.task_id
    assert events[1].data["stats"] == {"llm_calls": 0, "tokens": 0}
    assert events[-1].data["status"] == "succeeded"


async def test_a_line_reaches_the_reader_as_it_is_written(
    app: FastAPI, user: Caller, writer: Writer
) -> None:
    async with (
        served(app) as address,
        streaming(address + path(writer), user.headers) as events,
        asyncio.timeout(PATIENCE_S),
    ):
        assert (await anext(events)).name == "status"
        await writer.say()
        first = await anext(events)
        await writer.say()
        second = await anext(events)

    assert [first.seq, second.seq] == [1, 2]
    assert [first.last_id, second.last_id] == ["1", "2"]


@pytest.mark.parametrize("by", ["header", "query", "both"])
async def test_who_comes_back_goes_on_behind_the_last_line_seen(
    client: httpx.AsyncClient, user: Caller, writer: Writer, by: str
) -> None:
    await writer.say(4)
    await writer.end()
    query = {"header": "", "query": "?after=3", "both": "?after=1"}[by]
    headers = {} if by == "query" else {"Last-Event-ID": "3"}

    events = await whole(client, user, path(writer) + query, **headers)

    assert [event.seq for event in events if event.name == "log"] == [4, 5]


@pytest.mark.parametrize("last_id", ["2", "3", "1000"])
async def test_who_comes_back_after_the_end_is_told_not_to(
    client: httpx.AsyncClient, user: Caller, writer: Writer, last_id: str
) -> None:
    await writer.say(1)
    await writer.end()

    response = await client.get(path(writer), headers=user.headers | {"Last-Event-ID": last_id})

    assert (response.status_code, response.content) == (204, b"")


async def test_the_end_of_a_task_without_a_line_can_be_come_back_to_once(
    client: httpx.AsyncClient, user: Caller, container: Container, writer: Writer
) -> None:
    await writer.end_silently()

    events = await whole(client, user, path(writer))
    response = await client.get(path(writer), headers=user.headers | {"Last-Event-ID": "0"})

    assert [(event.name, event.last_id) for event in events] == [("status", "0"), ("end", "0")]
    assert response.status_code == 204


@pytest.mark.parametrize("last_id", ["abc", "-1", "1e3", "1;2", "4294967296", "é", "1:2"])
async def test_an_id_that_is_none_of_ours_is_refused(
    client: httpx.AsyncClient, user: Caller, writer: Writer, last_id: str
) -> None:
    headers = [*user.headers.items(), ("Last-Event-ID", last_id.encode())]
    by_header = await client.get(path(writer), headers=headers)
    by_query = await client.get(path(writer), params={"after": last_id}, headers=user.headers)

    problem_of(by_header, status=400, code=1002)
    problem_of(by_query, status=400, code=1002)


async def test_a_task_cleaned_up_meanwhile_ends_its_stream(
    app: FastAPI, client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    async with (
        served(app) as address,
        streaming(address + path(writer), user.headers) as events,
        asyncio.timeout(PATIENCE_S),
    ):
        await anext(events)
        await writer.remove()
        rest = [event async for event in events]
        later = await client.get(path(writer), headers=user.headers)

    assert [(event.name, event.data) for event in rest] == [("gone", {"job_id": writer.task_id})]
    problem_of(later, status=404, code=1003)


async def test_nobody_holds_more_streams_than_ten_and_an_ended_one_makes_room(
    app: FastAPI, client: httpx.AsyncClient, user: Caller, other_user: Caller, writer: Writer
) -> None:
    slots = app.state.container.joblogs.slots
    async with served(app) as address:
        give_back = [slots.take(user.id) for _ in range(9)]
        async with streaming(address + path(writer), user.headers) as events:
            await anext(events)
            refused = await client.get(path(writer), headers=user.headers)
            waiting = await client.get(
                f"/api/tasks/{writer.task_id}/logs?wait=5", headers=user.headers
            )
            slots.take(other_user.id)()

        async def has_room() -> bool:
            return bool(slots.open == 9)

        await eventually(has_room)
        for give in give_back:
            give()

    body = problem_of(refused, status=429, code=4001)
    assert body["data"]["retryable"]
    problem_of(waiting, status=429, code=4001)
    assert slots.open == 0


async def test_a_full_process_says_so(
    app: FastAPI, client: httpx.AsyncClient, user: Caller, writer: Writer
) -> None:
    app.state.container.joblogs.slots = StreamSlots(per_process=0)

    response = await client.get(path(writer), headers=user.headers)

    problem_of(response, status=503, code=4001)
    assert int(response.headers["Retry-After"]) > 0


async def test_when_the_api_ends_its_streams_end_at_once_and_say_to_come_back(
    app: FastAPI, user: Caller, writer: Writer
) -> None:
    async def follow(address: str, opened: asyncio.Event) -> list[str]:
        names = []
        async with streaming(address + path(writer), user.headers) as events:
            async for event in events:
                opened.set()
                names.append(event.name)
        return names

    async with served(app) as address:
        opened = [asyncio.Event() for _ in range(8)]
        readers = [asyncio.create_task(follow(address, event)) for event in opened]
        for event in opened:
            await event.wait()
        began = time.monotonic()

    assert time.monotonic() - began < 2
    assert await asyncio.gather(*readers) == [["status", "reconnect"]] * 8


async def test_several_tasks_come_in_one_stream_whose_id_stands_for_all(
    client: httpx.AsyncClient, user: Caller, container: Container, writer: Writer
) -> None:
    other = await a_writer(container, user)
    for one in (writer, other):
        await one.say(2)
        await one.end()
    a, b = writer.task_id, other.task_id

    events = await whole(client, user, f"/api/tasks/stream?ids={a},{b}")
    again = await whole(
        client, user, f"/api/tasks/stream?ids={b},{a}", **{"Last-Event-ID": f"{a}:2,{b}:1"}
    )
    over = await client.get(
        f"/api/tasks/stream?ids={a},{b}",
        headers=user.headers | {"Last-Event-ID": events[-1].last_id},
    )

    assert events[-1].last_id == f"{a}:3,{b}:3"
    seen = [(event.data["job_id"], event.seq) for event in events if event.name == "log"]
    assert sorted(seen) == sorted((task_id, seq) for task_id in (a, b) for seq in (1, 2, 3))
    assert [event.data["job_id"] for event in events if event.name == "end"].count(a) == 1
    seen = [(event.data["job_id"], event.seq) for event in again if event.name == "log"]
    assert sorted(seen) == sorted([(a, 3), (b, 2), (b, 3)])
    assert over.status_code == 204


@pytest.mark.parametrize("foreign", [True, False])
async def test_a_task_that_is_not_there_refuses_the_whole_stream_before_it_begins(
    client: httpx.AsyncClient,
    user: Caller,
    other_user: Caller,
    container: Container,
    writer: Writer,
    foreign: bool,
) -> None:
    theirs = (await a_writer(container, other_user)).task_id if foreign else "nonesuch"

    response = await client.get(
        f"/api/tasks/stream?ids={writer.task_id},{theirs}", headers=user.headers
    )

    problem_of(response, status=404, code=1003)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, 1001),
        ("ids=", 422, 1001),
        ("ids=,", 422, 1001),
        ("ids=" + ",".join(str(number) for number in range(21)), 422, 1001),
        ("ids={id}&after=7", 400, 1002),
        ("ids={id}&after=other:7", 400, 1002),
        ("ids={id}&after={id}:x", 400, 1002),
        ("ids={id}&after={id}:1,,", 400, 1002),
    ],
)
async def test_a_question_about_several_tasks_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, user: Caller, writer: Writer, query: str, status: int, code: int
) -> None:
    response = await client.get(
        "/api/tasks/stream?" + query.replace("{id}", writer.task_id), headers=user.headers
    )

    problem_of(response, status=status, code=code)
