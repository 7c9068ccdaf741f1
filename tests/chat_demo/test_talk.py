"""A conversation as the messages of the chat."""

from dataclasses import replace
from functools import reduce

import pytest

from chat_demo import trip_words, words
from chat_demo.conversation import Ask, Conversation, Failure, Turn, TurnState, after, failed
from chat_demo.talk import messages, sentence_of, turn_messages
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.exports import ExportFormat
from core.schemas.plans import Evidence, Obstacle, PlanMode, Severity
from tests.chat_demo.reading import HOSTILE, read
from tests.support.answers import TRACE_ID
from tests.support.plans import a_check, a_day, a_report, a_step, a_trip, an_answer, some_metrics


def a_turn(
    *events: PlanEvent, text: str = "2 days in Guangzhou", language: Language = "en", seed: int = 0
) -> Turn:
    ask = Ask(text, PlanMode.DEEP, seed)
    return reduce(after, events, Turn(ask=ask, language=language))


def shown(turn: Turn) -> list[str]:
    return [read(message["content"]).text for message in turn_messages(turn)]


def test_a_turn_begins_with_the_words_of_the_visitor_as_written() -> None:
    question, *_ = turn_messages(a_turn(text=f"line 1\n{HOSTILE}"))

    assert question["role"] == "user"
    assert read(question["content"]).text.startswith("line 1<script>alert(1)</script>")


def test_another_version_says_which_one_it_is() -> None:
    assert shown(a_turn(seed=2))[0].endswith("Deep · version 3")


def test_while_a_plan_is_made_its_steps_and_finished_days_are_shown() -> None:
    _, progress, day = shown(a_turn(a_step("planner_understand"), a_day(0)))

    assert progress.startswith("Planning day by day… · 1 day ready")
    assert "Read the request" in progress
    assert day.startswith("Day 1")


def test_each_day_is_a_message_of_its_own_so_that_only_what_is_new_is_drawn() -> None:
    one, two = a_turn(a_day(0)), a_turn(a_day(0), a_day(1))

    assert turn_messages(one)[2] == turn_messages(two)[2]
    assert len(turn_messages(two)) == len(turn_messages(one)) + 1


def test_a_finished_plan_shows_summary_days_and_checks_in_this_order() -> None:
    texts = shown(a_turn(an_answer()))

    heads = [text[:12] for text in texts[1:]]
    assert heads == [
        "Two days in ", "GuangzhouDay", "Day 1Tue 1 D", "Day 2Wed 2 D", "What was che",
        "How it was m",
    ]  # fmt: skip
    assert texts[-1].endswith(f"trace {TRACE_ID}")


def test_a_plan_is_shown_in_its_own_language() -> None:
    texts = shown(a_turn(an_answer(trip=a_trip(language="zh", title="广州两日"))))

    assert texts[1].startswith("广州两日")
    assert texts[3].startswith("第 1 天")


def test_a_plan_is_led_by_what_cannot_be_had_and_followed_by_advice() -> None:
    gone = Obstacle(code="no_ride", fields=[], message="No journey to Hawaii is known")
    advice = a_check("pace", passed=False, severity=Severity.SOFT, message="A long day")

    texts = shown(a_turn(an_answer(obstacles=[gone], report=a_report(advice))))

    assert "No journey to Hawaii is known" in texts[1]
    assert texts[2].startswith("Two days in")
    assert texts[3] == "Worth knowingA long day"


def test_what_was_read_of_a_question_is_marked_in_it() -> None:
    said = [Evidence(field="day_count", value=2, words="2 days")]

    question, *_ = turn_messages(a_turn(an_answer(understood=said)))

    assert "<mark>2 days</mark> in Guangzhou" in question["content"]
    assert read(question["content"]).text.endswith(f"Deep · {trip_words.FROM_YOUR_WORDS.en}")


def test_a_saved_plan_says_so_with_the_number_of_the_trip_and_links_to_its_files() -> None:
    saved = turn_messages(a_turn(an_answer(trip_id="trip-1")))[1]["content"]

    assert read(saved).text.startswith("✓ Saved to your tripstrip trip-1DownloadPDF to printCal")
    assert {link.rpartition("/")[2] for link in read(saved).links} == {"pdf", *ExportFormat}


