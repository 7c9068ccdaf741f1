"""What a visitor does with conversations and memories: from actions to views, without drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

import structlog

from chat_demo import talk_words
from chat_demo.conversation import Conversation, resumed
from chat_demo.desk import TalkView, Window, own_conversation, still
from chat_demo.talk import sentence_of
from chat_demo.talks import Talk, Thumb, kept_turns
from chat_demo.visitors import Visitor
from chat_demo.words import Phrase
from core.client.errors import ClientError
from core.client.http import Language
from core.schemas.chat import SessionOut
from core.schemas.memories import MemoryOut

log = structlog.get_logger(__name__)

COMMENT_CHARS = 500
_MEMORY_CHARS = 160
Choice = tuple[str, str]
"""What a choice is called, and its id."""


@dataclass(frozen=True, slots=True)
class ListView:
    """What can be chosen from, and a sentence where that is nothing."""

    choices: tuple[Choice, ...] = ()
    hint: str = ""


def begin_anew(visitor: Visitor | None, language: Language) -> TalkView:
    """Begin a new conversation; the earlier one is kept at the API."""
    if visitor is None:
        return still(Window(), language)
    visitor.conversation = Conversation()
    return still(Window(visitor.owner_id), language)


async def past(visitor: Visitor | None, language: Language) -> ListView:
    """Return the visitor's earlier conversations, the last one first."""
    if visitor is None or visitor.email is None:
        return ListView()
    try:
        found = await visitor.backend.sessions(language)
    except ClientError as error:
        return ListView(hint=await _why(visitor, error, language))
    choices = tuple((_title(each, language), each.id) for each in found)
    return ListView(choices, "" if choices else talk_words.PAST_NONE.to(language))


async def go_on(
    visitor: Visitor | None, window: Window, session_id: str, language: Language
) -> TalkView:
    """Open an earlier conversation to go on with it."""
    if visitor is None or visitor.email is None or own_conversation(visitor, window).busy:
        return still(window, language)
    try:
        messages = await visitor.backend.messages(session_id, language)
    except ClientError as error:
        return await _refused(visitor, window, error, language)
    visitor.conversation = resumed(kept_turns(messages), session_id, language)
    return still(Window(visitor.owner_id, visitor.conversation), language)


async def judge(
    visitor: Visitor | None, window: Window, thumb: Thumb, language: Language
) -> TalkView:
    """Say what the visitor thinks of the last answer; the same thumb again takes it back."""
    talk = _judged_talk(visitor, window)
    if visitor is None or talk is None:
        return still(window, language)
    if talk.thumb == thumb:
        taken_back = replace(talk, thumb=None, comment="")
        return await _judge(visitor, window, taken_back, language, talk_words.UNJUDGED)
    judged = replace(talk, thumb=thumb)
    return await _judge(visitor, window, judged, language, talk_words.JUDGED)


async def comment(
    visitor: Visitor | None, window: Window, words: str, language: Language
) -> TalkView:
    """Say why the visitor thinks so of the last answer."""
    talk = _judged_talk(visitor, window)
    if visitor is None or talk is None or talk.thumb is None:
        return still(window, language)
    judged = replace(talk, comment=words.strip()[:COMMENT_CHARS])
    return await _judge(visitor, window, judged, language, talk_words.COMMENTED)


async def remembered(visitor: Visitor | None, language: Language) -> ListView:
    """Return what is remembered of the visitor, the newest first."""
    if visitor is None or visitor.email is None:
        return ListView()
    try:
        found = await visitor.backend.memories(language)
    except ClientError as error:
        return ListView(hint=await _why(visitor, error, language))
    choices = tuple((_memory(each, language), each.id) for each in found)
    return ListView(choices, "" if choices else talk_words.MEMORIES_NONE.to(language))


async def forget(
    visitor: Visitor | None, memory_ids: Sequence[str] | None, language: Language
) -> ListView:
    """Forget what was chosen, or with None everything; return what is remembered then."""
    if visitor is None or visitor.email is None or memory_ids == []:
        return await remembered(visitor, language)
    try:
        count = await visitor.backend.forget(memory_ids, language)
    except ClientError as error:
        return replace(
            await remembered(visitor, language), hint=await _why(visitor, error, language)
        )
    said = talk_words.FORGOTTEN.to(language, count=count)
    return replace(await remembered(visitor, language), hint=said)


def _judged_talk(visitor: Visitor | None, window: Window) -> Talk | None:
    """Return the last answer, where it can be judged."""
    if visitor is None:
        return None
    conversation = own_conversation(visitor, window)
    last = conversation.last
    return last.talk if last and conversation.can_judge else None


async def _judge(
    visitor: Visitor, window: Window, judged: Talk, language: Language, said: Phrase
) -> TalkView:
    conversation = own_conversation(visitor, window)
    try:
        await visitor.backend.judge(judged.answer_id or "", judged.thumb, judged.comment, language)
    except ClientError as error:
        return await _refused(visitor, window, error, language)
    if conversation.last:
        conversation = conversation.with_last(replace(conversation.last, talk=judged))
    visitor.conversation = conversation
    view = still(replace(window, conversation=conversation), language, said.to(language))
    return replace(view, good_news=True)


async def _refused(
    visitor: Visitor, window: Window, error: ClientError, language: Language
) -> TalkView:
    said = await _why(visitor, error, language)
    return replace(still(window, language, said), signed_out=visitor.email is None)


async def _why(visitor: Visitor, error: ClientError, language: Language) -> str:
    """Return why something could not be had; who has to sign in again is signed out."""
    log.warning("chat_talk_refused", error=str(error))
    failure = await visitor.backend.failure_of(error, language)
    if failure.signed_out:
        visitor.backend.sign_out()
    return talk_words.NOT_HAD.to(language, why=sentence_of(failure, language))


def _memory(memory: MemoryOut, language: Language) -> str:
    level = talk_words.LEVELS[memory.level].to(language)
    text = shorten(memory.text, _MEMORY_CHARS, placeholder=" …")
    return f"{text} · {level} · {memory.said_at:%Y-%m-%d}"


def _title(session: SessionOut, language: Language) -> str:
    when = f"{session.last_message_at or session.opened_at:%Y-%m-%d %H:%M}"
    title = " ".join(session.title.split())
    return f"{title} · {when}" if title else talk_words.UNTITLED.to(language, when=when)
