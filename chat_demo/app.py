"""The page as Gradio blocks: which part tells what to whom."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component
from gradio.events import Dependency

from chat_demo import changing, desk, talk_words, talking_desk
from chat_demo.desk import Again, PageView, TalkView, Window
from chat_demo.markup import Html
from chat_demo.parts import Parts, draw
from chat_demo.show import (
    TALK,
    Updates,
    mode_means,
    show_memories,
    show_page,
    show_past,
    show_talk,
)
from chat_demo.talks import Thumb
from chat_demo.visitors import COOKIE, Visitor, Visitors
from chat_demo.words import Phrase
from core.client.http import Language
from core.schemas.plans import PlanMode

_FOLLOW = (Path(__file__).parent / "follow.js").read_text()
_AT_ONCE = 20
"""Plans in the making at the same time; Gradio's own default would be one."""
_MOST_WAITING = 64
_MOST_WINDOWS = 1_000
"""Also of those who open the page: who watches a long plan there keeps nobody else from it."""


def build(visitors: Visitors) -> gr.Blocks:
    """Return the page; it knows its visitors by their cookies."""
    blocks = gr.Blocks(title="Tripwright", analytics_enabled=False)
    with blocks:
        parts = draw()
        handlers = _Handlers(parts, visitors)
        _wire_page(blocks, parts, handlers)
        _wire_talk(blocks, parts, handlers)
    blocks.queue(max_size=_MOST_WAITING, default_concurrency_limit=_AT_ONCE, api_open=False)
    blocks.state_session_capacity = _MOST_WINDOWS
    return blocks


