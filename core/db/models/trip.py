"""Trips; `city_id` of a trip is where its first night or day is spent."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Base, HasId, Timestamps


class Trip(HasId, Timestamps, Base):
    """A trip of one person; `version` grows with every change of it or of anything in it."""

    __tablename__ = "trips"
    __table_args__ = (
        Index("ix_trips_owner", "owner_id", text("created_at desc"), text("id desc")),
        CheckConstraint("day_count between 1 and 14", name="day_count"),
        CheckConstraint("travellers between 1 and 20", name="travellers"),
    )

    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"))
    origin_city_id: Mapped[str | None] = mapped_column(ForeignKey("cities.id"))
    start_date: Mapped[date]
    day_count: Mapped[int]
    travellers: Mapped[int]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    wishes: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    plan_run_id: Mapped[str | None]

    day_cards: Mapped[list["DayCard"]] = relationship(
        lazy="raise", order_by="DayCard.day_index", passive_deletes=True, cascade="all"
    )


class DayCard(HasId, Base):
    """One day; its date is the trip's first day plus `day_index`."""

    __tablename__ = "day_cards"
    __table_args__ = (
        UniqueConstraint("trip_id", "day_index", deferrable=True, initially="DEFERRED"),
    )

    trip_id: Mapped[str] = mapped_column(ForeignKey("trips.id", ondelete="CASCADE"))
    day_index: Mapped[int]
    date: Mapped[date]
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id"))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")

    sub_trips: Mapped[list["SubTrip"]] = relationship(
        lazy="raise", order_by="SubTrip.order_index", passive_deletes=True, cascade="all"
    )


class SubTrip(HasId, Base):
    """One stop; times are `HH:MM` local, `cost` minor units for the whole party."""

    __tablename__ = "sub_trips"
    __table_args__ = (
        UniqueConstraint("day_card_id", "order_index", deferrable=True, initially="DEFERRED"),
        CheckConstraint("order_index >= 0", name="order_index"),
        CheckConstraint("kind in ('attraction','meal','hotel','transport','custom')", name="kind"),
    )

    day_card_id: Mapped[str] = mapped_column(ForeignKey("day_cards.id", ondelete="CASCADE"))
    order_index: Mapped[int]
    kind: Mapped[str]
    place_id: Mapped[str | None] = mapped_column(
        ForeignKey("places.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    start_time: Mapped[str | None]
    end_time: Mapped[str | None]
    cost: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    transfer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str] = mapped_column(server_default="")
    meal: Mapped[str | None]
    leg: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
