"""When an operator has to look: each alert is one pure rule over the figures of a moment."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.schemas.admin import AlertSeverity
from core.schemas.job_messages import Message
from core.tasks.figures import ALIVE_FOR, LATELY, Figures

LEAST_FAILURES: Final = 3
"""Fewer failures are no rate: one task that cannot work, tried again by hand, is not an outage."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One alert: it is on while what `measure` finds is above `threshold`.

    `measure` returns None where there is nothing to judge. The message has the parameters `value`,
    `threshold` and `minutes`, and docs/how-to/operate-tasks.md says by its key what to do. Where
    the value is an age, it tells by itself since when the alert is on.
    """

    key: str
    severity: AlertSeverity
    threshold: float
    unit: str
    message: Message
    measure: Callable[[Figures], float | None]
    is_age: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a moment; `value` is None where there is none, or none that ends."""

    rule: Rule
    value: float | None
    raised: bool

    @property
    def params(self) -> dict[str, float | int | None]:
        """Return what the message is filled in with; whole numbers as such."""
        minutes = round(LATELY.total_seconds() / 60)
        return {
            "value": None if self.value is None else _neat(self.value),
            "threshold": _neat(self.rule.threshold),
            "minutes": minutes,
        }

    def since(self, at: datetime) -> datetime | None:
        """Return since when the alert is on, judged `at` this moment; None where nobody can say."""
        if not self.raised or not self.rule.is_age or self.value is None:
            return None
        return at - timedelta(seconds=self.value - self.rule.threshold)


def judge(figures: Figures) -> list[Verdict]:
    """Return what each rule says, the gravest first."""
    return [_verdict(rule, rule.measure(figures)) for rule in RULES]


def _verdict(rule: Rule, value: float | None) -> Verdict:
    shown = None if value is None or math.isinf(value) else round(value, 1)
    return Verdict(rule, shown, raised=value is not None and value > rule.threshold)


def _neat(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _beat_age_s(figures: Figures) -> float:
    return math.inf if figures.beat_age_s is None else figures.beat_age_s


def _failed_percent(figures: Figures) -> float | None:
    if figures.failed < LEAST_FAILURES:
        return None
    return 100 * figures.failed / (figures.failed + figures.succeeded)


def _mean_s(figures: Figures) -> float | None:
    return figures.mean_s


def _waiting(figures: Figures) -> float:
    return float(figures.waiting)


def _oldest_waiting_s(figures: Figures) -> float | None:
    return figures.oldest_waiting_s


RULES: Final = (
    Rule(
        "no_worker",
        "critical",
        ALIVE_FOR.total_seconds(),
        "s",
        Message(
            "No worker was heard within the last {threshold} s: tasks are accepted and wait",
            "最近 {threshold} 秒内没有执行进程的心跳：任务仍会受理，但无人执行",
        ),
        _beat_age_s,
        is_age=True,
    ),
    Rule(
        "failure_rate",
        "critical",
        10.0,
        "%",
        Message(
            "{value} % of the tasks of the last {minutes} minutes failed (limit {threshold} %)",
            "最近 {minutes} 分钟内 {value}% 的任务失败（上限 {threshold}%）",
        ),
        _failed_percent,
    ),
    Rule(
        "oldest_waiting",
        "warning",
        60.0,
        "s",
        Message(
            "A task has been waiting for a worker for {value} s (limit {threshold} s)",
            "有任务已等待 {value} 秒仍未开始（上限 {threshold} 秒）",
        ),
        _oldest_waiting_s,
        is_age=True,
    ),
    Rule(
        "backlog",
        "warning",
        50.0,
        "tasks",
        Message(
            "{value} tasks are waiting for a worker (limit {threshold})",
            "有 {value} 个任务在等待执行（上限 {threshold}）",
        ),
        _waiting,
    ),
    Rule(
        "slow",
        "warning",
        120.0,
        "s",
        Message(
            "Tasks of the last {minutes} minutes took {value} s on average (limit {threshold} s)",
            "最近 {minutes} 分钟的任务平均用时 {value} 秒（上限 {threshold} 秒）",
        ),
        _mean_s,
    ),
)
"""Every alert there is, the gravest first."""
