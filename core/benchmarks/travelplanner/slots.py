"""What a sentence of the benchmark means, slot by slot: as fields to plan with, and to compare."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from core.benchmarks.travelplanner.queries import Query
from core.catalog.names import fold
from core.planning.domain import Brief
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.wishes import DestinationWish, LodgingWish

_ONE_CITY_DAYS = 3
_RULES = {
    "pets": HouseRule.PETS, "smoking": HouseRule.SMOKING, "parties": HouseRule.PARTIES,
    "visitors": HouseRule.VISITORS, "children under 10": HouseRule.CHILDREN,
}  # fmt: skip
_ROOMS = {
    "entire room": RoomType.ENTIRE, "private room": RoomType.PRIVATE,
    "shared room": RoomType.SHARED, "not shared room": RoomType.NOT_SHARED,
}  # fmt: skip
_BANS = {"no flight": LinkMode.FLIGHT, "no self-driving": LinkMode.DRIVE}


def request_of(query: Query) -> dict[str, Any]:
    """Return the fields of a request that mean the same."""
    return {
        "origin": query.origin,
        "destinations": [
            DestinationWish(
                name=query.target, cities=query.cities if query.days > _ONE_CITY_DAYS else None
            )
        ],
        "start_date": query.dates[0],
        "day_count": query.days,
        "travellers": query.people,
        "budget": query.budget * 100,
        "currency": "USD",
        "cuisines": [cuisine.lower() for cuisine in query.cuisines] or None,
        "lodging": LodgingWish(
            room_type=_ROOMS.get(query.room_type or ""),
            must_allow=[_RULES[query.house_rule]] if query.house_rule else [],
        ),
        "no_modes": [_BANS[query.transportation]] if query.transportation else None,
    }


@singledispatch
def slots_of(meaning: Any) -> Mapping[str, Any]:
    """Return a brief or a query as the slots that can be compared."""
    raise TypeError(f"no slots of {type(meaning).__name__}")


@slots_of.register
def _of_query(query: Query) -> Mapping[str, Any]:
    return {
        "origin": fold(query.origin),
        "destination": fold(query.target),
        "cities": query.cities,
        "start_date": query.dates[0].isoformat(),
        "days": query.days,
        "people": query.people,
        "budget": query.budget * 100,
        "cuisines": sorted(cuisine.lower() for cuisine in query.cuisines),
        "house_rule": [str(_RULES[query.house_rule])] if query.house_rule else [],
        "room_type": str(_ROOMS[query.room_type]) if query.room_type else None,
        "no_modes": [str(_BANS[query.transportation])] if query.transportation else [],
    }


@slots_of.register
def _of_brief(brief: Brief) -> Mapping[str, Any]:
    wish = brief.wishes[0].wish if brief.wishes else None
    return {
        "origin": fold(brief.origin.name_en) if brief.origin else None,
        "destination": fold(wish.name) if wish else fold(brief.city.name_en),
        "cities": sum(wish.count for wish in brief.wishes) or 1,
        "start_date": brief.start_date.isoformat(),
        "days": brief.day_count,
        "people": brief.travellers,
        "budget": brief.budget,
        "cuisines": sorted(cuisine.lower() for cuisine in brief.cuisines),
        "house_rule": sorted(map(str, brief.lodging.must_allow)),
        "room_type": str(brief.lodging.room_type) if brief.lodging.room_type else None,
        "no_modes": sorted(map(str, brief.no_modes)),
    }
