"""Long work as rows: the task, its attempts, what they finished, what they said, who did them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId

_WAITING = "status in ('queued','retrying')"
_ACTIVE = "status in ('queued','running','retrying')"


class AiTask(HasId, Base):
    """One task. `attempt` grows at every claim and fences the writes of earlier ones.

    `slot` is the place among its owner's active tasks, 1 to the limit; null is not limited.
    `log_seq` is the number of the last line of its log, and the lock all writers of lines share.
    """

    __tablename__ = "ai_tasks"
    __table_args__ = (
        Index(
            "ux_task_request", "user_id", "kind", "request_id",
            unique=True, postgresql_where=text("request_id is not null"),
        ),
        Index(
            "ux_task_slot", "user_id", "slot",
            unique=True, postgresql_where=text(f"slot is not null and {_ACTIVE}"),
        ),
        Index("ix_task_ready", "priority", "run_after", "id", postgresql_where=text(_WAITING)),
        Index("ix_task_running", "user_id", postgresql_where=text("status = 'running'")),
        Index("ix_task_lease", "lease_until", postgresql_where=text("status = 'running'")),
        Index("ix_task_user", "user_id", text("created_at desc"), text("id desc")),
        Index("ix_task_created", text("created_at desc"), text("id desc")),
        Index("ix_task_done", "finished_at", postgresql_where=text("finished_at is not null")),
        Index("ix_task_parent", "parent_id", postgresql_where=text("parent_id is not null")),
        Index("ix_task_batch", "batch_id", postgresql_where=text("batch_id is not null")),
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
        CheckConstraint("progress_pct between 0 and 100", name="progress_pct"),
    )  # fmt: skip

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    request_id: Mapped[str | None]
    payload_hash: Mapped[str]
    payload_version: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    request_json: Mapped[dict[str, Any]] = mapped_column(JSONB)
    result_json: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    trace_id: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("ai_tasks.id", ondelete="SET NULL"))
    batch_id: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="queued")
    slot: Mapped[int | None] = mapped_column(SmallInteger)
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("100"))
    attempt: Mapped[int] = mapped_column(server_default=text("0"))
    failures: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    max_failures: Mapped[int] = mapped_column(SmallInteger, server_default=text("3"))
    crashes: Mapped[int] = mapped_column(server_default=text("0"))
    run_after: Mapped[datetime] = mapped_column(server_default=text("now()"))
    deadline_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
    cancelled_by: Mapped[str | None]
    progress_pct: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    progress_stage: Mapped[str | None]
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    log_seq: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class TaskAttempt(Base):
    """One claim of a task and how it ended; without an `outcome` it is under way."""

    __tablename__ = "task_attempts"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('succeeded','failed','retried','cancelled','given_back','crashed')",
            name="outcome",
        ),
        CheckConstraint("(finished_at is null) = (outcome is null)", name="finished_at"),
    )

    task_id: Mapped[str] = mapped_column(
        ForeignKey("ai_tasks.id", ondelete="CASCADE"), primary_key=True
    )
    attempt: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    model_calls: Mapped[int] = mapped_column(server_default=text("0"))
    tokens: Mapped[int] = mapped_column(server_default=text("0"))


class TaskStep(Base):
    """What an attempt has finished and a later one need not do again."""

    __tablename__ = "task_steps"

    task_id: Mapped[str] = mapped_column(
        ForeignKey("ai_tasks.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[str] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    output: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class TaskLog(Base):
    """One line of a task's log; `seq` is 1 to `ai_tasks.log_seq` without a gap.

    `line_no` counts the lines of one attempt, so that a line whose commit was unclear is not
    written twice; lines that no attempt wrote (a cancellation asked for) have none.
    """

    __tablename__ = "task_logs"
    __table_args__ = (
        UniqueConstraint("task_id", "attempt", "line_no"),
        CheckConstraint("level in ('debug','info','warning','error')", name="level"),
    )

    task_id: Mapped[str] = mapped_column(
        ForeignKey("ai_tasks.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    line_no: Mapped[int | None]
    ts: Mapped[datetime]
    level: Mapped[str]
    event: Mapped[str]
    message: Mapped[str]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class Worker(Base):
    """A worker process; it lives while its beat is fresh."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    version: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(JSONB)
    size: Mapped[int] = mapped_column(SmallInteger)
    running: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    loop_lag_ms: Mapped[int] = mapped_column(server_default=text("0"))
    started_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    beat_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class TaskDayStat(Base):
    """What a day's finished tasks came to; stays when the tasks themselves are cleaned up."""

    __tablename__ = "task_day_stats"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    p50_ms: Mapped[int | None]
    p95_ms: Mapped[int | None]
    tokens: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    fallbacks: Mapped[int] = mapped_column(server_default=text("0"))


class Maintenance(Base):
    """When a periodic job was last done, by whichever worker; missed times are made up."""

    __tablename__ = "maintenance"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_done: Mapped[datetime]
