"""What a reader of a text is told of the world: what of it the text names, and its words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.catalog.domain import City, Place
from core.catalog.gazetteer import areas_in
from core.catalog.port import Catalogue
from core.planning.understanding.homes import MOST_CITIES
from core.planning.understanding.naming import Naming, cities_in, names_in, regions_of, words_of
from core.planning.understanding.nearest import with_misspellings

_MOST_CITIES = 400
"""So many cities are told at once; of more, those that the text names."""
_MOST_PLACES_OF = 12
"""Places of so many cities are looked for in the text."""
_MOST_WORDS = 120
_FROM = re.compile(
    r"(?:\b(?:from|leaving|departing|out of|based in|live in|living in)\s+|从|自|位置|目前在"
    r"|现在在|我在|来自)$",
    re.I,
)
_LEFT = re.compile(
    r"\b(?i:from|leaving|departing|out of|based in|live in|living in)\s+"
    r"([A-Z][a-z'’-]+(?: [A-Z][a-z]+)?)"
)
_NAME_GOES_ON = re.compile(r"[\u4e00-\u9fff](?<![去到看逛玩游在和与跟及或的是想往爬进观览问验卡])$")
_LEAVING = re.compile(r"\s*市?(?:出发|启程|动身)")


@dataclass(frozen=True, slots=True)
class Survey:
    """What is told of the world, and the time zone the trip is most likely to go to."""

    cities: Sequence[City]
    blocks: Mapping[str, Any]
    timezone: str | None

    def today(self, now: datetime) -> str:
        """Return the date there, or where nothing is known that of UTC, as `YYYY-MM-DD`."""
        zone = ZoneInfo(self.timezone) if self.timezone else UTC
        return now.astimezone(zone).date().isoformat()


async def survey(catalogue: Catalogue, text: str, destinations: Iterable[str] = ()) -> Survey:
    """Look up what a text names; `destinations` are names that are given beside it."""
    every = await catalogue.list_cities()
    named = cities_in(text, every)
    given = [city for name in destinations if (city := await catalogue.find_city(name))]
    regions = regions_of(every)
    if not given and all(_is_left(text, city) for city in named):
        regions += [name for name in await _areas_gone_to(catalogue, text) if name not in regions]
    if not _regions_named(text, regions) and not given and not named:
        every = with_misspellings(text, every)
        named = cities_in(text, every)
    elif not any(_is_left(text, city) for city in every if city in named):
        # Where a city is named, only the one that is left may be misspelt.
        every = with_misspellings("\n".join(_LEFT.findall(text)), every)
        named = cities_in(text, every)
    meant = [*given, *named, *(await _cities_of_regions(catalogue, text, regions))]
    nearby = list(dict.fromkeys(meant))[:_MOST_PLACES_OF]
    places: list[Place] = []
    for city in nearby:
        places += await catalogue.places_of(city.id)
    namings = names_in(text, places, nearby)
    if any(_is_cut(text, naming.said, named) for naming in namings):
        away = [city for city in every if city not in nearby]
        namings = [*namings, *await _longer(catalogue, text, away, namings)]
    blocks: dict[str, Any] = {
        "regions": regions,
        "names": [{"said": n.said, "name": n.name, "kind": n.kind} for n in namings],
        "words": {name: words[:_MOST_WORDS] for name, words in words_of(places).items()},
    }
    going = [*given, *(city for city in named if not _is_left(text, city)), *named]
    return Survey(
        cities=every if len(every) <= _MOST_CITIES else list(dict.fromkeys([*given, *named])),
        blocks={name: value for name, value in blocks.items() if value},
        timezone=going[0].timezone if going else None,
    )


def _is_cut(text: str, said: str, cities: Iterable[City]) -> bool:
    """Say whether a name may be the end of a longer one: 历史博物馆 of 陕西历史博物馆."""
    before = text[: text.find(said)]
    if said.isascii() or not _NAME_GOES_ON.search(before):
        return False
    return not any(
        before.endswith(n) for city in cities for n in (city.name_local, *city.aliases) if n
    )


async def _longer(
    catalogue: Catalogue, text: str, cities: Sequence[City], namings: Sequence[Naming]
) -> list[Naming]:
    """Return the whole names of places in other cities of which a name is only the end."""
    if len(cities) > MOST_CITIES:
        return []
    names = {
        name
        for city in cities
        for place in await catalogue.places_of(city.id)
        for name in place.names
        if name in text
    }
    longer = {
        name
        for name in names
        for naming in namings
        if name.endswith(naming.said) and len(name) > len(naming.said)
    }
    return [Naming(name, name, "attraction") for name in sorted(longer)]


async def _cities_of_regions(catalogue: Catalogue, text: str, regions: Sequence[str]) -> list[City]:
    named = _regions_named(text, regions)
    return [city for region in named for city in await catalogue.cities_of(region)]


def _regions_named(text: str, regions: Sequence[str]) -> list[str]:
    """Return the regions whose names stand in a text."""
    folded = text.casefold()
    return [region for region in regions if region.casefold() in folded]


async def _areas_gone_to(catalogue: Catalogue, text: str) -> list[str]:
    """Return the countries and regions with cities that a text names, but not as what is left."""
    return [
        area.said
        for area in areas_in(text)
        if not _FROM.search(text[: area.start]) and await catalogue.cities_of(area.said)
    ]


def _is_left(text: str, city: City) -> bool:
    """Say whether a city is only named as the one that is left."""
    for name in (city.name_en, city.name_local, *city.aliases):
        at = text.casefold().find(name.casefold()) if name else -1
        if at >= 0:
            after = text[at + len(name) :]
            return bool(_FROM.search(text[:at]) or _LEAVING.match(after))
    return False
