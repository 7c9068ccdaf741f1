"""Plans as the API answers them, valid by default; a test varies what matters to it."""

from datetime import date, timedelta
from typing import Any

from core.schemas.fields import TransferMode
from core.schemas.plans import (
    Assumption,
    CheckOut,
    PlanAnswer,
    PlanDayCard,
    PlanMetrics,
    PlanMode,
    PlanOut,
    PlanReport,
    PlanSubTrip,
    PlanTrip,
    Severity,
    ToolTrace,
)
from core.schemas.trips import SubTripKind, Transfer
from tests.support.answers import TRACE_ID

FIRST_DAY = date(2026, 12, 1)


def a_stop(order_index: int = 0, **values: Any) -> PlanSubTrip:
    """Return a visit to the Chen Clan Ancestral Hall."""
    usual: dict[str, Any] = {
        "order_index": order_index,
        "kind": SubTripKind.ATTRACTION,
        "place_id": "guangzhou-chen-clan-ancestral-hall",
        "name": "Chen Clan Ancestral Hall",
        "start_time": "09:20",
        "end_time": "10:50",
        "cost": 2000,
        "currency": "CNY",
        "transfer": Transfer(mode=TransferMode.TRANSIT, minutes=18, distance_m=5200),
        "reason": "Southern craftwork at its richest",
        "lat": 23.1293 + order_index / 200,
        "lon": 113.2399 + order_index / 150,
        "opening_hours": "Tu-Su 09:00-17:30; Mo off",
        "hours_confidence": "typical",
        "position_confidence": "good",
    }
    return PlanSubTrip(**(usual | values))


def a_journey(**values: Any) -> PlanSubTrip:
    """Return a train from Shanghai to Xi'an as a stop of a day."""
    leg = {
        "mode": "train", "number": "", "origin_city_id": "shanghai", "target_city_id": "xian",
        "origin_name": "Hongqiao Station", "target_name": "North Station", "minutes": 380,
        "departs_at": "2026-12-01T08:00:00+08:00", "arrives_at": "2026-12-01T14:20:00+08:00",
        "price": 67_100, "per_vehicle": False, "units": 2, "currency": "CNY", "times": "typical",
        "source": "editorial",
    }  # fmt: skip
    usual: dict[str, Any] = {
        "order_index": 0, "kind": SubTripKind.TRANSPORT, "place_id": None,
        "name": "Shanghai → Xi'an", "start_time": "08:00", "end_time": "14:20", "cost": 134_200,
        "currency": "CNY", "transfer": None, "reason": "", "leg": leg,
    }  # fmt: skip
    return PlanSubTrip(**(usual | values))


def a_day(day_index: int = 0, *stops: PlanSubTrip, **values: Any) -> PlanDayCard:
    """Return a day with one visit."""
    usual: dict[str, Any] = {
        "day_index": day_index,
        "date": FIRST_DAY + timedelta(days=day_index),
        "city": "Guangzhou",
        "title": f"Old town {day_index + 1}",
        "sub_trips": list(stops or (a_stop(),)),
    }
    return PlanDayCard(**(usual | values))


def a_trip(**values: Any) -> PlanTrip:
    """Return the frame of a trip of two days to Guangzhou, inside its budget."""
    usual: dict[str, Any] = {
        "title": "Two days in Guangzhou",
        "city_id": "guangzhou",
        "city": "Guangzhou",
        "start_date": FIRST_DAY,
        "day_count": 2,
        "travellers": 2,
        "budget": 600_000,
        "currency": "CNY",
        "total_cost": 482_000,
        "cost_currency": "CNY",
        "language": "en",
        "timezone": "Asia/Shanghai",
        "lat": 23.13,
        "lon": 113.26,
    }
    return PlanTrip(**(usual | values))


def a_check(code: str = "budget", *, passed: bool = True, **values: Any) -> CheckOut:
    """Return a check of the whole trip that holds."""
    usual: dict[str, Any] = {
        "code": code,
        "passed": passed,
        "severity": Severity.HARD,
        "day_index": None,
        "order_index": None,
        "message": f"The {code} is kept" if passed else f"The {code} is not kept",
        "numbers": {},
    }
    return CheckOut(**(usual | values))


def a_report(*checks: CheckOut) -> PlanReport:
    """Return a report; it passes where no hard check failed."""
    rows = list(checks or (a_check(),))
    hard = [row for row in rows if not row.passed and row.severity is Severity.HARD]
    return PlanReport(passed=not hard, checks=rows)


def some_metrics(**values: Any) -> PlanMetrics:
    """Return what a small plan takes."""
    usual: dict[str, Any] = {
        "mode": PlanMode.FAST,
        "latency_ms": 412.0,
        "model_calls": 2,
        "prompt_tokens": 1000,
        "completion_tokens": 234,
        "usage_tokens": 1234,
        "retries": 0,
        "fallback_to_fast": False,
        "fallback_reason": None,
        "provider": "offline",
        "model": "offline-1",
        "quality": {},
    }
    return PlanMetrics(**(usual | values))


def a_step(name: str = "planner_fast", **values: Any) -> ToolTrace:
    """Return a step that went well."""
    return ToolTrace(**({"name": name, "status": "ok", "latency_ms": 12.5} | values))


def an_answer(*days: PlanDayCard, **values: Any) -> PlanAnswer:
    """Return the whole answer for a plan of these days; of two where none are given."""
    cards = list(days or (a_day(0), a_day(1)))
    trip = values.pop("trip", None) or a_trip(day_count=len(cards))
    usual: dict[str, Any] = {
        "plan": PlanOut(trip=trip, day_cards=cards),
        "report": a_report(),
        "metrics": some_metrics(),
        "tool_traces": [a_step()],
        "trace_id": TRACE_ID,
        "task_id": None,
        "trip_id": None,
        "request": {"pace": "normal", "interests": ["food", "history"]},
        "assumptions": [
            Assumption(field="start_date", value="2026-12-01", message="No date given: tomorrow")
        ],
    }
    return PlanAnswer(**(usual | values))
