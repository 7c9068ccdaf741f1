"""A turn of talk as a value: what events do to it, what was kept, what is offered next."""

from typing import Any

import pytest

from chat_demo.conversation import Ask, Conversation, Failure, asked_of, failed, resumed
from chat_demo.talks import Talk, heard, kept_turns, suggested
from core.schemas.chat import Intent, ProposalStatus
from core.schemas.plans import PlanMode
from core.schemas.tools import ToolName, ToolSuggestion
from tests.support.talk import a_kept_turn, a_proposal, a_reply, a_trace, some_frames


def test_the_pieces_one_after_the_other_are_the_answer_until_the_whole_comes() -> None:
    talk = Talk("request-1")

    for frame in some_frames("Glad", "ly", nodes=[a_trace("assistant")]):
        talk = heard(talk, frame)

    assert (talk.said, talk.session_id, talk.reply) == ("Gladly", "session-1", None)
    assert [trace.node for trace in talk.traces] == ["assistant"]
    assert heard(talk, a_reply("Cleaned")).said == "Cleaned"


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        (a_reply(), None),
        (a_reply(intent=Intent.TRIP_PLAN, trip_id="trip-7"), "trip-7"),
        (a_reply(intent=Intent.TRIP_PLAN, task_id="task-1"), None),
        (a_reply(intent=Intent.TRIP_QUERY, trip_id="trip-7"), None),
        (a_reply(intent=Intent.TRIP_EDIT, proposal=a_proposal()), None),
        (a_reply(intent=Intent.TRIP_EDIT, proposal=a_proposal(ProposalStatus.APPLIED)), "trip-7"),
        (a_reply(intent=Intent.TRIP_EDIT, proposal=a_proposal(ProposalStatus.DECLINED)), None),
    ],
)
def test_a_trip_is_shown_where_it_was_made_or_changed(reply: Any, shown: str | None) -> None:
    assert Talk("request-1", reply=reply).trip_to_show == shown


def test_what_was_kept_is_a_conversation_again_that_goes_on_where_it_was() -> None:
    older = a_kept_turn("广州天气", a_reply("晴"), first=1)
    newer = a_kept_turn("Thanks", a_reply("Gladly", proposal=a_proposal()), first=3, thumb=1)

    found = resumed(kept_turns([*newer, *older]), "session-1", "en")

    assert [(turn.ask.text, turn.language) for turn in found.turns] == [
        ("广州天气", "zh"), ("Thanks", "en"),
    ]  # fmt: skip
    last = found.turns[-1].talk
    assert last is not None
    assert (last.said, last.thumb) == ("Gladly", 1)
    assert found.can_answer
    later = found.asking(Ask("And tomorrow?", None), "en")
    talk = later.turns[-1].talk
    assert talk is not None
    assert asked_of(later.turns[-1], talk, later.session_id).session_id == "session-1"


def test_an_answer_whose_small_print_is_lost_is_still_an_answer() -> None:
    answered, asked = a_kept_turn("Hello")

    (turn,) = kept_turns([answered.model_copy(update={"meta": {}}), asked])

    assert (turn.talk.said, turn.talk.reply) == (answered.content, None)


def test_only_steps_that_can_be_asked_for_are_offered_and_each_once() -> None:
    steps = [
        ToolSuggestion(key="assistant.next_stop", params={"trip_id": "trip-7"}),
        ToolSuggestion(key="assistant.next_stop", params={"trip_id": "trip-7"}),
        ToolSuggestion(key="weather.umbrella", params={"dates": ["2026-12-01"]}),
        ToolSuggestion(key="hotels.weather", params={}, tool=ToolName.WEATHER, arguments={}),
        ToolSuggestion(key="of.a.newer.product", params={}, tool=ToolName.PLACES, arguments={}),
        ToolSuggestion(
            key="assistant.weather",
            params={"city": {"en": "Guangzhou", "zh": "广州"}, "date": "2026-12-01"},
            tool=ToolName.WEATHER,
            arguments={},
        ),
    ]

    assert suggested(a_reply(suggestions=steps), "en") == [
        "Where do I go next?", "See the weather of those days",
        "See the weather in Guangzhou from 2026-12-01",
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "same"), [(None, True), (3001, False)])
def test_what_may_still_be_answered_is_heard_again_and_what_failed_asked_anew(
    code: int | None, same: bool
) -> None:
    begun = Conversation().asking(Ask("Hello", None), "en")
    broken = begun.with_last(failed(begun.turns[-1], Failure(code)))

    before, after = broken.turns[-1].talk, broken.asking_again().turns[-1].talk

    assert before is not None
    assert after is not None
    assert (before.request_id == after.request_id) is same


def test_talk_is_not_varied_and_a_plan_is_not_judged() -> None:
    talk = Conversation().asking(Ask("Hello", None), "en")
    plan = Conversation().asking(Ask("2 days", PlanMode.FAST), "en")

    assert talk.turns[-1].talk is not None
    assert plan.turns[-1].talk is None
    assert not talk.can_vary
    assert not plan.can_judge
