"""Cities, sights and words of the catalogue, asked for once in a while and shared by visitors."""

from collections.abc import Iterable

import streamlit as st

from console import session
from core.client import calls
from core.client.names import city_name
from core.schemas.catalog import CityOut, PlaceKind, PlaceOut, VocabularyOut

_KEPT_S = 300


def cities() -> list[CityOut]:
    """Return every city, by its English name."""
    return _cities()


def city_names() -> dict[str, str]:
    """Return what each city is called in the language of the page, by id."""
    return {city.id: city_name(city, session.language()) for city in cities()}


def both_names(place: CityOut | PlaceOut) -> str:
    """Return the English and the local name, or the Chinese one; once where they are the same."""
    local = place.name_local
    if isinstance(place, PlaceOut) and session.language() == "zh":
        local = place.name_zh or local
    return place.name_en if place.name_en == local else f"{place.name_en} {local}"


def one_name(place: PlaceOut) -> str:
    """Return what a place is called in the language of the page."""
    chinese = place.name_zh or place.name_local
    return chinese if session.language() == "zh" else place.name_en


@st.cache_data(ttl=_KEPT_S, show_spinner=False)
def _cities() -> list[CityOut]:
    found = session.ask(calls.cities())
    return sorted(found, key=lambda city: city.name_en)


def centres() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of every city's centre, by id."""
    return {city.id: (city.lat, city.lon) for city in cities()}


def sights(city_ids: Iterable[str]) -> list[PlaceOut]:
    """Return the attractions of these cities, of each the best known first."""
    return [
        place
        for city_id in city_ids
        for place in sorted(_places(city_id, PlaceKind.ATTRACTION), key=lambda p: -p.popularity)
    ]


def places(city_ids: Iterable[str]) -> dict[str, PlaceOut]:
    """Return every place of these cities, by id."""
    return {place.id: place for city_id in city_ids for place in _places(city_id, None)}


@st.cache_data(ttl=_KEPT_S, show_spinner=False)
def _places(city_id: str, kind: PlaceKind | None) -> list[PlaceOut]:
    found: list[PlaceOut] = []
    cursor = None
    while True:
        page = session.ask(calls.places(city_id, kind, cursor=cursor))
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


def labels() -> dict[str, str]:
    """Return what interests and categories of sights are called, by their words."""
    words = vocabulary()
    of_sights = next((kind.categories for kind in words.kinds if kind.id == "attraction"), [])
    chinese = session.language() == "zh"
    return {each.id: each.zh if chinese else each.en for each in [*words.interests, *of_sights]}


@st.cache_data(ttl=_KEPT_S, show_spinner=False)
def vocabulary() -> VocabularyOut:
    """Return the words of requests with their labels."""
    return session.ask(calls.vocabulary())
