"""Which city, or which cities of a region or country, a name means."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.catalog.domain import City
from core.catalog.names import fold, fold_city

_LEAST_LETTERS = 3
"""Shorter names of areas, as US, are words as well."""
_CONTINENT = "continent"
_ARTICLE = re.compile(r"^the\s+", re.I)
_FURTHER_WORDS = ("省", "市", "州", "自治区", "特别行政区", "state", "province", "prefecture")
"""What may follow the name of a region."""


@dataclass(frozen=True, slots=True)
class Area:
    """A country or region that a text names, as it is written there."""

    said: str
    country: str
    start: int


def areas_in(text: str) -> list[Area]:
    """Return the countries and regions that a text names, whoever has cities there, in order."""
    folded = text.casefold()
    found: dict[int, Area] = {}
    for key, names in _areas().items():
        for name in names:
            if (len(name) < _LEAST_LETTERS and name.isascii()) or name.casefold() not in folded:
                continue
            edge = r"\b" if name.isascii() else ""
            written = re.search(f"{edge}{re.escape(name)}{edge}", text, re.I)
            if written and len(name) > len(getattr(found.get(written.start()), "said", "")):
                found[written.start()] = Area(written[0], key.split("/")[0], written.start())
    return [found[start] for start in sorted(found)]


class Gazetteer:
    """The cities, by id and by every name of theirs and of where they are."""

    def __init__(self, cities: Iterable[City]) -> None:
        self.by_id: Mapping[str, City] = {
            city.id: city for city in sorted(cities, key=lambda city: city.id)
        }
        self._by_name = _by_name(self.by_id.values())
        self._by_area = _by_area(self.by_id.values())

    def find(self, text: str) -> City | None:
        """Return the city with this id, name or alias."""
        return self._by_name.get(fold_city(text))

    def cities_of(self, area: str) -> list[City]:
        """Return the cities of a region or country named so, by id; maybe none."""
        return list(self._by_area.get(_fold_area(area), ()))


def _by_name(cities: Iterable[City]) -> dict[str, City]:
    return {
        fold_city(name): city
        for city in cities
        for name in (*city.aliases, city.name_local, city.name_en, city.id)
    }


def _by_area(cities: Iterable[City]) -> dict[str, list[City]]:
    areas: dict[str, list[City]] = {}
    for city in cities:
        names = _areas().get(city.country, (city.country,))
        if city.region:
            names = (*names, *_areas().get(f"{city.country}/{fold(city.region)}", (city.region,)))
        names = (*names, *_continents_of(city.country))
        for name in {_fold_area(name) for name in names}:
            areas.setdefault(name, []).append(city)
    return areas


def _continents_of(country: str) -> list[str]:
    """Return every name of the parts of the world that a country lies in."""
    return [
        name
        for key, names in _areas().items()
        if key.startswith(f"{_CONTINENT}/") and country in key.split("/")[1].split(";")
        for name in names
    ]


def _fold_area(text: str) -> str:
    folded = fold(_ARTICLE.sub("", text.strip()))
    for word in _FURTHER_WORDS:
        folded = folded.removesuffix(word) or folded
    return folded


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, Sequence[str]]:
    """Return every name of countries, by code, and of regions, by code and folded English name.

    Those of parts of the world are by the codes of all their countries.
    """
    text = files("core.catalog").joinpath("data", "areas.csv").read_text(encoding="utf-8")
    areas: dict[str, Sequence[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        names = (row["name_en"], row["name_zh"], *filter(None, row["aliases"].split(";")))
        match row["kind"]:
            case "region":
                areas[f"{row['country']}/{fold(row['name_en'])}"] = names
            case "continent":
                areas[f"{_CONTINENT}/{row['country']}"] = names
            case _:
                areas[row["country"]] = (row["country"], *names)
    return areas
