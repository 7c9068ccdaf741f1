"""Who is who: visitors are told apart by a cookie that no script of the page can read."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chat_demo.backend import Backend
from chat_demo.conversation import Conversation
from chat_demo.running import Running
from core.client.http import Language

COOKIE = "tripwright_chat"
IDLE_S = 12 * 3600.0
MOST_VISITORS = 500
_LINGER_S = 30.0
_ID_BYTES = 32


@dataclass
class Visitor:
    """One browser: its tokens (inside `backend`), its language, and its last conversation.

    `making` are the turns at work in any of its windows, by key; `linger_s` is how long they go on
    while no window shows them.
    All of it lives in this process alone and is gone when the process ends.
    """

    backend: Backend
    language: Language | None = None
    conversation: Conversation = field(default_factory=Conversation)
    owner_id: str | None = None
    seen_at: float = 0.0
    making: dict[str, Running] = field(default_factory=dict)
    linger_s: float = _LINGER_S

    @property
    def email(self) -> str | None:
        """Return the mail address of who is signed in."""
        return self.backend.user.email if self.backend.user else None

    def signed_in(self) -> None:
        """Take note of who signed in; another person does not see the plans of the one before."""
        user = self.backend.user
        if user is None or user.id != self.owner_id:
            for running in self.making.values():
                running.stop()
            self.conversation = Conversation()
        self.owner_id = user.id if user else None

    def sign_out(self) -> None:
        """Forget tokens and plans."""
        self.backend.sign_out()
        self.signed_in()

    async def leave(self) -> None:
        """End what is at work and close the connections."""
        for running in [*self.making.values()]:
            await running.end()
        await self.backend.close()


class Visitors:
    """Every visitor by cookie. Only ids that were given out here are known here."""

    def __init__(
        self,
        make_backend: Callable[[], Backend],
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_VISITORS,
    ) -> None:
        self._make_backend = make_backend
        self._clock = clock
        self._most = most
        self._by_id: dict[str, Visitor] = {}

    def find(self, visitor_id: str | None) -> Visitor | None:
        """Return the visitor of a cookie, or None where we know none."""
        visitor = self._by_id.get(visitor_id or "")
        if visitor is not None:
            visitor.seen_at = self._clock()
        return visitor

    async def welcome(self) -> str:
        """Return the id of a new visitor; those who have been away for long leave."""
        await self._make_room()
        visitor_id = secrets.token_urlsafe(_ID_BYTES)
        self._by_id[visitor_id] = Visitor(self._make_backend(), seen_at=self._clock())
        return visitor_id

    async def close(self) -> None:
        """Let everybody go."""
        for visitor_id in list(self._by_id):
            await self._leave(visitor_id)

    async def _make_room(self) -> None:
        """Let go who was idle too long and then, while there are too many, the longest unseen."""
        now = self._clock()
        idle = [key for key, visitor in self._by_id.items() if now - visitor.seen_at > IDLE_S]
        for visitor_id in idle:
            await self._leave(visitor_id)
        # Who is not signed in has nothing to lose, so they go first.
        by_loss = sorted(self._by_id, key=lambda key: _loss(self._by_id[key]))
        for visitor_id in by_loss[: max(0, len(by_loss) + 1 - self._most)]:
            await self._leave(visitor_id)

    async def _leave(self, visitor_id: str) -> None:
        visitor = self._by_id.pop(visitor_id, None)
        if visitor is not None:
            await visitor.leave()


def _loss(visitor: Visitor) -> tuple[bool, float]:
    return visitor.email is not None, visitor.seen_at
