"""Alerts as they were raised and cleared."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_alerts"
down_revision = "20261121_todos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.create_table(
        "alerts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "raised_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("key", "raised_at", name=op.f("pk_alerts")),
    )
    op.create_index(
        "ux_alert_raised", "alerts", ["key"],
        unique=True, postgresql_where=sa.text("cleared_at is null"),
    )  # fmt: skip
    op.create_index(
        "ix_alert_cleared", "alerts", ["cleared_at"],
        postgresql_where=sa.text("cleared_at is not null"),
    )  # fmt: skip


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_table("alerts")
