"""The statements by which operators look at conversations, whoever's they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Float,
    Row,
    and_,
    cast,
    distinct,
    extract,
    func,
    literal,
    select,
    tuple_,
)  # fmt: skip
from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.repository import Judged
from core.db.models.account import User
from core.db.models.chat import ChatSession, ChatTurn, Message, MessageFeedback
from core.schemas.chat import Intent
from core.schemas.chat_watch import ChatWindow, IntentCount, Thumb

_IS_ANSWER = Message.role == "assistant"
_IS_DEGRADED = func.coalesce(Message.meta["ai"]["degraded"].astext, "false") == "true"
_IS_WITHHELD = func.coalesce(Message.meta["withheld"].astext, "false") == "true"
_THUMBS: dict[Thumb, int] = {"up": 1, "down": -1}
_TOOK_MS = extract("epoch", ChatTurn.finished_at - ChatTurn.created_at) * 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers are meant; None is all of them."""

    intent: Intent | None = None
    degraded: bool | None = None
    withheld: bool | None = None
    thumb: Thumb | None = None

    @property
    def is_anything(self) -> bool:
        """Say whether every answer is."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class WantedSessions:
    """Which conversations are meant: opened in a time, of a person, with such an answer."""

    user_id: str | None = None
    trip_id: str | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    with_answer: Wanted = Wanted()


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything that is kept."""

    sessions: int
    today: int
    messages: int
    turns: int