class _Handlers:
    """From what Gradio hands over to an action, and from its views to updates."""

    def __init__(self, parts: Parts, visitors: Visitors) -> None:
        self._parts = parts
        self._visitors = visitors

    async def load(self, request: gr.Request) -> AsyncGenerator[Updates, None]:
        visitor = self._visitor(request)
        language = (visitor.language if visitor else None) or _preferred(request)
        async with aclosing(self._found(visitor, desk.page(visitor, language))) as found:
            async for updates in found:
                yield updates

    def speak(self, language: Language, mode: str, window: Window, request: gr.Request) -> Updates:
        visitor = self._visitor(request)
        return show_page(self._parts, desk.speak(visitor, window, language, _mode(mode)))

    def enter(self, *, new: bool) -> Callable[..., AsyncGenerator[Updates, None]]:
        """Return the handler of signing in, with a new account if wanted."""

        async def handle(
            email: str, password: str, language: Language, request: gr.Request
        ) -> AsyncGenerator[Updates, None]:
            visitor = self._visitor(request)
            view = await desk.sign_in(visitor, email, password, language, new=new)
            async with aclosing(self._found(visitor, view)) as found:
                async for updates in found:
                    yield updates

        return handle

    async def sign_out(self, language: Language, request: gr.Request) -> Updates:
        return show_page(self._parts, await desk.sign_out(self._visitor(request), language))

    async def ask(
        self,
        text: str,
        mode: str,
        use_memory: bool,
        window: Window,
        language: Language,
        request: gr.Request,
    ) -> AsyncGenerator[Updates, None]:
        visitor, way = self._visitor(request), _mode(mode)
        views = desk.ask(visitor, window, text, way, language, use_memory=use_memory)
        async with aclosing(self._drawn(views)) as drawn:
            async for updates in drawn:
                yield updates

    def say(self, said: Phrase) -> Callable[..., AsyncGenerator[Updates, None]]:
        """Return the handler of a button that says something in the talk."""

        async def handle(
            use_memory: bool, window: Window, language: Language, request: gr.Request
        ) -> AsyncGenerator[Updates, None]:
            text = said.to(desk.spoken_in(window, language))
            updates = self.ask(text, TALK, use_memory, window, language, request)
            async with aclosing(updates) as drawn:
                async for each in drawn:
                    yield each

        return handle

    async def ask_next(
        self,
        text: str,
        use_memory: bool,
        window: Window,
        language: Language,
        request: gr.Request,
    ) -> AsyncGenerator[Updates, None]:
        updates = self.ask(text, TALK, use_memory, window, language, request)
        async with aclosing(updates) as drawn:
            async for each in drawn:
                yield each

    def begin_anew(self, language: Language, request: gr.Request) -> Updates:
        return show_talk(self._parts, talking_desk.begin_anew(self._visitor(request), language))

    async def past(self, language: Language, request: gr.Request) -> Updates:
        view = await talking_desk.past(self._visitor(request), language)
        return show_past(self._parts, view, language)

    async def go_on(
        self, session_id: str | None, window: Window, language: Language, request: gr.Request
    ) -> Updates:
        visitor = self._visitor(request)
        view = await talking_desk.go_on(visitor, window, session_id or "", language)
        return show_talk(self._parts, view)

    def judge(self, thumb: Thumb) -> Callable[..., Awaitable[Updates]]:
        """Return the handler of a thumb."""

        async def handle(window: Window, language: Language, request: gr.Request) -> Updates:
            view = await talking_desk.judge(self._visitor(request), window, thumb, language)
            return show_talk(self._parts, view)

        return handle

    async def comment(
        self, words: str, window: Window, language: Language, request: gr.Request
    ) -> Updates:
        view = await talking_desk.comment(self._visitor(request), window, words, language)
        return show_talk(self._parts, view)

    async def memories(self, language: Language, request: gr.Request) -> Updates:
        view = await talking_desk.remembered(self._visitor(request), language)
        return show_memories(self._parts, view, language)

    async def forget(
        self, chosen: list[str] | None, language: Language, request: gr.Request
    ) -> Updates:
        view = await talking_desk.forget(self._visitor(request), chosen or [], language)
        return show_memories(self._parts, view, language)

    async def forget_all(self, language: Language, request: gr.Request) -> Updates:
        view = await talking_desk.forget(self._visitor(request), None, language)
        return show_memories(self._parts, view, language)

    def again(self, how: Again) -> Callable[..., AsyncGenerator[Updates, None]]:
        """Return the handler of a button that does more with the last turn."""

        async def handle(
            window: Window, language: Language, request: gr.Request
        ) -> AsyncGenerator[Updates, None]:
            views = desk.again(self._visitor(request), window, how, language)
            async with aclosing(self._drawn(views)) as drawn:
                async for updates in drawn:
                    yield updates

        return handle

    async def stop(self, window: Window, language: Language, request: gr.Request) -> Updates:
        view = await desk.stop(self._visitor(request), window, language)
        return show_talk(self._parts, view)

    async def link(self, window: Window, language: Language, request: gr.Request) -> Updates:
        return show_talk(self._parts, await desk.link(self._visitor(request), window, language))

    async def look(
        self, stop_id: str | None, window: Window, language: Language, request: gr.Request
    ) -> Updates:
        visitor = self._visitor(request)
        view = await changing.look(visitor, window, stop_id or "", language)
        return show_talk(self._parts, view)

    async def take(
        self, place_id: str | None, window: Window, language: Language, request: gr.Request
    ) -> Updates:
        visitor = self._visitor(request)
        view = await changing.take(visitor, window, place_id or "", language)
        return show_talk(self._parts, view)

    async def undo(self, window: Window, language: Language, request: gr.Request) -> Updates:
        view = await changing.undo(self._visitor(request), window, language)
        return show_talk(self._parts, view)

    def explain_mode(self, mode: str, language: Language) -> Html:
        return mode_means(_mode(mode), language)

    def _visitor(self, request: gr.Request) -> Visitor | None:
        return self._visitors.find(request.cookies.get(COOKIE))

    async def _found(
        self, visitor: Visitor | None, view: PageView
    ) -> AsyncGenerator[Updates, None]:
        """Show a page, and then what is at work in it."""
        yield show_page(self._parts, view)
        views = desk.follow(visitor, view.talk.window, view.language)
        async with aclosing(self._drawn(views)) as drawn:
            async for updates in drawn:
                yield updates

    async def _drawn(self, views: AsyncGenerator[TalkView, None]) -> AsyncGenerator[Updates, None]:
        async with aclosing(views):
            async for view in views:
                yield show_talk(self._parts, view)


