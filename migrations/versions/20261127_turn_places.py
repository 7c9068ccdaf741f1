"""A place for each running turn: a conversation has one of them, a person so many at a time."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_turn_places"
down_revision = "20261127_chat_watch"
branch_labels = None
depends_on = None

_RUNNING = sa.text("status = 'running'")


def upgrade() -> None:
    op.add_column(
        "chat_turns",
        sa.Column("place", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
    )
    op.create_index(
        "ux_chat_turns_running",
        "chat_turns",
        ["session_id"],
        unique=True,
        postgresql_where=_RUNNING,
    )
    op.create_index(
        "ux_chat_turns_place",
        "chat_turns",
        ["user_id", "place"],
        unique=True,
        postgresql_where=_RUNNING,
    )


def downgrade() -> None:
    op.drop_index("ux_chat_turns_place", "chat_turns")
    op.drop_index("ux_chat_turns_running", "chat_turns")
    op.drop_column("chat_turns", "place")
