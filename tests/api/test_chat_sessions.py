"""Conversations over HTTP: whose they are, in what order, and what can be done with them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from core.bootstrap import Container
from core.db.models.chat import ChatSession, Message, MessageFeedback
from tests.support.chats import a_conversation
from tests.support.http import Caller, problem_of

PATH = "/api/ai/sessions"


async def get(client: httpx.AsyncClient, caller: Caller, path: str, **query: Any) -> Any:
    response = await client.get(PATH + path, headers=caller.headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def answer_of(client: httpx.AsyncClient, caller: Caller, session_id: str) -> str:
    """Return the id of the newest message of a conversation."""
    page = await get(client, caller, f"/{session_id}/messages", limit=1)
    message_id: str = page["items"][0]["id"]
    return message_id


async def test_without_conversations_the_list_is_empty(
    client: httpx.AsyncClient, user: Caller
) -> None:
    assert await get(client, user, "") == {"items": [], "next_cursor": None, "has_more": False}


async def test_conversations_come_page_by_page_those_spoken_in_last_first(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    ids = [
        await a_conversation(container.transaction, user.id, at=now + timedelta(hours=hour))
        for hour in (1, 3, 2)
    ]

    first = await get(client, user, "", limit=2)
    rest = await get(client, user, "", limit=2, cursor=first["next_cursor"])

    assert [row["id"] for row in first["items"] + rest["items"]] == [ids[1], ids[2], ids[0]]
    assert not rest["has_more"]


async def test_the_list_can_be_of_one_trip_and_of_open_or_closed_ones(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    of_trip = await a_conversation(container.transaction, user.id, trip_id="a-trip")
    other = await a_conversation(container.transaction, user.id)
    await client.patch(f"{PATH}/{other}", json={"closed": True}, headers=user.headers)

    found = [
        [row["id"] for row in (await get(client, user, "", **query))["items"]]
        for query in ({"trip_id": "a-trip"}, {"closed": "true"}, {"closed": "false"})
    ]

    assert found == [[of_trip], [other], [of_trip]]


async def test_messages_come_the_newest_first_and_page_back_to_the_first(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id, list("abcde"))

    first = await get(client, user, f"/{session_id}/messages", limit=3)
    rest = await get(client, user, f"/{session_id}/messages", limit=3, cursor=first["next_cursor"])

    said = [(row["seq"], row["role"], row["content"]) for row in first["items"] + rest["items"]]
    assert said == [
        (5, "user", "e"), (4, "assistant", "d"), (3, "user", "c"), (2, "assistant", "b"),
        (1, "user", "a"),
    ]  # fmt: skip


async def test_a_conversation_is_named_and_closed_and_opened_again(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id)

    async def edit(**wish: Any) -> dict[str, Any]:
        response = await client.patch(f"{PATH}/{session_id}", json=wish, headers=user.headers)
        edited: dict[str, Any] = response.json()["data"]
        return edited

    closed = await edit(title="  东京 ", closed=True, use_memory=False)
    again = await edit(closed=True)
    opened = await edit(closed=False)

    assert (closed["title"], closed["use_memory"]) == ("东京", False)
    assert closed["closed_at"] == again["closed_at"] is not None
    assert (opened["closed_at"], opened["title"]) == (None, "东京")
    assert opened == await get(client, user, f"/{session_id}")


async def test_deleting_a_conversation_deletes_all_that_was_said_in_it(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id)
    kept = await a_conversation(container.transaction, user.id)
    message_id = await answer_of(client, user, session_id)
    await client.put(
        f"/api/ai/messages/{message_id}/feedback", json={"thumb": 1}, headers=user.headers
    )

    gone = await client.delete(f"{PATH}/{session_id}", headers=user.headers)

    assert gone.status_code == 204
    problem_of(
        await client.get(f"{PATH}/{session_id}", headers=user.headers), status=404, code=1003
    )
    async with container.transaction() as session:
        assert list(await session.scalars(select(ChatSession.id))) == [kept]
        assert await session.scalar(select(func.count()).select_from(Message)) == 2
        assert await session.scalar(select(func.count()).select_from(MessageFeedback)) == 0


async def test_what_belongs_to_somebody_else_is_not_there(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, other_user.id)
    message_id = await answer_of(client, other_user, session_id)

    listed = await get(client, user, "")
    answers = [
        await client.get(f"{PATH}/{session_id}", headers=user.headers),
        await client.patch(f"{PATH}/{session_id}", json={"title": "x"}, headers=user.headers),
        await client.delete(f"{PATH}/{session_id}", headers=user.headers),
        await client.get(f"{PATH}/{session_id}/messages", headers=user.headers),
        await client.get(f"{PATH}/{session_id}/export", headers=user.headers),
        await client.put(
            f"/api/ai/messages/{message_id}/feedback", json={"thumb": 1}, headers=user.headers
        ),
    ]

    assert listed["items"] == []
    for answer in answers:
        problem_of(answer, status=404, code=1003)
    assert (await get(client, other_user, f"/{session_id}"))["title"] == "Tokyo"


async def test_an_answer_is_judged_and_the_judgement_changed_and_taken_back(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id)
    message_id = await answer_of(client, user, session_id)

    seen = []
    for wish in ({"thumb": 1}, {"thumb": -1, "comment": "closed on Mondays"}, {"thumb": None}):
        await client.put(f"/api/ai/messages/{message_id}/feedback", json=wish, headers=user.headers)
        page = await get(client, user, f"/{session_id}/messages")
        seen.append([(row["thumb"], row["comment"]) for row in page["items"]])

    assert seen == [
        [(1, ""), (None, None)], [(-1, "closed on Mondays"), (None, None)], [(None, None)] * 2,
    ]  # fmt: skip


async def test_a_question_is_not_judged(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id, ["Hello"])
    message_id = await answer_of(client, user, session_id)

    refused = await client.put(
        f"/api/ai/messages/{message_id}/feedback", json={"thumb": 1}, headers=user.headers
    )

    problem_of(refused, status=409, code=1010)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{PATH}/x", {"title": ""}),
        (f"{PATH}/x", {"title": "t" * 121}),
        (f"{PATH}/x", {"owner": "me"}),
        ("/api/ai/messages/x/feedback", {"thumb": 2}),
        ("/api/ai/messages/x/feedback", {"thumb": 1, "comment": "c" * 2001}),
        ("/api/ai/messages/x/feedback", {}),
    ],
)
async def test_what_is_not_well_said_is_refused(
    client: httpx.AsyncClient, user: Caller, path: str, body: dict[str, Any]
) -> None:
    method = "PATCH" if path.startswith(PATH) else "PUT"

    refused = await client.request(method, path, json=body, headers=user.headers)

    problem_of(refused, status=422, code=1001)


async def test_a_conversation_is_taken_home_whole_as_something_to_read(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    said = ["Where to?\n# Not a heading", "![x](https://evil.example/?q=1)"]
    session_id = await a_conversation(container.transaction, user.id, said, title="To\nTokyo")

    answer = await client.get(
        f"{PATH}/{session_id}/export", params={"language": "zh"}, headers=user.headers
    )

    text = answer.text
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="conversation-{session_id}.md"'
    )
    assert text.startswith("# To Tokyo\n")
    assert "**我**" in text
    assert "\n    # Not a heading\n" in text
    assert "\n    ![x](https://evil.example/?q=1)\n" in text


async def test_a_long_conversation_is_taken_home_to_its_last_word(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    said = [f"word {number}" for number in range(451)]
    session_id = await a_conversation(container.transaction, user.id, said)

    answer = await client.get(
        f"{PATH}/{session_id}/export", params={"format": "ndjson"}, headers=user.headers
    )

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["content"] for line in lines] == said
    assert [line["seq"] for line in lines] == list(range(1, 452))
