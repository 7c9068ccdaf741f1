"""What is remembered of travellers, in the form mem0 reads and writes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.vectors import Vector

VECTOR_DIMENSIONS = 1_024


class MemoryRow(Base):
    """One memory: mem0 knows `id`, `vector` and `payload` alone, and writes nothing else.

    All other columns follow from the payload, and are what makes a memory go with its owner.
    """

    __tablename__ = "memories"
    __table_args__ = (
        CheckConstraint("level in ('user','trip','session')", name="level"),
        CheckConstraint("(level <> 'trip' or trip_id is not null)", name="trip"),
        CheckConstraint("(level <> 'session' or session_id is not null)", name="session"),
        # The same words are remembered once, whoever of two processes comes second.
        Index(
            "ux_memories_words", "user_id", "level", "trip_id", "session_id", "words_hash",
            unique=True, postgresql_nulls_not_distinct=True,
        ),
        Index("ix_memories_recent", "user_id", text("said_at desc"), text("id desc")),
        # mem0 looks for its user in the payload.
        Index("ix_memories_payload_user", text("(payload ->> 'user_id')")),
        Index(
            "memories_text_lemmatized_idx",
            func.to_tsvector(text("'simple'"), text("payload ->> 'text_lemmatized'")),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(UUID(as_uuid=False), primary_key=True)
    vector: Mapped[str | None] = mapped_column(Vector(VECTOR_DIMENSIONS))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), Computed("payload ->> 'user_id'")
    )
    level: Mapped[str] = mapped_column(Computed("payload ->> 'level'"))
    trip_id: Mapped[str | None] = mapped_column(
        ForeignKey("trips.id", ondelete="CASCADE"), Computed("payload ->> 'trip_id'"), index=True
    )
    session_id: Mapped[str | None] = mapped_column(
        ForeignKey("chat_sessions.id", ondelete="CASCADE"),
        Computed("payload ->> 'session_id'"),
        index=True,
    )
    words_hash: Mapped[str] = mapped_column(Computed("payload ->> 'hash'"))
    said_at: Mapped[datetime] = mapped_column(
        Computed("to_timestamp((payload ->> 'said_at')::double precision)")
    )
