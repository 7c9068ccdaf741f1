"""Long work as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId

_ACTIVE = "status in ('queued','retrying')"


class AiTask(HasId, Base):
    """One task. `attempt` grows at every claim and fences the writes of earlier ones."""

    __tablename__ = "ai_tasks"
    __table_args__ = (
        Index(
            "ux_task_request", "user_id", "kind", "request_id",
            unique=True, postgresql_where=text("request_id is not null"),
        ),
        Index("ix_task_ready", "priority", "run_after", "id", postgresql_where=text(_ACTIVE)),
        Index("ix_task_lease", "lease_until", postgresql_where=text("status = 'running'")),
        Index("ix_task_user", "user_id", text("created_at desc")),
        CheckConstraint(
            "status in ('queued','running','retrying','succeeded','failed','cancelled')",
            name="status",
        ),
        CheckConstraint("(status = 'running') = (lease_owner is not null)", name="lease_owner"),
        CheckConstraint("(lease_owner is null) = (lease_until is null)", name="lease_until"),
        CheckConstraint(
            "(finished_at is not null) = (status in ('succeeded','failed','cancelled'))",
            name="finished_at",
        ),
    )  # fmt: skip

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    request_id: Mapped[str | None]
    payload_hash: Mapped[str]
    request_json: Mapped[dict[str, Any]] = mapped_column(JSONB)
    result_json: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    trace_id: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="queued")
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("100"))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    crashes: Mapped[int] = mapped_column(server_default=text("0"))
    run_after: Mapped[datetime] = mapped_column(server_default=text("now()"))
    dispatched_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
