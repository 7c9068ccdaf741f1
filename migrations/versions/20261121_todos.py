"""What is to be done for a trip: to-dos and what each waits for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_todos"
down_revision = "20261121_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    _create_todos()
    _create_todo_needs()


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_table("todo_needs")
    op.drop_table("todos")


def _now(name: str) -> sa.Column:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _create_todos() -> None:
    op.create_table(
        "todos",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trip_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String()),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("day_index", sa.Integer()),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("tool", sa.String()),
        sa.Column("arguments", postgresql.JSONB()),
        sa.Column("result", postgresql.JSONB()),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("task_id", sa.String()),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_todos_parent")),
        sa.CheckConstraint("depth between 1 and 4", name=op.f("ck_todos_depth")),
        sa.CheckConstraint("(depth = 1) = (parent_id is null)", name=op.f("ck_todos_root")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_todos_position")),
        sa.CheckConstraint(
            "category in ('documents','bookings','transport','packing','preparation','other')",
            name=op.f("ck_todos_category"),
        ),
        sa.CheckConstraint("day_index between 0 and 13", name=op.f("ck_todos_day_index")),
        sa.CheckConstraint(
            "status in ('open','done','skipped','failed')", name=op.f("ck_todos_status")
        ),
        sa.CheckConstraint("(tool is null) = (arguments is null)", name=op.f("ck_todos_arguments")),
        sa.CheckConstraint("source in ('model','user')", name=op.f("ck_todos_source")),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trips.id"], name=op.f("fk_todos_trip_id_trips"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["ai_tasks.id"],
            name=op.f("fk_todos_task_id_ai_tasks"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["trip_id", "parent_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todos_parent",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todos")),
        sa.UniqueConstraint("trip_id", "id", name=op.f("uq_todos_trip_id_id")),
    )
    op.create_index("ix_todos_parent", "todos", ["trip_id", "parent_id", "position"])
    op.create_index(
        "ix_todos_task", "todos", ["task_id"], postgresql_where=sa.text("task_id is not null")
    )


def _create_todo_needs() -> None:
    op.create_table(
        "todo_needs",
        sa.Column("trip_id", sa.String(), nullable=False),
        sa.Column("todo_id", sa.String(), nullable=False),
        sa.Column("need_id", sa.String(), nullable=False),
        sa.CheckConstraint("todo_id <> need_id", name=op.f("ck_todo_needs_itself")),
        sa.ForeignKeyConstraint(
            ["trip_id", "todo_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todo_needs_todo",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trip_id", "need_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todo_needs_need",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("trip_id", "todo_id", "need_id", name=op.f("pk_todo_needs")),
    )
    op.create_index("ix_todo_needs_need", "todo_needs", ["trip_id", "need_id"])
