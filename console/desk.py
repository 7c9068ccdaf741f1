"""Who is signed in to this console.

Tokens never reach the browser. It holds a random session id in a cookie that scripts cannot read,
and the tokens stay here, in the memory of this process. A script can read a cookie but not set
one, so it hands the browser a ticket, which the route of `console.web` changes for the cookie.
docs/adr/0007 tells why.
"""

import secrets
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import httpx

from core.client import calls
from core.client.calls import AnswerT, Call
from core.client.errors import ClientError
from core.client.events import ChatEvent, PlanEvent
from core.client.http import ApiClient, Language
from core.kernel.clock import Clock, utc_now
from core.kernel.settings import get_settings
from core.schemas.accounts import TokenPair, UserOut
from core.schemas.chat import ChatRequest
from core.schemas.plans import PlanRequest

IDLE_LIMIT = timedelta(hours=12)
TICKET_LIFE = timedelta(seconds=30)
MAX_SESSIONS = 1_000
_ID_BYTES = 32


class Api(Protocol):
    """What the pages need of the API's client; `ApiClient` is one."""

    tokens: TokenPair | None

    def send(self, call: Call[AnswerT], *, language: Language = "en") -> AnswerT:
        """Return the answer to `call`."""
        ...

    def stream_plan(
        self, wanted: PlanRequest, *, language: Language = "en"
    ) -> Generator[PlanEvent]:
        """Yield what happens while the plan is made."""
        ...

    def stream_chat(
        self, wanted: ChatRequest, *, language: Language = "en"
    ) -> Generator[ChatEvent]:
        """Yield what happens while a question is answered."""
        ...


@dataclass
class Session:
    """One sign-in of one browser."""

    id: str
    user: UserOut
    api: Api
    seen_at: datetime


@dataclass(frozen=True)
class Ticket:
    """Leave to change the cookie of one browser: to a session, or to none."""

    session_id: str | None
    valid_until: datetime


class Desk:
    """Keeps the sessions and the tickets of every browser; may be shared by threads."""

    def __init__(self, connect: Callable[[], Api], clock: Clock = utc_now) -> None:
        self._connect = connect
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._tickets: dict[str, Ticket] = {}

    def sign_in(self, email: str, password: str, *, language: Language) -> Session:
        """Return a new session of the person with that account.

        Raises:
            ClientError: The API does not know them, or does not answer.
        """
        api = self._connect()
        pair = api.send(calls.login(email, password), language=language)
        api.tokens = pair
        session = Session(_new_secret(), pair.user, api, self._clock())
        with self._lock:
            self._sessions[session.id] = session
            self._forget()
        return session

    def find(self, session_id: str | None) -> Session | None:
        """Return the session of that id and keep it alive; None where it is over."""
        with self._lock:
            self._forget()
            session = self._sessions.get(session_id or "")
            if session is not None:
                session.seen_at = self._clock()
        return session

    def sign_out(self, session_id: str) -> None:
        """End a session, here and at the API; its tokens are forgotten."""
        with self._lock:
            session = self._sessions.pop(session_id, None)
        if session is not None and session.api.tokens is not None:
            with suppress(ClientError):  # what the API does not hear of ends by itself
                session.api.send(calls.logout(session.api.tokens.refresh_token))

    def issue_ticket(self, session_id: str | None) -> str:
        """Return what changes the cookie of the browser it is given to, once and soon."""
        ticket = _new_secret()
        with self._lock:
            now = self._clock()
            self._tickets = {
                key: kept for key, kept in self._tickets.items() if kept.valid_until > now
            }
            self._tickets[ticket] = Ticket(session_id, now + TICKET_LIFE)
        return ticket

    def redeem(self, ticket: str) -> Ticket | None:
        """Return what the ticket was issued for; None where it is unknown, used or too old."""
        with self._lock:
            found = self._tickets.pop(ticket, None)
        return found if found is not None and found.valid_until > self._clock() else None

    def _forget(self) -> None:
        """Drop what idled too long, and the longest idle where there are too many."""
        oldest = self._clock() - IDLE_LIMIT
        by_age = sorted(self._sessions.values(), key=lambda session: session.seen_at)
        surplus = len(by_age) - MAX_SESSIONS
        for position, session in enumerate(by_age):
            if position < surplus or session.seen_at < oldest:
                del self._sessions[session.id]


@lru_cache(maxsize=1)
def get_desk() -> Desk:
    """Return the desk of this process; the scripts and the cookie route share it."""
    address = get_settings().api_address
    connections = httpx.HTTPTransport(trust_env=False)
    return Desk(lambda: ApiClient(address, transport=connections))


def _new_secret() -> str:
    return secrets.token_urlsafe(_ID_BYTES)
