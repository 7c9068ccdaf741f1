"""Hotels of the catalogue, with rates and rooms that are made up by rule."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.catalog.service import CatalogService
from core.schemas.catalog import PlaceKind
from core.schemas.tools import (
    MAX_WEATHER_DAYS,
    HotelNight,
    HotelOffer,
    HotelRequest,
    HotelResult,
    HotelsOut,
    PlaceRef,
    ToolName,
    ToolSuggestion,
)
from core.tools.chance import chance
from core.tools.prices import money, whole
from core.tools.spots import Spot, city_label, city_ref, named_city, named_spot

SOURCE = "hotels of the catalogue; rates and rooms simulated from its estimates"
MOST_HOTELS = 500
"""Asked for rooms at most: the nearest, or the best known."""
_WEEKEND_NIGHTS = (4, 5)
"""Friday and Saturday."""
_WEEKEND_RATE = 1.15
_LOWEST_RATE, _HIGHEST_RATE = 0.9, 1.15
_FEWEST_ROOMS, _MOST_ROOMS = 2, 20
_MOSTLY_FREE = 0.35
"""The nearer to 0, the seldomer a hotel is full."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """Every hotel with rooms, in the order wanted, and what else is to be told."""

    offers: list[HotelOffer]
    sold_out: int
    budget: int | None

    @property
    def suiting(self) -> list[HotelOffer]:
        return [o for o in self.offers if self.budget is None or o.total <= self.budget]

    @property
    def cheapest_total(self) -> int | None:
        return min((offer.total for offer in self.offers), default=None)


class OfflineHotels:
    """Searches the catalogue; the same question has the same answer."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    async def search(self, request: HotelRequest) -> HotelResult:
        """Return the hotels that suit; none is an answer too.

        Raises:
            NotFoundError: The city is unknown, or what it is to be near to.
            InvalidRequestError: The budget's currency has no rate.
        """
        city = await named_city(self._catalog, request.city)
        places = await self._catalog.places_of(city.id)
        # In a thread, for an imported city may have thousands of them.
        looked = await asyncio.to_thread(_look, request, city, places)
        data = _data(city, request, looked)
        key, params = _summary(city, data)
        return HotelResult(
            simulated=True,
            source=SOURCE,
            summary_key=key,
            summary_params=params,
            data=data,
            suggestions=_suggestions(request, data),
        )


def night_of(hotel: Place, day: date) -> HotelNight:
    """Return what one room costs for the night that begins on `day`, and how many are left."""
    rate = _LOWEST_RATE + (_HIGHEST_RATE - _LOWEST_RATE) * chance("rate", hotel.id, day).random()
    if day.weekday() in _WEEKEND_NIGHTS:
        rate *= _WEEKEND_RATE
    rooms = _FEWEST_ROOMS + (_MOST_ROOMS - _FEWEST_ROOMS) * chance("rooms", hotel.id).random()
    free = chance("free", hotel.id, day).random() ** _MOSTLY_FREE
    return HotelNight(
        date=day,
        price=whole(hotel.typical_cost * rate, hotel.currency),
        rooms_left=round(rooms * free),
    )


def _is_wanted(place: Place, request: HotelRequest) -> bool:
    return place.kind is PlaceKind.HOTEL and request.category in (None, place.category)


def _budget_in(city: City, request: HotelRequest) -> int | None:
    """Return the budget in minor units of the city's currency."""
    if request.budget is None:
        return None
    return convert(request.budget, request.currency or city.currency, city.currency).amount_minor


def _look(request: HotelRequest, city: City, places: Sequence[Place]) -> _Looked:
    budget = _budget_in(city, request)
    spot = named_spot(request.near, city, places) if request.near else None
    hotels = [place for place in places if _is_wanted(place, request)]
    if spot is not None:
        hotels.sort(key=spot.metres_to)
    offers = [_offer(hotel, request, spot) for hotel in hotels[:MOST_HOTELS]]
    with_rooms = [offer for offer in offers if offer.rooms_left >= request.room_count]
    return _Looked(with_rooms, len(offers) - len(with_rooms), budget)


def _offer(hotel: Place, request: HotelRequest, spot: Spot | None) -> HotelOffer:
    nights = [night_of(hotel, request.check_in + timedelta(days=n)) for n in range(request.nights)]
    return HotelOffer(
        **PlaceRef.model_validate(hotel).model_dump(),
        price_level=hotel.price_level,
        distance_m=spot.metres_to(hotel) if spot else None,
        nights=nights,
        rooms_left=min(night.rooms_left for night in nights),
        total=sum(night.price for night in nights) * request.room_count,
        currency=hotel.currency,
    )


def _data(city: City, request: HotelRequest, looked: _Looked) -> HotelsOut:
    suiting = looked.suiting
    return HotelsOut(
        city=city_ref(city),
        check_in=request.check_in,
        check_out=request.check_in + timedelta(days=request.nights),
        nights=request.nights,
        travellers=request.travellers,
        rooms=request.room_count,
        budget=looked.budget,
        currency=city.currency,
        offers=suiting[: request.limit],
        suiting=len(suiting),
        sold_out=looked.sold_out,
        over_budget=len(looked.offers) - len(suiting),
        cheapest_total=looked.cheapest_total,
    )


def _summary(city: City, data: HotelsOut) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {
        "city": city_label(city),
        "rooms": data.rooms,
        "nights": data.nights,
        "check_in": data.check_in.isoformat(),
    }
    if data.cheapest_total is None:
        return "hotels.sold_out", params
    params["cheapest"] = money(data.cheapest_total, data.currency)
    if data.budget is not None and not data.suiting:
        return "hotels.over_budget", params | {"budget": money(data.budget, data.currency)}
    return "hotels.found", params | {"count": data.suiting}


def _suggestions(request: HotelRequest, data: HotelsOut) -> list[ToolSuggestion]:
    if data.offers:
        return [_eat_nearby(data), _weather(data)]
    again = request.model_dump(mode="json", exclude_none=True)
    if data.cheapest_total is not None:
        again |= {"budget": data.cheapest_total, "currency": data.currency}
        key, params = "hotels.raise_budget", {"cheapest": money(data.cheapest_total, data.currency)}
    elif request.category is not None:
        again.pop("category")
        key, params = "hotels.any_category", {}
    else:
        return []
    return [ToolSuggestion(key=key, params=params, tool=ToolName.HOTELS, arguments=again)]


def _eat_nearby(data: HotelsOut) -> ToolSuggestion:
    first = data.offers[0]
    return ToolSuggestion(
        key="hotels.eat_nearby",
        params={"hotel": {"en": first.name_en, "zh": first.name_zh or first.name_local}},
        tool=ToolName.PLACES,
        arguments={"city": data.city.id, "kind": "restaurant", "near": first.id},
    )


def _weather(data: HotelsOut) -> ToolSuggestion:
    days = min(data.nights + 1, MAX_WEATHER_DAYS)
    start = data.check_in.isoformat()
    return ToolSuggestion(
        key="hotels.weather",
        params={},
        tool=ToolName.WEATHER,
        arguments={"city": data.city.id, "start_date": start, "day_count": days},
    )
