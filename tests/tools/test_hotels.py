"""Hotels with rooms, their rates and what a stay costs."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.service import CatalogService
from core.kernel.errors import InvalidRequestError
from core.schemas.catalog import PlaceKind
from core.schemas.tools import HotelRequest, HotelResult
from core.tools.hotels import MOST_HOTELS, OfflineHotels, night_of
from core.tools.port import Toolbox
from tests.support.builders import a_hotel
from tests.support.shipped import city_ids, city_of, places_of
from tests.support.tools import CatalogOf, any_case, question, said, suggested

WEDNESDAY = date(2026, 12, 2)
HOTELS = [place for city in city_ids() for place in places_of(city) if place.kind == "hotel"]
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


async def ask(toolbox: Toolbox, **changes: Any) -> HotelResult:
    """Return hotels of Guangzhou for a night, all that suit."""
    asked = question("hotels", limit=20, **changes)
    return await toolbox.hotels.search(HotelRequest.model_validate(asked))


@any_case
@given(st.sampled_from(HOTELS), days)
def test_a_night_costs_about_what_is_typical_in_whole_units(hotel: Any, day: date) -> None:
    night = night_of(hotel, day)

    assert 0.85 * hotel.typical_cost <= night.price <= 1.35 * hotel.typical_cost
    assert night.price % (1 if hotel.currency == "JPY" else 100) == 0
    assert 0 <= night.rooms_left <= 20


def test_weekend_nights_cost_more_on_average() -> None:
    nights = [night_of(a_hotel(), WEDNESDAY + timedelta(days=n)) for n in range(700)]

    weekend = [night.price for night in nights if night.date.weekday() in (4, 5)]
    others = [night.price for night in nights if night.date.weekday() not in (4, 5)]

    assert 1.1 < (sum(weekend) / len(weekend)) / (sum(others) / len(others)) < 1.2


def test_every_hotel_has_now_more_rooms_now_fewer() -> None:
    for hotel in HOTELS:
        left = [night_of(hotel, WEDNESDAY + timedelta(days=n)).rooms_left for n in range(100)]
        assert min(left) < max(left)
        assert max(left) >= 2


@pytest.mark.parametrize("city", city_ids())
async def test_a_stay_costs_all_its_nights_in_all_its_rooms(toolbox: Toolbox, city: str) -> None:
    result = await ask(toolbox, city=city, nights=3, travellers=3)

    assert result.data.rooms == 2
    assert result.data.check_out == WEDNESDAY + timedelta(days=3)
    assert result.data.offers
    for offer in result.data.offers:
        assert [night.date for night in offer.nights] == [
            WEDNESDAY + timedelta(days=n) for n in range(3)
        ]
        assert offer.total == 2 * sum(night.price for night in offer.nights)
        assert offer.rooms_left == min(night.rooms_left for night in offer.nights) >= 2
        assert offer.currency == city_of(city).currency


async def test_every_hotel_is_offered_sold_out_or_over_the_budget(toolbox: Toolbox) -> None:
    data = (await ask(toolbox, nights=14, travellers=8, budget=4_000_000)).data

    hotels = [place for place in places_of("guangzhou") if place.kind is PlaceKind.HOTEL]
    assert data.suiting + data.sold_out + data.over_budget == len(hotels)
    assert 0 < data.sold_out < len(hotels)
    assert 0 < data.over_budget < len(hotels)


async def test_a_hotel_with_just_enough_rooms_is_offered_and_one_with_fewer_is_not(
    toolbox: Toolbox,
) -> None:
    everything = {
        offer.id: offer.rooms_left for offer in (await ask(toolbox, nights=9)).data.offers
    }
    rooms = sorted(everything.values())[len(everything) // 2]

    offers = (await ask(toolbox, nights=9, travellers=rooms, rooms=rooms)).data.offers

    assert {offer.id for offer in offers} == {
        hotel for hotel, left in everything.items() if left >= rooms
    }


async def test_no_offer_is_over_the_budget_and_none_within_it_is_left_out(
    toolbox: Toolbox,
) -> None:
    everything = (await ask(toolbox, nights=2)).data.offers

    within = (await ask(toolbox, nights=2, budget=120_000)).data

    assert within.offers == [offer for offer in everything if offer.total <= 120_000]
    assert 0 < len(within.offers) < len(everything)


async def test_a_budget_may_be_in_another_currency(toolbox: Toolbox) -> None:
    data = (await ask(toolbox, city="tokyo", budget=100_000, currency="CNY")).data

    assert data.currency == "JPY"
    assert data.budget is not None
    assert 10_000 < data.budget < 50_000  # a thousand yuan are some twenty thousand yen


async def test_a_budget_in_a_currency_without_a_rate_is_refused(toolbox: Toolbox) -> None:
    with pytest.raises(InvalidRequestError, match="currency"):
        await ask(toolbox, budget=100, currency="XXX")


async def test_where_the_budget_is_too_small_the_cheapest_is_told(toolbox: Toolbox) -> None:
    result = await ask(toolbox, city="paris", nights=4, budget=100)

    assert result.data.offers == []
    assert said(result)[0].endswith(
        "none within EUR 1; the cheapest takes EUR 369 in all (simulated rates)"
    )
    assert "没有总价 EUR 1 以内的酒店" in said(result)[1]
    advice = suggested(result)["hotels.raise_budget"]
    assert advice.arguments is not None
    again = await toolbox.hotels.search(HotelRequest.model_validate(advice.arguments))
    assert [offer.total for offer in again.data.offers] == [result.data.cheapest_total]


async def test_the_nearest_come_first_where_a_place_is_named(toolbox: Toolbox) -> None:
    offers = (await ask(toolbox, city="tokyo", near="浅草寺")).data.offers

    distances = [offer.distance_m for offer in offers]
    assert None not in distances
    assert distances == sorted(distances)  # type: ignore[type-var]


async def test_an_area_may_be_what_they_are_near_to(toolbox: Toolbox) -> None:
    offers = (await ask(toolbox, near="shamian")).data.offers

    assert offers[0].area == "Shamian"


async def test_the_best_known_come_first_where_none_is_named(
    toolbox: Toolbox, catalog: CatalogService
) -> None:
    known = {place.id: place.popularity for place in await catalog.places_of("guangzhou")}

    offers = (await ask(toolbox)).data.offers

    assert all(known[one.id] >= known[other.id] for one, other in pairwise(offers))
    assert {offer.distance_m for offer in offers} == {None}


@pytest.mark.parametrize("category", ["luxury", "midrange", "budget"])
async def test_only_hotels_of_the_category_are_offered(toolbox: Toolbox, category: str) -> None:
    offers = (await ask(toolbox, category=category)).data.offers

    assert {offer.category for offer in offers} == {category}


async def test_no_more_are_shown_than_asked_for_but_all_are_counted(toolbox: Toolbox) -> None:
    data = (
        await toolbox.hotels.search(HotelRequest(city="广州", check_in=WEDNESDAY, limit=2))
    ).data

    assert len(data.offers) == 2
    assert data.suiting > 2


@pytest.mark.parametrize(
    ("travellers", "rooms"), [(1, 1), (2, 1), (3, 2), (4, 2), (19, 10), (20, 10)]
)
def test_two_travellers_share_a_room(travellers: int, rooms: int) -> None:
    request = HotelRequest(city="x", check_in=WEDNESDAY, travellers=travellers)

    assert request.room_count == rooms


@pytest.mark.parametrize("rooms", [2, 3])
def test_more_rooms_may_be_asked_for_up_to_one_each(rooms: int) -> None:
    request = HotelRequest(city="x", check_in=WEDNESDAY, travellers=3, rooms=rooms)

    assert request.room_count == rooms


async def test_where_nothing_is_free_it_is_said_and_every_category_suggested(
    toolbox: Toolbox,
) -> None:
    result = await ask(toolbox, travellers=20, rooms=20, nights=30, category="budget")

    assert result.data.offers == []
    assert said(result) == (
        "Hotels in Guangzhou from 2026-12-02 (nights: 30, rooms: 20): none has the rooms"
        " (simulated availability)",
        "广州 2026-12-02 起 30 晚、20 间房：没有酒店有足够空房（模拟房态）",
    )
    advice = suggested(result)["hotels.any_category"]
    assert "category" not in (advice.arguments or {})


async def test_where_nothing_is_free_in_any_category_nothing_is_suggested(
    toolbox: Toolbox,
) -> None:
    result = await ask(toolbox, travellers=20, rooms=20, nights=30)

    assert (result.data.cheapest_total, result.suggestions) == (None, [])


async def test_what_was_found_is_summed_up_with_the_lowest_total(toolbox: Toolbox) -> None:
    result = await ask(toolbox, nights=2)

    cheapest = min(offer.total for offer in result.data.offers) // 100
    count = result.data.suiting
    assert said(result) == (
        f"Hotels in Guangzhou from 2026-12-02 (nights: 2, rooms: 1): {count} found,"
        f" from CNY {cheapest:,} in all (simulated rates)",
        f"广州 2026-12-02 起 2 晚、1 间房：{count} 家酒店可订，"
        f"总价 CNY {cheapest:,} 起（模拟价格）",
    )


async def test_a_stay_suggests_the_table_next_door_and_the_weather(toolbox: Toolbox) -> None:
    result = await ask(toolbox, nights=30)

    advice = suggested(result)
    assert (advice["hotels.eat_nearby"].arguments or {})["near"] == result.data.offers[0].id
    assert (advice["hotels.weather"].arguments or {})["day_count"] == 16


async def test_of_very_many_hotels_only_the_nearest_are_asked() -> None:
    hotels = [a_hotel(f"hotel-{n}", lat=23.0 + n / 10_000) for n in range(2_000)]
    catalog = CatalogOf(city_of("guangzhou"), places=hotels)
    asked = question("hotels", near="hotel-1500", nights=3, limit=20)

    result = await OfflineHotels(catalog).search(HotelRequest.model_validate(asked))

    data = result.data
    assert data.suiting + data.sold_out == MOST_HOTELS
    assert data.offers[0].id == "hotel-1500"
    assert data.offers[-1].distance_m is not None
    assert data.offers[-1].distance_m < 500
