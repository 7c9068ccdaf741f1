"""Alerts as they were raised and cleared."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base


class Alert(Base):
    """One time an alert was on; without `cleared_at` it still is, and each is on once at most."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("ux_alert_raised", "key", unique=True, postgresql_where=text("cleared_at is null")),
        Index("ix_alert_cleared", "cleared_at", postgresql_where=text("cleared_at is not null")),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    raised_at: Mapped[datetime] = mapped_column(
        primary_key=True, server_default=text("clock_timestamp()")
    )
    cleared_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
