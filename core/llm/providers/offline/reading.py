"""Reads a question out of its words: the tagged JSON blocks of the user message."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_BLOCK = re.compile(r"^<(\w+)>(.*)</\1>$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate as the prompt lists it; `spans` are its hours by day, in minutes.

    `cost` is what the whole party pays for a visit, a meal or a night.
    """

    id: str
    name: str
    city: str
    category: str
    area: str
    tags: frozenset[str]
    lat: float
    lon: float
    stay: int
    cost: int
    popularity: int
    icon: bool
    serves: frozenset[str]
    best_time: str
    spans: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayFrame:
    """What a day asks for, or the part of it that is spent in one city.

    It begins at `begins` or in the hotel of the stay `wakes`, and ends likewise. Nobody sits down
    to a meal before the minute in `sits_down`.
    """

    index: int
    date: str
    city: str
    start: int
    end: int
    meals: tuple[str, ...]
    sits_down: Mapping[str, int]
    wakes: int | None
    sleeps: int | None
    begins: "Spot | None"
    ends: "Spot | None"

    @property
    def stay(self) -> int | None:
        """Return the stay whose hotel the day needs."""
        return self.sleeps if self.sleeps is not None else self.wakes


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere a day begins or ends that is no candidate: a station, an airport."""

    id: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Stay:
    """Nights in one city."""

    index: int
    city: str
    nights: int


@dataclass(frozen=True, slots=True)
class Question:
    """A planning question with everything the prompt says."""

    request: Mapping[str, Any]
    travel: Mapping[str, Mapping[str, float]]
    meals: Mapping[str, tuple[int, int]]
    days: tuple[DayFrame, ...]
    days_left: int
    sights: tuple[Row, ...]
    restaurants: tuple[Row, ...]
    hotels: tuple[Row, ...]
    stays: tuple[Stay, ...]
    chosen: Mapping[int, Row]
    draft_ids: tuple[str, ...]
    theme_ids: frozenset[str]
    banned: frozenset[str]
    seed: int


def read_blocks(content: str) -> dict[str, Any]:
    """Return the JSON of every `<name>…</name>` line."""
    return {name: json.loads(value) for name, value in _BLOCK.findall(content)}


def read_question(blocks: Mapping[str, Any], seed: int) -> Question:
    """Return the planning question in the blocks."""
    days = tuple(_day(day) for day in blocks["days"])
    restaurants = tuple(_row(row) for row in blocks["restaurants"])
    chosen = blocks.get("chosen_hotels") or {}
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
        stays=tuple(Stay(stay["stay"], stay["city"], stay["nights"]) for stay in blocks["stays"]),
        chosen={int(stay): _row(row) for stay, row in chosen.items()},
        draft_ids=tuple(stop["id"] for stop in (blocks.get("draft") or {}).get("stops", ())),
        theme_ids=frozenset((blocks.get("theme") or {}).get("ids", ())),
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
    return DayFrame(
        index=day["day_index"],
        date=day["date"],
        city=day["city"],
        start=start,
        end=end,
        meals=tuple(day["meals"]),
        sits_down={meal: minutes(hour) for meal, hour in day.get("sits_down", {}).items()},
        wakes=day["wakes"],
        sleeps=day["sleeps"],
        begins=_spot(day["begins"]),
        ends=_spot(day["ends"]),
    )


def _spot(spot: Mapping[str, Any] | None) -> Spot | None:
    return Spot(spot["id"], spot["lat"], spot["lon"]) if spot else None


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        id=row["id"],
        name=row["name"],
        city=row["city"],
        category=row["category"],
        area=row["area"],
        tags=frozenset(row["tags"]),
        lat=row["lat"],
        lon=row["lon"],
        stay=row["stay"],
        cost=row["cost"],
        popularity=row["popularity"],
        icon=row.get("icon", False),
        serves=frozenset(row.get("serves", ())),
        best_time=row.get("best_time", "any"),
        spans={
            int(day): tuple(_span(span) for span in spans)
            for day, spans in row.get("open", {}).items()
        },
    )
