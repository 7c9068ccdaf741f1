"""Answers to `decompose_trip`: a trip's to-dos as a tree, or the steps of one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.llm.providers.offline.todo_days import add_days, add_sights, add_tables
from core.llm.providers.offline.todo_list import TodoList
from core.llm.providers.offline.todo_phrases import country
from core.llm.providers.offline.todo_season import clothes_for
from core.llm.providers.offline.todo_steps import add_steps

_CHILDREN_WORDS = ("child", "kid", "baby", "toddler", "孩子", "小孩", "儿童", "宝宝", "娃", "亲子")
_ACTIVITIES = ("hiking", "water", "religion", "photography")


def decompose_trip(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer: for the branch where one is asked for, else for the whole trip."""
    todos = TodoList(blocks)
    if blocks.get("branch"):
        add_steps(todos, blocks)
    else:
        for add in (
            _add_documents, _add_bookings, _add_transport, _add_preparation, _add_packing, add_days,
        ):  # fmt: skip
            add(todos, blocks)
    return {"todos": todos.items}


def _add_documents(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    land = _land(todos, blocks)
    todos.add("documents", None, "documents", before=1)
    todos.add("identity", "documents", "documents", before=60)
    if not _at_home(blocks):
        todos.add(
            "entry",
            "documents",
            "documents",
            before=45,
            needs=["identity"],
            words={"country": land},
        )
        todos.add("entry_apply", "documents", "documents", before=30, needs=["entry"])
        todos.add("health", "documents", "documents", before=40)
    todos.add("insurance", "documents", "documents", before=21)
    todos.add("copies", "documents", "documents", before=3, needs=["entry_apply", "identity"])


def _add_bookings(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    todos.add("bookings", None, "bookings")
    nights = todos.days - 1
    if nights:
        _add_hotel(todos, blocks, nights)
    add_sights(todos, blocks)
    add_tables(todos, blocks)


def _add_hotel(todos: TodoList, blocks: Mapping[str, Any], nights: int) -> None:
    hotel = next(iter(blocks["hotels"]), None)
    words = {**todos.words, "hotel": hotel["name"] if hotel else ""}
    arguments: dict[str, Any] = {
        "city": blocks["trip"]["city_id"],
        "check_in": blocks["trip"]["start_date"],
        "nights": nights,
        "travellers": blocks["trip"]["travellers"],
    }
    compare, book = "hotel_compare", "hotel_book"
    if hotel:
        compare, book = "hotel_compare_near", "hotel_book_at"
        if hotel["place_id"]:
            arguments["near"] = hotel["place_id"]
    todos.add("hotel", "bookings", "bookings", before=1, words=words)
    todos.add(
        "hotel_compare", "hotel", "bookings", before=35, phrase=compare, words=words,
        tool=("hotels", arguments),
    )  # fmt: skip
    todos.add(
        "hotel_book", "hotel", "bookings", before=30, phrase=book, words=words,
        needs=["hotel_compare"],
    )  # fmt: skip
    todos.add("hotel_arrival", "hotel", "bookings", before=3, needs=["hotel_book"])


def _add_transport(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    trip, origin = blocks["trip"], blocks.get("origin")
    todos.add("transport", None, "transport")
    needs: list[str] = []
    if origin and origin.get("city_id") and origin["city_id"] != trip["city_id"]:
        words = {**todos.words, "origin": origin["name"]}
        there = {"origin": origin["city_id"], "destination": trip["city_id"]}
        back = {"origin": trip["city_id"], "destination": origin["city_id"]}
        for key, way, day in (
            ("flights_there", there, trip["start_date"]),
            ("flights_back", back, trip["end_date"]),
        ):
            arguments = {**way, "date": day, "travellers": trip["travellers"]}
            todos.add(
                key, "transport", "transport", before=40, words=words, tool=("flights", arguments)
            )
            needs.append(key)
    todos.add("way_choose", "transport", "transport", before=38, needs=needs)
    todos.add("way_book", "transport", "transport", before=30, needs=["way_choose", "entry"])
    words = {**todos.words, "gateway": _gateway(blocks, todos), "stay": _stay(blocks, todos)}
    todos.add("transfer_in", "transport", "transport", before=7, words=words, needs=["way_book"])
    todos.add("local", "transport", "transport", before=3)
    todos.add(
        "transfer_out", "transport", "transport", day=todos.days - 1, before=1, words=words,
        needs=["way_book"],
    )  # fmt: skip


def _add_preparation(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    words = {**todos.words, "country": _land(todos, blocks), "currency": blocks["trip"]["currency"]}
    todos.add("preparation", None, "preparation", before=1)
    for key, before in (("money", 7), ("phone", 5), ("share", 2)):
        todos.add(key, "preparation", "preparation", before=before, words=words)


def _add_packing(todos: TodoList, blocks: Mapping[str, Any]) -> None:
    trip = blocks["trip"]
    words = {**todos.words, "country": _land(todos, blocks)}
    arguments = {
        "city": trip["city_id"],
        "start_date": trip["start_date"],
        "day_count": trip["day_count"],
    }
    todos.add("packing", None, "packing", before=1)
    todos.add("weather", "packing", "packing", before=5, tool=("weather", arguments))
    kind, season = clothes_for(trip, todos.language)
    todos.add(
        "clothes", "packing", "packing", before=2, phrase=f"clothes_{kind}",
        words={"season": season}, needs=["weather"],
    )  # fmt: skip
    todos.add("rain", "packing", "packing", before=2, needs=["weather"])
    todos.add("shoes", "packing", "packing", before=2)
    if not _at_home(blocks):
        todos.add("power", "packing", "packing", before=4, words=words)
    todos.add("medicine", "packing", "packing", before=2)
    tags = {tag for day in blocks["days"] for stop in day["stops"] for tag in stop["tags"]}
    for activity in _ACTIVITIES:
        if activity in tags:
            todos.add(activity, "packing", "packing", before=2)
    if any(word in blocks.get("wish", "").lower() for word in _CHILDREN_WORDS):
        todos.add("children", "packing", "packing", before=2)


def _at_home(blocks: Mapping[str, Any]) -> bool:
    """Say whether the travellers are known to stay in their own country."""
    origin = blocks.get("origin") or {}
    return bool(origin.get("country")) and origin["country"] == blocks["trip"]["country"]


def _land(todos: TodoList, blocks: Mapping[str, Any]) -> str:
    trip = blocks["trip"]
    return country(trip["country"], todos.language, trip["city"])


def _gateway(blocks: Mapping[str, Any], todos: TodoList) -> str:
    found: Sequence[Mapping[str, Any]] = [*blocks["airports"], *blocks["stations"]]
    if not found:
        return "到达地" if todos.language == "zh" else "where you arrive"
    names = [str(gateway["name"]) for gateway in found[:2]]
    return "或".join(names) if todos.language == "zh" else " or ".join(names)


def _stay(blocks: Mapping[str, Any], todos: TodoList) -> str:
    hotel = next(iter(blocks["hotels"]), None)
    if hotel:
        return str(hotel["name"])
    return "市区" if todos.language == "zh" else "the city"
