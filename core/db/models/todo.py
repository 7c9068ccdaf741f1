"""What is to be done for a trip."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, HasId, Timestamps


class Todo(HasId, Timestamps, Base):
    """One to-do of a trip, which is its owner's; `version` grows with every change of it.

    Whoever changes the to-dos of a trip holds the lock of the trip's row.
    """

    __tablename__ = "todos"
    __table_args__ = (
        UniqueConstraint("trip_id", "id"),
        # With the trip in the key no to-do can be part of another trip's.
        ForeignKeyConstraint(
            ["trip_id", "parent_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todos_parent",
            ondelete="CASCADE",
        ),
        Index("ix_todos_parent", "trip_id", "parent_id", "position"),
        Index("ix_todos_task", "task_id", postgresql_where=text("task_id is not null")),
        CheckConstraint("parent_id <> id", name="parent"),
        CheckConstraint("depth between 1 and 4", name="depth"),
        CheckConstraint("(depth = 1) = (parent_id is null)", name="root"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint(
            "category in ('documents','bookings','transport','packing','preparation','other')",
            name="category",
        ),
        CheckConstraint("day_index between 0 and 13", name="day_index"),
        CheckConstraint("status in ('open','done','skipped','failed')", name="status"),
        CheckConstraint("(tool is null) = (arguments is null)", name="arguments"),
        CheckConstraint("source in ('model','user')", name="source"),
    )

    trip_id: Mapped[str] = mapped_column(ForeignKey("trips.id", ondelete="CASCADE"))
    parent_id: Mapped[str | None]
    depth: Mapped[int]
    position: Mapped[int]
    category: Mapped[str]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[date | None]
    day_index: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="open")
    tool: Mapped[str | None]
    arguments: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    source: Mapped[str]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("ai_tasks.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(server_default=text("1"))


class TodoNeed(Base):
    """`todo_id` waits for `need_id`, which is of the same trip.

    Rows and not an array in `todos`: a wait for a to-do that is gone cannot be there, and deleting
    one takes the waits for it along.
    """

    __tablename__ = "todo_needs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["trip_id", "todo_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todo_needs_todo",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["trip_id", "need_id"],
            ["todos.trip_id", "todos.id"],
            name="fk_todo_needs_need",
            ondelete="CASCADE",
        ),
        Index("ix_todo_needs_need", "trip_id", "need_id"),
        CheckConstraint("todo_id <> need_id", name="itself"),
    )

    trip_id: Mapped[str] = mapped_column(primary_key=True)
    todo_id: Mapped[str] = mapped_column(primary_key=True)
    need_id: Mapped[str] = mapped_column(primary_key=True)
