"""The steps of one to-do that is to be broken down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.llm.providers.offline.todo_list import TodoList

_STEPS: dict[str, tuple[str, ...]] = {
    "documents": ("step_find", "step_gather", "step_submit", "step_keep"),
    "bookings": ("step_compare", "step_terms", "step_book", "step_keep"),
    "transport": ("step_compare", "step_terms", "step_book", "step_keep"),
    "packing": ("step_list", "step_buy", "step_pack"),
    "preparation": ("step_find", "step_do", "step_check"),
    "other": ("step_find", "step_do", "step_check"),
}
_DAYS_APART = 2
_STOPS_MOST = 8


def add_steps(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    """Add the steps, one after the other; of a day's preparation its stops."""
    branch = blocks["branch"]
    day = branch["day_index"]
    stops = _stops_of(blocks, day) if branch["category"] == "preparation" else []
    last = _last_due(todos, blocks)
    if stops:
        for number, stop in enumerate(stops):
            words = {
                "name": stop["name"],
                "date": todos.date_of(day),
                "start": stop["start"] or "–",
            }
            todos.add(
                f"stop-{number}", None, "preparation", by=last, day=day, phrase="step_stop",
                words=words,
            )  # fmt: skip
        return
    steps = _STEPS[branch["category"]]
    for number, step in enumerate(steps):
        todos.add(
            step, None, branch["category"], day=day, by=_due(blocks, last, len(steps) - 1 - number),
            needs=steps[number - 1 : number],
        )  # fmt: skip


def _stops_of(blocks: Mapping[str, Any], day: int | None) -> list[Mapping[str, Any]]:
    rows = [row for row in blocks["days"] if row["day_index"] == day]
    stops = [stop for row in rows for stop in row["stops"] if stop["kind"] != "hotel"]
    return list({stop["name"]: stop for stop in stops}.values())[:_STOPS_MOST]


def _last_due(todos: TodoList, blocks: Mapping[str, Any]) -> date | None:
    """Return when the last step is due: with the whole, or on the eve of what it serves."""
    branch = blocks["branch"]
    if branch["due_by"]:
        return date.fromisoformat(branch["due_by"])
    if branch["category"] == "other" and branch["day_index"] is None:
        return None
    return todos.due(1, branch["day_index"])


def _due(blocks: Mapping[str, Any], last: date | None, steps_left: int) -> date | None:
    """Return a date some days before the last, but not in the past while there is time."""
    if last is None:
        return None
    wanted = max(1, last.toordinal() - _DAYS_APART * steps_left)
    return min(last, max(date.fromordinal(wanted), date.fromisoformat(blocks["today"])))
