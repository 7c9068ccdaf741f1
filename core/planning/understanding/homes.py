"""The city that is meant where none is named: the one whose places are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.catalog.domain import City, Place
from core.catalog.lookup import find_place
from core.catalog.names import fold
from core.catalog.port import Catalogue
from core.planning.understanding.naming import names_in

MOST_CITIES = 100
"""Places of no more cities are looked through: a catalogue of a continent names its cities."""


@dataclass(frozen=True, slots=True)
class Home:
    """A city, and the words that name something of it."""

    city: City
    words: str


async def home_of(
    catalog: Catalogue, text: str, wished: Iterable[str], left: str | None
) -> Home | None:
    """Return the city that has what a text wants to see, with the words that say so.

    `wished` are names that were read of it already; `left` is the city one comes from.
    """
    cities = await catalog.list_cities()
    if len(cities) > MOST_CITIES:
        return None
    origin = await catalog.find_city(left) if left else None
    around = [city for city in cities if origin is None or city.id != origin.id]
    places = [place for city in around for place in await catalog.places_of(city.id)]
    return _best(around, places, text, list(wished))


def _best(
    cities: Sequence[City], places: Sequence[Place], text: str, wished: Sequence[str]
) -> Home | None:
    by_city: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_city[place.city_id].append(place)
    said = [naming.said for naming in names_in(text, places, cities)]
    found: Counter[str] = Counter()
    known: Counter[str] = Counter()
    words: dict[str, str] = {}
    for word in dict.fromkeys((*said, *wished)):
        for place in _meant(word, by_city.values()):
            found[place.city_id] += 1
            known[place.city_id] = max(known[place.city_id], place.popularity)
            words.setdefault(place.city_id, word)
    if not found:
        return None
    # Of cities that have as much of it, the one with the best known place.
    best = min(cities, key=lambda city: (-found[city.id], -known[city.id], city.id))
    return Home(best, words[best.id])


def _meant(word: str, by_city: Iterable[Sequence[Place]]) -> list[Place]:
    """Return the place of each city that a word means; where some are called so, those alone."""
    found = [place for places in by_city if (place := find_place(word, places)) is not None]
    wanted = fold(word)
    return [place for place in found if wanted in map(fold, place.names)] or found