def _wire_page(blocks: gr.Blocks, parts: Parts, handlers: _Handlers) -> None:
    top, gate, room = parts.top, parts.gate, parts.room
    everything = parts.changed_by_page()
    credentials = [gate.email, gate.password, top.language]
    _on(blocks.load, handlers.load, [], everything, at_once=_MOST_WINDOWS)
    _on(top.language.input, handlers.speak, [top.language, room.mode, parts.window], everything)
    entering = [gate.sign_in.click, gate.password.submit, gate.email.submit]
    _on(
        entering,
        handlers.enter(new=False),
        credentials,
        everything,
        name="sign_in",
        at_once=_MOST_WINDOWS,
    )
    _on(
        gate.register.click,
        handlers.enter(new=True),
        credentials,
        everything,
        name="register",
        at_once=_MOST_WINDOWS,
    )
    _on(top.sign_out.click, handlers.sign_out, [top.language], everything)
    _on(room.mode.input, handlers.explain_mode, [room.mode, top.language], [room.mode_means])
    for example in room.examples:
        _on(example.click, None, [example], [room.box], js="words => words")


def _wire_talk(blocks: gr.Blocks, parts: Parts, handlers: _Handlers) -> None:
    room = parts.room
    view, held = parts.changed_by_page(), [parts.window, parts.top.language]
    asking = [room.send.click, room.box.submit]
    # First in the list: the browser begins with a handler when the one before it has ended.
    saying = [room.yes.click, room.no.click, *(step.click for step in room.steps)]
    moving = [blocks.load, *asking, room.retry.click, room.another.click, *saying]
    _on(moving, None, [], [], js=_FOLLOW)
    remember = room.shelf.use_memory
    _on(asking, handlers.ask, [room.box, room.mode, remember, *held], view)
    _on(room.yes.click, handlers.say(talk_words.YES), [remember, *held], view, name="yes")
    _on(room.no.click, handlers.say(talk_words.NO), [remember, *held], view, name="no")
    for step in room.steps:
        _on(step.click, handlers.ask_next, [step, remember, *held], view)
    _on(room.good.click, handlers.judge(1), held, view, name="good")
    _on(room.bad.click, handlers.judge(-1), held, view, name="bad")
    _on(room.comment.submit, handlers.comment, [room.comment, *held], view)
    _wire_shelf(parts, handlers)
    _on(room.retry.click, handlers.again(Again.RETRY), held, view)
    _on(room.save.click, handlers.again(Again.SAVE), held, view)
    _on(room.another.click, handlers.again(Again.VARY), held, view)
    _on(room.link.click, handlers.link, held, view)
    _on(room.swap_stop.input, handlers.look, [room.swap_stop, *held], view)
    _on(room.take.click, handlers.take, [room.swap_place, *held], view)
    _on(room.undo.click, handlers.undo, held, view)
    # Not with Gradio's own way to cancel: it may call the end of the stream an error.
    _on(room.stop.click, handlers.stop, held, view)


def _wire_shelf(parts: Parts, handlers: _Handlers) -> None:
    room, shelf, language = parts.room, parts.room.shelf, parts.top.language
    view = parts.changed_by_page()
    past = [shelf.past_choice, shelf.past_hint]
    memories = [shelf.memory_choice, shelf.forget, shelf.forget_all, shelf.memory_hint]
    _on(room.new.click, handlers.begin_anew, [language], view)
    _on(shelf.past.expand, handlers.past, [language], past)
    held = [parts.window, language]
    _on(shelf.past_choice.input, handlers.go_on, [shelf.past_choice, *held], view)
    _on(shelf.memories.expand, handlers.memories, [language], memories)
    _on(shelf.forget.click, handlers.forget, [shelf.memory_choice, language], memories)
    _on(shelf.forget_all.click, handlers.forget_all, [language], memories)


def _mode(way: str) -> PlanMode | None:
    """Return how a plan is wanted; None where it is talk."""
    return None if way == TALK else PlanMode(way)


def _on(
    triggers: Any,
    handler: Callable[..., Any] | None,
    inputs: Sequence[Component],
    outputs: Sequence[Block],
    *,
    js: str | None = None,
    name: str | None = None,
    at_once: int = _AT_ONCE,
) -> Dependency:
    """Connect a trigger; while its handler is at work, the same trigger is not heard again."""
    dependency: Dependency = gr.on(
        triggers,
        handler,
        list(inputs),
        list(outputs),
        js=js,
        api_name=name,
        concurrency_limit=at_once,
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    return dependency


def _preferred(request: gr.Request) -> Language:
    """Return the language a browser asks for first."""
    first = request.headers.get("accept-language", "").lower()
    return "zh" if first.startswith("zh") else "en"
