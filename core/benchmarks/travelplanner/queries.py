"""The benchmark's queries: the words alone, the fields they mean, and the sandbox of each.

With the words alone nothing of a query is touched but its sentence and the rows that belong to it.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from core.benchmarks.running import BenchmarkError, rows_of
from core.benchmarks.travelplanner.database import (
    Database,
    Flight,
    Hotel,
    Restaurant,
    Road,
    Sight,
    by_city,
    by_ends,
    by_number,
    flight_of,
    hotel_of,
    minutes_of,
    restaurant_of,
    sight_of,
)

_NOT_A_NUMBER = re.compile(r"(?<=[:\s,\[])nan(?=[,}\]\s])")
_ROAD = re.compile(
    r"from (?P<origin>.+?) to (?P<target>.+?), duration: (?P<duration>[^,]+), "
    r"distance: (?P<km>[\d.,]+) km"
)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Rows that come with a query."""

    hotels: tuple[Hotel, ...] = ()
    restaurants: tuple[Restaurant, ...] = ()
    sights: tuple[Sight, ...] = ()
    flights: tuple[Flight, ...] = ()
    roads: tuple[Road, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """What a planner may see of a query: its sentence and its rows."""

    index: int
    text: str
    sandbox: Sandbox


@dataclass(frozen=True, slots=True)
class Query:
    """What a sentence means, for those who score and for asking with the fields given."""

    index: int
    text: str
    origin: str
    target: str
    days: int
    cities: int
    dates: tuple[date, ...]
    people: int
    budget: int
    house_rule: str | None
    cuisines: tuple[str, ...]
    room_type: str | None
    transportation: str | None


def read_asks(path: Path) -> list[Ask]:
    """Return the words and rows of every query, in order.

    Raises:
        BenchmarkError: A line is no query.
    """
    return [
        Ask(index, str(_field(row, "query", index)), sandbox_of(row.get("reference_information")))
        for index, row in enumerate(rows_of(path), start=1)
    ]


def read_queries(path: Path) -> list[Query]:
    """Return what every query means, in order.

    Raises:
        BenchmarkError: A line is no query.
    """
    return [_query(index, row) for index, row in enumerate(rows_of(path), start=1)]


def with_sandbox(database: Database, sandbox: Sandbox) -> Database:
    """Return the tables with what a query brings along; a row known already stays as it was."""
    return replace(
        database,
        hotels=_joined(database.hotels, by_city(sandbox.hotels)),
        restaurants=_joined(database.restaurants, by_city(sandbox.restaurants)),
        sights=_joined(database.sights, by_city(sandbox.sights)),
        flights=by_number(
            [
                *(flight for flights in database.flights.values() for flight in flights),
                *sandbox.flights,
            ]
        ),
        roads={**by_ends(sandbox.roads), **database.roads},
    )


def brings_places(database: Database, sandbox: Sandbox) -> bool:
    """Say whether a query brings along a place the tables do not have."""
    tables: tuple[tuple[Iterable[Any], Mapping[str, Mapping[str, Any]]], ...] = (
        (sandbox.hotels, database.hotels),
        (sandbox.restaurants, database.restaurants),
        (sandbox.sights, database.sights),
    )
    return any(row.name not in table.get(row.city, {}) for rows, table in tables for row in rows)


def _joined(known: Mapping[str, Mapping[str, Any]], more: Mapping[str, Mapping[str, Any]]) -> Any:
    return {**known, **{city: {**rows, **known.get(city, {})} for city, rows in more.items()}}


def sandbox_of(value: Any) -> Sandbox:
    """Return the rows a query brings along, as a list or as its text; what is no row is skipped."""
    blocks = _literal(value) if isinstance(value, str) else value
    rows: dict[str, list[Any]] = {
        "Accommodations": [], "Restaurants": [], "Attractions": [], "Flight": [],
        "Self-driving": [],
    }  # fmt: skip
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            heading = str(block.get("Description", "")).split(" ")[0]
            content = block.get("Content")
            rows.get(heading, []).extend(content if isinstance(content, list) else [content])
    return Sandbox(
        hotels=tuple(_read(hotel_of, rows["Accommodations"])),
        restaurants=tuple(_read(restaurant_of, rows["Restaurants"])),
        sights=tuple(_read(sight_of, rows["Attractions"])),
        flights=tuple(_read(flight_of, rows["Flight"])),
        roads=tuple(road for text in rows["Self-driving"] if (road := _road(text))),
    )


def _read(read: Any, rows: Iterable[Any]) -> Iterable[Any]:
    for row in rows:
        if isinstance(row, dict) and all(value not in (None, "") for value in row.values()):
            try:
                yield read(row)
            except (KeyError, ValueError):
                continue


def _road(text: Any) -> Road | None:
    found = _ROAD.search(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        minutes = minutes_of(found["duration"])
    except ValueError:
        return None
    return Road(found["origin"], found["target"], minutes, float(found["km"].replace(",", "")))


def _query(index: int, row: Mapping[str, Any]) -> Query:
    wishes = _literal(_field(row, "local_constraint", index))
    dates = _literal(_field(row, "date", index))
    if not isinstance(wishes, dict) or not isinstance(dates, list):
        raise BenchmarkError(f"query {index}: local_constraint or date cannot be read")
    try:
        return Query(
            index=index,
            text=str(_field(row, "query", index)),
            origin=str(_field(row, "org", index)),
            target=str(_field(row, "dest", index)),
            days=int(_field(row, "days", index)),
            cities=int(_field(row, "visiting_city_number", index)),
            dates=tuple(date.fromisoformat(str(each)) for each in dates),
            people=int(_field(row, "people_number", index)),
            budget=int(_field(row, "budget", index)),
            house_rule=wishes.get("house rule"),
            cuisines=tuple(wishes.get("cuisine") or ()),
            room_type=wishes.get("room type"),
            transportation=wishes.get("transportation"),
        )
    except ValueError as error:
        raise BenchmarkError(f"query {index}: {error}") from error


def _field(row: Mapping[str, Any], name: str, index: int) -> Any:
    if name not in row:
        raise BenchmarkError(f"query {index} lacks {name!r}")
    return row[name]


def _literal(value: Any) -> Any:
    """Return a value that may be written as JSON or as Python; None where it is neither."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        pass
    try:
        return ast.literal_eval(_NOT_A_NUMBER.sub("None", value))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