def test_a_calendar_link_is_shown_with_what_it_is_good_for() -> None:
    turn = replace(a_turn(an_answer(trip_id="trip-1")), feed="http://api.test/feeds/secret.ics")

    assert "http://api.test/feeds/secret.ics" in shown(turn)[1]
    assert "Whoever has it can read the trip" in shown(turn)[1]


def test_a_plan_that_could_not_be_saved_says_why_above_the_plan() -> None:
    saving = Conversation((a_turn(an_answer()),)).saving().turns[0]

    texts = shown(failed(saving, Failure(code=5001, detail="no database", trace_id=TRACE_ID)))

    assert texts[1].startswith("The trip was not saved.no databasecode 5001")
    assert texts[2].startswith("Two days in")


FELL_BACK = some_metrics(mode=PlanMode.DEEP, fallback_to_fast=True, fallback_reason="day 2 failed")


def test_a_fast_plan_in_place_of_a_deep_one_says_so() -> None:
    texts = shown(a_turn(an_answer(metrics=FELL_BACK)))

    assert "this is a fast plan.Reason: day 2 failed" in texts[1]


def test_a_plan_finished_without_the_model_says_so() -> None:
    steps = [a_step("planner_alone")]

    texts = shown(a_turn(an_answer(metrics=FELL_BACK, tool_traces=steps)))

    assert texts[1].startswith(trip_words.ALONE.en)


def test_where_a_check_is_the_reason_it_is_told_once_above_the_plan() -> None:
    over = a_report(a_check(passed=False, message="The trip costs CNY 1,560"))

    texts = shown(a_turn(an_answer(metrics=FELL_BACK, report=over)))

    assert texts[1].endswith(f"The trip costs CNY 1,560{trip_words.NEAREST.en}")
    assert texts[2].startswith("Two days in")


def test_a_stopped_turn_keeps_the_days_that_were_ready() -> None:
    stopped = Conversation((a_turn(a_day(0)),)).stopped().turns[0]

    assert stopped.state is TurnState.STOPPED
    assert shown(stopped)[1:] == ["Stopped. Nothing was saved.", shown(a_turn(a_day(0)))[2]]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (Failure(code=None), words.UNREACHABLE),
        (Failure(code=3001), words.SENTENCES[3001]),
        (Failure(code=1001, cities=("Paris",)), words.UNKNOWN_CITY),
    ],
    ids=["api down", "model failed", "unknown city"],
)
def test_a_failure_is_a_sentence_in_both_languages(
    failure: Failure, sentence: words.Phrase
) -> None:
    assert sentence_of(failure, "en") == sentence.en
    assert sentence_of(failure, "zh") == sentence.zh


def test_a_failure_we_have_no_words_for_is_told_in_those_of_the_api() -> None:
    assert sentence_of(Failure(code=4999, msg="Quota used up"), "en") == "Quota used up"


def test_a_failure_shows_detail_code_and_trace_id() -> None:
    failure = Failure(code=3001, detail="no answer in 60 s", trace_id=TRACE_ID)

    assert shown(failed(a_turn(), failure))[1].endswith(
        f"no answer in 60 scode 3001 · trace {TRACE_ID}"
    )


def test_an_unknown_city_comes_with_those_that_are_known() -> None:
    failure = Failure(code=1001, cities=("Guangzhou", "Paris"))

    assert "Cities we know: Guangzhou, Paris" in shown(failed(a_turn(), failure))[1]


def test_no_text_of_a_failure_can_become_markup() -> None:
    failure = Failure(code=4999, msg=HOSTILE, detail=HOSTILE, trace_id=HOSTILE, cities=(HOSTILE,))

    assert "<script>alert(1)</script>" in shown(failed(a_turn(), failure))[1]


def test_every_message_is_one_block_of_html() -> None:
    conversation = Conversation((a_turn(an_answer(trip_id="t")), a_turn(a_step())))

    # Markdown leaves alone what begins with a block element and has no blank line.
    assert all(message["content"].startswith("<div") for message in messages(conversation))
