"""What is remembered of travellers: the table mem0's pgvector store makes, and what it lacks."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_memories"
down_revision = "20261125_task_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists vector")
    op.execute(
        """
        create table memories (
            id uuid constraint pk_memories primary key,
            vector vector(1024),
            payload jsonb,
            user_id varchar not null generated always as (payload ->> 'user_id') stored,
            level varchar not null generated always as (payload ->> 'level') stored,
            trip_id varchar generated always as (payload ->> 'trip_id') stored,
            session_id varchar generated always as (payload ->> 'session_id') stored,
            words_hash varchar not null generated always as (payload ->> 'hash') stored,
            said_at timestamptz not null generated always as
                (to_timestamp((payload ->> 'said_at')::double precision)) stored,
            constraint ck_memories_level check (level in ('user','trip','session')),
            constraint ck_memories_trip check (level <> 'trip' or trip_id is not null),
            constraint ck_memories_session check (level <> 'session' or session_id is not null),
            constraint fk_memories_user_id_users
                foreign key (user_id) references users (id) on delete cascade,
            constraint fk_memories_trip_id_trips
                foreign key (trip_id) references trips (id) on delete cascade,
            constraint fk_memories_session_id_chat_sessions
                foreign key (session_id) references chat_sessions (id) on delete cascade
        )
        """
    )
    op.create_index(
        "ux_memories_words",
        "memories",
        ["user_id", "level", "trip_id", "session_id", "words_hash"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_memories_recent", "memories", ["user_id", sa.text("said_at desc"), sa.text("id desc")]
    )
    op.create_index("ix_memories_trip_id", "memories", ["trip_id"])
    op.create_index("ix_memories_session_id", "memories", ["session_id"])
    op.create_index("ix_memories_payload_user", "memories", [sa.text("(payload ->> 'user_id')")])
    # By the name and in the words of mem0's own store, which looks for both. Each search would
    # read through what was added since the last vacuum, were it put off.
    op.execute(
        "create index memories_text_lemmatized_idx on memories"
        " using gin(to_tsvector('simple', payload->>'text_lemmatized')) with (fastupdate = off)"
    )


def downgrade() -> None:
    op.drop_table("memories")
