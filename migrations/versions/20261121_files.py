"""Files people have sent."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_files"
down_revision = "20261121_alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.create_table(
        "stored_files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("size = octet_length(content)", name=op.f("ck_stored_files_size")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_stored_files_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("user_id", "sha256", name=op.f("uq_stored_files_user_id_sha256")),
    )
    op.create_index(op.f("ix_stored_files_created_at"), "stored_files", ["created_at"])


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_table("stored_files")
