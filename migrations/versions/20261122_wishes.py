"""What a trip was planned for: who travels, how, and what was asked of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_wishes"
down_revision = "20261122_summaries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.add_column("trips", sa.Column("wishes", postgresql.JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_column("trips", "wishes")
