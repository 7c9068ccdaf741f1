"""What watchers of a planning task are told, and how far it is."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from core.schemas.plans import PlanDayCard, ToolTrace
from core.tasks.outcome import TaskRun

_Detail = dict[str, Any]
_GO_OVER_ALL = frozenset({"planner_repair", "planner_polish", "planner_narration"})
_REPORTS = frozenset({"plan_validate", "plan_validate_global"})


class _Line(NamedTuple):
    """A line of the log."""

    event: str
    data: Mapping[str, Any] = {}
    level: Literal["info", "warning"] = "info"


class Telling:
    """Turns the journal of a run into lines of its task's log; an `Emit` of `core.planning`."""

    def __init__(self, run: TaskRun) -> None:
        self._run = run
        self._days = 0
        self._mended = False

    def __call__(self, _event: str, data: ToolTrace | PlanDayCard) -> None:
        """Hear of a step or a finished day."""
        if isinstance(data, PlanDayCard):
            self._tell_day(data)
        else:
            self._tell_step(data)

    def _tell_day(self, day: PlanDayCard) -> None:
        if self._mended:
            return  # a reader of lines was told of the day, and that all were gone over
        done = day.day_index + 1
        self._run.log(
            "plan.day_done", day=done, days=self._days, title=day.title, stops=len(day.sub_trips)
        )
        self._run.progress("planning_days", done, self._days)

    def _tell_step(self, trace: ToolTrace) -> None:
        line = _line_of(trace)
        if trace.name in _GO_OVER_ALL:
            self._mended = True
        elif trace.name == "planner_fallback":
            self._mended = False
        if line is None:
            return
        self._run.log(line.event, level=line.level, **line.data)
        if trace.name == "planner_candidates":
            self._days = trace.detail["days"]
            self._run.progress("planning_days", 0, self._days)
        elif trace.name in _REPORTS:
            self._run.progress("checking", self._days, self._days)


def _line_of(trace: ToolTrace) -> _Line | None:
    """Return what is told of a step, or None where that is nothing."""
    lines = _OF_FAILED if trace.status == "failed" else _OF_DONE
    tell = lines.get(trace.name)
    return tell(trace.detail) if tell else None


def _understood(detail: _Detail) -> _Line:
    return _Line("plan.understood", {"fields": ", ".join(detail["found"])})


def _routed(detail: _Detail) -> _Line:
    legs = len(detail["legs"])
    return _Line("plan.routed", {"cities": ", ".join(detail["cities"]), "legs": legs})


def _themed(detail: _Detail) -> _Line | None:
    return (
        _Line("plan.themed", {"themes": "; ".join(detail["themes"])}) if detail["themes"] else None
    )


def _refused(detail: _Detail) -> _Line:
    told = {
        "day": detail["day_index"] + 1,
        "attempt": detail["attempt"],
        "checks": ", ".join(detail.get("violations", [])),
    }
    return _Line("plan.day_refused", told, "warning")


def _mended(detail: _Detail) -> _Line:
    before = detail["hard_before"] + detail["soft_before"]
    after = detail["hard_after"] + detail["soft_after"]
    return _Line("plan.mended", {"before": before, "after": after})


def _polished(detail: _Detail) -> _Line | None:
    kept = detail["kept"]
    return None if kept is None else _Line("plan.polished", {"kept": round(100 * kept)})


def _compared(detail: _Detail) -> _Line:
    return _Line("plan.compared", {name: detail[name]["utility"] for name in ("first", "second")})


def _narrated(detail: _Detail) -> _Line:
    dropped = sum(detail["dropped"].values())
    return _Line("plan.narrated", {"written": detail["written"], "dropped": dropped})


def _checked(detail: _Detail) -> _Line | None:
    if "day_index" in detail or "violations" not in detail:
        return None
    if not detail["violations"]:
        return _Line("plan.checked")
    return _Line("plan.checks_failed", {"checks": ", ".join(detail["violations"])}, "warning")


def _warning(event: str) -> Callable[[_Detail], _Line | None]:
    """Return how to warn with the reason of a step, where it has one."""

    def line(detail: _Detail) -> _Line | None:
        reason = detail.get("reason")
        return _Line(event, {"reason": reason}, "warning") if reason else None

    return line


_Tell = Callable[[_Detail], _Line | None]

_OF_DONE: Mapping[str, _Tell] = {
    "planner_understand": _understood,
    "planner_route": _routed,
    "planner_candidates": lambda detail: _Line("plan.candidates", detail),
    "planner_seed_fast": lambda _: _Line("plan.sketched"),
    "planner_themes": _themed,
    "planner_repair": _mended,
    "planner_polish": _polished,
    "planner_second": _compared,
    "planner_alone": _warning("plan.alone"),
    "planner_fallback": _warning("plan.fell_back"),
    "planner_narration": _narrated,
    "plan_validate": _checked,
    "plan_validate_global": _checked,
}
_OF_FAILED: Mapping[str, _Tell] = {
    "planner_deep_day": _refused,
    "planner_narration": _warning("plan.not_narrated"),
    "plan_validate": _checked,
    "plan_validate_global": _checked,
}
