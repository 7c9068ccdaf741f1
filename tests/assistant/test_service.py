"""Turns as they are kept: once, in order, and as they were heard."""

import json
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from core.assistant.frames import FinalFrame
from core.db.models.audit import AuditLog
from core.db.models.chat import ChatSession, ChatTurn, Message
from core.kernel.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    ModelError,
    NotFoundError,
)
from core.schemas.chat import PartialFrame, StartFrame, ToolFrame
from tests.support.assistants import QUICK, Assistants, all_of, ask, begun
from tests.support.models import ScriptedModel, SilentModel, a_model_error
from tests.support.turns import NOW, Recalling


def talk(answer: str) -> dict[str, Any]:
    return {"intent": "chitchat", "answer": answer}


async def test_a_first_question_opens_a_conversation_and_all_of_it_is_kept(
    assistants: Assistants, person: str
) -> None:
    reply = await ask(assistants.make(ScriptedModel(talk("你好!"))), person, "  你好,\n我是小王  ")

    session = await assistants.session(reply.session_id)
    assert (session.user_id, session.title) == (person, "你好, 我是小王")
    assert (session.message_count, session.last_message_at) == (2, NOW)
    assert await assistants.said(reply.session_id) == [
        (1, "user", "你好,\n我是小王"), (2, "assistant", "你好!"),
    ]  # fmt: skip
    (turn,) = await assistants.rows(ChatTurn)
    assert (turn.status, turn.memory, turn.reply["message_id"]) == (
        "succeeded", "pending", reply.message_id,
    )  # fmt: skip
    (deed,) = await assistants.rows(AuditLog)
    assert (deed.actor, deed.action, deed.target_id) == (person, "chat.turn", reply.session_id)
    assert deed.trace_id == turn.trace_id == reply.ai_meta.trace_id
    assert reply.ai_meta.prompt_versions.keys() == {"assistant.system.main", "assistant.route"}
    (answer,) = await assistants.rows(Message, id=reply.message_id)
    assert (answer.intent, answer.tokens) == ("chitchat", reply.ai_meta.usage_tokens)
    assert answer.meta["ai"] == reply.ai_meta.model_dump(mode="json")
    nodes = [trace["node"] for trace in answer.meta["traces"]]
    assert nodes == ["load_history", "memory_read", "assistant"]
    assert [message.role for message in reply.messages] == ["user", "assistant"]


async def test_frames_are_numbered_without_a_gap_and_their_words_are_the_answer(
    assistants: Assistants, person: str
) -> None:
    live = await begun(assistants.make(ScriptedModel(talk("Hi there!"))), person)

    frames = await all_of(live.frames())

    assert [frame.seq for frame in frames] == list(range(len(frames)))
    assert isinstance(frames[0], StartFrame)
    assert [f.trace.node for f in frames if isinstance(f, ToolFrame)] == [
        "load_history", "memory_read", "assistant",
    ]  # fmt: skip
    last = frames[-1]
    assert isinstance(last, FinalFrame)
    words = "".join(f.delta for f in frames if isinstance(f, PartialFrame))
    assert words == last.reply.answer == "Hi there!"


@pytest.mark.parametrize("redis_is", ["warm", "emptied", "gone"])
async def test_a_second_question_is_asked_with_the_first(
    assistants: Assistants, person: str, redis_is: str
) -> None:
    model = ScriptedModel(talk("a1"), talk("a2"), talk("a3"), talk("a4"))
    nowhere = Redis.from_url("redis://127.0.0.1:1/0", decode_responses=True)
    assistant = assistants.make(model, redis=nowhere if redis_is == "gone" else None)
    session_id = (await ask(assistant, person, "q1")).session_id

    for query in ("q2", "q3", "q4"):
        if redis_is == "emptied":
            await assistants.redis.flushdb()
        await ask(assistant, person, query, session_id=session_id)

    history = json.loads(
        model.calls[-1].messages[-1].content.split("<history>")[1].split("</history>")[0]
    )
    assert [said["content"] for said in history] == ["q2", "a2", "q3", "a3"]  # two rounds
    assert [content for _, _, content in await assistants.said(session_id)] == [
        "q1", "a1", "q2", "a2", "q3", "a3", "q4", "a4",
    ]  # fmt: skip
    await nowhere.aclose()


async def test_what_redis_holds_of_another_state_is_not_taken_for_the_truth(
    assistants: Assistants, person: str
) -> None:
    model = ScriptedModel(talk("a1"), talk("a2"))
    assistant = assistants.make(model)
    session_id = (await ask(assistant, person, "q1")).session_id
    stale = {"count": 8, "said": [["user", "forged"]], "proposal": None, "waiting": None}
    for entry in (json.dumps(stale), "no JSON", '{"count": 2}', '{"count": 2, "said": 3}'):
        await assistants.redis.set(f"conversation:{session_id}", entry)

    await ask(assistant, person, "q2", session_id=session_id)

    assert "forged" not in model.calls[-1].messages[-1].content
    assert "a1" in model.calls[-1].messages[-1].content


