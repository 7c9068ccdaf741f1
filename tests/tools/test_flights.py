"""Flights of a day with their airports, fares and seats."""

from datetime import timedelta
from itertools import pairwise, permutations
from statistics import fmean
from typing import Any

from core.kernel.errors import NoFlightError
from core.schemas.tools import TOOL_RESULT, FlightOffer, FlightRequest, FlightResult
from core.tools.flights import OfflineFlights
from core.tools.port import Toolbox
from tests.support.builders import WEDNESDAY, a_city
from tests.support.shipped import city_ids, city_of, places_of
from tests.support.tools import CatalogOf, question, said, suggested

LINES = list(permutations(city_ids(), 2))


POOR_CITIES = CatalogOf(
    a_city(id="here", name_en="Here", currency="XXX"),
    a_city(id="there", name_en="There", name_local="那里", lat=40.0),
)
"""Two cities without airports; for the money of the first there is no rate."""


async def ask(toolbox: Toolbox, **changes: Any) -> FlightResult:
    """Return flights from Guangzhou to Beijing."""
    return await toolbox.flights.search(
        FlightRequest.model_validate(question("flights", limit=20, **changes))
    )


async def all_offers(toolbox: Toolbox) -> list[tuple[str, FlightOffer]]:
    """Return every flight of a day with the id of its origin."""
    found = []
    for origin, destination in LINES:
        try:
            result = await ask(toolbox, origin=origin, destination=destination)
        except NoFlightError:
            continue
        found += [(origin, offer) for offer in result.data.flights]
    return found


async def test_flights_go_between_airports_of_the_two_cities(toolbox: Toolbox) -> None:
    flights = (await ask(toolbox, origin="tokyo", destination="london")).data.flights

    airports = {
        city: {place.id for place in places_of(city) if place.kind == "airport"}
        for city in ("tokyo", "london")
    }
    assert {flight.origin_airport.place_id for flight in flights} <= airports["tokyo"]
    assert {flight.destination_airport.place_id for flight in flights} <= airports["london"]


async def test_a_flight_keeps_its_airports_from_day_to_day(toolbox: Toolbox) -> None:
    one, other = [
        (await ask(toolbox, origin="paris", destination="newyork", date=date)).data.flights
        for date in ("2026-12-02", "2026-12-05")
    ]

    ends = [
        {f.number: (f.origin_airport, f.destination_airport) for f in day} for day in (one, other)
    ]
    shared = ends[0].keys() & ends[1].keys()
    assert shared
    assert all(ends[0][number] == ends[1][number] for number in shared)


async def test_every_offer_says_times_with_zone_fare_and_seats(toolbox: Toolbox) -> None:
    for origin, offer in await all_offers(toolbox):
        assert offer.departs_timezone == city_of(origin).timezone
        assert offer.departs_at.utcoffset() is not None
        assert offer.arrives_at - offer.departs_at == timedelta(minutes=offer.duration_minutes)
        days = (offer.arrives_at.date() - offer.departs_at.date()).days
        assert offer.arrives_day_offset == days
        assert offer.currency == city_of(origin).currency
        assert offer.fare > 0
        assert offer.fare % (1 if offer.currency == "JPY" else 100) == 0
        assert 1 <= offer.seats_left < 30


async def test_times_are_local_and_so_are_they_stored(toolbox: Toolbox) -> None:
    result = await ask(toolbox, origin="tokyo", destination="newyork")

    stored = TOOL_RESULT.dump_python(result, mode="json")["data"]["flights"][0]
    assert stored["departs_at"].startswith("2026-12-02T")
    assert stored["departs_at"].endswith("+09:00")
    assert stored["arrives_at"].endswith("-05:00")


async def test_flights_are_in_the_order_of_their_departure(toolbox: Toolbox) -> None:
    flights = (await ask(toolbox)).data.flights

    assert len(flights) > 1
    assert all(one.departs_at < other.departs_at for one, other in pairwise(flights))


async def test_the_party_pays_a_fare_each_and_gets_seats_for_all(toolbox: Toolbox) -> None:
    alone, together = [(await ask(toolbox, travellers=party)).data.flights for party in (1, 12)]

    fares = {flight.number: flight.fare for flight in alone}
    assert 0 < len(together) < len(alone)
    assert all(flight.total == 12 * fares[flight.number] for flight in together)
    assert all(flight.seats_left >= 12 for flight in together)


