"""A plan in the making: it goes on while windows come and go."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from chat_demo.conversation import Conversation, Turn


class Running:
    """The last turn of a conversation at work; any number of windows may watch it.

    When nobody has watched it for `linger_s` seconds it is given up: somebody who reloads the page
    is back by then. `on_change` hears of every change, `on_end` of the end.
    """

    def __init__(
        self,
        begun: Conversation,
        turns: AsyncGenerator[Turn, None],
        *,
        linger_s: float,
        on_change: Callable[[Conversation], None],
        on_end: Callable[[], None],
    ) -> None:
        self.conversation = begun
        self.saving = begun.last is not None and begun.last.saving
        self.over = False
        self._linger_s = linger_s
        self._on_change = on_change
        self._on_end = on_end
        self._news = asyncio.Event()
        self._watchers = 0
        self._parting: asyncio.TimerHandle | None = None
        self._task = asyncio.create_task(self._work(turns))

    async def watch(self) -> AsyncGenerator[Conversation, None]:
        """Yield the conversation as it is, and whenever it has grown, until the turn has ended.

        Who is slow sees fewer of the stages in between, and always the last one.
        """
        self._watchers += 1
        if self._parting is not None:
            self._parting.cancel()
        shown: Conversation | None = None
        try:
            while True:
                now, news = self.conversation, self._news
                if now is not shown:
                    shown = now
                    yield now
                elif self.over:
                    return
                else:
                    await news.wait()
        finally:
            self._watchers -= 1
            if not self._watchers and not self.over:
                loop = asyncio.get_running_loop()
                self._parting = loop.call_later(self._linger_s, self.stop)

    def stop(self) -> None:
        """End it at the next chance; what was ready stays."""
        self._task.cancel()

    async def end(self) -> None:
        """Stop and wait until it has ended."""
        self.stop()
        await asyncio.wait([self._task])

    async def _work(self, turns: AsyncGenerator[Turn, None]) -> None:
        try:
            async with aclosing(turns):
                async for turn in turns:
                    self._change(self.conversation.with_last(turn))
        finally:
            self.over = True
            if self._parting is not None:
                self._parting.cancel()
            self._on_end()
            self._change(self.conversation.stopped())

    def _change(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self._on_change(conversation)
        self._news.set()
        self._news = asyncio.Event()
