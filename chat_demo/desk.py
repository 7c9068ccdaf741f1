"""What happens when a visitor does something: from actions to views, without any drawing."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from enum import Enum, auto

import structlog

from chat_demo import words
from chat_demo.conversation import (
    Ask,
    Conversation,
    Turn,
    TurnState,
)
from chat_demo.running import Running
from chat_demo.talk import ChatMessage, messages, turn_messages
from chat_demo.turns import turn_at_work
from chat_demo.visitors import Visitor
from core.client.errors import ApiError, ApiUnreachableError, ClientError
from core.client.http import Language
from core.kernel.ids import new_id
from core.schemas.plans import TEXT_MAX_CHARS, PlanMode

log = structlog.get_logger(__name__)

AT_ONCE_S = 3
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PASSWORD_CHARS = range(10, 129)


class Again(Enum):
    """What can be done with the last turn."""

    RETRY = auto()
    VARY = auto()
    SAVE = auto()


@dataclass(frozen=True, slots=True)
class Window:
    """What one browser window holds: its conversation, and whose it is."""

    owner_id: str | None = None
    conversation: Conversation = field(default_factory=Conversation)


@dataclass(frozen=True, slots=True)
class TalkView:
    """What is to be seen of a conversation; `hint` is a sentence at the box.

    `sent` says that the words in the box were taken and it can be emptied; `back`
    are words that came to nothing at once and go back into it, to be changed. `anew` says that the
    page has to be said in `language`, with this `mode`: the visitor has changed it by writing.
    """

    window: Window
    messages: list[ChatMessage]
    hint: str = ""
    good_news: bool = False
    sent: bool = False
    back: str = ""
    signed_out: bool = False
    language: Language = "en"
    anew: bool = False
    mode: PlanMode | None = None


@dataclass(frozen=True, slots=True)
class PageView:
    """What is to be seen of the page: its language, who is signed in, and the conversation."""

    language: Language
    email: str | None
    talk: TalkView
    note: str = ""
    mode: PlanMode | None = None
    cities: tuple[str, ...] = ()


def page(visitor: Visitor | None, language: Language, note: str = "") -> PageView:
    """Return the page as a visitor finds it; what is still at work is to be followed."""
    if visitor is None:
        nothing = still(Window(), language)
        return PageView(language, None, nothing, note or words.LOST.to(language))
    conversation = visitor.conversation
    if _running(visitor, conversation) is None:
        conversation = conversation.stopped()
    window = Window(visitor.owner_id, conversation if visitor.email else Conversation())
    last = window.conversation.last
    return PageView(
        language,
        visitor.email,
        still(window, language),
        note,
        mode=last.ask.mode if last else None,
        cities=visitor.backend.cities(language),
    )


def speak(
    visitor: Visitor | None, window: Window, language: Language, mode: PlanMode | None
) -> PageView:
    """Return the same page in another language; what is under way goes on."""
    if visitor is None:
        return page(None, language)
    visitor.language = language
    talk, cities = still(window, language), visitor.backend.cities(language)
    return PageView(language, visitor.email, talk, mode=mode, cities=cities)


async def sign_in(
    visitor: Visitor | None, email: str, password: str, language: Language, *, new: bool
) -> PageView:
    """Sign a visitor in, with a new account if wanted; the note says why it did not work."""
    if visitor is None:
        return page(None, language)
    note = _unfit(email, password)
    if note is not None:
        return page(visitor, language, note.to(language))
    enter = visitor.backend.register if new else visitor.backend.sign_in
    try:
        await enter(email.strip(), password, language)
    except ClientError as error:
        return page(visitor, language, _refusal(error, language))
    visitor.signed_in()
    await visitor.backend.learn_cities()
    return page(visitor, language)


async def sign_out(visitor: Visitor | None, language: Language) -> PageView:
    """End the visitor's sign-in and forget who they were."""
    if visitor is not None:
        await visitor.backend.leave()
        visitor.sign_out()
    return page(visitor, language)


