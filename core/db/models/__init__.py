"""One module per family of tables; importing the package registers them all."""

from core.db.models import (
    account,
    alert,
    audit,
    catalog,
    chat,
    feed,
    file,
    memory,
    plan,
    prompt,
    task,
    todo,
    trip,
)

__all__ = [
    "account",
    "alert",
    "audit",
    "catalog",
    "chat",
    "feed",
    "file",
    "memory",
    "plan",
    "prompt",
    "task",
    "todo",
    "trip",
]
