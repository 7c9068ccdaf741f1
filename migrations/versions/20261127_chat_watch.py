"""Indexes by which operators find conversations: those of a trip, and the turns of a day."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_chat_watch"
down_revision = "20261126_memories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_chat_sessions_trip", "chat_sessions", ["trip_id", sa.text("opened_at desc")]
    )
    op.create_index("ix_chat_turns_recent", "chat_turns", [sa.text("created_at desc")])


def downgrade() -> None:
    op.drop_index("ix_chat_turns_recent", table_name="chat_turns")
    op.drop_index("ix_chat_sessions_trip", table_name="chat_sessions")
