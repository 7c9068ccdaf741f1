"""Saved trips as the API answers them, valid by default; a test varies what matters to it."""

from datetime import UTC, date, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from core.schemas.editing import TripCheck
from core.schemas.tasks import JobType, TaskProgress, TaskStatus, TaskView
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut
from tests.console.conftest import Open
from tests.console.fake_api import FakeApi
from tests.support.answers import TRACE_ID
from tests.support.plans import a_report

TRIP_PATH = "/api/trips/trip-7"
_CHANGED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def a_saved_stop(stop_id: str = "stop-1", order_index: int = 0, **values: Any) -> SubTripOut:
    """Return a visit to the Chen Clan Ancestral Hall."""
    usual: dict[str, Any] = {
        "id": stop_id,
        "order_index": order_index,
        "kind": SubTripKind.ATTRACTION,
        "place_id": "guangzhou-chen-clan-ancestral-hall",
        "name": "Chen Clan Ancestral Hall",
        "start_time": "09:20",
        "end_time": "10:50",
        "cost": 2000,
        "currency": "CNY",
        "transfer": None,
        "reason": "Southern craftwork at its richest",
    }
    return SubTripOut(**(usual | values))


def a_saved_day(day_index: int = 0, *stops: SubTripOut, **values: Any) -> DayCardOut:
    """Return a day in Guangzhou with these stops."""
    usual: dict[str, Any] = {
        "id": f"day-{day_index}",
        "day_index": day_index,
        "date": date(2026, 12, 1 + day_index),
        "city_id": "guangzhou",
        "city": "Guangzhou",
        "title": f"Old town {day_index + 1}",
        "sub_trips": list(stops),
    }
    return DayCardOut(**(usual | values))


def a_saved_trip(*days: DayCardOut, **values: Any) -> TripOut:
    """Return a trip of these days; of one with one visit where none are given."""
    cards = list(days or (a_saved_day(0, a_saved_stop()),))
    usual: dict[str, Any] = {
        "id": "trip-7",
        "title": "Days in Guangzhou",
        "city_id": "guangzhou",
        "city": "Guangzhou",
        "start_date": date(2026, 12, 1),
        "day_count": len(cards),
        "travellers": 2,
        "budget": None,
        "currency": "CNY",
        "version": 1,
        "created_at": _CHANGED,
        "updated_at": _CHANGED,
        "day_cards": cards,
    }
    return TripOut(**(usual | values))


def open_saved_trip(open_page: Open, api: FakeApi, trip: TripOut, **checks: Any) -> AppTest:
    """Open a saved trip whose report has these checks, or one that holds."""
    api.answers.setdefault(TRIP_PATH, trip)
    report = checks.get("report") or a_report()
    laid_out = checks.get("laid_out", [])
    api.answers.setdefault(
        f"{TRIP_PATH}/check", TripCheck(version=trip.version, report=report, laid_out=laid_out)
    )
    return open_page("trips", trip=trip.id, **checks.get("query", {}))


def a_task(status: TaskStatus, **values: Any) -> TaskView:
    """Return the task that prints the trip."""
    usual: dict[str, Any] = {
        "task_id": "task-1", "user_id": "u", "kind": "trip_pdf", "status": status,
        "job_type": JobType(key="trip_pdf", title="Printing", title_zh="打印", icon="print"),
        "request_id": None, "trace_id": TRACE_ID, "parent_id": None, "batch_id": None,
        "attempt": 1, "retry_count": 0, "max_retries": 3, "error": None, "last_seq": 1,
        "progress": TaskProgress(percent=40, stage="printing"),
        "created_at": datetime(2026, 11, 20, tzinfo=UTC), "started_at": None,
        "finished_at": None, "deadline_at": None, "cancel_requested_at": None,
        "duration_ms": None, "links": {}, "request": {}, "result": None, "cancel_reason": None,
        "attempts": [], "children": [],
    }  # fmt: skip
    return TaskView(**(usual | values))
