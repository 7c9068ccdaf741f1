"""Plans that were made and the model calls they took."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId


class PlanRun(HasId, Base):
    """One run of the planner, succeeded or failed."""

    __tablename__ = "plan_runs"
    __table_args__ = (
        Index("ix_plan_runs_recent", text("created_at desc"), text("id desc")),
        Index("ix_plan_runs_user", "user_id", text("created_at desc"), text("id desc")),
        CheckConstraint("status in ('succeeded','failed')", name="status"),
        CheckConstraint("mode in ('fast','deep')", name="mode"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    mode: Mapped[str]
    status: Mapped[str]
    city_id: Mapped[str | None]
    day_count: Mapped[int | None]
    report_passed: Mapped[bool | None]
    failed_checks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    metrics: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error_code: Mapped[int | None]
    trace_id: Mapped[str]
    task_id: Mapped[str | None]
    trip_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class AnsweredRequest(Base):
    """What was answered to a request that had an id; a repeat of it gets the same."""

    __tablename__ = "plan_requests"
    __table_args__ = (Index(None, "created_at"),)

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    request_id: Mapped[str] = mapped_column(primary_key=True)
    payload_hash: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class AiCall(HasId, Base):
    """One attempt to get an answer from a model; never the words themselves."""

    __tablename__ = "ai_calls"
    __table_args__ = (
        Index("ix_ai_calls_recent", text("created_at desc")),
        Index("ix_ai_calls_provider", "provider", "model", text("created_at desc")),
        Index(None, "trace_id"),
        Index("ix_ai_calls_task", "task_id", postgresql_where=text("task_id is not null")),
    )

    trace_id: Mapped[str]
    user_id: Mapped[str | None]
    task_id: Mapped[str | None]
    provider: Mapped[str]
    model: Mapped[str]
    prompt_key: Mapped[str]
    prompt_version: Mapped[str]
    attempt: Mapped[int]
    status: Mapped[str]
    error_type: Mapped[str | None]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    latency_ms: Mapped[float]
    first_token_ms: Mapped[float | None]
    """When the first piece of a streamed answer came."""
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
