"""Who did what to which thing."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId


class AuditLog(HasId, Base):
    """One deed. The actor is a person's id or a worker's name, and outlives neither by a key."""

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("ix_audit_at", text("at desc"), text("id desc")),
        Index("ix_audit_target", "target_id"),
    )

    at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    actor: Mapped[str]
    action: Mapped[str]
    target_kind: Mapped[str]
    target_id: Mapped[str]
    trace_id: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
