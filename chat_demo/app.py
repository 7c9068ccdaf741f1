"""The page as Gradio blocks: which part tells what to whom."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.components import Component
from gradio.events import Dependency

from chat_demo import changing, desk
from chat_demo.desk import Again, PageView, TalkView, Window
from chat_demo.markup import Html
from chat_demo.parts import Parts, draw
from chat_demo.show import Updates, mode_means, show_page, show_talk
from chat_demo.visitors import COOKIE, Visitor, Visitors
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
        return show_page(self._parts, desk.speak(visitor, window, language, PlanMode(mode)))

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

    def sign_out(self, language: Language, request: gr.Request) -> Updates:
        return show_page(self._parts, desk.sign_out(self._visitor(request), language))

    async def ask(
        self, text: str, mode: str, window: Window, language: Language, request: gr.Request
    ) -> AsyncGenerator[Updates, None]:
        views = desk.ask(self._visitor(request), window, text, PlanMode(mode), language)
        async with aclosing(self._drawn(views)) as drawn:
            async for updates in drawn:
                yield updates

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

    def stop(self, window: Window, language: Language, request: gr.Request) -> Updates:
        return show_talk(self._parts, desk.stop(self._visitor(request), window, language))

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
        return mode_means(PlanMode(mode), language)

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
    moving = [blocks.load, *asking, room.retry.click, room.another.click]
    _on(moving, None, [], [], js=_FOLLOW)
    _on(asking, handlers.ask, [room.box, room.mode, *held], view)
    _on(room.retry.click, handlers.again(Again.RETRY), held, view)
    _on(room.save.click, handlers.again(Again.SAVE), held, view)
    _on(room.another.click, handlers.again(Again.VARY), held, view)
    _on(room.link.click, handlers.link, held, view)
    _on(room.swap_stop.input, handlers.look, [room.swap_stop, *held], view)
    _on(room.take.click, handlers.take, [room.swap_place, *held], view)
    _on(room.undo.click, handlers.undo, held, view)
    # Not with Gradio's own way to cancel: it may call the end of the stream an error.
    _on(room.stop.click, handlers.stop, held, view)


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
