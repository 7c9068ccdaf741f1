"""What operators see of the running product."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from core.schemas.envelope import WireModel
from core.schemas.health import State
from core.schemas.tasks import TaskStatus


class DependencyState(WireModel):
    """One thing the product stands on."""

    name: str
    state: State
    latency_ms: float | None
    detail: str
    advice: str = ""


class HealthOut(WireModel):
    """All of them; `state` is the worst."""

    state: State
    version: str
    dependencies: list[DependencyState]


AlertSeverity = Literal["warning", "critical"]


class AlertOut(WireModel):
    """One rule and whether it is on; `message` is an English key with `params` in `{}`."""

    key: str
    severity: AlertSeverity
    raised: bool
    value: float | None = Field(description="None where there is nothing to measure.")
    threshold: float
    unit: str
    message: str
    message_zh: str
    params: dict[str, float | int | None]
    raised_at: datetime | None = Field(
        description="Since when it is on; None while no worker has seen it and nobody can say."
    )


class PastAlertOut(WireModel):
    """One time an alert was on, with the figures it was raised for."""

    key: str
    raised_at: datetime
    cleared_at: datetime
    figures: dict[str, Any]


class AlertsOut(WireModel):
    """Every rule as it stands now, the gravest first, and the last times one was on."""

    at: datetime
    raised: int
    alerts: list[AlertOut]
    past: list[PastAlertOut]


class WorkerOut(WireModel):
    """A worker process; `alive` is one heard within the last minute."""

    id: str
    host: str
    pid: int
    version: str
    kinds: list[str]
    size: int = Field(description="Tasks it runs at the same time, at most.")
    running: int
    loop_lag_ms: int = Field(description="How late its event loop was at the last beat.")
    started_at: datetime
    beat_at: datetime
    beat_age_s: float
    alive: bool


class TaskDurations(WireModel):
    """How long the tasks of a kind took that succeeded."""

    kind: str
    n: int
    mean_ms: float
    p50_ms: float
    p95_ms: float


class TaskFailures(WireModel):
    """A reason for which tasks failed, how often, and the last of them."""

    error_type: str
    n: int
    last_task_id: str
    last_detail: str
    last_at: datetime


class RecentTask(WireModel):
    """A task in a list, without its request and its result."""

    task_id: str
    trace_id: str
    request_id: str | None
    user_id: str
    kind: str
    status: TaskStatus
    attempt: int
    error_type: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class TaskDay(WireModel):
    """What the tasks of a day came to; the sums stay when the tasks are cleaned up."""

    day: date
    kind: str
    mode: str
    status: TaskStatus
    n: int
    p50_ms: int | None
    p95_ms: int | None
    tokens: int
    fallbacks: int


class TasksSummary(WireModel):
    """How the tasks are doing: unfinished ones of any age, ended ones of the last `hours`."""

    at: datetime
    hours: int
    statuses: dict[TaskStatus, int]
    durations: list[TaskDurations]
    failures: list[TaskFailures]
    recent: list[RecentTask]
    days: list[TaskDay]
