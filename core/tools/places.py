"""Places of the catalogue by words, kind, nearness and opening hours."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.catalog.domain import City, Place
from core.catalog.hours import DAY_MIN
from core.catalog.lookup import find_place
from core.catalog.names import fold
from core.catalog.openings import open_spans
from core.catalog.service import CatalogService
from core.catalog.vocabulary import vocabulary
from core.kernel.times import clock_text
from core.schemas.tools import (
    OpenSpan,
    PlaceHit,
    PlaceRef,
    PlaceRequest,
    PlaceResult,
    PlacesOut,
    ToolName,
    ToolSuggestion,
)
from core.tools.cuisines import CUISINES_ZH
from core.tools.spots import Spot, city_label, city_ref, named_city, named_spot, place_label

SOURCE = "the catalogue; costs and popularity are editorial estimates"
_INSIDE_MIN = 3
"""Letters a Latin word must have to be found as the beginning of another."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a place is called, what sort of place it is, and what else may be said of it.

    All of it folded: `full` the names as they are, the others as phrases and as single words.
    """

    full: tuple[str, ...]
    names: tuple[str, ...]
    sorts: tuple[str, ...]
    others: tuple[str, ...]


class CatalogPlaces:
    """Searches the catalogue: nothing here is simulated."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    async def search(self, request: PlaceRequest) -> PlaceResult:
        """Return the places that suit; none is an answer too.

        Raises:
            NotFoundError: The city is unknown, or what they are to be near to.
        """
        city = await named_city(self._catalog, request.city)
        places = await self._catalog.places_of(city.id)
        # In a thread, for an imported city may have ten thousands of them.
        found, spot = await asyncio.to_thread(_found, request, city, places)
        hits = [_hit(place, request, city, spot) for place in found[: request.limit]]
        key, params = _summary(city, found)
        return PlaceResult(
            simulated=False,
            source=SOURCE,
            summary_key=key,
            summary_params=params,
            data=PlacesOut(city=city_ref(city), places=hits, suiting=len(found)),
            suggestions=_suggestions(city, request, found),
        )


def _found(
    request: PlaceRequest, city: City, places: Sequence[Place]
) -> tuple[list[Place], Spot | None]:
    spot = named_spot(request.near, city, places) if request.near else None
    wanted = [place for place in places if _is_wanted(place, request, city)]
    if request.text is not None:
        wanted = _by_text(request.text, wanted)
    if spot is not None:
        wanted.sort(key=spot.metres_to)
    return wanted, spot


def _is_wanted(place: Place, request: PlaceRequest, city: City) -> bool:
    return (
        request.kind in (None, place.kind)
        and request.category in (None, place.category)
        and (request.interest is None or request.interest in place.tags)
        and (request.indoor is None or request.indoor == (place.indoor == "yes"))
        and _is_open(place, request, city)
    )


def _is_open(place: Place, request: PlaceRequest, city: City) -> bool:
    if request.open_on is None:
        return True
    spans = open_spans(place, request.open_on, city.calendar)
    if request.open_at is None:
        return bool(spans)
    hours, minutes = map(int, request.open_at.split(":"))
    return any(start <= hours * 60 + minutes < end for start, end in spans)


def _by_text(text: str, places: Sequence[Place]) -> list[Place]:
    """Return the places that every word of `text` says something of, the best match first."""
    words = [folded for word in text.split() if (folded := fold(word))]
    if not words:
        return []
    matches = [(_match(words, fold(text), place), place) for place in places]
    found = [(rank, place) for rank, place in matches if rank is not None]
    found.sort(key=lambda pair: pair[0])
    if found:
        return [place for _, place in found]
    nearly = find_place(text, places)
    return [nearly] if nearly is not None else []


def _match(words: Sequence[str], whole: str, place: Place) -> int | None:
    """Return how well a place suits the words, 0 for best; None where it does not."""
    said = _words_of(place)
    if whole in said.full:
        return 0
    if any(all(_says(entries, word) for word in words) for entries in (said.names, said.sorts)):
        return 1
    everything = said.names + said.sorts + said.others
    return 2 if all(_says(everything, word) for word in words) else None


def _says(entries: Sequence[str], word: str) -> bool:
    if not word.isascii():
        return any(word in entry for entry in entries)
    stem = word.removesuffix("s") if len(word) > _INSIDE_MIN else word
    if len(stem) < _INSIDE_MIN:
        return stem in entries
    return any(entry.startswith(stem) for entry in entries)


@lru_cache(maxsize=8_192)
def _words_of(place: Place) -> _Words:
    sorts = _sorts()
    meant = (place.kind, place.category, *place.tags)
    return _Words(
        full=tuple(fold(name) for name in place.names),
        names=_folded(place.names),
        sorts=tuple(said for word in meant for said in sorts[word])
        + tuple(said for word in place.cuisine for said in _cuisine(word)),
        others=_folded([place.area]),
    )


@lru_cache(maxsize=1_024)
def _cuisine(word: str) -> tuple[str, ...]:
    return _folded([word.replace("_", " "), CUISINES_ZH.get(word, "")])


def _folded(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return the phrases and their single words as they are compared."""
    parts = [part for phrase in phrases for part in (phrase, *phrase.replace("-", " ").split())]
    return tuple(dict.fromkeys(folded for part in parts if (folded := fold(part))))


@lru_cache(maxsize=1)
def _sorts() -> Mapping[str, tuple[str, ...]]:
    """Return what people call kinds, categories and interests, in both languages."""
    words = vocabulary()
    categories = [label for kind in words.kinds for label in kind.categories]
    labels = (*words.kinds, *categories, *words.interests)
    return {label.id: _folded([label.en, label.zh]) for label in labels}


def _hit(place: Place, request: PlaceRequest, city: City, spot: Spot | None) -> PlaceHit:
    day, spans = request.open_on, None
    if day is not None:
        spans = open_spans(place, day, city.calendar)
    return PlaceHit(
        **PlaceRef.model_validate(place).model_dump(),
        kind=place.kind,
        typical_cost=place.typical_cost,
        currency=place.currency,
        visit_minutes=place.visit_minutes,
        popularity=place.popularity,
        must_see=place.must_see,
        opening_hours=place.opening_hours,
        hours_confidence=place.hours_confidence,
        distance_m=spot.metres_to(place) if spot else None,
        open_spans=None if spans is None else [_span(*span) for span in spans],
    )


def _span(start: int, end: int) -> OpenSpan:
    return OpenSpan(
        start=clock_text(start), end="24:00" if end == DAY_MIN else clock_text(end % DAY_MIN)
    )


def _summary(city: City, found: Sequence[Place]) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {"city": city_label(city)}
    if not found:
        return "places.none", params
    return "places.found", params | {"count": len(found), "first": place_label(found[0])}


def _suggestions(city: City, request: PlaceRequest, found: Sequence[Place]) -> list[ToolSuggestion]:
    suggestions = []
    if not found:
        suggestions.append(
            ToolSuggestion(
                key="places.wider",
                params={"city": city_label(city)},
                tool=ToolName.PLACES,
                arguments={"city": city.id},
            )
        )
    if request.open_on is not None:
        day = request.open_on.isoformat()
        suggestions.append(
            ToolSuggestion(
                key="places.weather",
                params={"date": day},
                tool=ToolName.WEATHER,
                arguments={"city": city.id, "start_date": day},
            )
        )
    return suggestions
