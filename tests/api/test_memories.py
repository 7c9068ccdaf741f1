"""Memories over HTTP: whose they are, in what order, how they are changed and forgotten."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from core.bootstrap import Container
from core.db.pagination import encode_cursor
from core.kernel.clock import utc_now
from core.memory.domain import Remembered
from tests.support.chats import a_conversation
from tests.support.http import Caller, problem_of
from tests.support.memories import a_turn

PATH = "/api/ai/memories"
NOWHERE = "00000000-0000-7000-8000-000000000000"


async def get(client: httpx.AsyncClient, caller: Caller, path: str = "", **query: Any) -> Any:
    response = await client.get(PATH + path, headers=caller.headers, params=query)
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def say(container: Container, caller: Caller, *said: str, **turn: Any) -> None:
    """Have a traveller say things, a minute apart, and have them remembered."""
    began = utc_now() - timedelta(hours=1)
    for minutes, words in enumerate(said):
        at = began + timedelta(minutes=minutes)
        await container.memory.remember(
            await a_turn(container.transaction, caller.id, words, at=at, **turn)
        )


async def test_memories_come_page_by_page_the_newest_first(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    await say(container, user, "I am vegetarian", "How warm is Tokyo?", "我不坐飞机")

    first = await get(client, user, limit=3)
    rest = await get(client, user, limit=3, cursor=first["next_cursor"])

    rows = [*first["items"], *rest["items"]]
    assert sorted((row["kind"], row["level"], row["text"]) for row in rows) == [
        ("preference", "user", "I am vegetarian"),
        ("preference", "user", "我不坐飞机"),
        ("turn", "session", "How warm is Tokyo?\nNoted."),
        ("turn", "session", "I am vegetarian\nNoted."),
        ("turn", "session", "我不坐飞机\nNoted."),
    ]
    assert [row["said_at"] for row in rows] == sorted((r["said_at"] for r in rows), reverse=True)
    assert (first["has_more"], rest["has_more"], rest["next_cursor"]) == (True, False, None)


async def test_a_list_can_be_of_a_level_a_conversation_and_of_what_says_something(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    session_id = await a_conversation(container.transaction, user.id, ())
    await say(container, user, "I love 100% tea", session_id=session_id)
    await say(container, user, "Where is the station?")

    async def texts(**query: str) -> list[str]:
        return sorted(row["text"] for row in (await get(client, user, **query))["items"])

    assert await texts(level="user") == ["I love 100% tea"]
    assert await texts(session_id=session_id) == ["I love 100% tea\nNoted."]
    assert await texts(q="STATION") == ["Where is the station?\nNoted."]
    assert await texts(q="0% t", level="user") == ["I love 100% tea"]
    assert await texts(q="_") == []
    assert await texts(trip_id="none") == []


async def test_a_memory_is_given_other_words_and_prefers_what_they_say(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    await say(container, user, "I am vegetarian")
    [row] = (await get(client, user, level="user"))["items"]

    edited = await client.patch(
        f"{PATH}/{row['id']}", headers=user.headers, json={"text": " 我不吃辣 "}
    )
    plain = await client.patch(
        f"{PATH}/{row['id']}", headers=user.headers, json={"text": "Likes the window seat"}
    )

    spicy = {"slot": "diet", "value": "no_spicy", "holds": True}
    assert edited.json()["data"] | {"said_at": 0} == row | {
        "text": "我不吃辣", "preferences": [spicy], "said_at": 0,
    }  # fmt: skip
    assert (plain.json()["data"]["kind"], plain.json()["data"]["preferences"]) == ("fact", [])
    assert await get(client, user, "/preferences") == {"items": []}
    other = (await get(client, user, level="session"))["items"][0]
    again = await client.patch(
        f"{PATH}/{other['id']}", headers=user.headers, json={"text": "Likes the window seat"}
    )
    assert again.status_code == 200  # the same words of another level are another memory
    found = await container.memory.recall(Remembered(user.id), "window seat", 5)
    assert [memory.text for memory in found.memories] == ["Likes the window seat"]


async def test_two_memories_of_a_level_never_have_the_same_words(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    await say(container, user, "I am vegan", "I hate crowds", "I hate crowds")
    rows = (await get(client, user, level="user"))["items"]

    response = await client.patch(
        f"{PATH}/{rows[1]['id']}", headers=user.headers, json={"text": rows[0]["text"]}
    )

    assert [row["text"] for row in rows] == ["I hate crowds", "I am vegan"]
    problem_of(response, status=409, code=1010)


async def test_what_holds_is_listed_with_the_memory_it_comes_from(
    client: httpx.AsyncClient, container: Container, user: Caller
) -> None:
    await say(
        container, user, "I am vegetarian", "I eat meat again", "Not before 10", "不要早于9点"
    )

    held = (await get(client, user, "/preferences"))["items"]

    assert [(row["slot"], row["value"], row["words"]) for row in held] == [
        ("day_start", "09:00", "不要早于9点")
    ]
    memory = (await get(client, user, level="user", q=held[0]["words"]))["items"][0]
    assert memory["id"] == held[0]["memory_id"]
    assert memory["said_at"] == held[0]["said_at"]


async def test_a_memory_is_forgotten_and_all_are_and_it_is_said_how_many(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller
) -> None:
    await say(container, user, "I am vegan", "I hate crowds")
    await say(container, other_user, "I am vegan")
    [first, *_] = (await get(client, user, level="user"))["items"]

    gone = await client.delete(f"{PATH}/{first['id']}", headers=user.headers)
    twice = await client.delete(f"{PATH}/{first['id']}", headers=user.headers)
    some = await client.delete(PATH, headers=user.headers, params={"level": "session"})
    rest = await client.delete(PATH, headers=user.headers)

    assert gone.status_code == 204
    problem_of(twice, status=404, code=1003)
    assert (some.json()["data"], rest.json()["data"]) == ({"count": 2}, {"count": 1})
    assert (await get(client, user))["items"] == []
    assert len((await get(client, other_user))["items"]) == 2


async def test_what_is_remembered_of_somebody_else_is_not_there(
    client: httpx.AsyncClient, container: Container, user: Caller, other_user: Caller
) -> None:
    await say(container, user, "I am vegan")
    [row] = (await get(client, user, level="user"))["items"]

    answers = [
        await client.patch(
            f"{PATH}/{row['id']}", headers=other_user.headers, json={"text": "I eat meat"}
        ),
        await client.delete(f"{PATH}/{row['id']}", headers=other_user.headers),
    ]

    for answer in answers:
        problem_of(answer, status=404, code=1003)
    assert (await get(client, other_user))["items"] == []
    assert (await get(client, user, level="user"))["items"] == [row]


@pytest.mark.parametrize("memory_id", [NOWHERE, "x", "' or true --", "a" * 300])
async def test_an_id_that_is_none_is_not_found(
    client: httpx.AsyncClient, user: Caller, memory_id: str
) -> None:
    response = await client.delete(f"{PATH}/{memory_id}", headers=user.headers)

    problem_of(response, status=404, code=1003)


@pytest.mark.parametrize(
    ("query", "status"),
    [({"level": "world"}, 422), ({"cursor": "x"}, 400), ({"q": "x" * 201}, 422)],
)
async def test_a_list_that_is_not_well_asked_for_is_refused(
    client: httpx.AsyncClient, user: Caller, query: dict[str, str], status: int
) -> None:
    response = await client.get(PATH, headers=user.headers, params=query)

    assert response.status_code == status


async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient, user: Caller) -> None:
    response = await client.get(
        PATH, headers=user.headers, params={"cursor": encode_cursor(utc_now(), "no-uuid")}
    )

    problem_of(response, status=400, code=1002)
