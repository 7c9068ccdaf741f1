"""Questions about the world that the catalogue can answer, and what is known of who asks."""

import re
from typing import Literal

from core.assistant.days import today_in
from core.assistant.looking import city_facts, place_facts
from core.assistant.state import Turning, TurnState
from core.assistant.trips import cities_of
from core.catalog.domain import City, Place, city_name
from core.catalog.names import fold
from core.kernel.errors import DependencyDownError
from core.llm.providers.offline.assistant.pleas import plea_to_memory
from core.memory.domain import Kind
from core.schemas.chat import NodeTrace
from core.schemas.envelope import WireModel
from core.schemas.facts import as_json
from core.schemas.facts_found import AssistantFacts, RemembersFacts

_NODE = "general"
_CITIES = re.compile(
    r"\b(?:which|what) (?:cities|destinations)\b|\bwhich places\b|\bwhere can (?:you|i)\b"
    r"|(?:哪些|什么|哪几个)(?:城市|地方|目的地)|能去哪",
    re.I,
)
_OF_PLACE = re.compile(
    r"\b(?:tell me (?:about|more about)|what(?:'s| is)|how is|is|about)\s+(.{3,60}?)"
    r"(?:\s+(?:worth\b.*|like|famous.*|known.*))?\W*$"
    r"|(?:介绍一?下?|讲讲|说说)(.{2,30}?)\W*$|^\W*(.{2,30}?)(?:怎么样|值得去吗|好玩吗|是什么)\W*$",
    re.I,
)
_LEAST_LATIN, _LEAST_HAN = 4, 2


async def general(state: TurnState, turning: Turning) -> TurnState:
    """Find the city, the place or the memories a question is about; else there are no facts.

    Nothing of anybody's trips is read.
    """
    words = state["asked"].query
    if (plea := plea_to_memory(words)) is not None:
        known = await _remembered(state, turning, plea)
        trace = NodeTrace(node=_NODE, status="ok", extra={"found": known.kind})
        return {"facts": as_json(known), "traces": [trace]}
    cities = list((await cities_of(turning)).values())
    found = await _found(state, turning, words, cities)
    extra = {"found": found.model_dump()["kind"] if found else None}
    trace = NodeTrace(node=_NODE, status="ok", extra=extra)
    return {"facts": as_json(found), "traces": [trace]} if found else {"traces": [trace]}


async def _remembered(
    state: TurnState, turning: Turning, plea: Literal["tell", "forget"]
) -> RemembersFacts:
    """Return what is known of who asks: no turns as they were said, which say nothing of them."""
    asked = state["asked"]
    if not asked.use_memory:
        return RemembersFacts(plea=plea, known=[], is_off=True)
    try:
        held = (await turning.memory.preferences(asked.user_id, asked.trip_id)).held
    except DependencyDownError:
        held = ()
    noted = [it.text for it in state.get("memories", ()) if it.metadata["kind"] == Kind.FACT]
    known = dict.fromkeys([*(one.words for one in held), *noted])
    return RemembersFacts(plea=plea, known=list(known))


async def _found(
    state: TurnState, turning: Turning, words: str, cities: list[City]
) -> WireModel | None:
    asked = state["asked"]
    city = _city_in(words, cities)
    named = _place_words(state["route"].subject, words)
    if named and not (city and _is_named(city, named)):
        for near in [city] if city else cities:
            place = _called(named, await turning.catalog.places_of(near.id))
            if place is not None:
                today = today_in(near.timezone, asked.now)
                return place_facts(place, near, asked.language, today)
    if city is not None:
        return city_facts(city, await turning.catalog.places_of(city.id), asked.language)
    if _CITIES.search(words):
        known = sorted(city_name(city, asked.language) for city in cities)
        return AssistantFacts(topic="cities", cities=known)
    return None


def _place_words(subject: str | None, words: str) -> str | None:
    found = _OF_PLACE.search(words)
    return subject or (next(filter(None, found.groups()), None) if found else None)


def _called(named: str, places: list[Place]) -> Place | None:
    """Return the place that is called so; a mere likeness is none."""
    wanted = fold(named)
    least = _LEAST_LATIN if wanted.isascii() else _LEAST_HAN
    if len(wanted) < least:
        return None
    found = [place for place in places if any(wanted in fold(name) for name in place.names)]
    return max(found, key=lambda place: place.popularity, default=None)


def _is_named(city: City, words: str) -> bool:
    return fold(words) in map(fold, (city.name_en, city.name_local, *city.aliases))


def _city_in(words: str, cities: list[City]) -> City | None:
    """Return the city that is named; of several the one named first."""
    folded = fold(words)
    found = [
        (folded.index(name), -len(name), city)
        for city in cities
        for name in map(fold, (city.name_en, city.name_local, *city.aliases))
        if len(name) >= (_LEAST_LATIN if name.isascii() else _LEAST_HAN) and name in folded
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None