async def test_a_long_way_costs_more_than_a_short_one(toolbox: Toolbox) -> None:
    totals = [
        max(flight.total for flight in (await ask(toolbox, destination=city)).data.flights)
        for city in ("shanghai", "tokyo", "newyork")
    ]

    assert totals == sorted(totals)


async def test_fridays_and_sundays_are_dearer_on_average() -> None:
    fares: dict[bool, list[int]] = {True: [], False: []}
    for day in (WEDNESDAY + timedelta(days=n) for n in range(350)):
        request = FlightRequest(origin="here", destination="there", date=day)
        flights = (await OfflineFlights(POOR_CITIES).search(request)).data.flights
        fares[day.weekday() in (4, 6)] += [flight.fare for flight in flights]

    assert 1.05 < fmean(fares[True]) / fmean(fares[False]) < 1.15


async def test_only_flights_inside_the_window_are_shown(toolbox: Toolbox) -> None:
    everything = (await ask(toolbox)).data.flights

    within = (await ask(toolbox, depart_after="10:00", depart_before="16:00")).data.flights

    assert within == [f for f in everything if "10:00" <= f"{f.departs_at:%H:%M}" <= "16:00"]
    assert 0 < len(within) < len(everything)


async def test_no_more_are_shown_than_asked_for_but_all_are_counted(toolbox: Toolbox) -> None:
    everything = (await ask(toolbox)).data

    first = await toolbox.flights.search(FlightRequest.model_validate(question("flights", limit=1)))

    assert first.data.flights == everything.flights[:1]
    assert first.data.suiting == everything.suiting > 1


async def test_the_cheapest_of_all_is_named_in_both_languages(toolbox: Toolbox) -> None:
    result = await toolbox.flights.search(
        FlightRequest.model_validate(question("flights", limit=1))
    )

    everything = (await ask(toolbox)).data.flights
    cheapest = min(everything, key=lambda flight: flight.total)
    departs, price = f"{cheapest.departs_at:%H:%M}", f"CNY {cheapest.total // 100:,}"
    assert said(result) == (
        f"Flights from Guangzhou to Beijing on 2026-12-02: {len(everything)} found, the cheapest"
        f" {cheapest.number} at {departs} for {price} in all (simulated timetable and fares)",
        f"2026-12-02 广州至北京航班：共 {len(everything)} 班，最便宜的是 {departs} 起飞的"
        f" {cheapest.number}，总价 {price}（模拟时刻与票价）",
    )


async def test_an_empty_window_is_said_and_the_whole_day_suggested(toolbox: Toolbox) -> None:
    result = await ask(toolbox, depart_after="23:00", depart_before="23:30")

    assert result.data.flights == []
    assert said(result) == (
        "Flights from Guangzhou to Beijing on 2026-12-02: none has the seats at these times"
        " (simulated timetable)",
        "2026-12-02 广州至北京航班：该时段没有足够余票（模拟时刻）",
    )
    advice = suggested(result)["flights.any_time"].arguments or {}
    assert (await ask(toolbox, **{k: v for k, v in advice.items() if k != "limit"})).data.flights


async def test_a_bed_and_the_weather_are_suggested_for_the_day_of_arrival(
    toolbox: Toolbox,
) -> None:
    result = await ask(toolbox, origin="newyork", destination="tokyo", travellers=2)

    advice = suggested(result)
    assert advice["flights.hotels"].arguments == {
        "city": "tokyo",
        "check_in": "2026-12-03",
        "travellers": 2,
    }
    assert (advice["flights.weather"].arguments or {})["start_date"] == "2026-12-03"


async def test_a_city_without_an_airport_stands_for_it_and_one_without_a_rate_pays_euro() -> None:
    request = FlightRequest(origin="here", destination="there", date=WEDNESDAY)

    data = (await OfflineFlights(POOR_CITIES).search(request)).data

    ends = data.flights[0].origin_airport, data.flights[0].destination_airport
    assert [(end.place_id, end.name_en) for end in ends] == [(None, "Here"), (None, "There")]
    assert {flight.currency for flight in data.flights} == {"EUR"}
