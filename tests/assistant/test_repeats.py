"""A request id is one turn: the model is asked once, whoever asks again, however, and where."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.assistant.frames import FailedFrame
from core.assistant.keeping import Turns
from core.assistant.service import AssistantService
from core.db.models.chat import ChatTurn
from core.kernel.errors import (
    KeyReusedError,
    ModelError,
    TooManyTasksError,
    TurnCancelledError,
    TurnCutOffError,
    TurnInProgressError,
)
from tests.support.assistants import QUICK, Assistants, HeldModel, all_of, ask, begun
from tests.support.models import ScriptedModel, SilentModel, a_model_error

TALK = {"intent": "chitchat", "answer": "Hello there, and welcome! " * 10}
HELD = json.dumps(TALK)


async def cut_off(assistants: Assistants, request_id: str, **values: Any) -> None:
    """Have the lease of a turn run out."""
    past = timedelta(seconds=-1)
    async with assistants.transaction() as session:
        await session.execute(
            update(ChatTurn)
            .where(ChatTurn.request_id == request_id)
            .values(lease_until=ChatTurn.created_at + past, **values)
        )


async def test_a_repeat_is_told_what_was_answered(assistants: Assistants, person: str) -> None:
    model = ScriptedModel(TALK)
    first = await begun(assistants.make(model), person, request_id="r-1")
    frames = await all_of(first.frames())

    for assistant in (assistants.make(model), assistants.make(model)):
        again = await ask(assistant, person, request_id="r-1")
        assert again == await first.reply()
        for seq in range(-1, len(frames) + 1):
            assert await all_of(assistant.attach(person, "r-1", seq)) == frames[seq + 1 :]

    assert len(model.calls) == 1


async def test_two_at_once_are_one_turn(assistants: Assistants, person: str) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model)

    asked = [asyncio.create_task(ask(assistant, person, request_id="r-1")) for _ in range(4)]
    await model.asked.wait()
    model.go.set()
    replies = await asyncio.gather(*asked)

    assert model.calls == 1
    assert len({reply.message_id for reply in replies}) == 1
    assert len(await assistants.said(replies[0].session_id)) == 2


async def test_another_process_waits_for_the_one_that_answers(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    here, elsewhere = assistants.make(model), assistants.make(ScriptedModel())
    first = await begun(here, person, request_id="r-1")
    await model.asked.wait()

    second = await begun(elsewhere, person, request_id="r-1")
    heard = asyncio.create_task(all_of(second.frames()))
    model.go.set()

    assert await second.reply() == await first.reply()
    assert await heard == await all_of(first.frames())


@pytest.mark.parametrize("is_over", [True, False])
async def test_the_same_id_with_other_words_is_refused(
    assistants: Assistants, person: str, is_over: bool
) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model)
    first = await begun(assistant, person, request_id="r-1")
    if is_over:
        model.go.set()
        await first.reply()

    with pytest.raises(KeyReusedError):
        await begun(assistant, person, "something else", request_id="r-1")

    model.go.set()
    await first.reply()


async def test_what_failed_is_tried_again_in_the_same_conversation(
    assistants: Assistants, person: str
) -> None:
    model = ScriptedModel(a_model_error("timeout"), TALK)
    assistant = assistants.make(model, rules=ScriptedModel("no"))
    first = await begun(assistant, person, request_id="r-1")
    with pytest.raises(ModelError):
        await first.reply()

    again = await ask(assistant, person, request_id="r-1")

    assert again.session_id == first.session_id
    assert len(await assistants.said(again.session_id)) == 2
    assert (await assistants.turn("r-1")).status == "succeeded"


async def test_the_failure_of_a_turn_is_told_again_with_what_was_said_until_then(
    assistants: Assistants, person: str
) -> None:
    model = ScriptedModel('{"intent": "hotel"}', a_model_error("rate_limited", retry_after_s=7))

    async def nothing(**_: Any) -> None: ...

    assistant = assistants.make(model, rules=ScriptedModel("no"), toolbox=nothing)
    first = await begun(assistant, person, request_id="r-1")
    frames = await all_of(first.frames())

    again = await all_of(assistants.make(ScriptedModel()).attach(person, "r-1"))

    assert again[:-1] == frames[:-1]
    last, before = again[-1], frames[-1]
    assert isinstance(last, FailedFrame)
    assert isinstance(before, FailedFrame)
    assert (type(last.error), last.error.data) == (type(before.error), before.error.data)


async def test_a_turn_cut_off_by_a_crash_is_begun_again(
    assistants: Assistants, person: str
) -> None:
    dead = HeldModel(HELD)
    lost = await begun(assistants.make(dead), person, request_id="r-1")
    await dead.asked.wait()
    await cut_off(assistants, "r-1")

    told = await all_of(assistants.make(ScriptedModel()).attach(person, "r-1"))
    reply = await ask(assistants.make(ScriptedModel(TALK)), person, request_id="r-1")
    dead.go.set()

    last = told[-1]
    assert isinstance(last, FailedFrame)
    assert isinstance(last.error, TurnCutOffError)
    with pytest.raises(TurnCancelledError):  # the one thought dead keeps nothing
        await lost.reply()
    assert reply.session_id == lost.session_id
    assert len(await assistants.said(reply.session_id)) == 2


async def test_a_turn_cut_off_by_a_crash_blocks_nobody(assistants: Assistants, person: str) -> None:
    dead = HeldModel(HELD)
    lost = await begun(assistants.make(dead), person, request_id="r-1")
    await cut_off(assistants, "r-1")
    one = replace(QUICK, per_user=1)

    assistant = assistants.make(ScriptedModel(TALK), limits=one)
    reply = await ask(assistant, person, "next", session_id=lost.session_id)
    dead.go.set()

    assert reply.answer
    assert (await assistants.turn("r-1")).status == "failed"
    with pytest.raises(TurnCancelledError):
        await lost.reply()


async def test_a_conversation_answers_one_question_at_a_time(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model)
    first = await begun(assistant, person, request_id="r-1")

    for each in (assistant, assistants.make(ScriptedModel())):
        with pytest.raises(TurnInProgressError) as refused:
            await begun(each, person, "and?", session_id=first.session_id)
        assert refused.value.data["request_id"] == "r-1"
    model.go.set()
    await first.reply()

    assert (await ask(assistant, person, "and?", session_id=first.session_id)).answer


async def test_a_person_has_so_many_questions_answered_at_a_time(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model, limits=replace(QUICK, per_user=2))
    turns = [await begun(assistant, person, f"q{number}") for number in range(2)]

    with pytest.raises(TooManyTasksError) as refused:
        await begun(assistant, person, "q2")
    somebody_else = await begun(assistant, await assistants.a_person())
    model.go.set()
    for turn in (*turns, somebody_else):
        await turn.reply()

    assert refused.value.data == {"limit": 2, "active": 2}
    assert (await ask(assistant, person, "q2")).answer


async def test_whoever_leaves_has_the_answer_kept_all_the_same(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    live = await begun(assistants.make(model), person)
    frames = live.frames()
    await anext(frames)

    await frames.aclose()
    model.go.set()
    await live.reply()

    assert len(await assistants.said(live.session_id)) == 2


async def test_cancelling_ends_the_call_and_keeps_nothing(
    assistants: Assistants, person: str
) -> None:
    model = SilentModel()
    assistant = assistants.make(model)
    live = await begun(assistant, person, request_id="r-1")
    await model.asked.wait()

    assert await assistant.cancel(person, "r-1")

    assert model.left.is_set()
    with pytest.raises(TurnCancelledError):
        await live.reply()
    assert (await assistants.turn("r-1")).status == "cancelled"
    assert await assistants.said(live.session_id) == []
    assert not await assistant.cancel(person, "r-1")
    with pytest.raises(TurnCancelledError):  # a late repeat does not undo it
        await ask(assistant, person, request_id="r-1")


async def test_a_turn_is_cancelled_from_another_process(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    live = await begun(assistants.make(model), person, request_id="r-1")

    assert await assistants.make(ScriptedModel()).cancel(person, "r-1")
    model.go.set()

    with pytest.raises(TurnCancelledError):
        await live.reply()
    assert await assistants.said(live.session_id) == []


async def test_what_has_an_answer_cannot_be_cancelled(assistants: Assistants, person: str) -> None:
    assistant = assistants.make(ScriptedModel(TALK))
    await ask(assistant, person, request_id="r-1")

    assert not await assistant.cancel(person, "r-1")
    assert (await assistants.turn("r-1")).status == "succeeded"


async def closed_while(assistant: AssistantService, model: HeldModel, *, go: bool) -> None:
    closing = asyncio.create_task(assistant.aclose())
    await asyncio.sleep(0)
    if go:
        model.go.set()
    await closing


async def test_a_process_that_ends_lets_turns_finish_for_a_while(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model, limits=replace(QUICK, drain_s=5.0))
    live = await begun(assistant, person)
    await model.asked.wait()

    await closed_while(assistant, model, go=True)

    assert (await live.reply()).answer
    with pytest.raises(TurnCutOffError):
        await begun(assistant, person)


async def test_a_process_that_ends_leaves_no_row_running(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    assistant = assistants.make(model)
    live = await begun(assistant, person, request_id="r-1")
    await model.asked.wait()

    await closed_while(assistant, model, go=False)

    with pytest.raises(TurnCutOffError):
        await live.reply()
    assert (await assistants.turn("r-1")).status == "failed"
    assert (await ask(assistants.make(ScriptedModel(TALK)), person, request_id="r-1")).answer


async def test_turns_that_nobody_asks_for_again_are_tidied_away_with_time(
    assistants: Assistants, person: str
) -> None:
    model = HeldModel(HELD)
    lost = await begun(assistants.make(model), person, request_id="lost")
    old = await ask(assistants.make(ScriptedModel(TALK)), person, request_id="old")
    await ask(assistants.make(ScriptedModel(TALK)), person, request_id="pending")
    await ask(assistants.make(ScriptedModel(TALK)), person, request_id="fresh")
    async with assistants.transaction() as session:
        for name, memory in (("old", "written"), ("pending", "pending"), ("lost", "off")):
            await session.execute(
                update(ChatTurn)
                .where(ChatTurn.request_id == name)
                .values(created_at=ChatTurn.created_at - timedelta(days=31), memory=memory)
            )
    await cut_off(assistants, "lost")

    async with assistants.transaction() as session:
        settled = await Turns(session).settle()
        forgotten = await Turns(session).forget(30)
    model.go.set()

    assert (settled, forgotten) == (1, 2)
    assert {row.request_id for row in await assistants.rows(ChatTurn)} == {"pending", "fresh"}
    assert len(await assistants.said(old.session_id)) == 2
    with pytest.raises(TurnCancelledError):
        await lost.reply()