async def test_a_failed_turn_is_in_no_history_and_says_why(
    assistants: Assistants, person: str
) -> None:
    model = ScriptedModel(talk("a1"), a_model_error("timeout"), talk("a2"))
    assistant = assistants.make(model, rules=ScriptedModel({"intent": "general_qa"}))
    session_id = (await ask(assistant, person, "q1")).session_id

    with pytest.raises(ModelError) as failed:
        await ask(assistant, person, "lost", session_id=session_id, request_id="r-2")
    await ask(assistant, person, "q2", session_id=session_id)

    assert failed.value.error_type == "timeout"
    assert "lost" not in model.calls[-1].messages[-1].content
    assert len(await assistants.said(session_id)) == 4
    turn = await assistants.turn("r-2")
    assert (turn.status, turn.error and turn.error["data"]["error_type"]) == ("failed", "timeout")


async def test_a_bug_is_a_failed_turn_and_not_a_silence(
    assistants: Assistants, person: str
) -> None:
    def crash(_call: object) -> str:
        raise ZeroDivisionError

    with pytest.raises(AppError) as failed:
        await ask(assistants.make(ScriptedModel(crash)), person, request_id="r-1")

    assert failed.value.code == 5000
    assert (await assistants.turn("r-1")).status == "failed"


@pytest.mark.parametrize("limit", ["answer_s", "turn_s"])
async def test_a_turn_ends_in_time_whatever_the_model_does(
    assistants: Assistants, person: str, limit: str
) -> None:
    model = SilentModel()
    limits = replace(QUICK, **{limit: 0.05})
    assistant = assistants.make(model, limits=limits, rules=ScriptedModel("x"))

    with pytest.raises(ModelError) as failed:
        await ask(assistant, person)

    assert failed.value.error_type == "timeout"
    assert model.left.is_set()


async def test_whoever_is_not_meant_gets_nothing(assistants: Assistants, person: str) -> None:
    assistant = assistants.make(ScriptedModel(talk("a1")))
    session_id = (await ask(assistant, person, request_id="r-1")).session_id
    other = await assistants.a_person()

    with pytest.raises(NotFoundError):
        await ask(assistant, other, session_id=session_id)
    with pytest.raises(ForbiddenError):
        await ask(assistant, other, user_id=person)
    with pytest.raises(NotFoundError):
        await all_of(assistant.attach(other, "r-1"))
    with pytest.raises(NotFoundError):
        await assistant.cancel(other, "r-1")
    assert len(await assistants.rows(ChatSession)) == 1


async def test_a_closed_conversation_takes_no_question(assistants: Assistants, person: str) -> None:
    assistant = assistants.make(ScriptedModel(talk("a1")))
    session_id = (await ask(assistant, person)).session_id
    async with assistants.transaction() as session:
        row = await session.get(ChatSession, session_id)
        assert row is not None
        row.closed_at = NOW

    with pytest.raises(ConflictError):
        await ask(assistant, person, session_id=session_id)


async def test_a_turn_whose_conversation_is_deleted_meanwhile_keeps_nothing(
    assistants: Assistants, person: str
) -> None:
    async def forget() -> None:
        async with assistants.transaction() as session:
            for row in await assistants.rows(ChatSession):
                await session.delete(await session.merge(row))

    class Deleting(Recalling):
        async def recall(self, *asked: Any) -> Any:
            await forget()
            return await super().recall(*asked)

    with pytest.raises(AppError):
        await ask(assistants.make(ScriptedModel(talk("a1")), memory=Deleting()), person)

    assert await assistants.rows(ChatSession) == []


@pytest.mark.parametrize(
    ("of_session", "of_request", "is_remembered"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
async def test_a_turn_is_remembered_where_nobody_said_otherwise(
    assistants: Assistants, person: str, of_session: bool, of_request: bool, is_remembered: bool
) -> None:
    memory = Recalling()
    assistant = assistants.make(ScriptedModel(talk("a1"), talk("a2")), memory=memory)
    session_id = (await ask(assistant, person, "q1", use_memory=False)).session_id
    async with assistants.transaction() as session:
        row = await session.get(ChatSession, session_id)
        assert row is not None
        row.use_memory = of_session

    await ask(
        assistant, person, "q2", session_id=session_id, use_memory=of_request, request_id="r-2"
    )
    await assistant.aclose()

    assert [(said.query, said.answer, said.who.session_id) for said in memory.turns] == (
        [("q2", "a2", session_id)] if is_remembered else []
    )
    assert len(memory.asked) == is_remembered
    assert (await assistants.turn("r-2")).memory == ("pending" if is_remembered else "off")


async def test_what_is_shown_of_an_answer_is_what_was_asked_for(
    assistants: Assistants, person: str
) -> None:
    assistant = assistants.make(ScriptedModel(talk("a1"), talk("a2")))

    plain = await ask(assistant, person)
    full = await ask(assistant, person, return_tool_traces=True)

    assert plain.tool_traces == []
    assert [trace.node for trace in full.tool_traces] == [
        "load_history",
        "memory_read",
        "assistant",
    ]


async def test_the_longest_question_is_answered_like_any_other(
    assistants: Assistants, person: str
) -> None:
    query = "长" * 4_000

    reply = await ask(assistants.make(ScriptedModel(talk("好"))), person, query)

    assert (await assistants.session(reply.session_id)).title == "长" * 59 + "…"
    assert (await assistants.said(reply.session_id))[0] == (1, "user", query)
