"""When the first piece of a model's answer came, and a way to the last calls of one provider."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_ai_calls"
down_revision = "20261123_prompts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.add_column("ai_calls", sa.Column("first_token_ms", sa.Float(), nullable=True))
    op.create_index(
        "ix_ai_calls_provider", "ai_calls", ["provider", "model", sa.text("created_at desc")]
    )


def downgrade() -> None:
    op.drop_index("ix_ai_calls_provider", "ai_calls")
    op.drop_column("ai_calls", "first_token_ms")