async def ask(
    visitor: Visitor | None,
    window: Window,
    text: str,
    mode: PlanMode | None,
    language: Language,
    *,
    use_memory: bool = True,
) -> AsyncGenerator[TalkView, None]:
    """Answer the words, or with a mode plan what they say; the page goes on in their language."""
    text = text.strip()
    if not text:
        yield still(window, language, words.EMPTY_ASK.to(language))
        return
    if len(text) > TEXT_MAX_CHARS:
        hint = words.TOO_LONG.to(language, count=len(text), limit=TEXT_MAX_CHARS)
        yield still(window, language, hint)
        return
    spoken = words.language_of(text, language)
    if visitor is not None:
        visitor.language = spoken
    anew = spoken != language
    wanted = Ask(text, mode, use_memory=use_memory)
    begun = own_conversation(visitor, window).asking(wanted, spoken)
    async with aclosing(_run(visitor, window, begun, spoken)) as views:
        async for view in views:
            yield replace(view, anew=anew, mode=mode if anew else None)
            anew = False


async def again(
    visitor: Visitor | None, window: Window, how: Again, language: Language
) -> AsyncGenerator[TalkView, None]:
    """Do more with the last turn; where that cannot be done, nothing happens."""
    begun = _begun_again(own_conversation(visitor, window), how)
    if begun is not None:
        async with aclosing(_run(visitor, window, begun, language)) as views:
            async for view in views:
                yield view


async def follow(
    visitor: Visitor | None, window: Window, language: Language
) -> AsyncGenerator[TalkView, None]:
    """Show in a window what it has found at work, as it grows."""
    running = _running(visitor, own_conversation(visitor, window))
    if visitor is not None and running is not None:
        async with aclosing(_watched(visitor, running, language)) as views:
            async for view in views:
                yield view


async def link(visitor: Visitor | None, window: Window, language: Language) -> TalkView:
    """Make a calendar link of the last plan's trip and show it."""
    conversation = own_conversation(visitor, window)
    trip_id, last = conversation.saved_trip, conversation.last
    if visitor is None or last is None or trip_id is None:
        return still(window, language)
    try:
        feed = await visitor.backend.make_feed(trip_id, language)
    except ClientError as error:
        log.warning("chat_feed_failed", error=str(error))
        return still(window, language, words.NO_FEED.to(language))
    visitor.conversation = conversation.with_last(replace(last, feed=feed))
    return still(replace(window, conversation=visitor.conversation), language)


async def stop(visitor: Visitor | None, window: Window, language: Language) -> TalkView:
    """Stop what is at work, here and at the API; windows that follow it are told so too."""
    running = _running(visitor, own_conversation(visitor, window))
    if visitor is not None and running is not None:
        last = running.conversation.last
        running.stop()
        if last is not None and last.talk is not None:
            # Talk goes on where nobody listens, unless it is told to end.
            task_id = last.talk.reply.task_id if last.talk.reply else None
            await visitor.backend.stop_talk(last.talk.request_id, task_id)
    stopped = replace(window, conversation=window.conversation.stopped())
    if visitor is not None and visitor.owner_id == window.owner_id:
        visitor.conversation = stopped.conversation
    return still(stopped, language)


def _begun_again(conversation: Conversation, how: Again) -> Conversation | None:
    match how:
        case Again.RETRY:
            return conversation.asking_again() if conversation.can_retry else None
        case Again.VARY:
            return conversation.varying() if conversation.can_vary else None
        case Again.SAVE:
            return conversation.saving() if conversation.can_save else None


async def _run(
    visitor: Visitor | None, window: Window, begun: Conversation, language: Language
) -> AsyncGenerator[TalkView, None]:
    """Run the last turn of `begun` and yield the conversation as it grows."""
    if visitor is None or visitor.email is None:
        lost = words.LOST if visitor is None else words.SIGNED_OUT
        yield replace(still(window, language, lost.to(language)), signed_out=True)
        return
    if own_conversation(visitor, window).busy:  # a second click while the first one is at work
        yield still(window, language)
        return
    running = _start(visitor, begun)
    async with aclosing(_watched(visitor, running, language)) as views:
        sent = not running.saving
        async for view in views:
            yield replace(view, sent=sent)
            sent = False  # by now the next words may stand in the box


