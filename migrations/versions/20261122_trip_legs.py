"""Journeys between cities as stops of a trip, and the meal a stop is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_trip_legs"
down_revision = "20261121_plan_requests"
branch_labels = None
depends_on = None

_KIND = "ck_sub_trips_kind"


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.add_column("trips", sa.Column("origin_city_id", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("fk_trips_origin_city_id_cities"), "trips", "cities", ["origin_city_id"], ["id"]
    )
    op.add_column("sub_trips", sa.Column("meal", sa.String(), nullable=True))
    op.add_column("sub_trips", sa.Column("leg", postgresql.JSONB(), nullable=True))
    op.drop_constraint(op.f(_KIND), "sub_trips", type_="check")
    op.create_check_constraint(
        op.f(_KIND), "sub_trips", "kind in ('attraction','meal','hotel','transport','custom')"
    )


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    op.execute("update sub_trips set kind = 'custom' where kind = 'transport'")
    op.drop_constraint(op.f(_KIND), "sub_trips", type_="check")
    op.create_check_constraint(
        op.f(_KIND), "sub_trips", "kind in ('attraction','meal','hotel','custom')"
    )
    op.drop_column("sub_trips", "leg")
    op.drop_column("sub_trips", "meal")
    op.drop_constraint(op.f("fk_trips_origin_city_id_cities"), "trips", type_="foreignkey")
    op.drop_column("trips", "origin_city_id")
