"""The benchmark's queries.

With the words alone nothing else of a query is read: what a planner must not see is never loaded.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class QueryError(ValueError):
    """A line of a split is no query of the benchmark."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a traveller wrote."""

    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query, for those who score or who plan with the constraints given."""

    uid: str
    text: str
    start_city: str
    target_city: str
    days: int
    people: int
    constraints: tuple[str, ...]


def read_sentences(path: Path) -> list[Sentence]:
    """Return the words of every query of a split, in order.

    Raises:
        QueryError: A line is no query.
    """
    return [Sentence(*_fields(row, "uid", "nature_language")) for row in _rows(path)]


def read_queries(path: Path) -> list[Query]:
    """Return every query of a split, in order.

    Raises:
        QueryError: A line is no query.
    """
    return [_query(row) for row in _rows(path)]


def _query(row: Mapping[str, Any]) -> Query:
    uid, text, start, target, days, people, constraints = _fields(
        row,
        "uid",
        "nature_language",
        "start_city",
        "target_city",
        "days",
        "people_number",
        "hard_logic_py",
    )
    return Query(uid, text, start, target, days, people, tuple(constraints))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise QueryError(f"{path.name}, line {number}: {error.msg}") from error
            if not isinstance(row, dict):
                raise QueryError(f"{path.name}, line {number}: no object")
            yield row


def _fields(row: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    missing = [name for name in names if name not in row]
    if missing:
        raise QueryError(f"query {row.get('uid')!r} lacks {missing[0]!r}")
    return tuple(row[name] for name in names)
