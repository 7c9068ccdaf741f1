"""Cities and spots a caller names, found in the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from core.catalog.domain import City, Place, city_name, place_name
from core.catalog.lookup import find_place
from core.catalog.names import fold
from core.catalog.service import CatalogService
from core.kernel.errors import NotFoundError
from core.kernel.geo import distance_m
from core.schemas.tools import CityRef


@dataclass(frozen=True, slots=True)
class Spot:
    """A position things may be near to."""

    lat: float
    lon: float

    def metres_to(self, place: Place) -> int:
        """Return the beeline to a place."""
        return round(distance_m(self.lat, self.lon, place.lat, place.lon))


async def named_city(catalog: CatalogService, name: str) -> City:
    """Return the city of this id, name or alias.

    Raises:
        NotFoundError: There is none.
    """
    city = await catalog.find_city(name)
    if city is None:
        raise NotFoundError(f"There is no city {name!r} in the catalogue")
    return city


def named_spot(word: str, city: City, places: Sequence[Place]) -> Spot:
    """Return where a place is, by id or name, or the middle of an area's places.

    Raises:
        NotFoundError: There is neither.
    """
    area = [place for place in places if fold(place.area) == fold(word)]
    if area:
        return Spot(fmean(place.lat for place in area), fmean(place.lon for place in area))
    place = find_place(word, places)
    if place is None:
        raise NotFoundError(f"There is no place or area {word!r} in {city.name_en}")
    return Spot(place.lat, place.lon)


def city_ref(city: City) -> CityRef:
    """Return a city as answers name it."""
    return CityRef(
        id=city.id,
        name_en=city.name_en,
        name_zh=city_name(city, "zh"),
        timezone=city.timezone,
    )


def city_label(city: City) -> dict[str, str]:
    """Return the name of a city as sentences say it."""
    return {language: city_name(city, language) for language in ("en", "zh")}


def place_label(place: Place) -> dict[str, str]:
    """Return the name of a place as sentences say it."""
    return {language: place_name(place, language) for language in ("en", "zh")}
