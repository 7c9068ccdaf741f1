"""A way from a task to the model calls it took."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_task_calls"
down_revision = "20261124_chat"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.create_index(
        "ix_ai_calls_task", "ai_calls", ["task_id"], postgresql_where=sa.text("task_id is not null")
    )


def downgrade() -> None:
    op.drop_index("ix_ai_calls_task", "ai_calls")
