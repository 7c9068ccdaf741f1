"""A conversation as the messages of the chat."""

from collections.abc import Iterable
from typing import Literal, TypedDict

import structlog

from chat_demo import answers, cards, making, notes, report, talk_words, trip_words, words
from chat_demo.conversation import Conversation, Failure, Turn, TurnState
from chat_demo.day_cards import day_card
from chat_demo.maps import city_maps
from chat_demo.markup import Html, join, tag
from chat_demo.talks import Talk
from chat_demo.understood import marked, read_words
from core.client.http import Language
from core.kernel.errors import AppError
from core.schemas.plans import PlanAnswer, PlanMode, PlanOut

log = structlog.get_logger(__name__)


class ChatMessage(TypedDict):
    """One message in the shape the chat component takes."""

    role: Literal["user", "assistant"]
    content: str


def messages(conversation: Conversation) -> list[ChatMessage]:
    """Return every message, oldest first."""
    return [message for turn in conversation.turns for message in turn_messages(turn)]


def turn_messages(turn: Turn) -> list[ChatMessage]:
    """Return the visitor's words and the answer so far.

    Each day is a message of its own, so that the page draws only what has changed. What cannot be
    drawn is a bug of ours and becomes a failure: the other turns are still there.
    """
    try:
        answers = [part for part in _answer_parts(turn) if part]
    except Exception:
        log.exception("turn_not_drawn", trace_id=turn.trace_id)
        broken = Failure(code=AppError.code, trace_id=turn.trace_id)
        answers = [failure_note(broken, turn.language)]
    # Inside a block of HTML Markdown finds nothing to do: no emphasis, no links out of addresses.
    blocks = (tag("div", answer, class_="tw-part") for answer in answers)
    return [
        ChatMessage(role="user", content=_question(turn)),
        *(ChatMessage(role="assistant", content=block) for block in blocks),
    ]


def _question(turn: Turn) -> Html:
    """Return the visitor's words; once they were read, with a mark on what was understood."""
    language = turn.language
    how = [words.MODES[turn.ask.mode].to(language)] if turn.ask.mode else []
    if turn.ask.seed:
        how.append(words.VERSION.to(language, number=turn.ask.seed + 1))
    said = read_words(turn.answer.understood) if turn.answer else []
    if said:
        how.append(trip_words.FROM_YOUR_WORDS.to(language))
    small = notes.small(*how) if how else Html("")
    return tag("div", marked(turn.ask.text, said), small, class_="tw-ask")


def _answer_parts(turn: Turn) -> Iterable[Html]:
    language = turn.language
    if turn.talk is not None:
        yield from _talked(turn, turn.talk)
        return
    if turn.answer and turn.answer.plan:
        yield from _finished(turn, turn.answer, turn.answer.plan)
        return
    if turn.state is TurnState.RUNNING:
        sentence = words.WORKING[turn.ask.mode or PlanMode.FAST].to(language)
        yield making.progress(turn.steps, sentence, len(turn.days), turn.elapsed_s, language)
    elif turn.state is TurnState.STOPPED:
        yield notes.note(words.STOPPED.to(language), "warn")
    elif turn.failure:
        yield failure_note(turn.failure, language)
    yield from (day_card(day, language, turn.names) for day in turn.days)


def _talked(turn: Turn, talk: Talk) -> Iterable[Html]:
    """Yield a turn of talk; a plan that came of it is folded, all of it."""
    language = turn.language
    yield from answers.answer_parts(talk, language)
    if turn.state is TurnState.RUNNING:
        yield answers.at_work(talk, turn.elapsed_s, language)
    elif turn.state is TurnState.STOPPED:
        yield notes.note(talk_words.STOPPED.to(language), "warn")
    elif turn.failure:
        yield failure_note(turn.failure, language)
    if turn.answer and turn.answer.plan:
        plan = turn.answer.plan
        yield from _outcome(turn, turn.answer, plan)
        summary = talk_words.WHOLE_PLAN.to(language, days=len(plan.day_cards))
        details = (part for part in _details(turn, turn.answer, plan) if part)
        parts = (tag("div", part, class_="tw-part") for part in details)
        yield tag("details", tag("summary", summary), *parts, class_="tw-whole")
    if talk.reply is not None:
        yield answers.small_print(talk.reply, language)


def _finished(turn: Turn, answer: PlanAnswer, plan: PlanOut) -> Iterable[Html]:
    yield from _outcome(turn, answer, plan)
    yield from _details(turn, answer, plan)


def _outcome(turn: Turn, answer: PlanAnswer, plan: PlanOut) -> Iterable[Html]:
    """Yield what became of a plan: what cannot be had, what failed, and its numbers."""
    language, names = turn.language, turn.names
    yield join(_notes(turn, answer))
    yield report.obstacles(answer.obstacles, answer.report, language)
    if answer.report:
        yield report.failed_checks(answer.report, answer.obstacles, language)
    yield join(
        [
            cards.headline(answer, plan, names, language),
            cards.numbers(answer, plan, language),
        ]
    )


def _details(turn: Turn, answer: PlanAnswer, plan: PlanOut) -> Iterable[Html]:
    """Yield a plan day by day, and what was checked."""
    language, names = turn.language, turn.names
    if answer.report:
        yield report.advice(answer.report, language)
    yield city_maps(plan.day_cards, names, language)
    measured = answer.metrics.quality_days if answer.metrics else []
    for index, day in enumerate(plan.day_cards):
        yield day_card(day, language, names, measured[index] if index < len(measured) else None)
    if answer.report:
        yield report.passed_checks(answer.report, language)
    yield join(
        [
            report.measures(answer.metrics, language) if answer.metrics else "",
            making.steps_taken(turn.steps, language),
            notes.footnote(turn.trace_id, language),
        ]
    )


def _notes(turn: Turn, answer: PlanAnswer) -> Iterable[Html]:
    language = turn.language
    if turn.saving:
        yield making.progress((), words.SAVING.to(language), 0, turn.elapsed_s, language)
    if answer.trip_id:
        trip_id = words.TRIP_ID.to(language, trip_id=answer.trip_id)
        yield notes.note(
            words.SAVED.to(language),
            "good",
            notes.small(trip_id),
            notes.downloads(answer.trip_id, language),
            notes.feed_note(turn.feed, language) if turn.feed else Html(""),
        )
    if turn.failure:
        yield notes.note(words.NOT_SAVED.to(language), "bad", *_why(turn.failure, language))
    yield notes.fallback_note(answer, language)


def failure_note(failure: Failure, language: Language) -> Html:
    """Return what went wrong in a sentence, with its code and trace id."""
    return notes.note(sentence_of(failure, language), "bad", *_why(failure, language))


def sentence_of(failure: Failure, language: Language) -> str:
    """Return the sentence for a failure; the API's own words where we have no better ones."""
    if failure.code is None:
        return words.UNREACHABLE.to(language)
    if failure.cities:
        return words.UNKNOWN_CITY.to(language)
    known = words.SENTENCES.get(failure.code)
    return known.to(language) if known else failure.msg


def _why(failure: Failure, language: Language) -> Iterable[Html]:
    if failure.cities:
        cities = words.COMMA.to(language).join(failure.cities)
        yield tag("p", words.KNOWN_CITIES.to(language, cities=cities))
    elif failure.detail:
        yield tag("p", failure.detail, class_="tw-small")
    code = words.CODE.to(language, code=failure.code) if failure.code is not None else ""
    trace = words.TRACE.to(language, trace_id=failure.trace_id) if failure.trace_id else ""
    yield notes.small(code, trace)
