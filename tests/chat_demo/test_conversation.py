"""What a streamed turn does to a conversation."""

from dataclasses import replace
from functools import reduce

import pytest

from chat_demo.conversation import (
    MAX_TURNS,
    Ask,
    Conversation,
    Failure,
    Turn,
    TurnState,
    after,
    failed,
    saved,
    wanted_of,
)
from chat_demo.swapping import Swapping
from core.client.events import PlanEvent
from core.schemas.plans import PlanMode, PlanRequest, PlanStarted
from tests.support.answers import TRACE_ID
from tests.support.exports import a_trip as a_saved_trip
from tests.support.plans import a_day, a_step, a_trip, an_answer

ASK = Ask("2 days in Guangzhou", PlanMode.DEEP)
START = PlanStarted(trace_id=TRACE_ID, mode=PlanMode.DEEP)


def a_turn(*events: PlanEvent, ask: Ask = ASK) -> Turn:
    return reduce(after, events, Turn(ask=ask, language="en"))


def a_conversation(*events: PlanEvent) -> Conversation:
    return Conversation((a_turn(*events),))


def test_steps_and_days_are_collected_as_they_come() -> None:
    turn = a_turn(START, a_step("one"), a_day(0), a_step("two"), a_day(1))

    assert turn.state is TurnState.RUNNING
    assert [step.name for step in turn.steps] == ["one", "two"]
    assert [day.day_index for day in turn.days] == [0, 1]
    assert turn.trace_id == TRACE_ID


def test_a_day_sent_again_takes_the_place_of_the_earlier_one() -> None:
    turn = a_turn(a_day(1), a_day(0, title="first try"), a_day(0, title="second try"))

    assert [(day.day_index, day.title) for day in turn.days] == [
        (0, "second try"),
        (1, "Old town 2"),
    ]


def test_the_answer_ends_the_turn_and_its_days_are_the_ones_that_count() -> None:
    turn = a_turn(a_day(0, title="draft"), a_day(5), an_answer(a_day(0), a_day(1)))

    assert turn.state is TurnState.DONE
    assert [day.title for day in turn.days] == ["Old town 1", "Old town 2"]


def test_the_answer_decides_the_language_of_the_cards() -> None:
    assert a_turn(an_answer(trip=a_trip(language="zh"))).language == "zh"
    assert a_turn(an_answer(trip=a_trip(language="fr"))).language == "en"


def test_days_that_came_before_a_failure_stay() -> None:
    turn = failed(a_turn(a_day(0)), Failure(code=3001))

    assert turn.state is TurnState.FAILED
    assert len(turn.days) == 1


def test_a_question_is_in_the_language_of_its_words() -> None:
    conversation = Conversation().asking(Ask("广州三天", PlanMode.FAST), "en")

    assert conversation.turns[0].language == "zh"


def test_only_the_newest_turns_are_kept() -> None:
    conversation = Conversation()

    for number in range(MAX_TURNS + 3):
        conversation = conversation.asking(Ask(f"trip {number}", PlanMode.FAST), "en")

    assert len(conversation.turns) == MAX_TURNS
    assert conversation.turns[0].ask.text == "trip 3"


@pytest.mark.parametrize(
    ("conversation", "can"),
    [
        (Conversation(), set()),
        (a_conversation(START), {"stop"}),
        (a_conversation(an_answer()), {"save", "vary"}),
        (a_conversation(an_answer(trip_id="t")), {"vary"}),
        (a_conversation(an_answer(plan=None)), {"vary"}),
        (a_conversation(an_answer()).saving(), {"stop"}),
        (a_conversation(START).stopped(), {"retry"}),
        (Conversation((failed(a_turn(), Failure(code=None)),)), {"retry"}),
    ],
    ids=["empty", "running", "done", "saved", "nothing", "saving", "stopped", "failed"],
)
def test_what_can_be_done_depends_on_how_the_last_turn_stands(
    conversation: Conversation, can: set[str]
) -> None:
    possible = {
        "stop": conversation.busy,
        "retry": conversation.can_retry,
        "save": conversation.can_save,
        "vary": conversation.can_vary,
    }
    assert {name for name, may in possible.items() if may} == can


def test_another_version_is_the_same_question_with_the_next_seed() -> None:
    conversation = a_conversation(an_answer()).varying().varying()

    assert [turn.ask.seed for turn in conversation.turns] == [0, 1, 2]
    assert {turn.ask.text for turn in conversation.turns} == {ASK.text}


def test_trying_again_takes_the_place_of_what_failed() -> None:
    conversation = Conversation((failed(a_turn(a_day(0)), Failure(code=3001)),)).asking_again()

    assert len(conversation.turns) == 1
    assert conversation.turns[0] == Turn(ask=ASK, language="en")


def test_a_question_asks_for_a_plan_that_is_not_kept() -> None:
    assert wanted_of(a_turn()) == PlanRequest(
        text="2 days in Guangzhou", mode=PlanMode.DEEP, seed=0, save=False
    )


def test_a_plan_that_was_kept_is_the_one_that_was_shown_with_the_trip_it_became() -> None:
    saving = a_conversation(an_answer(a_day(0))).saving().turns[0]

    turn = saved(saving, a_saved_trip(id="trip-1"))

    assert turn.answer == an_answer(a_day(0), trip_id="trip-1")
    assert turn == replace(
        saving, saving=False, answer=turn.answer, swapping=Swapping(a_saved_trip(id="trip-1"))
    )


def test_a_plan_that_could_not_be_saved_is_still_there_and_can_be_saved_again() -> None:
    saving = a_conversation(an_answer()).saving()

    after_failure = saving.with_last(failed(saving.turns[0], Failure(code=5001)))

    assert after_failure.turns[0].state is TurnState.DONE
    assert after_failure.can_save


def test_stopping_while_saving_leaves_the_plan() -> None:
    conversation = a_conversation(an_answer()).saving().stopped()

    assert conversation.turns[0].state is TurnState.DONE
    assert conversation.can_save


def test_stopping_what_does_not_run_changes_nothing() -> None:
    done = a_conversation(an_answer())

    assert done.stopped() is done
