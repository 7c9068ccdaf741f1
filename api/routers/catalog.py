"""Cities, places and the words they are described in."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.answers import ok
from api.deps import Paging, Services, SignedIn
from api.problems import SIGNED_IN, WITH_INPUT, failures
from core.catalog.connections import link_out
from core.catalog.domain import City
from core.catalog.repository import PlaceFilter
from core.catalog.vocabulary import vocabulary
from core.kernel.errors import MalformedError, NotFoundError
from core.schemas.catalog import CityOut, Interest, PlaceKind, PlaceOut, VocabularyOut
from core.schemas.envelope import Envelope, Page
from core.schemas.links import LinkOut

router = APIRouter(prefix="/api", tags=["catalogue"], dependencies=[SignedIn])

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
_Word = Annotated[str | None, Query(max_length=64)]


async def _wanted(
    city: Annotated[str | None, Query(max_length=64, description="A city's id.")] = None,
    kind: PlaceKind | None = None,
    category: _Word = None,
    tag: Interest | None = None,
    q: Annotated[
        str | None, Query(max_length=100, description="Part of a name or of an area.")
    ] = None,
) -> PlaceFilter:
    text = q.strip() if q else None
    return PlaceFilter(city_id=city, kind=kind, category=category, tag=tag, text=text or None)


@router.get("/cities", responses=failures(*SIGNED_IN))
async def list_cities(services: Services) -> Envelope[list[CityOut]]:
    """List every city, with how many places of each kind it has."""
    counts = await services.catalog.place_counts()
    cities = await services.catalog.list_cities()
    return ok([_city_out(city, counts) for city in cities])


@router.get("/cities/{city_id}", responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError))
async def get_city(city_id: str, services: Services) -> Envelope[CityOut]:
    """Show one city."""
    city = await services.catalog.get_city(city_id)
    return ok(_city_out(city, await services.catalog.place_counts()))


@router.get("/places", responses=failures(*SIGNED_IN, *WITH_INPUT, MalformedError))
async def list_places(
    wanted: Annotated[PlaceFilter, Depends(_wanted)],
    page: Paging,
    services: Services,
) -> Envelope[Page[PlaceOut]]:
    """List places, the most wanted first by our own estimate."""
    found = await services.catalog.list_places(wanted, limit=page.limit, cursor=page.cursor)
    return ok(found)


@router.get("/places/{place_id}", responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError))
async def get_place(place_id: str, services: Services) -> Envelope[PlaceOut]:
    """Show one place."""
    return ok(PlaceOut.model_validate(await services.catalog.get_place(place_id)))


@router.get("/catalog/vocabulary", responses=failures(*SIGNED_IN))
async def get_vocabulary() -> Envelope[VocabularyOut]:
    """List the kinds and categories of places and the interests, in English and Chinese."""
    return ok(vocabulary())


@router.get("/catalog/links", responses=failures(*SIGNED_IN, *WITH_INPUT, NotFoundError))
async def list_links(
    origin: Annotated[str, Query(max_length=64, description="A city's id.")],
    target: Annotated[str, Query(max_length=64, description="A city's id.")],
    day: Annotated[
        date,
        Query(alias="date", ge=_FIRST_DAY, le=_LAST_DAY, description="On which one leaves, there."),
    ],
    services: Services,
) -> Envelope[list[LinkOut]]:
    """List the journeys from a city to another on one day, by departure; those at will last."""
    origin_city = await services.catalog.get_city(origin)
    target_city = await services.catalog.get_city(target)
    links = await services.catalog.links(origin_city.id, target_city.id, day)
    return ok([link_out(link, origin_city, target_city) for link in links])


def _city_out(city: City, counts: dict[str, dict[PlaceKind, int]]) -> CityOut:
    counted = counts.get(city.id, {})
    return CityOut(**asdict(city), estimates=city.estimates, place_counts=counted)
