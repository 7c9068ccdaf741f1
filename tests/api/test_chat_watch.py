"""`/admin/chat/…`: the numbers of conversations, and what was said, for operators."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.assistant.watch import ChatWatch, Piece
from core.assistant.watching import Wanted, WantedSessions
from core.db.engine import Transaction
from core.db.models.audit import AuditLog
from core.db.models.chat import ChatSession, ChatTurn, Message, MessageFeedback
from core.kernel.ids import new_id
from core.schemas.chat import Intent
from tests.support.chats import a_conversation
from tests.support.http import Caller, problem_of

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
PATH = "/admin/chat"


@pytest.fixture
def watch(transaction: Transaction) -> ChatWatch:
    """Return what operators look through, at noon of a day."""
    return ChatWatch(transaction, lambda: NOON)


async def get(client: httpx.AsyncClient, operator: Caller, path: str, **query: Any) -> Any:
    answer = await client.get(PATH + path, headers=operator.headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def answered(
    transaction: Transaction,
    session_id: str,
    intents: Sequence[Intent],
    *,
    degraded: bool = False,
    withheld: bool = False,
    thumb: int | None = None,
) -> None:
    """Say of the answers of a conversation what they were to."""
    async with transaction() as session:
        owner = await session.scalar(
            select(ChatSession.user_id).where(ChatSession.id == session_id)
        )
        rows = await session.scalars(
            select(Message)
            .where(Message.session_id == session_id, Message.role == "assistant")
            .order_by(Message.seq)
        )
        for row, intent in zip(rows, intents, strict=True):
            row.intent, row.tokens = intent, 40
            row.meta = {"ai": {"degraded": degraded}, "withheld": withheld}
            if thumb is not None:
                session.add(MessageFeedback(message_id=row.id, user_id=owner, thumb=thumb))


async def a_turn(
    transaction: Transaction, user: Caller, session_id: str, status: str, took_ms: int
) -> None:
    begun = NOON - timedelta(minutes=5)
    async with transaction() as session:
        session.add(
            ChatTurn(
                session_id=session_id, user_id=user.id, request_id=new_id(), payload_hash="",
                status=status, lease_until=begun, trace_id="", created_at=begun,
                finished_at=begun + timedelta(milliseconds=took_ms),
            )
        )  # fmt: skip


async def test_without_conversations_every_number_is_nothing(watch: ChatWatch) -> None:
    summary = await watch.summary(hours=24, top=10)

    assert (summary.sessions_total, summary.sessions_today, summary.messages_total) == (0, 0, 0)
    assert summary.avg_turns_per_session == 0
    assert summary.top_intents == []
    assert summary.window.degraded_share is None
    assert summary.window.turn_p95_ms is None


async def test_the_summary_counts_all_there_is_and_judges_the_last_hours(
    watch: ChatWatch, transaction: Transaction, user: Caller, other_user: Caller
) -> None:
    lately, today = NOON - timedelta(hours=1), NOON - timedelta(hours=11)
    first = await a_conversation(transaction, user.id, list("abcd"), at=lately)
    second = await a_conversation(transaction, other_user.id, list("ab"), at=today)
    long_ago = await a_conversation(transaction, user.id, list("ab"), at=NOON - timedelta(days=9))
    await answered(transaction, first, [Intent.WEATHER, Intent.TRIP_QUERY], thumb=1)
    await answered(transaction, second, [Intent.WEATHER], degraded=True, withheld=True, thumb=-1)
    await answered(transaction, long_ago, [Intent.FLIGHT])
    for status, took_ms in (
        ("succeeded", 100),
        ("succeeded", 300),
        ("failed", 9),
        ("cancelled", 9),
    ):
        await a_turn(transaction, user, first, status, took_ms)

    summary = await watch.summary(hours=12, top=10)

    assert (summary.sessions_total, summary.sessions_today, summary.messages_total) == (3, 2, 8)
    assert summary.avg_turns_per_session == 1.33
    assert (summary.today.isoformat(), summary.zone) == ("2027-03-01", "UTC")
    assert [(each.intent, each.count) for each in summary.top_intents] == [
        (Intent.WEATHER, 2),
        (Intent.TRIP_QUERY, 1),
    ]
    window = summary.window.model_dump()
    assert window == {
        "hours": 12, "sessions": 2, "users": 2, "answers": 3, "tokens": 120,
        "degraded": 1, "degraded_share": 0.3333, "withheld": 1, "thumbs_up": 2, "thumbs_down": 1,
        "turns": 4, "turns_failed": 1, "turns_cancelled": 1,
        "turn_p50_ms": 200.0, "turn_p95_ms": 290.0,
    }  # fmt: skip


async def test_today_begins_at_midnight_of_the_zone_that_is_named(
    watch: ChatWatch, transaction: Transaction, user: Caller
) -> None:
    for at in (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 2, 28, 23, 59, 59, tzinfo=UTC)):
        await a_conversation(transaction, user.id, at=at)

    assert (await watch.summary(hours=1, top=1)).sessions_today == 1


async def test_questions_that_are_asked_change_the_numbers(
    client: httpx.AsyncClient, user: Caller, operator: Caller
) -> None:
    session: dict[str, str] = {}
    for _ in range(2):
        answer = await client.post(
            "/api/ai/chat", json={"query": "Hello!", **session}, headers=user.headers
        )
        session = {"session_id": answer.json()["data"]["session_id"]}

    summary = await get(client, operator, "/summary")
    page = await get(client, operator, "/sessions", intent="chitchat", degraded="false")

    assert (summary["sessions_total"], summary["messages_total"]) == (1, 4)
    assert (summary["sessions_today"], summary["avg_turns_per_session"]) == (1, 2)
    assert summary["top_intents"] == [{"intent": "chitchat", "count": 2}]
    assert (summary["window"]["turns"], summary["window"]["turns_failed"]) == (2, 0)
    assert [row["id"] for row in page["items"]] == [session["session_id"]]


async def test_operators_find_conversations_by_what_they_were_about(
    client: httpx.AsyncClient,
    transaction: Transaction,
    user: Caller,
    other_user: Caller,
    operator: Caller,
) -> None:
    rain = await a_conversation(transaction, user.id, trip_id="trip", at=NOON)
    talk = await a_conversation(transaction, other_user.id, at=NOON - timedelta(hours=2))
    await answered(transaction, rain, [Intent.WEATHER], degraded=True, thumb=-1)
    await answered(transaction, talk, [Intent.CHITCHAT], withheld=True, thumb=1)
    an_hour_before = (NOON - timedelta(hours=1)).isoformat()

    found = {
        name: [row["id"] for row in (await get(client, operator, "/sessions", **query))["items"]]
        for name, query in {
            "all": {},
            "user": {"user_id": other_user.id},
            "trip": {"trip_id": "trip"},
            "intent": {"intent": "weather"},
            "degraded": {"degraded": "true"},
            "good": {"degraded": "false"},
            "withheld": {"withheld": "true"},
            "let out": {"withheld": "false"},
            "up": {"thumb": "up"},
            "down": {"thumb": "down"},
            "from": {"opened_from": an_hour_before},
            "to": {"opened_to": an_hour_before},
            "one answer must be all of it": {"intent": "weather", "thumb": "up"},
        }.items()
    }

    assert found == {
        "all": [rain, talk], "user": [talk], "trip": [rain], "intent": [rain],
        "degraded": [rain], "good": [talk], "withheld": [talk], "let out": [rain],
        "up": [talk], "down": [rain], "from": [rain], "to": [talk],
        "one answer must be all of it": [],
    }  # fmt: skip


async def test_conversations_come_page_by_page_and_say_whose_they_are(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    ids = [await a_conversation(transaction, user.id, at=NOON) for _ in range(3)]

    first = await get(client, operator, "/sessions", limit=2)
    rest = await get(client, operator, "/sessions", limit=2, cursor=first["next_cursor"])

    assert [row["id"] for row in first["items"] + rest["items"]] == sorted(ids, reverse=True)
    assert {(row["user_id"], row["email"]) for row in first["items"]} == {(user.id, user.email)}
    assert not rest["has_more"]


async def test_messages_of_anybody_come_the_newest_first_and_can_be_of_one_kind(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    session_id = await a_conversation(transaction, user.id, list("abcdef"))
    await answered(transaction, session_id, [Intent.WEATHER, Intent.HOTEL, Intent.WEATHER])
    path = f"/sessions/{session_id}/messages"

    first = await get(client, operator, path, limit=4)
    rest = await get(client, operator, path, limit=4, cursor=first["next_cursor"])
    of_weather = await get(client, operator, path, intent="weather")

    assert "".join(row["content"] for row in first["items"] + rest["items"]) == "fedcba"
    assert [row["content"] for row in of_weather["items"]] == ["f", "b"]


async def test_what_an_operator_reads_is_on_record(
    client: httpx.AsyncClient, transaction: Transaction, user: Caller, operator: Caller
) -> None:
    session_id = await a_conversation(transaction, user.id)

    await get(client, operator, "/summary")
    await get(client, operator, "/sessions", user_id=user.id, thumb="down", limit=5)
    await get(client, operator, f"/sessions/{session_id}/messages")

    async with transaction() as session:
        rows = await session.scalars(
            select(AuditLog).where(AuditLog.actor == operator.id).order_by(AuditLog.at)
        )
        seen = [(row.action, row.target_kind, row.target_id, row.detail) for row in rows]
    assert seen == [
        ("chat.list", "chat_session", user.id, {"limit": 5, "user_id": user.id, "thumb": "down"}),
        ("chat.read", "chat_session", session_id, {"limit": 20}),
    ]


async def test_what_cannot_be_asked_is_refused(client: httpx.AsyncClient, operator: Caller) -> None:
    for path, query, status, code in (
        ("/sessions/nothing/messages", {}, 404, 1003),
        ("/sessions", {"cursor": "none"}, 400, 1002),
        ("/sessions/nothing/messages", {"cursor": "none"}, 400, 1002),
        ("/sessions", {"opened_from": "2027-03-01T12:00"}, 422, 1001),
        ("/sessions", {"intent": "anything"}, 422, 1001),
        ("/sessions", {"thumb": "1"}, 422, 1001),
        ("/summary", {"hours": "0"}, 422, 1001),
    ):
        answer = await client.get(PATH + path, headers=operator.headers, params=query)

        problem_of(answer, status=status, code=code)


@pytest.fixture
async def plans(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """Collect how PostgreSQL goes about every statement on conversations."""
    found: list[str] = []

    def before(connection: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT") and ("messages" in statement or "chat_" in statement):
            cursor.execute(f"explain {statement}", parameters)
            found.append("\n".join(row[0] for row in cursor.fetchall()))

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", before)


async def test_among_ten_thousand_messages_only_those_that_matter_are_read(
    watch: ChatWatch, transaction: Transaction, user: Caller, plans: list[str]
) -> None:
    async with transaction() as session:
        await session.execute(
            text(
                "insert into chat_sessions (id, user_id, trip_id, opened_at, message_count)"
                " select 's' || n, :user, 't' || n % 50,"
                " cast(:at as timestamptz) - n * interval '1 h', 20"
                " from generate_series(1, 500) n"
            ),
            {"user": user.id, "at": NOON},
        )
        await session.execute(
            text(
                "insert into messages (id, session_id, seq, role, content, intent, created_at)"
                " select 'm' || n || '-' || k, 's' || n, k,"
                " case k % 2 when 0 then 'assistant' else 'user' end, repeat('words ', 40),"
                " case k % 2 when 0 then 'weather' end,"
                " cast(:at as timestamptz) - n * interval '1 h'"
                " from generate_series(1, 500) n, generate_series(1, 20) k"
            ),
            {"at": NOON},
        )
        await session.execute(text("analyze chat_sessions, messages, chat_turns"))
    plans.clear()

    summary = await watch.summary(hours=24, top=10)
    page = await watch.list_sessions(Piece(user.id, 20), WantedSessions())
    await watch.list_sessions(Piece(user.id, 20), WantedSessions(trip_id="t7"))
    await watch.list_sessions(
        Piece(user.id, 20), WantedSessions(with_answer=Wanted(intent=Intent.WEATHER))
    )
    await watch.list_messages(Piece(user.id, 20), "s250", Wanted(intent=Intent.WEATHER))

    assert (summary.messages_total, summary.window.answers) == (10_000, 240)
    assert len(page.items) == 20
    assert len(plans) == 9
    assert not [plan for plan in plans if "Seq Scan on messages" in plan]
    assert [plan for plan in plans[4:] if "Seq Scan on chat_sessions" in plan] == []
