"""Conversations: sessions, their turns and messages, what was thought of them and is proposed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId


class ChatSession(HasId, Base):
    """A conversation of one person. Its trip may be gone: what was said of it is kept."""

    __tablename__ = "chat_sessions"
    __table_args__ = (
        Index("ix_chat_sessions_user", "user_id", text("last_message_at desc"), text("id desc")),
        Index("ix_chat_sessions_opened", text("opened_at desc"), text("id desc")),
        Index("ix_chat_sessions_trip", "trip_id", text("opened_at desc")),
        CheckConstraint("stage in ('before','during','after')", name="stage"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    trip_id: Mapped[str | None]
    title: Mapped[str] = mapped_column(server_default="")
    stage: Mapped[str | None]
    use_memory: Mapped[bool] = mapped_column(server_default=text("true"))
    opened_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    closed_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    message_count: Mapped[int] = mapped_column(server_default=text("0"))
    meta: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


class ChatTurn(HasId, Base):
    """One question on its way to an answer; a `request_id` is one turn.

    A running turn belongs to a process until `lease_until`; after that it was cut off, and may be
    begun again. A conversation has one running turn at a time, and a person one on each `place`
    from 1 to the limit. `frames` are the cuts of an ended one, so that anybody can tell it again.
    """

    __tablename__ = "chat_turns"
    __table_args__ = (
        UniqueConstraint("user_id", "request_id"),
        Index("ix_chat_turns_recent", text("created_at desc")),
        Index(
            "ux_chat_turns_running", "session_id",
            unique=True, postgresql_where=text("status = 'running'"),
        ),
        Index(
            "ux_chat_turns_place", "user_id", "place",
            unique=True, postgresql_where=text("status = 'running'"),
        ),
        Index("ix_chat_turns_memory", "created_at", postgresql_where=text("memory = 'pending'")),
        CheckConstraint("status in ('running','succeeded','failed','cancelled')", name="status"),
        CheckConstraint("(status = 'running') = (finished_at is null)", name="finished_at"),
        CheckConstraint("memory in ('off','pending','written','failed')", name="memory"),
    )  # fmt: skip

    session_id: Mapped[str] = mapped_column(
        ForeignKey("chat_sessions.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    request_id: Mapped[str]
    payload_hash: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="running")
    lease_until: Mapped[datetime]
    place: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    frames: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    memory: Mapped[str] = mapped_column(server_default="off")
    trace_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    finished_at: Mapped[datetime | None]


class Message(HasId, Base):
    """One message; `seq` counts those of its conversation from 1."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("session_id", "seq"),
        Index("ix_messages_recent", text("created_at desc"), text("id desc")),
        CheckConstraint("role in ('user','assistant','system')", name="role"),
        CheckConstraint("seq >= 1", name="seq"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    turn_id: Mapped[str | None] = mapped_column(
        ForeignKey("chat_turns.id", ondelete="SET NULL"), index=True
    )
    seq: Mapped[int]
    role: Mapped[str]
    content: Mapped[str]
    intent: Mapped[str | None]
    tokens: Mapped[int | None]
    meta: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class MessageFeedback(Base):
    """What somebody thinks of an answer."""

    __tablename__ = "message_feedback"
    __table_args__ = (CheckConstraint("thumb in (-1, 1)", name="thumb"),)

    message_id: Mapped[str] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    thumb: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class ChatProposal(HasId, Base):
    """A change of a trip that was proposed; a conversation has one open at a time."""

    __tablename__ = "chat_proposals"
    __table_args__ = (
        Index(
            "ux_chat_proposals_open", "session_id",
            unique=True, postgresql_where=text("status = 'open'"),
        ),
        CheckConstraint("status in ('open','applied','declined','stale')", name="status"),
        CheckConstraint("(status = 'open') = (ended_at is null)", name="ended_at"),
    )  # fmt: skip

    session_id: Mapped[str] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    trip_id: Mapped[str]
    trip_version: Mapped[int]
    proposal: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    ended_at: Mapped[datetime | None]
