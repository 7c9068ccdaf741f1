"""What a trip's promises need of cities and places, and the connections between cities."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

revision = "20261122_world"
down_revision = "20261122_trip_legs"
branch_labels = None
depends_on = None

_TEXTS = postgresql.ARRAY(sa.Text())
_CITY = (
    ("region", sa.String(), ""),
    ("walk_kmh", sa.Float(), text("4.8")),
    ("transit_kmh", sa.Float(), text("22")),
    ("transit_wait_min", sa.Integer(), text("9")),
    ("taxi_kmh", sa.Float(), text("25")),
    ("taxi_wait_min", sa.Integer(), text("5")),
    ("transit_fare", sa.Integer(), None),
    ("taxi_flag_fall", sa.Integer(), None),
    ("taxi_flag_km", sa.Float(), None),
    ("taxi_per_km", sa.Integer(), None),
    ("transit_hours", sa.String(), ""),
)
_PLACE = (
    ("name_zh", sa.String(), ""),
    ("aliases", _TEXTS, "{}"),
    ("stay_min", sa.Integer(), text("0")),
    ("stay_max", sa.Integer(), text("0")),
    ("child_cost", sa.Integer(), None),
    ("booking", sa.String(), "unknown"),
    ("kid_ok", sa.String(), "unknown"),
    ("wheelchair", sa.String(), "unknown"),
    ("walk_effort", sa.Integer(), text("0")),
    ("season", sa.String(), ""),
    ("summary_en", sa.String(), ""),
    ("summary_zh", sa.String(), ""),
    ("licence", sa.String(), ""),
    ("attribution", sa.String(), ""),
    ("verified_on", sa.Date(), None),
    ("status", sa.String(), "open"),
    ("max_guests", sa.Integer(), text("0")),
    ("beds", sa.Integer(), text("0")),
    ("room_type", sa.String(), None),
    ("allows", _TEXTS, "{}"),
    ("forbids", _TEXTS, "{}"),
    ("rules_confidence", sa.String(), "unknown"),
    ("minimum_nights", sa.Integer(), text("1")),
    ("features", _TEXTS, "{}"),
)
_CHECKS = (
    ("cities", "speeds", "walk_kmh > 0 and transit_kmh > 0 and taxi_kmh > 0"),
    ("cities", "waits", "transit_wait_min >= 0 and taxi_wait_min >= 0"),
    (
        "places",
        "stay",
        "stay_min between 0 and visit_minutes and (stay_max = 0 or stay_max >= visit_minutes)",
    ),
    ("places", "status", "status in ('open','closed')"),
    ("places", "child_cost", "child_cost >= 0"),
    ("places", "walk_effort", "walk_effort between 0 and 3"),
    (
        "places",
        "lodging",
        "max_guests >= 0 and beds >= 0 and minimum_nights >= 1 and not allows && forbids",
    ),
)
_CONNECTION_CHECKS = (
    (
        "kind",
        "mode in ('flight','train','bus','ferry','drive','taxi')"
        " and times in ('timetable','typical','free')",
    ),
    ("ends", "origin_city <> target_city"),
    (
        "times",
        "first between 0 and 1439 and last between first and 1439 and every_min > 0"
        " and (times = 'free') = (first is null)",
    ),
    ("amounts", "price >= 0 and seats >= 1 and minutes >= 1"),
)


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    for column in _CITY:
        op.add_column("cities", _column(*column))
    for column in _PLACE:
        op.add_column("places", _column(*column))
    for table, name, rule in _CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule)
    _create_connections()


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.drop_table("connections")
    for table, name, _ in reversed(_CHECKS):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    for column in reversed(_PLACE):
        op.drop_column("places", column[0])
    for column in reversed(_CITY):
        op.drop_column("cities", column[0])


def _create_connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("origin_city", sa.String(), nullable=False),
        sa.Column("target_city", sa.String(), nullable=False),
        sa.Column("origin_place", sa.String(), nullable=True),
        sa.Column("target_place", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.Column("every_min", sa.Integer(), nullable=True),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("per_vehicle", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("times", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        *(
            sa.Column(
                name,
                sa.DateTime(timezone=True),
                server_default=sa.text("now()"),
                nullable=False,
            )
            for name in ("created_at", "updated_at")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_connections_{column}_{table}"),
                ondelete=gone,
            )
            for column, table, gone in (
                ("origin_city", "cities", "CASCADE"),
                ("target_city", "cities", "CASCADE"),
                ("origin_place", "places", "SET NULL"),
                ("target_place", "places", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
    )
    op.create_index(
        op.f("ix_connections_origin_city_target_city"),
        "connections",
        ["origin_city", "target_city"],
    )
    for name, rule in _CONNECTION_CHECKS:
        op.create_check_constraint(op.f(f"ck_connections_{name}"), "connections", rule)


def _column(
    name: str, kind: sa.types.TypeEngine[Any], default: str | sa.TextClause | None
) -> sa.Column[Any]:
    """Return a column that may be null just where it has no default."""
    return sa.Column(name, kind, server_default=default, nullable=default is None)
