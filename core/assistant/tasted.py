"""What is known of a traveller, heeded where places are found for them."""

from collections.abc import Mapping, Sequence

from core.catalog.domain import Place
from core.memory.preferences import Preferences, Slot
from core.schemas.catalog import PlaceKind
from core.schemas.tools import PlaceHit

_WANTS = {"vegetarian": {"vegetarian", "vegan"}, "vegan": {"vegan"}, "halal": {"halal"}}
"""Diets, and the cuisines that serve them."""
_NEVER = {
    "no_spicy": {"sichuan", "hunan", "chongqing", "hotpot", "hot_pot"},
    "vegetarian": {"steak", "steakhouse", "barbecue", "seafood", "sushi", "chicken", "duck"},
    "vegan": {"steak", "steakhouse", "barbecue", "seafood", "sushi", "chicken", "duck"},
    "no_pork": {"ramen", "tonkatsu"},
    "halal": {"ramen", "tonkatsu", "bar"},
    "no_seafood": {"seafood", "sushi"},
    "no_beef": {"steak", "steakhouse"},
}
"""Diets, and the cuisines that are nothing for them."""


def heeded(
    hits: Sequence[PlaceHit], places: Mapping[str, Place], known: Preferences
) -> tuple[list[PlaceHit], list[str]]:
    """Return what suits a traveller, the best first, and the words of theirs that it is for.

    Only where one eats is looked at. Where nothing would be left, all of it stays.
    """
    if not any(hit.kind is PlaceKind.RESTAURANT for hit in hits):
        return list(hits), []
    diets = known.of(Slot.DIET)
    disliked = known.of(Slot.CUISINE, holds=False)
    never = {word for held in diets for word in _NEVER.get(held.preference.value, ())}
    never |= {held.preference.value for held in disliked}
    wanted = {word for held in diets for word in _WANTS.get(held.preference.value, ())}
    wanted |= set(known.values(Slot.CUISINE))
    left = [hit for hit in hits if not _cuisines(hit, places) & never]
    ranked = sorted(left or hits, key=lambda hit: not _cuisines(hit, places) & wanted)
    because = [held.words for held in (*diets, *disliked)]
    return ranked, list(dict.fromkeys(because)) if left else []


def _cuisines(hit: PlaceHit, places: Mapping[str, Place]) -> set[str]:
    place = places.get(hit.id)
    return set(place.cuisine) if place else set()
