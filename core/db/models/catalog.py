"""The catalogue."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, Timestamps


class City(Timestamps, Base):
    """A city; the box bounds the positions of its places, fares are in minor units."""

    __tablename__ = "cities"
    __table_args__ = (
        CheckConstraint("walk_kmh > 0 and transit_kmh > 0 and taxi_kmh > 0", name="speeds"),
        CheckConstraint("transit_wait_min >= 0 and taxi_wait_min >= 0", name="waits"),
    )

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
    region: Mapped[str] = mapped_column(server_default="")
    walk_kmh: Mapped[float] = mapped_column(server_default=text("4.8"))
    transit_kmh: Mapped[float] = mapped_column(server_default=text("22"))
    transit_wait_min: Mapped[int] = mapped_column(server_default=text("9"))
    taxi_kmh: Mapped[float] = mapped_column(server_default=text("25"))
    taxi_wait_min: Mapped[int] = mapped_column(server_default=text("5"))
    transit_fare: Mapped[int | None]
    taxi_flag_fall: Mapped[int | None]
    taxi_flag_km: Mapped[float | None]
    taxi_per_km: Mapped[int | None]
    transit_hours: Mapped[str] = mapped_column(server_default="")


class Place(Timestamps, Base):
    """A place of a city; costs are in minor units of `currency`."""

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
        CheckConstraint(
            "stay_min between 0 and visit_minutes and (stay_max = 0 or stay_max >= visit_minutes)",
            name="stay",
        ),
        CheckConstraint("status in ('open','closed')", name="status"),
        CheckConstraint("child_cost >= 0", name="child_cost"),
        CheckConstraint("walk_effort between 0 and 3", name="walk_effort"),
        CheckConstraint(
            "max_guests >= 0 and beds >= 0 and minimum_nights >= 1 and not allows && forbids",
            name="lodging",
        ),
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
    name_zh: Mapped[str] = mapped_column(server_default="")
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    stay_min: Mapped[int] = mapped_column(server_default=text("0"))
    stay_max: Mapped[int] = mapped_column(server_default=text("0"))
    child_cost: Mapped[int | None]
    booking: Mapped[str] = mapped_column(server_default="unknown")
    kid_ok: Mapped[str] = mapped_column(server_default="unknown")
    wheelchair: Mapped[str] = mapped_column(server_default="unknown")
    walk_effort: Mapped[int] = mapped_column(server_default=text("0"))
    season: Mapped[str] = mapped_column(server_default="")
    summary_en: Mapped[str] = mapped_column(server_default="")
    summary_zh: Mapped[str] = mapped_column(server_default="")
    licence: Mapped[str] = mapped_column(server_default="")
    attribution: Mapped[str] = mapped_column(server_default="")
    verified_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(server_default="open")
    max_guests: Mapped[int] = mapped_column(server_default=text("0"))
    beds: Mapped[int] = mapped_column(server_default=text("0"))
    room_type: Mapped[str | None]
    allows: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    forbids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    rules_confidence: Mapped[str] = mapped_column(server_default="unknown")
    minimum_nights: Mapped[int] = mapped_column(server_default=text("1"))
    features: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class Connection(Timestamps, Base):
    """A way from a city to another that runs by rule; times are minutes after local midnight."""

    __tablename__ = "connections"
    __table_args__ = (
        Index(None, "origin_city", "target_city"),
        CheckConstraint(
            "mode in ('flight','train','bus','ferry','drive','taxi')"
            " and times in ('timetable','typical','free')",
            name="kind",
        ),
        CheckConstraint("origin_city <> target_city", name="ends"),
        CheckConstraint(
            "first between 0 and 1439 and last between first and 1439 and every_min > 0"
            " and (times = 'free') = (first is null)",
            name="times",
        ),
        CheckConstraint("price >= 0 and seats >= 1 and minutes >= 1", name="amounts"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str]
    origin_city: Mapped[str] = mapped_column(ForeignKey("cities.id", ondelete="CASCADE"))
    target_city: Mapped[str] = mapped_column(ForeignKey("cities.id", ondelete="CASCADE"))
    origin_place: Mapped[str | None] = mapped_column(ForeignKey("places.id", ondelete="SET NULL"))
    target_place: Mapped[str | None] = mapped_column(ForeignKey("places.id", ondelete="SET NULL"))
    number: Mapped[str]
    first: Mapped[int | None]
    last: Mapped[int | None]
    every_min: Mapped[int | None]
    weekdays: Mapped[str]
    minutes: Mapped[int]
    price: Mapped[int]
    currency: Mapped[str]
    per_vehicle: Mapped[bool]
    seats: Mapped[int]
    distance_m: Mapped[int | None]
    times: Mapped[str]
    source: Mapped[str]
