"""Links by which calendar programs fetch a trip."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_exports"
down_revision = "20261122_world"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.create_table(
        "trip_feeds",
        sa.Column("trip_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("frame", sa.Boolean(), nullable=False),
        sa.Column("alarm_min", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("language in ('en','zh')", name=op.f("ck_trip_feeds_language")),
        sa.CheckConstraint("alarm_min between 0 and 10080", name=op.f("ck_trip_feeds_alarm_min")),
        sa.ForeignKeyConstraint(
            ["trip_id"],
            ["trips.id"],
            name=op.f("fk_trip_feeds_trip_id_trips"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("trip_id", name=op.f("pk_trip_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_trip_feeds_token_hash")),
    )


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_table("trip_feeds")