class WatchRepository:
    """Reads conversations of everybody; nothing of what was said is read to count it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def totals(self, midnight: datetime) -> Totals:
        """Count what is kept, from the conversations alone: each knows how many messages it has."""
        row = (
            await self._session.execute(
                select(
                    func.count().label("sessions"),
                    func.count().filter(ChatSession.opened_at >= midnight).label("today"),
                    func.coalesce(func.sum(ChatSession.message_count), 0).label("messages"),
                    func.coalesce(func.sum(ChatSession.message_count / 2), 0).label("turns"),
                )
            )
        ).one()
        return Totals(row.sessions, row.today, int(row.messages), int(row.turns))

    async def intents(self, since: datetime, limit: int) -> list[IntentCount]:
        """Return what was wanted since then, most frequent first."""
        n = func.count().label("n")
        rows = await self._session.execute(
            select(Message.intent, n)
            .where(Message.created_at >= since, _IS_ANSWER, Message.intent.is_not(None))
            .group_by(Message.intent)
            .order_by(n.desc(), Message.intent)
            .limit(limit)
        )
        return [IntentCount(intent=Intent(intent), count=n) for intent, n in rows if intent]

    async def window(self, since: datetime, hours: int) -> ChatWindow:
        """Return what was answered since then, and how that went."""
        said = await self._said(since)
        turns = await self._turns(since)
        return ChatWindow(
            hours=hours,
            sessions=said.sessions,
            users=said.users,
            answers=said.answers,
            tokens=said.tokens,
            degraded=said.degraded,
            degraded_share=round(said.degraded / said.answers, 4) if said.answers else None,
            withheld=said.withheld,
            thumbs_up=said.up,
            thumbs_down=said.down,
            turns=turns.n,
            turns_failed=turns.failed,
            turns_cancelled=turns.cancelled,
            turn_p50_ms=turns.p50,
            turn_p95_ms=turns.p95,
        )

    async def _said(self, since: datetime) -> Row[int, int, int, int | None, int, int, int, int]:
        thumb = MessageFeedback.thumb
        found = await self._session.execute(
            select(
                func.count(distinct(Message.session_id)).label("sessions"),
                func.count(distinct(ChatSession.user_id)).label("users"),
                func.count().label("answers"),
                func.coalesce(func.sum(Message.tokens), 0).label("tokens"),
                func.count().filter(_IS_DEGRADED).label("degraded"),
                func.count().filter(_IS_WITHHELD).label("withheld"),
                func.count().filter(thumb == 1).label("up"),
                func.count().filter(thumb == -1).label("down"),
            )
            .join(ChatSession, ChatSession.id == Message.session_id)
            .outerjoin(MessageFeedback, _of_owner())
            .where(Message.created_at >= since, _IS_ANSWER)
        )
        return found.one()

    async def _turns(self, since: datetime) -> Row[int, int, int, float | None, float | None]:
        was, answered = ChatTurn.status, ChatTurn.status == "succeeded"
        found = await self._session.execute(
            select(
                func.count().filter(was != "running").label("n"),
                func.count().filter(was == "failed").label("failed"),
                func.count().filter(was == "cancelled").label("cancelled"),
                _percentile(0.5, answered).label("p50"),
                _percentile(0.95, answered).label("p95"),
            ).where(ChatTurn.created_at >= since)
        )
        return found.one()

    async def page(
        self, wanted: WantedSessions, limit: int, after: tuple[datetime, str] | None
    ) -> Sequence[Row[ChatSession, str]]:
        """Return conversations and whose they are, those opened last first."""
        statement = (
            select(ChatSession, User.email)
            .join(User, User.id == ChatSession.user_id)
            .where(*_conditions(wanted))
            .order_by(ChatSession.opened_at.desc(), ChatSession.id.desc())
            .limit(limit)
        )
        if after is not None:
            place = tuple_(ChatSession.opened_at, ChatSession.id)
            statement = statement.where(place < tuple_(*after))
        return (await self._session.execute(statement)).all()

    async def owner(self, session_id: str) -> str | None:
        """Return whose a conversation is, where there is one."""
        return await self._session.scalar(
            select(ChatSession.user_id).where(ChatSession.id == session_id)
        )

    async def messages(
        self, session_id: str, wanted: Wanted, limit: int, before: int | None
    ) -> list[Judged]:
        """Return messages of a conversation, the newest first."""
        statement = (
            select(Message, MessageFeedback)
            .join(ChatSession, ChatSession.id == Message.session_id)
            .outerjoin(MessageFeedback, _of_owner())
            .where(Message.session_id == session_id, *_answers(wanted))
            .order_by(Message.seq.desc())
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(Message.seq < before)
        return [(message, judged) for message, judged in await self._session.execute(statement)]


def _of_owner() -> ColumnElement[bool]:
    return and_(
        MessageFeedback.message_id == Message.id, MessageFeedback.user_id == ChatSession.user_id
    )


def _conditions(wanted: WantedSessions) -> Iterator[ColumnElement[bool]]:
    if wanted.user_id is not None:
        yield ChatSession.user_id == wanted.user_id
    if wanted.trip_id is not None:
        yield ChatSession.trip_id == wanted.trip_id
    if wanted.opened_from is not None:
        yield ChatSession.opened_at >= wanted.opened_from
    if wanted.opened_to is not None:
        yield ChatSession.opened_at < wanted.opened_to
    if not wanted.with_answer.is_anything:
        yield (
            select(literal(1))
            .select_from(Message)
            .outerjoin(MessageFeedback, _of_owner())
            .where(Message.session_id == ChatSession.id, *_answers(wanted.with_answer))
            .correlate(ChatSession)
            .exists()
        )


def _answers(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if not wanted.is_anything:
        yield _IS_ANSWER
    if wanted.intent is not None:
        yield Message.intent == wanted.intent
    if wanted.degraded is not None:
        yield _IS_DEGRADED if wanted.degraded else ~_IS_DEGRADED
    if wanted.withheld is not None:
        yield _IS_WITHHELD if wanted.withheld else ~_IS_WITHHELD
    if wanted.thumb is not None:
        yield MessageFeedback.thumb == _THUMBS[wanted.thumb]


def _percentile(share: float, where: ColumnElement[bool]) -> ColumnElement[float | None]:
    return cast(func.percentile_cont(share).within_group(_TOOK_MS).filter(where), Float)
