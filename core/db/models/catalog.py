"""The catalogue."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, Timestamps


class City(Timestamps, Base):
    """A city; the box bounds the positions of its places."""

    __tablename__ = "cities"

    id: Mapped[str] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_local: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    country: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    south: Mapped[float]
    west: Mapped[float]
    north: Mapped[float]
    east: Mapped[float]


class Place(Timestamps, Base):
    """A place of a city; `typical_cost` in minor units of `currency`."""

    __tablename__ = "places"
    __table_args__ = (
        Index(None, "city_id", "kind"),
        CheckConstraint(
            "kind in ('attraction','restaurant','hotel','station','airport')", name="kind"
        ),
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="position"),
        CheckConstraint("typical_cost >= 0 and price_level between 0 and 4", name="cost"),
        CheckConstraint("popularity between 1 and 100", name="popularity"),
        CheckConstraint("visit_minutes >= 0", name="visit_minutes"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[str] = mapped_column(ForeignKey("cities.id", ondelete="CASCADE"))
    kind: Mapped[str]
    category: Mapped[str]
    name_en: Mapped[str]
    name_local: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    position_confidence: Mapped[str]
    area: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    visit_minutes: Mapped[int]
    price_level: Mapped[int]
    typical_cost: Mapped[int]
    currency: Mapped[str]
    popularity: Mapped[int]
    must_see: Mapped[bool] = mapped_column(server_default=text("false"))
    indoor: Mapped[str]
    best_time: Mapped[str]
    meals: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cuisine: Mapped[list[str]] = mapped_column(ARRAY(Text))
    opening_hours: Mapped[str]
    hours_confidence: Mapped[str]
    source: Mapped[str]
