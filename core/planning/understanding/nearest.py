"""Names of places and cities that are most like a word nobody knows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.catalog.domain import City, Place, place_name
from core.catalog.names import fold
from core.schemas.catalog import PlaceKind

_MOST = 3
_LIKE = 70
"""So alike, of a hundred, two names of cities are near each other."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,24}")
_LEAST_LETTERS, _LONG_LETTERS = 5, 8
_OTHER_WORDS = frozenset(
    {"parks", "pairs", "parish", "parts", "romes", "sales", "chengde", "march", "april", "august"}
)
"""Words and other towns that are one letter away from a city."""
_VISITED = frozenset({PlaceKind.ATTRACTION, PlaceKind.RESTAURANT})


def nearest_names(word: str, places: Sequence[Place], language: str) -> list[str]:
    """Return up to three names of places to visit, the likest first, as a reader knows them."""
    spellings = [
        (folded, place)
        for place in places
        if place.kind in _VISITED
        for folded in {fold(name) for name in place.names}
        if folded
    ]
    wanted = fold(word)
    scored = process.extract(
        wanted, [folded for folded, _ in spellings], scorer=fuzz.WRatio, limit=None
    )
    ranked = sorted(scored, key=lambda hit: (-hit[1], -spellings[hit[2]][1].popularity, hit[2]))
    names = (place_name(spellings[hit[2]][1], language) for hit in ranked if hit[1] > 0)
    return list(dict.fromkeys(names))[:_MOST]


def nearest_cities(word: str, cities: Sequence[City]) -> list[str]:
    """Return up to three names of cities that are like a word, the likest first."""
    scores = {city.name_en: fuzz.ratio(fold(word), fold(city.name_en)) for city in cities}
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    return [name for name in ranked if scores[name] >= _LIKE][:_MOST]


def with_misspellings(text: str, cities: Iterable[City]) -> list[City]:
    """Return the cities, each with the words of a text among its names that are hardly misspelt."""
    words = _WORD.findall(text)
    words += [pair for one, other in pairwise(words) if (pair := f"{one} {other}") in text]
    spelt = {word: fold(word) for word in words if word.casefold() not in _OTHER_WORDS}
    found = []
    for city in cities:
        names = {fold(name) for name in (city.name_en, *city.aliases) if name.isascii()}
        like = [word for word, said in spelt.items() if any(_is_like(said, name) for name in names)]
        found.append(replace(city, aliases=(*city.aliases, *like)) if like else city)
    return found


def is_misspelt(word: str, city: City) -> bool:
    """Say whether a word is hardly a name of a city, but almost."""
    names = {fold(name) for name in (city.name_en, city.name_local, *city.aliases)}
    return fold(word) not in names and any(_is_like(fold(word), name) for name in names)


def _is_like(said: str, name: str) -> bool:
    """Say whether a word is a name with one letter wrong, or two of a long one."""
    if min(len(said), len(name)) < _LEAST_LETTERS or said[0] != name[0]:
        return False
    most = 2 if min(len(said), len(name)) >= _LONG_LETTERS else 1
    return 0 < OSA.distance(said, name, score_cutoff=most) <= most
