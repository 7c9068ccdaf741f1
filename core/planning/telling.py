"""What watchers of a planning task are told, and how far it is."""

from typing import Any

from core.schemas.plans import PlanDayCard, ToolTrace
from core.tasks.outcome import TaskRun


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
        detail, failed = trace.detail, trace.status == "failed"
        match trace.name:
            case "planner_understand" if not failed:
                self._run.log("plan.understood", fields=", ".join(detail["found"]))
            case "planner_route":
                self._run.log(
                    "plan.routed", cities=", ".join(detail["cities"]), legs=len(detail["legs"])
                )
            case "planner_candidates":
                self._begin(detail)
            case "planner_repair":
                self._mended = True
                before = detail["hard_before"] + detail["soft_before"]
                after = detail["hard_after"] + detail["soft_after"]
                self._run.log("plan.mended", before=before, after=after)
            case "planner_polish":
                self._mended = True
                self._tell_kept(detail)
            case "planner_themes" if detail["themes"]:
                self._run.log("plan.themed", themes="; ".join(detail["themes"]))
            case "planner_narration":
                self._mended = True
                self._tell_words(detail)
            case "planner_alone":
                self._run.log("plan.alone", level="warning", reason=detail["reason"])
            case "planner_seed_fast" if not failed:
                self._run.log("plan.sketched")
            case "planner_deep_day" if failed:
                self._run.log(
                    "plan.day_refused",
                    level="warning",
                    day=detail["day_index"] + 1,
                    attempt=detail["attempt"],
                    checks=", ".join(detail.get("violations", [])),
                )
            case "planner_fallback":
                self._mended = False
                self._run.log("plan.fell_back", level="warning", reason=detail["reason"])
            case "plan_validate" | "plan_validate_global" if "day_index" not in detail:
                self._tell_report(detail["violations"])

    def _tell_kept(self, detail: dict[str, Any]) -> None:
        if detail["kept"] is not None:
            self._run.log("plan.polished", kept=round(100 * detail["kept"]))

    def _tell_words(self, detail: dict[str, Any]) -> None:
        if "reason" in detail:
            self._run.log("plan.not_narrated", level="warning", reason=detail["reason"])
        elif "written" in detail:
            dropped = sum(detail["dropped"].values())
            self._run.log("plan.narrated", written=detail["written"], dropped=dropped)

    def _begin(self, detail: dict[str, Any]) -> None:
        self._days = detail["days"]
        self._run.log("plan.candidates", **detail)
        self._run.progress("planning_days", 0, self._days)

    def _tell_report(self, failed: list[str]) -> None:
        if failed:
            self._run.log("plan.checks_failed", level="warning", checks=", ".join(failed))
        else:
            self._run.log("plan.checked")
        self._run.progress("checking", self._days, self._days)
