"""To-dos that come from the days of a trip: tickets, tables, early starts, plans for rain."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.llm.providers.offline.todo_list import TodoList

_SIGHTS_MOST = 12
_TABLES_MOST = 10
_FREE_BY_SLOT = ("museum", "gallery")
"""Of these even free ones may let people in by time slot."""
_EARLY = "09:31"

Row = Mapping[str, Any]


def add_sights(todos: TodoList, blocks: Row) -> None:
    """Add the sights that may want tickets, the best known of them."""
    wanted = [
        (day, stop)
        for day, stop in _stops(blocks, "attraction")
        if stop["cost"] > 0 or stop["category"] in _FREE_BY_SLOT
    ]
    known = sorted(wanted, key=lambda found: -(found[1]["popularity"] or 0))[:_SIGHTS_MOST]
    if not known:
        return
    todos.add("sights", "bookings", "bookings")
    for day, stop in (found for found in wanted if found in known):
        key, words = _key("sight", day, stop), _words(todos, day, stop)
        index = day["day_index"]
        todos.add(key, "sights", "bookings", before=1, day=index, phrase="sight", words=words)
        todos.add(
            f"{key}-check", key, "bookings", before=14, day=index, phrase="sight_check", words=words
        )
        todos.add(
            f"{key}-book", key, "bookings", before=7, day=index, phrase="sight_book", words=words,
            needs=[f"{key}-check"],
        )  # fmt: skip


def add_tables(todos: TodoList, blocks: Row) -> None:
    """Add the tables one may reserve: the dearest meals."""
    meals = list(_stops(blocks, "meal"))
    best = sorted(meals, key=lambda found: -found[1]["cost"])[:_TABLES_MOST]
    if not best:
        return
    todos.add("tables", "bookings", "bookings")
    for day, stop in (found for found in meals if found in best):
        todos.add(
            _key("table", day, stop), "tables", "bookings", before=5, day=day["day_index"],
            phrase="table", words=_words(todos, day, stop),
        )  # fmt: skip


def add_days(todos: TodoList, blocks: Row) -> None:
    """Add what each day wants to be prepared."""
    todos.add("days", None, "preparation")
    for day in blocks["days"]:
        index = day["day_index"]
        key = f"day-{index}"
        words = {"day": index + 1, "title": day["title"], "date": day["date"]}
        todos.add(key, "days", "preparation", before=1, day=index, phrase="day", words=words)
        if day["stops"]:
            _add_day(todos, blocks, day, key)
        else:
            todos.add(
                f"{key}-free", key, "preparation", before=3, day=index, phrase="free", words=words
            )


def _add_day(todos: TodoList, blocks: Row, day: Row, key: str) -> None:
    index = day["day_index"]
    sights = [stop for stop in day["stops"] if stop["kind"] in ("attraction", "custom")]
    first = day["stops"][0]
    if first["start"] and first["start"] < _EARLY:
        todos.add(
            f"{key}-early", key, "preparation", before=1, day=index, phrase="early",
            words=_words(todos, day, first),
        )  # fmt: skip
    if sights:
        words = {"names": _names(sights, todos.language), "date": day["date"]}
        todos.add(
            f"{key}-hours", key, "preparation", before=3, day=index, phrase="hours", words=words
        )
    outdoor = [stop for stop in sights if stop["indoor"] == "no"]
    if outdoor:
        place = outdoor[0]
        arguments: dict[str, Any] = {
            "city": blocks["trip"]["city_id"],
            "kind": "attraction",
            "indoor": True,
            "open_on": day["date"],
        }
        if place["place_id"]:
            arguments["near"] = place["place_id"]
        todos.add(
            f"{key}-rain", key, "preparation", before=1, day=index, phrase="rain_plan",
            words={"name": place["name"], "outdoor": len(outdoor)}, needs=["weather"],
            tool=("places", arguments),
        )  # fmt: skip


def _stops(blocks: Row, kind: str) -> Iterator[tuple[Row, Row]]:
    """Go through the stops of a kind; of a place that comes twice on a day the first."""
    for day in blocks["days"]:
        seen: set[str] = set()
        for stop in day["stops"]:
            if stop["kind"] == kind and stop["name"] not in seen:
                seen.add(stop["name"])
                yield day, stop


def _key(kind: str, day: Row, stop: Row) -> str:
    return f"{kind}-{day['day_index']}-{stop['order_index']}"


def _words(todos: TodoList, day: Row, stop: Row) -> dict[str, Any]:
    return {
        "name": stop["name"],
        "date": day["date"],
        "start": stop["start"] or "–",
        "end": stop["end"] or "–",
        "travellers": todos.words["travellers"],
    }


def _names(stops: Sequence[Row], language: str) -> str:
    names = list(dict.fromkeys(stop["name"] for stop in stops))[:3]
    return "、".join(names) if language == "zh" else ", ".join(names)
