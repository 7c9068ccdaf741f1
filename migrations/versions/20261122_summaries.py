"""What a planner says of a trip and of its days."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_summaries"
down_revision = "20261122_exports"
branch_labels = None
depends_on = None

_TABLES = ("trips", "day_cards")


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    for table in _TABLES:
        op.add_column(
            table, sa.Column("summary", sa.String(), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    for table in _TABLES:
        op.drop_column(table, "summary")
