"""Names of places that are most like a word nobody knows."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from core.catalog.domain import Place, place_name
from core.catalog.names import fold
from core.schemas.catalog import PlaceKind

_MOST = 3
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
