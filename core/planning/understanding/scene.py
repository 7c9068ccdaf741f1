"""Looks up where a trip is to go: cities by name, regions by their cities, and all their places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.catalog.domain import City, Place, city_name
from core.catalog.gazetteer import areas_in
from core.catalog.lookup import find_place, is_called
from core.catalog.names import fold
from core.catalog.port import Catalogue
from core.kernel.errors import InvalidRequestError
from core.planning.domain import CityWish
from core.planning.understanding.form import TextForm
from core.planning.understanding.homes import MOST_CITIES
from core.planning.understanding.nearest import nearest_cities
from core.planning.understanding.obstacles import obstacle
from core.schemas.plans import Obstacle, PlanRequest
from core.schemas.wishes import DestinationWish

_SEVERAL, _DAYS_OF_A_CITY = 2, 3
"""Of a country or region with several cities, one more is gone to for every so many days."""
_MOST_HEARD = 3
_GONE_TO = re.compile(
    r"(?:^|\b(?i:in|to|visit|visiting|around|near|explore|see)\s+(?:the )?)"
    r"((?!(?:I|We|My|Our|The|A|An|Please|Can|Could|Plan|Help|Just|Trip|Day|Two|Three|Four|Five)\b"
    r"|Jan|Feb|Mar|Apr|May\b|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"[A-Z][\w'’-]{2,}(?: [A-Z][\w'’-]+){0,2})"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the trip may go, with everything that is there, and what is not known."""

    wishes: tuple[CityWish, ...]
    origin: City | None
    places: tuple[Place, ...]
    obstacles: tuple[Obstacle, ...] = ()
    closed: tuple[Place, ...] = ()
    """What closed for good in these cities, where something that must be seen is not known."""
    elsewhere: Mapping[str, City] = field(default_factory=dict)
    """Of what must be seen, the names of places in cities where the trip does not go."""

    @property
    def cities(self) -> tuple[City, ...]:
        """Return every city that may be visited, each once."""
        return tuple(dict.fromkeys(city for wish in self.wishes for city in wish.choices))


async def find_scene(
    catalog: Catalogue, request: PlanRequest, form: TextForm, language: str
) -> Scene:
    """Look up the destinations and the origin.

    Raises:
        InvalidRequestError: No destination is named, or none of those named is known.
    """
    asked = destinations_of(request, form)
    wishes = [_counted(wish, await _choices(catalog, wish), request, form) for wish in asked]
    known = tuple(wish for wish in wishes if wish.choices)
    if not known:
        raise await _no_city(catalog, request, asked)
    obstacles = [
        obstacle("unknown_destination", language, name=wish.wish.name)
        for wish in wishes
        if not wish.choices
    ]
    origin, named = None, request.origin or form.origin
    if named:
        origin = await catalog.find_city(named)
        if origin is None:
            obstacles.append(obstacle("unknown_origin", language, name=named))
    cities = dict.fromkeys(city for wish in known for city in wish.choices)
    places = [place for city in cities for place in await catalog.places_of(city.id)]
    if origin is not None and [*cities] == [origin]:
        obstacles.append(obstacle("same_city", language, city=city_name(origin, language)))
        origin = None
    closed: list[Place] = []
    wanted = request.must_see if request.must_see is not None else form.must_see
    if any(find_place(word, places) is None for word in wanted or ()):
        closed = [place for city in cities for place in await catalog.closed_of(city.id)]
    elsewhere = await _elsewhere(catalog, wanted or (), [*cities], places)
    return Scene(known, origin, tuple(places), tuple(obstacles), tuple(closed), elsewhere)


async def _elsewhere(
    catalog: Catalogue, words: Iterable[str], here: Sequence[City], places: Sequence[Place]
) -> dict[str, City]:
    """Return which words are no name of anything here and the very name of something elsewhere.

    "The National Gallery Singapore" is none of London's, though most of it is the name of one.
    """
    doubtful = [word for word in words if not _is_here(word, places)]
    away = [city for city in await catalog.list_cities() if city not in here] if doubtful else []
    if len(away) > MOST_CITIES:
        return {}
    named = {
        fold(name): city
        for city in away
        for place in await catalog.places_of(city.id)
        for name in place.names
    }
    return {word: named[fold(word)] for word in doubtful if fold(word) in named}


def _is_here(word: str, places: Sequence[Place]) -> bool:
    found = find_place(word, places)
    return found is not None and (found.id == word or is_called(word, found))


def destinations_of(request: PlanRequest, form: TextForm) -> list[DestinationWish]:
    """Return what is asked for: the fields, else the words, one name or several."""
    for source in (request, form):
        if source.destinations:
            return _merged(source.destinations)
        if source.destination:
            return [DestinationWish(name=source.destination)]
    return []


def _merged(wishes: Iterable[DestinationWish]) -> list[DestinationWish]:
    """Return the wishes without one that was said twice."""
    return list({wish.name.casefold(): wish for wish in wishes}.values())


async def _choices(catalog: Catalogue, wish: DestinationWish) -> tuple[City, ...]:
    """Return the city meant, or those of a region; of "two cities in New York" it is the region."""
    city = await catalog.find_city(wish.name)
    if city is not None and (wish.cities or 1) == 1:
        return (city,)
    region = tuple(await catalog.cities_of(wish.name))
    return region if region or city is None else (city,)


def _counted(
    wish: DestinationWish, choices: tuple[City, ...], request: PlanRequest, form: TextForm
) -> CityWish:
    """Return a wish with as many cities of a country or region as its days are enough for."""
    days = request.day_count or form.day_count
    if wish.cities or not days or len(choices) < _SEVERAL:
        return CityWish(wish, choices)
    count = min(len(choices), max(1, days // _DAYS_OF_A_CITY))
    return CityWish(wish.model_copy(update={"cities": count}) if count > 1 else wish, choices)


async def _no_city(
    catalog: Catalogue, request: PlanRequest, asked: Sequence[DestinationWish]
) -> InvalidRequestError:
    field = "destinations" if request.destinations else "destination"
    cities = await catalog.list_cities()
    known = ", ".join(city.name_en for city in cities)
    heard = [wish.name for wish in asked] or _heard(request.text or "")
    if not heard:
        return InvalidRequestError.of(
            field, f"no city is named, in the field or in the text; known are {known}", "missing"
        )
    named, near = ", ".join(map(repr, heard)), _near(heard, cities)
    nearest = f"nearest in name or country: {', '.join(near)}; " if near else ""
    return InvalidRequestError.of(
        field, f"{named} is not a city we know; {nearest}known are {known}", "unknown_city"
    )


def _heard(text: str) -> list[str]:
    """Return what a text says it goes to, where that is no city: areas, else names after "to"."""
    areas = [area.said for area in areas_in(text)]
    return areas or [found[1] for found in _GONE_TO.finditer(text)][:_MOST_HEARD]


def _near(heard: Sequence[str], cities: Sequence[City]) -> list[str]:
    """Return the cities we know that are like a name, or in the country it lies in."""
    countries = {area.country for name in heard for area in areas_in(name)}
    like = [name for word in heard for name in nearest_cities(word, cities)]
    there = [city.name_en for city in cities if city.country in countries]
    return list(dict.fromkeys([*like, *there]))
