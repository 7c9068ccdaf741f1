"""Which place or group of places a traveller's word means."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from core.catalog.domain import Place
from core.catalog.names import fold
from core.catalog.vocabulary import vocabulary
from core.schemas.catalog import PlaceKind

_NEAR_ENOUGH = 88
_LATIN_MIN, _HAN_MIN = 4, 2


def find_place(word: str, places: Sequence[Place]) -> Place | None:
    """Return the place meant by an id or a name: exact, else contained, else nearly the same."""
    for place in places:
        if place.id == word:
            return place
    wanted = fold(word)
    if not wanted:
        return None
    named = [(place, name) for place in places for name in _names(place)]
    exact = [place for place, name in named if name == wanted]
    if exact:
        return _best_known(exact)
    if _long_enough(wanted):
        within = [place for place, name in named if wanted in name]
        if within:
            return _best_known(within)
    near = [(fuzz.ratio(wanted, name), place) for place, name in named]
    likeness, nearest = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return nearest if likeness >= _NEAR_ENOUGH else None


def find_group(word: str, places: Iterable[Place]) -> list[Place]:
    """Return the sights of an interest or category, or none where the word names no such."""
    meant = _group_of(word)
    return [
        place
        for place in places
        if place.kind is PlaceKind.ATTRACTION and (meant == place.category or meant in place.tags)
    ]


def _group_of(word: str) -> str | None:
    folded = fold(word)
    groups = _groups()
    return groups.get(folded) or groups.get(folded.removesuffix("s"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Return every spelling of an interest or of a category of sights, folded."""
    words = vocabulary()
    sights = [kind for kind in words.kinds if kind.id is PlaceKind.ATTRACTION]
    labels = [*words.interests, *(label for kind in sights for label in kind.categories)]
    return {fold(name): label.id for label in labels for name in (label.id, label.en, label.zh)}


def _names(place: Place) -> tuple[str, str]:
    return fold(place.name_en), fold(place.name_local)


def _best_known(places: Sequence[Place]) -> Place:
    # "The Bund" is the promenade before it is a hotel of that name.
    ranks = {PlaceKind.ATTRACTION: 0, PlaceKind.RESTAURANT: 1, PlaceKind.HOTEL: 2}
    return min(places, key=lambda place: (ranks.get(place.kind, 3), -place.popularity, place.id))


def _long_enough(folded: str) -> bool:
    return len(folded) >= (_LATIN_MIN if folded.isascii() else _HAN_MIN)
