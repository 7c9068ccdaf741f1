"""Links by which calendar programs fetch a trip."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base


class TripFeed(Base):
    """The one secret link of a trip; only the hash of its token is kept."""

    __tablename__ = "trip_feeds"
    __table_args__ = (
        CheckConstraint("language in ('en','zh')", name="language"),
        CheckConstraint("alarm_min between 0 and 10080", name="alarm_min"),
    )

    trip_id: Mapped[str] = mapped_column(
        ForeignKey("trips.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    frame: Mapped[bool]
    alarm_min: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
