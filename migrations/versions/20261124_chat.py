"""Conversations: sessions, turns, messages, what was thought of them and what was proposed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261124_chat"
down_revision = "20261123_ai_calls"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")
_OBJECT = postgresql.JSONB()


def _moment(name: str, **kind: object) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), **kind)  # type: ignore[arg-type]


def upgrade() -> None:
    op.create_table(
        "chat_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("trip_id", sa.String()),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("stage", sa.String()),
        sa.Column("use_memory", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        _moment("opened_at", server_default=_NOW, nullable=False),
        _moment("closed_at"),
        _moment("last_message_at", server_default=_NOW, nullable=False),
        sa.Column("message_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("meta", _OBJECT, server_default="{}", nullable=False),
        sa.CheckConstraint("stage in ('before','during','after')", name="stage"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_chat_sessions_user",
        "chat_sessions",
        ["user_id", sa.text("last_message_at desc"), sa.text("id desc")],
    )
    op.create_index(
        "ix_chat_sessions_opened", "chat_sessions", [sa.text("opened_at desc"), sa.text("id desc")]
    )
    op.create_table(
        "chat_turns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="running", nullable=False),
        _moment("lease_until", nullable=False),
        sa.Column("error", _OBJECT),
        sa.Column("reply", _OBJECT),
        sa.Column("frames", _OBJECT),
        sa.Column("memory", sa.String(), server_default="off", nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        _moment("created_at", server_default=_NOW, nullable=False),
        _moment("finished_at"),
        sa.CheckConstraint("status in ('running','succeeded','failed','cancelled')", name="status"),
        sa.CheckConstraint("(status = 'running') = (finished_at is null)", name="finished_at"),
        sa.CheckConstraint("memory in ('off','pending','written','failed')", name="memory"),
        sa.ForeignKeyConstraint(["session_id"], ["chat_sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "request_id"),
    )
    op.create_index(op.f("ix_chat_turns_session_id"), "chat_turns", ["session_id"])
    op.create_index(
        "ix_chat_turns_memory",
        "chat_turns",
        ["created_at"],
        postgresql_where=sa.text("memory = 'pending'"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("turn_id", sa.String()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("intent", sa.String()),
        sa.Column("tokens", sa.Integer()),
        sa.Column("meta", _OBJECT, server_default="{}", nullable=False),
        _moment("created_at", server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("role in ('user','assistant','system')", name="role"),
        sa.CheckConstraint("seq >= 1", name="seq"),
        sa.ForeignKeyConstraint(["session_id"], ["chat_sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["chat_turns.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session_id", "seq"),
    )
    op.create_index(op.f("ix_messages_turn_id"), "messages", ["turn_id"])
    op.create_index(
        "ix_messages_recent", "messages", [sa.text("created_at desc"), sa.text("id desc")]
    )
    op.create_table(
        "message_feedback",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("thumb", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.String(), server_default="", nullable=False),
        _moment("created_at", server_default=_NOW, nullable=False),
        sa.CheckConstraint("thumb in (-1, 1)", name="thumb"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", "user_id"),
    )
    op.create_table(
        "chat_proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("trip_id", sa.String(), nullable=False),
        sa.Column("trip_version", sa.Integer(), nullable=False),
        sa.Column("proposal", _OBJECT, nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        _moment("created_at", server_default=_NOW, nullable=False),
        _moment("ended_at"),
        sa.CheckConstraint("status in ('open','applied','declined','stale')", name="status"),
        sa.CheckConstraint("(status = 'open') = (ended_at is null)", name="ended_at"),
        sa.ForeignKeyConstraint(["session_id"], ["chat_sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_chat_proposals_open",
        "chat_proposals",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    for table in (
        "chat_proposals",
        "message_feedback",
        "messages",
        "chat_turns",
        "chat_sessions",
    ):
        op.drop_table(table)
