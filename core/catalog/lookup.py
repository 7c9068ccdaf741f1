"""Which place or group of places a traveller's word means."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from core.catalog.domain import Place
from core.catalog.names import fold
from core.catalog.vocabulary import vocabulary
from core.schemas.catalog import PlaceKind

_NEAR_ENOUGH = 88
_MOST_OF_IT = 0.6
"""Share of a word that a name must be to be meant by it, as 陈家祠 is by 陈家祠堂."""
_ARTICLE = re.compile(r"^the\s+", re.I)
_LATIN_MIN, _HAN_MIN = 4, 2


def find_place(word: str, places: Sequence[Place]) -> Place | None:
    """Return the place meant by an id or a name: exact, else contained, else nearly the same.

    A name is any of those it has: in English, in its own language, in Chinese, or an alias. What
    closed for good is not found.
    """
    places = [place for place in places if place.is_open]
    for place in places:
        if place.id == word:
            return place
    named = [(place, name) for place in places for name in _names(place)]
    # "the High Line" is one of that very name first, and one without the article else.
    for wanted in dict.fromkeys((fold(word), fold(_ARTICLE.sub("", word.strip())))):
        found = _named_so(wanted, named) if wanted else None
        if found is not None:
            return found
    return None


def is_called(word: str, place: Place) -> bool:
    """Say whether a word is a name of a place or a part of one, and no more than that."""
    wanted = fold(word)
    return any(wanted == name or _is_part(wanted, name) for name in _names(place))


def _named_so(wanted: str, named: Sequence[tuple[Place, str]]) -> Place | None:
    for means in (str.__eq__, _is_part, _is_most):
        found = [place for place, name in named if means(wanted, name)]
        if found:
            return _best_known(found)
    near = [(fuzz.ratio(wanted, name), place) for place, name in named]
    likeness, nearest = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return nearest if likeness >= _NEAR_ENOUGH else None


def _is_part(wanted: str, name: str) -> bool:
    return _long_enough(wanted) and wanted in name


def _is_most(wanted: str, name: str) -> bool:
    return _long_enough(name) and name in wanted and len(name) >= _MOST_OF_IT * len(wanted)


def find_group(word: str, places: Iterable[Place]) -> list[Place]:
    """Return the sights of an interest or category, or none where the word names no such."""
    meant = _group_of(word)
    return [
        place
        for place in places
        if place.is_open
        and place.kind is PlaceKind.ATTRACTION
        and (meant == place.category or meant in place.tags)
    ]


def _group_of(word: str) -> str | None:
    folded = fold(word)
    groups = _groups()
    return groups.get(folded) or groups.get(folded.removesuffix("s"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Return every spelling of an interest or of a category of sights, folded."""
    words = vocabulary()
    sights = [kind for kind in words.kinds if kind.id == PlaceKind.ATTRACTION]
    labels = [*words.interests, *(label for kind in sights for label in kind.categories)]
    return {fold(name): label.id for label in labels for name in (label.id, label.en, label.zh)}


def _names(place: Place) -> list[str]:
    return [folded for folded in map(fold, place.names) if folded]


def _best_known(places: Sequence[Place]) -> Place:
    # "The Bund" is the promenade before it is a hotel of that name.
    ranks = {PlaceKind.ATTRACTION: 0, PlaceKind.RESTAURANT: 1, PlaceKind.HOTEL: 2}
    return min(places, key=lambda place: (ranks.get(place.kind, 3), -place.popularity, place.id))


def _long_enough(folded: str) -> bool:
    return len(folded) >= (_LATIN_MIN if folded.isascii() else _HAN_MIN)
