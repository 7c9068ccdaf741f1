"""Tasks that are never lost: attempts, steps, logs, workers, limits, and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.db.legacy.tables import take_over

revision = "20261121_tasks"
down_revision = "20261121_initial"
branch_labels = None
depends_on = None

_ACTIVE = "status in ('queued','running','retrying')"


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    _widen_ai_tasks()
    _create_task_attempts()
    _create_task_steps()
    _create_task_logs()
    _create_workers()
    _create_task_day_stats()
    _create_maintenance()
    _create_audit_logs()
    take_over(op.get_bind())


def downgrade() -> None:
    """Take the columns and tables away again; tasks that were taken over stay tasks of ours."""
    op.execute("set local statement_timeout = '60s'")
    for table in (
        "audit_logs",
        "maintenance",
        "task_day_stats",
        "workers",
        "task_logs",
        "task_steps",
        "task_attempts",
    ):
        op.drop_table(table)
    op.drop_index("ix_task_user", "ai_tasks")
    op.create_index("ix_task_user", "ai_tasks", ["user_id", sa.text("created_at desc")])
    for column in _new_columns():  # indexes and checks go with their columns
        op.drop_column("ai_tasks", column.name)
    for index in ("ix_task_created", "ix_task_done", "ix_task_running"):
        op.drop_index(index, "ai_tasks")


def _moment(name: str, *, default: str | None = None) -> sa.Column:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text(default) if default else None,
        nullable=default is None,
    )


def _number(name: str, default: int, kind: type = sa.Integer) -> sa.Column:
    return sa.Column(name, kind(), server_default=sa.text(str(default)), nullable=False)


def _json(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(none_as_null=True), nullable=nullable)


def _task_id(table: str) -> sa.Column:
    key = sa.ForeignKey("ai_tasks.id", name=f"fk_{table}_task_id_ai_tasks", ondelete="CASCADE")
    return sa.Column("task_id", sa.String(), key, nullable=False)


def _new_columns() -> list[sa.Column]:
    return [
        _number("payload_version", 1, sa.SmallInteger),
        sa.Column("parent_id", sa.String()),
        sa.Column("batch_id", sa.String()),
        sa.Column("slot", sa.SmallInteger()),
        _number("failures", 0, sa.SmallInteger),
        _number("max_failures", 3, sa.SmallInteger),
        _moment("deadline_at"),
        _moment("cancel_requested_at"),
        sa.Column("cancel_reason", sa.String()),
        sa.Column("cancelled_by", sa.String()),
        _number("progress_pct", 0, sa.SmallInteger),
        sa.Column("progress_stage", sa.String()),
        _json("progress"),
        _number("log_seq", 0),
    ]


def _widen_ai_tasks() -> None:
    for column in _new_columns():
        op.add_column("ai_tasks", column)
    op.create_foreign_key(
        "fk_ai_tasks_parent_id_ai_tasks",
        "ai_tasks", "ai_tasks", ["parent_id"], ["id"],
        ondelete="SET NULL",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_ai_tasks_progress_pct"), "ai_tasks", "progress_pct between 0 and 100"
    )
    op.drop_index("ix_task_user", "ai_tasks")
    newest_first = [sa.text("created_at desc"), sa.text("id desc")]
    op.create_index("ix_task_user", "ai_tasks", ["user_id", *newest_first])
    op.create_index("ix_task_created", "ai_tasks", newest_first)
    for name, columns, where in (
        ("ix_task_done", ["finished_at"], "finished_at is not null"),
        ("ix_task_running", ["user_id"], "status = 'running'"),
        ("ix_task_parent", ["parent_id"], "parent_id is not null"),
        ("ix_task_batch", ["batch_id"], "batch_id is not null"),
    ):
        op.create_index(name, "ai_tasks", columns, postgresql_where=sa.text(where))
    op.create_index(
        "ux_task_slot", "ai_tasks", ["user_id", "slot"],
        unique=True, postgresql_where=sa.text(f"slot is not null and {_ACTIVE}"),
    )  # fmt: skip


def _create_task_attempts() -> None:
    op.create_table(
        "task_attempts",
        _task_id("task_attempts"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _moment("finished_at"),
        sa.Column("outcome", sa.String()),
        _json("error"),
        _number("model_calls", 0),
        _number("tokens", 0),
        sa.CheckConstraint(
            "outcome in ('succeeded','failed','retried','cancelled','given_back','crashed')",
            name=op.f("ck_task_attempts_outcome"),
        ),
        sa.CheckConstraint(
            "(finished_at is null) = (outcome is null)", name=op.f("ck_task_attempts_finished_at")
        ),
        sa.PrimaryKeyConstraint("task_id", "attempt", name=op.f("pk_task_attempts")),
    )


def _create_task_steps() -> None:
    op.create_table(
        "task_steps",
        _task_id("task_steps"),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _json("output", nullable=False),
        _moment("created_at", default="now()"),
        sa.PrimaryKeyConstraint("task_id", "step", name=op.f("pk_task_steps")),
    )


def _create_task_logs() -> None:
    op.create_table(
        "task_logs",
        _task_id("task_logs"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer()),
        sa.Column("ts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        _json("data"),
        sa.CheckConstraint(
            "level in ('debug','info','warning','error')", name=op.f("ck_task_logs_level")
        ),
        sa.PrimaryKeyConstraint("task_id", "seq", name=op.f("pk_task_logs")),
        sa.UniqueConstraint(
            "task_id", "attempt", "line_no", name=op.f("uq_task_logs_task_id_attempt_line_no")
        ),
    )


def _create_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        _json("kinds", nullable=False),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        _number("running", 0, sa.SmallInteger),
        _number("loop_lag_ms", 0),
        _moment("started_at", default="now()"),
        _moment("beat_at", default="now()"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )


def _create_task_day_stats() -> None:
    op.create_table(
        "task_day_stats",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("p50_ms", sa.Integer()),
        sa.Column("p95_ms", sa.Integer()),
        _number("tokens", 0, sa.BigInteger),
        _number("fallbacks", 0),
        sa.PrimaryKeyConstraint("day", "kind", "mode", "status", name=op.f("pk_task_day_stats")),
    )


def _create_maintenance() -> None:
    op.create_table(
        "maintenance",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last_done", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_maintenance")),
    )


def _create_audit_logs() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", sa.String(), nullable=False),
        _moment("at", default="clock_timestamp()"),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String()),
        _json("detail"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_logs")),
    )
    op.create_index("ix_audit_at", "audit_logs", [sa.text("at desc"), sa.text("id desc")])
    op.create_index("ix_audit_target", "audit_logs", ["target_id"])