def _start(visitor: Visitor, begun: Conversation) -> Running:
    """Set the last turn of a conversation to work, for this visitor as long as they are here."""
    owner_id, key = visitor.owner_id, new_id()
    begun = begun.with_last(replace(begun.turns[-1], key=key))

    def keep(conversation: Conversation) -> None:
        if visitor.owner_id == owner_id:
            visitor.conversation = conversation

    def forget() -> None:
        visitor.making.pop(key, None)

    running = Running(
        begun,
        turn_at_work(visitor.backend, begun.turns[-1], begun.session_id),
        linger_s=visitor.linger_s,
        on_change=keep,
        on_end=forget,
    )
    keep(begun)
    visitor.making[key] = running
    return running


def _running(visitor: Visitor | None, conversation: Conversation) -> Running | None:
    """Return what is at work on the last turn of a conversation."""
    if visitor is None or conversation.last is None:
        return None
    return visitor.making.get(conversation.last.key)


async def _watched(
    visitor: Visitor, running: Running, language: Language
) -> AsyncGenerator[TalkView, None]:
    """Yield what is to be seen while a turn is at work."""
    owner_id = visitor.owner_id
    earlier = messages(Conversation(running.conversation.turns[:-1]))
    async with aclosing(running.watch()) as stages:
        async for conversation in stages:
            turn, spoken = conversation.turns[-1], visitor.language or language
            hint = _word_on_saving(turn) if running.saving else None
            yield TalkView(
                Window(owner_id, conversation),
                [*earlier, *turn_messages(turn)],
                hint=hint.to(spoken) if hint else "",
                good_news=hint is not words.NOT_SAVED,
                back=_back(turn),
                signed_out=turn.failure is not None and turn.failure.signed_out,
                language=spoken,
            )


def _back(turn: Turn) -> str:
    """Return words that failed before the visitor can have written others."""
    at_once = turn.state is TurnState.FAILED and turn.elapsed_s < AT_ONCE_S
    return turn.ask.text if at_once else ""


def _word_on_saving(turn: Turn) -> words.Phrase:
    """Say at the box, which is always in sight, what the top of a long answer says too."""
    if turn.saving:
        return words.SAVING
    return words.NOT_SAVED if turn.failure else words.SAVED


def own_conversation(visitor: Visitor | None, window: Window) -> Conversation:
    """Return the window's conversation, if it belongs to who is signed in now."""
    if visitor is None or visitor.owner_id != window.owner_id:
        return Conversation()
    return window.conversation


def spoken_in(window: Window, language: Language) -> Language:
    """Return the language of the last turn; that of the page where there is none."""
    last = window.conversation.last
    return last.language if last else language


def still(window: Window, language: Language, hint: str = "") -> TalkView:
    """Return a conversation as it is."""
    return TalkView(window, messages(window.conversation), hint, language=language)


def _unfit(email: str, password: str) -> words.Phrase | None:
    if not _EMAIL.fullmatch(email.strip()):
        return words.BAD_EMAIL
    return None if len(password) in _PASSWORD_CHARS else words.SHORT_PASSWORD


def _refusal(error: ClientError, language: Language) -> str:
    match error:
        case ApiUnreachableError():
            return words.UNREACHABLE.to(language)
        case ApiError(status=401):
            return words.WRONG_CREDENTIALS.to(language)
        case ApiError(status=409):
            return words.ACCOUNT_EXISTS.to(language)
        case ApiError():
            trace = words.TRACE.to(language, trace_id=error.trace_id)
            return f"{error.msg} ({words.CODE.to(language, code=error.code)}, {trace})"
        case _:
            return str(error)
