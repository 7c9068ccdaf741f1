"""What weather is usual: twelve months of each city."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Month:
    """What is usual in a month."""

    high_c: int
    low_c: int
    rain_mm: int
    rain_days: int


Year = tuple[Month, ...]
"""January to December."""
Climate = Mapping[str, Year]
"""By the id of the city."""


@cache
def shipped_climate() -> Climate:
    """Return the climate that comes with the product; read once."""
    text = files("core.catalog").joinpath("data", "climate.csv").read_text(encoding="utf-8")
    return read_climate(text.splitlines())


def read_climate(lines: Iterable[str]) -> Climate:
    """Return the climate of a CSV file.

    Raises:
        ValueError: A city has not just the twelve months, or a cell is no whole number.
    """
    found: dict[str, dict[int, Month]] = {}
    for row in csv.DictReader(lines):
        month = Month(*(int(row[key]) for key in ("high_c", "low_c", "rain_mm", "rain_days")))
        found.setdefault(row["city_id"], {})[int(row["month"])] = month
    for city_id, months in found.items():
        if sorted(months) != list(range(1, 13)):
            raise ValueError(f"{city_id} has the months {sorted(months)}")
    return {city_id: tuple(by[n] for n in range(1, 13)) for city_id, by in found.items()}
