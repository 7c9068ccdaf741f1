"""An answer heard while it is written."""

import json
from typing import Any

import httpx
import pytest

from core.client.errors import ApiError, ApiUnreachableError
from core.schemas.chat import ChatReply, ChatRequest
from tests.client.conftest import Connect
from tests.support.answers import TRACE_ID, a_problem, failed
from tests.support.talk import a_reply, a_trace, some_frames

ASKED = ChatRequest(query="Hello", request_id="request-1")
FRAMES = some_frames("Gladly! ", "Where ", "to?", nodes=[a_trace()])
NAMES = {"StartFrame": "start", "PartialFrame": "partial", "ToolFrame": "tool"}
Told = tuple[str, Any]


def told() -> list[Told]:
    """Return a whole turn as events, whose number is their place."""
    frames = [(NAMES[type(each).__name__], each.model_dump(mode="json")) for each in FRAMES]
    return [*frames, ("final", a_reply().model_dump(mode="json"))]


def stream(*events: Told, first: int = 0) -> httpx.Response:
    parts = [
        f"event: {name}\nid: {seq}\ndata: {json.dumps(data)}\n\n"
        for seq, (name, data) in enumerate(events, start=first)
    ]
    return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, text="".join(parts))


async def test_every_frame_comes_typed_and_the_whole_answer_is_last(connect: Connect) -> None:
    events = await connect(lambda request: stream(*told())).talk(ASKED)

    assert events == [*FRAMES, a_reply()]


@pytest.mark.parametrize("cut", range(1, len(FRAMES) + 1))
async def test_a_stream_that_breaks_is_taken_up_behind_the_last_frame(
    connect: Connect, cut: int
) -> None:
    asked: list[tuple[str | None, str]] = []

    def api(request: httpx.Request) -> httpx.Response:
        after = request.headers.get("Last-Event-ID")
        asked.append((after, json.loads(request.content)["request_id"]))
        first = 0 if after is None else int(after) + 1
        return stream(*told()[first : cut if after is None else None], first=first)

    events = await connect(api).talk(ASKED)

    assert events == [*FRAMES, a_reply()]
    assert asked == [(None, "request-1"), (str(cut - 1), "request-1")]


async def test_a_question_without_an_id_gets_one_so_that_it_is_asked_once(
    connect: Connect,
) -> None:
    ids: list[str] = []

    def api(request: httpx.Request) -> httpx.Response:
        ids.append(json.loads(request.content)["request_id"])
        return stream(*told()[:2]) if len(ids) == 1 else stream(*told()[2:], first=2)

    await connect(api).talk(ChatRequest(query="Hello"))

    assert len(set(ids)) == 1
    assert ids[0]


async def test_a_failure_is_raised_and_not_asked_for_again(connect: Connect) -> None:
    asked: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return stream(told()[0], ("failed", a_problem(3001, 502)))

    with pytest.raises(ApiError) as caught:
        await connect(api).talk(ASKED)

    assert (caught.value.code, caught.value.trace_id) == (3001, TRACE_ID)
    assert len(asked) == 1


async def test_a_refusal_before_the_first_frame_is_raised(connect: Connect) -> None:
    with pytest.raises(ApiError, match="1003"):
        await connect(lambda request: failed(1003, 404)).talk(ASKED)


async def test_a_stream_that_breaks_again_and_again_is_given_up(connect: Connect) -> None:
    asked: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return stream(told()[0]) if len(asked) == 1 else stream()

    with pytest.raises(ApiUnreachableError, match="before it was finished"):
        await connect(api).talk(ASKED)

    assert len(asked) == 4


async def test_where_nobody_answers_that_is_raised(connect: Connect) -> None:
    def api(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ApiUnreachableError, match="cannot be reached"):
        await connect(api).talk(ASKED)


async def test_an_event_of_a_kind_not_known_yet_is_passed_over(connect: Connect) -> None:
    answer = stream(("mood", {"good": True}), ("final", a_reply().model_dump(mode="json")))

    events = await connect(lambda request: answer).talk(ASKED)

    assert [type(event) for event in events] == [ChatReply]
