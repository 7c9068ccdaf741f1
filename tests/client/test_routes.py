"""The routes a client can call, compared with those the API has."""

import json
import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from core.client import calls
from core.client.calls import Call
from core.kernel.clock import utc_now
from core.schemas.chat import ChatRequest, DemoRequest, FeedbackIn, Intent, SessionEdit
from core.schemas.documents import BookingsIn, DocumentFileIn, DocumentProfile, DocumentTextIn
from core.schemas.editing import RepairIn
from core.schemas.exports import ExportFormat, FeedIn, PdfIn
from core.schemas.memories import MemoryEdit
from core.schemas.plans import PlanRequest
from core.schemas.prompts import (
    PromptEdit,
    PromptFile,
    PromptImportIn,
    PromptMove,
    PromptPreviewIn,
    PromptRestore,
    PromptTryIn,
)
from core.schemas.tasks import BatchRetry, TaskBatch, TaskStatus
from core.schemas.todos import DecomposeIn, ExecuteIn, TodoEdit, TodoIn
from core.schemas.trips import (
    DayCardEdit,
    DayCardIn,
    MoveSubTrip,
    SubTripEdit,
    SubTripIn,
    TripEdit,
    TripIn,
)
from tests.client.conftest import Connect
from tests.support.exports import a_file

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.json"
FOR_PROBES = {("GET", "/livez"), ("GET", "/readyz")}
EVERY_CALL: list[Call[object]] = [
    calls.register("a@b.example", "p"),
    calls.login("a@b.example", "p"),
    calls.refresh("r" * 20),
    calls.logout("r" * 20),
    calls.me(),
    calls.ticket(),
    calls.cities(),
    calls.city("city_id"),
    calls.places("guangzhou"),
    calls.place("place_id"),
    calls.vocabulary(),
    calls.links("guangzhou", "tokyo", date(2026, 11, 21)),
    calls.plan(PlanRequest()),
    calls.plan_stream(PlanRequest()),
    calls.plan_task("task_id"),
    calls.tasks(statuses=[TaskStatus.FAILED]),
    calls.task("task_id"),
    calls.task_stats(),
    calls.task_kinds(),
    calls.cancel_task("task_id", "Too late"),
    calls.delete_task("task_id"),
    calls.retry_task("task_id"),
    calls.task_batch(TaskBatch(items=[BatchRetry(action="retry", task_id="task_id")])),
    calls.task_log("task_id"),
    calls.task_log_export("task_id"),
    calls.task_stream("task_id"),
    calls.tasks_stream(["task_id"]),
    calls.analyse_text(DocumentTextIn(text="A plan", profile=DocumentProfile.WORKLOAD)),
    calls.analyse_file("plan.md", b"A plan", DocumentFileIn(profile=DocumentProfile.WORKLOAD)),
    calls.add_bookings("trip_id", 1, BookingsIn(task_id="task_id", item_ids=["bookings-1"])),
    calls.plan_runs(),
    calls.all_plan_runs(),
    calls.health(),
    calls.alerts(),
    calls.workers(),
    calls.tasks_summary(),
    calls.model_providers(),
    calls.model_calls_summary(),
    calls.chat_summary(),
    calls.watched_sessions(intent=Intent.WEATHER, opened_from=utc_now(), degraded=True, thumb="up"),
    calls.watched_sessions(withheld=True),
    calls.watched_messages("session_id", intent=Intent.WEATHER),
    calls.trips(),
    calls.trip("trip_id"),
    calls.create_trip(
        TripIn(title="A trip", city_id="guangzhou", start_date="2026-12-01", day_count=1)
    ),
    calls.edit_trip("trip_id", 1, TripEdit(title="Another")),
    calls.delete_trip("trip_id", 1),
    calls.check_trip("trip_id"),
    calls.repair_trip("trip_id", RepairIn(version=1, locked=["stop"], save=True), language="zh"),
    calls.alternatives("trip_id", "sub_trip_id", limit=5, language="zh"),
    calls.add_day("trip_id", 1, DayCardIn(title="One more")),
    calls.edit_day("trip_id", 1, "day_id", DayCardEdit(title="Another")),
    calls.delete_day("trip_id", 1, "day_id"),
    calls.add_stop("trip_id", 1, "day_id", SubTripIn(name="A walk")),
    calls.edit_stop("trip_id", 1, "sub_trip_id", SubTripEdit(name="A stroll")),
    calls.delete_stop("trip_id", 1, "sub_trip_id"),
    calls.export_trip("trip_id", ExportFormat.ICS, frame=True),
    calls.print_trip("trip_id", PdfIn()),
    calls.file("sha256"),
    calls.import_trip(a_file()),
    calls.make_feed("trip_id", FeedIn()),
    calls.revoke_feed("trip_id"),
    calls.feed("token"),
    calls.todos("trip_id"),
    calls.create_todo("trip_id", TodoIn(title="Pack")),
    calls.todo("todo_id"),
    calls.edit_todo("todo_id", 1, TodoEdit(status="done")),
    calls.delete_todo("todo_id", 1),
    calls.decompose_trip("trip_id", DecomposeIn()),
    calls.decompose_todo("todo_id", DecomposeIn(wish="Slowly")),
    calls.execute_trip("trip_id", ExecuteIn()),
    calls.chat(ChatRequest(query="q")),
    calls.chat_stream(ChatRequest(query="q"), last_event_id="3"),
    calls.cancel_chat("request_id"),
    calls.chat_demo(DemoRequest(query="q")),
    calls.agent_chat(ChatRequest(query="q")),
    calls.sessions(trip_id="trip", closed=False),
    calls.memories(level="trip", trip_id="trip", session_id="session", q="tea"),
    calls.edit_memory("memory_id", MemoryEdit(text="I like tea")),
    calls.forget_memory("memory_id"),
    calls.forget_memories(level="session", session_id="session"),
    calls.preferences(),
    calls.session("session_id"),
    calls.edit_session("session_id", SessionEdit(title="Tokyo")),
    calls.delete_session("session_id"),
    calls.messages("session_id"),
    calls.export_session("session_id", "ndjson"),
    calls.judge_message("message_id", FeedbackIn(thumb=1)),
    calls.prompts(),
    calls.prompt("key"),
    calls.edit_prompt("key", PromptEdit(content="Plan."), 1),
    calls.activate_prompt("key", PromptMove(number=2), 1),
    calls.restore_prompt("key", PromptRestore(), 1),
    calls.prompt_versions("key"),
    calls.prompt_moves("key"),
    calls.diff_prompt("key", before="v1", after="v2"),
    calls.preview_prompt("key", PromptPreviewIn()),
    calls.try_prompt("key", PromptTryIn(content="Plan.", input="Hello")),
    calls.export_prompts(),
    calls.import_prompts(PromptImportIn(file=PromptFile(prompts=[]))),
    calls.move_stop("trip_id", 1, "sub_trip_id", MoveSubTrip(day_card_id="d", order_index=0)),
]


def test_every_route_of_the_api_can_be_called_and_no_other() -> None:
    routes = {
        (method.upper(), re.sub(r"[{}]", "", path))
        for path, methods in json.loads(OPENAPI.read_text())["paths"].items()
        for method in methods
    }

    assert {(call.method, call.path) for call in EVERY_CALL} == routes - FOR_PROBES


async def test_a_change_of_a_trip_says_which_version_it_has_seen(connect: Connect) -> None:
    seen: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    answer = await connect(api).send(calls.delete_trip("t1", 7))

    assert answer is None
    assert (seen[0].method, seen[0].url.path) == ("DELETE", "/api/trips/t1")
    assert seen[0].headers["If-Match"] == '"v7"'


async def test_a_call_that_only_reads_names_no_version(connect: Connect) -> None:
    seen: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(500)

    with pytest.raises(Exception, match="not this API's"):
        await connect(api).send(calls.trip("t1"))

    assert "If-Match" not in seen[0].headers
