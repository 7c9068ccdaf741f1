"""Prompts that people changed: the texts they wrote, and which one is in force since when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId, Timestamps


class AiPrompt(HasId, Timestamps, Base):
    """A prompt somebody has touched; without an `active_number` the built-in text is in force.

    `revision` grows with every change of the row and with every text; it is what `If-Match` names.
    """

    __tablename__ = "ai_prompts"
    __table_args__ = (CheckConstraint("revision >= 0", name="revision"),)

    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    role: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    active_number: Mapped[int | None]
    revision: Mapped[int] = mapped_column(server_default=text("0"))
    updated_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class AiPromptVersion(HasId, Base):
    """One text of a prompt; the database refuses to change it."""

    __tablename__ = "ai_prompt_versions"
    __table_args__ = (UniqueConstraint("key", "number"),)

    key: Mapped[str] = mapped_column(ForeignKey("ai_prompts.key", ondelete="RESTRICT"))
    number: Mapped[int]
    content: Mapped[str]
    variables: Mapped[list[str]] = mapped_column(ARRAY(Text))
    author: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class AiPromptMove(HasId, Base):
    """One move of what is in force; a number that is null is the built-in text."""

    __tablename__ = "ai_prompt_moves"
    __table_args__ = (
        Index("ix_ai_prompt_moves_key", "key", text("created_at desc"), text("id desc")),
    )

    key: Mapped[str] = mapped_column(ForeignKey("ai_prompts.key", ondelete="RESTRICT"))
    from_number: Mapped[int | None]
    to_number: Mapped[int | None]
    moved_by: Mapped[str]
    why: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
