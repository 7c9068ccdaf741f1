"""The words a place goes by in conditions: its category, tags, cuisines and features, folded."""

from functools import lru_cache

from core.catalog.domain import Place
from core.catalog.names import fold
from core.catalog.vocabulary import vocabulary
from core.schemas.catalog import PlaceKind
from core.schemas.conditions import Subject
from core.tools.cuisines import CUISINES_ZH

_SUBJECTS = {
    PlaceKind.ATTRACTION: Subject.SIGHT,
    PlaceKind.RESTAURANT: Subject.RESTAURANT,
    PlaceKind.HOTEL: Subject.HOTEL,
}


def labels_of(place: Place) -> frozenset[str]:
    """Return every label of a place."""
    return _folded((place.category, *place.tags, *place.cuisine, *place.features))


@lru_cache(maxsize=16_384)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words if word)


def subject_of(place: Place) -> Subject | None:
    """Return what kind of stop a place is, or None where it is a station."""
    return _SUBJECTS.get(place.kind)


@lru_cache(maxsize=4_096)
def meanings_of(word: str) -> frozenset[str]:
    """Return what labels a word may stand for, folded: itself, and what people call so."""
    folded = fold(word)
    found = {folded, folded.removesuffix("s")}
    words = vocabulary()
    labels = [*words.interests, *(label for kind in words.kinds for label in kind.categories)]
    found |= {fold(label.id) for label in labels if folded in (fold(label.en), fold(label.zh))}
    if len(folded) > 1 and not folded.isascii():
        found |= {fold(cuisine) for cuisine, zh in CUISINES_ZH.items() if folded in zh}
    return frozenset(found)


def serves(place: Place, cuisine: str) -> bool:
    """Say whether a restaurant has a cuisine, in whatever words it is wished for."""
    return bool(meanings_of(cuisine) & {fold(word) for word in place.cuisine})
