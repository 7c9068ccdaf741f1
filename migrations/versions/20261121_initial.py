"""The first tables: accounts, the catalogue, plans, tasks and trips."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.db.legacy.tables import set_aside

revision = "20261121_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    set_aside(op.get_bind())
    _create_users()
    _create_refresh_tokens()
    _create_cities()
    _create_places()
    _create_plan_runs()
    _create_ai_calls()
    _create_ai_tasks()
    _create_trips()
    _create_day_cards()
    _create_sub_trips()


def downgrade() -> None:
    op.execute("set local statement_timeout = '60s'")
    for table in (
        "sub_trips",
        "day_cards",
        "trips",
        "ai_tasks",
        "ai_calls",
        "plan_runs",
        "places",
        "cities",
        "refresh_tokens",
        "users",
    ):
        op.drop_table(table)


def _now(name: str) -> sa.Column:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), server_default="user", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("token_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint(
            "role in ('user','researcher','operator','admin')", name=op.f("ck_users_role")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )


def _create_refresh_tokens() -> None:
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        _now("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_refresh_tokens_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
    )
    op.create_index(op.f("ix_refresh_tokens_family_id"), "refresh_tokens", ["family_id"])
    op.create_index(op.f("ix_refresh_tokens_user_id"), "refresh_tokens", ["user_id"])


def _create_cities() -> None:
    op.create_table(
        "cities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_local", sa.String(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
    )


def _create_places() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_local", sa.String(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("position_confidence", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("visit_minutes", sa.Integer(), nullable=False),
        sa.Column("price_level", sa.Integer(), nullable=False),
        sa.Column("typical_cost", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("must_see", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("indoor", sa.String(), nullable=False),
        sa.Column("best_time", sa.String(), nullable=False),
        sa.Column("meals", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("cuisine", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opening_hours", sa.String(), nullable=False),
        sa.Column("hours_confidence", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint(
            "kind in ('attraction','restaurant','hotel','station','airport')",
            name=op.f("ck_places_kind"),
        ),
        sa.CheckConstraint(
            "lat between -90 and 90 and lon between -180 and 180", name=op.f("ck_places_position")
        ),
        sa.CheckConstraint("popularity between 1 and 100", name=op.f("ck_places_popularity")),
        sa.CheckConstraint(
            "typical_cost >= 0 and price_level between 0 and 4", name=op.f("ck_places_cost")
        ),
        sa.CheckConstraint("visit_minutes >= 0", name=op.f("ck_places_visit_minutes")),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_places_city_id_cities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_city_id_kind"), "places", ["city_id", "kind"])


def _create_plan_runs() -> None:
    op.create_table(
        "plan_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("city_id", sa.String()),
        sa.Column("day_count", sa.Integer()),
        sa.Column("report_passed", sa.Boolean()),
        sa.Column(
            "failed_checks", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("request", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("metrics", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("error_code", sa.Integer()),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String()),
        sa.Column("trip_id", sa.String()),
        _now("created_at"),
        sa.CheckConstraint("mode in ('fast','deep')", name=op.f("ck_plan_runs_mode")),
        sa.CheckConstraint("status in ('succeeded','failed')", name=op.f("ck_plan_runs_status")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_plan_runs_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_runs")),
    )
    op.create_index(
        "ix_plan_runs_recent", "plan_runs", [sa.text("created_at desc"), sa.text("id desc")]
    )
    op.create_index(
        "ix_plan_runs_user",
        "plan_runs",
        ["user_id", sa.text("created_at desc"), sa.text("id desc")],
    )


def _create_ai_calls() -> None:
    op.create_table(
        "ai_calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String()),
        sa.Column("task_id", sa.String()),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_key", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error_type", sa.String()),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        _now("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_calls")),
    )
    op.create_index("ix_ai_calls_recent", "ai_calls", [sa.text("created_at desc")])
    op.create_index(op.f("ix_ai_calls_trace_id"), "ai_calls", ["trace_id"])


def _create_ai_tasks() -> None:
    op.create_table(
        "ai_tasks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("request_id", sa.String()),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("request_json", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result_json", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("error", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="queued", nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default=sa.text("100"), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("crashes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _now("run_after"),
        sa.Column("dispatched_at", sa.DateTime(timezone=True)),
        sa.Column("lease_owner", sa.String()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        _now("created_at"),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        _now("updated_at"),
        sa.CheckConstraint(
            "(finished_at is not null) = (status in ('succeeded','failed','cancelled'))",
            name=op.f("ck_ai_tasks_finished_at"),
        ),
        sa.CheckConstraint(
            "(status = 'running') = (lease_owner is not null)", name=op.f("ck_ai_tasks_lease_owner")
        ),
        sa.CheckConstraint(
            "status in ('queued','running','retrying','succeeded','failed','cancelled')",
            name=op.f("ck_ai_tasks_status"),
        ),
        sa.CheckConstraint(
            "(lease_owner is null) = (lease_until is null)", name=op.f("ck_ai_tasks_lease_until")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ai_tasks_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_tasks")),
    )
    op.create_index(
        "ix_task_lease", "ai_tasks", ["lease_until"], postgresql_where=sa.text("status = 'running'")
    )
    op.create_index(
        "ix_task_ready",
        "ai_tasks",
        ["priority", "run_after", "id"],
        postgresql_where=sa.text("status in ('queued','retrying')"),
    )
    op.create_index("ix_task_user", "ai_tasks", ["user_id", sa.text("created_at desc")])
    op.create_index(
        "ux_task_request",
        "ai_tasks",
        ["user_id", "kind", "request_id"],
        unique=True,
        postgresql_where=sa.text("request_id is not null"),
    )


def _create_trips() -> None:
    op.create_table(
        "trips",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("day_count", sa.Integer(), nullable=False),
        sa.Column("travellers", sa.Integer(), nullable=False),
        sa.Column("budget", sa.BigInteger()),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plan_run_id", sa.String()),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint("day_count between 1 and 14", name=op.f("ck_trips_day_count")),
        sa.CheckConstraint("travellers between 1 and 20", name=op.f("ck_trips_travellers")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_trips_city_id_cities")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_trips_owner_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trips")),
    )
    op.create_index(
        "ix_trips_owner", "trips", ["owner_id", sa.text("created_at desc"), sa.text("id desc")]
    )


def _create_day_cards() -> None:
    op.create_table(
        "day_cards",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trip_id", sa.String(), nullable=False),
        sa.Column("day_index", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_day_cards_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trips.id"], name=op.f("fk_day_cards_trip_id_trips"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_cards")),
        sa.UniqueConstraint(
            "trip_id",
            "day_index",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_day_cards_trip_id_day_index"),
        ),
    )


def _create_sub_trips() -> None:
    op.create_table(
        "sub_trips",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day_card_id", sa.String(), nullable=False),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place_id", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start_time", sa.String()),
        sa.Column("end_time", sa.String()),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("transfer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('attraction','meal','hotel','custom')", name=op.f("ck_sub_trips_kind")
        ),
        sa.CheckConstraint("order_index >= 0", name=op.f("ck_sub_trips_order_index")),
        sa.ForeignKeyConstraint(
            ["day_card_id"],
            ["day_cards.id"],
            name=op.f("fk_sub_trips_day_card_id_day_cards"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["places.id"],
            name=op.f("fk_sub_trips_place_id_places"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_trips")),
        sa.UniqueConstraint(
            "day_card_id",
            "order_index",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_sub_trips_day_card_id_order_index"),
        ),
    )
    op.create_index(op.f("ix_sub_trips_place_id"), "sub_trips", ["place_id"])
