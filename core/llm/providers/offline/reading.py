"""Reads a question out of its words: the tagged JSON blocks of the user message."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_BLOCK = re.compile(r"^<(\w+)>(.*)</\1>$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate as the prompt lists it; `spans` are its hours by day, in minutes."""

    id: str
    name: str
    category: str
    area: str
    tags: frozenset[str]
    lat: float
    lon: float
    stay: int
    cost: int
    popularity: int
    serves: frozenset[str]
    best_time: str
    spans: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayFrame:
    """What a day asks for."""

    index: int
    start: int
    end: int
    meals: tuple[str, ...]
    night: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A planning question with everything the prompt says."""

    request: Mapping[str, Any]
    travel: Mapping[str, float]
    meals: Mapping[str, tuple[int, int]]
    days: tuple[DayFrame, ...]
    days_left: int
    sights: tuple[Row, ...]
    restaurants: tuple[Row, ...]
    hotels: tuple[Row, ...]
    hotel: Row | None
    draft_ids: tuple[str, ...]
    banned: frozenset[str]
    seed: int


def read_blocks(content: str) -> dict[str, Any]:
    """Return the JSON of every `<name>…</name>` line."""
    return {name: json.loads(value) for name, value in _BLOCK.findall(content)}


def read_question(blocks: Mapping[str, Any], seed: int) -> Question:
    """Return the planning question in the blocks."""
    days = tuple(_day(day) for day in blocks["days"])
    restaurants = tuple(_row(row) for row in blocks["restaurants"])
    hotel = blocks.get("hotel")
    return Question(
        request=blocks["request"],
        travel=blocks["travel"],
        meals={meal: _span(span) for meal, span in blocks["meals"].items()},
        days=days,
        days_left=blocks.get("days_left", len(days)),
        sights=(
            *(_row(row) for row in blocks["sights"]),
            *_visited_as_sights(restaurants, days, blocks["request"]["must_see"]),
        ),
        restaurants=restaurants,
        hotels=tuple(_row(row) for row in blocks["hotels"]),
        hotel=_row(hotel) if hotel else None,
        draft_ids=tuple(stop["id"] for stop in (blocks.get("draft") or {}).get("stops", ())),
        banned=frozenset(v["place_id"] for v in blocks.get("violations", ()) if v.get("place_id")),
        seed=seed,
    )


def _visited_as_sights(
    restaurants: Sequence[Row], days: Sequence[DayFrame], must_see: Sequence[str]
) -> list[Row]:
    """Return the cafés that must be seen but serve no meal the days ask for."""
    asked = frozenset(meal for day in days for meal in day.meals)
    return [row for row in restaurants if row.id in must_see and not row.serves & asked]


def minutes(text: str) -> int:
    """Return the minutes after midnight of `HH:MM`."""
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def _span(pair: list[str]) -> tuple[int, int]:
    return minutes(pair[0]), minutes(pair[1])


def _day(day: Mapping[str, Any]) -> DayFrame:
    start, end = _span(day["window"])
    return DayFrame(day["day_index"], start, end, tuple(day["meals"]), day["night"])


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        id=row["id"],
        name=row["name"],
        category=row["category"],
        area=row["area"],
        tags=frozenset(row["tags"]),
        lat=row["lat"],
        lon=row["lon"],
        stay=row["stay"],
        cost=row["cost"],
        popularity=row["popularity"],
        serves=frozenset(row.get("serves", ())),
        best_time=row.get("best_time", "any"),
        spans={
            int(day): tuple(_span(span) for span in spans)
            for day, spans in row.get("open", {}).items()
        },
    )
