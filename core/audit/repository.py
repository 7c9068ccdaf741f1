"""Audit rows, written in the transaction of the deed itself."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.models.audit import AuditLog


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done: `action` is a verb with its subject before it, such as `task.cancel`."""

    actor: str
    action: str
    target_kind: str
    target_id: str
    trace_id: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


class AuditRepository:
    """The statements on `audit_logs`, which is only ever added to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def record(self, deed: Deed) -> None:
        """Write one deed; it stands exactly when the transaction does."""
        await self._session.execute(
            insert(AuditLog).values(
                actor=deed.actor,
                action=deed.action,
                target_kind=deed.target_kind,
                target_id=deed.target_id,
                trace_id=deed.trace_id,
                detail=deed.detail or None,
            )
        )
