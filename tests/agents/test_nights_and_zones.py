"""Journeys through the night, over time zones and over the date line: days, nights and money."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.catalog.exchange import convert
from core.planning.domain import DAY_END, Plan
from core.planning.editing.reading import read_trip
from core.planning.routing.rides import days_later
from core.planning.rules.book import full_report
from core.planning.travel import ESTIMATE
from core.planning.wire import plan_out
from core.schemas.plans import CheckOut, PlanSubTrip, Severity
from core.schemas.trips import SubTripKind
from tests.support.saved import as_trip, world_of
from tests.support.shipped import city_ids, city_of
from tests.support.worlds import planned

_NIGHT_TRAIN: dict[str, Any] = {
    "origin": "beijing", "destinations": [{"name": "hongkong"}], "day_count": 3,
    "start_date": "2027-04-05",
    "conditions": [{"kind": "link_mode", "leg": "outward", "modes": ["train"]},
                   {"kind": "link_time", "leg": "outward", "departs_from": "20:00"}],
}  # fmt: skip
_OVER_A_CHANGE_OF_THE_CLOCK: dict[str, Any] = {
    "origin": "london",
    "destinations": [{"name": "newyork"}],
    "day_count": 4,
    "start_date": "2027-03-26",
}
_INTO_A_CHANGE_OF_THE_CLOCK: dict[str, Any] = {
    "origin": "newyork",
    "destinations": [{"name": "london"}],
    "day_count": 4,
    "start_date": "2027-03-25",
}
_OVER_THE_DATE_LINE: dict[str, Any] = {
    "destinations": [{"name": "tokyo"}, {"name": "newyork"}],
    "keep_order": True,
    "day_count": 5,
    "start_date": "2027-04-05",
}
_ROUND_THE_PACIFIC: dict[str, Any] = {
    "origin": "newyork", "destinations": [{"name": "tokyo"}, {"name": "shanghai"}], "day_count": 7,
    "start_date": "2027-04-05", "budget": 6_000_000, "currency": "CNY", "travellers": 2,
}  # fmt: skip
_BEFORE_DAWN: dict[str, Any] = {
    "origin": "chengdu", "destinations": [{"name": "paris"}], "day_count": 5,
    "start_date": "2027-04-05", "language": "zh",
}  # fmt: skip
_PAST_MIDNIGHT: dict[str, Any] = {
    "origin": "hongkong", "destinations": [{"name": "singapore"}], "day_count": 3,
    "start_date": "2027-04-05",
    "conditions": [{"kind": "link_time", "leg": "outward", "departs_from": "20:00"}],
}  # fmt: skip
_TWO_NIGHTS_HOMEWARDS: dict[str, Any] = {
    "origin": "nanjing", "destinations": [{"name": "newyork"}], "day_count": 6,
    "start_date": "2027-04-05",
}  # fmt: skip
_TRIPS = [
    _PAST_MIDNIGHT, _NIGHT_TRAIN, _OVER_A_CHANGE_OF_THE_CLOCK, _INTO_A_CHANGE_OF_THE_CLOCK,
    _OVER_THE_DATE_LINE,
    _ROUND_THE_PACIFIC, _BEFORE_DAWN, _TWO_NIGHTS_HOMEWARDS,
]  # fmt: skip
every_trip = pytest.mark.parametrize("fields", _TRIPS, ids=range(len(_TRIPS)))


async def plan_of(fields: dict[str, Any], mode: str = "deep") -> Plan:
    """Return the plan of a request."""
    plan: Plan = (await planned(**fields, mode=mode)).state["plan"]
    return plan


def shown_stops(plan: Plan) -> list[PlanSubTrip]:
    """Return all stops as clients see them."""
    return [stop for card in plan_out(plan).day_cards for stop in card.sub_trips]


def nights_on_the_way(plan: Plan) -> set[int]:
    """Return the days after which one sleeps on a journey."""
    return {
        one.day_index + later
        for one in plan.frame.journeys
        for later in range(days_later(one.arrives))
    }


@every_trip
@pytest.mark.parametrize("mode", ["fast", "deep"])
async def test_no_rule_has_anything_against_such_a_trip(fields: dict[str, Any], mode: str) -> None:
    report = full_report(await plan_of(fields, mode))

    assert report.passed
    assert [row.message for row in report.checks if not row.passed] == []
    assert {row.code for row in report.advice} <= {
        "booking_needed", "category_diversity", "no_idle", "pace", "long_transfer", "rest",
        "odd_hours",
    }  # fmt: skip


@every_trip
async def test_such_a_trip_passes_the_same_checks_once_it_is_saved(fields: dict[str, Any]) -> None:
    plan = await plan_of(fields)
    trip = as_trip(plan)

    read = read_trip(trip, world_of(trip), plan.brief.language).plan
    report = full_report(read)
    assert [row.message for row in report.checks if not row.passed and _is_hard(row)] == []
    assert abs(read.total_cost - plan.total_cost) <= len(list(plan.stops()))
    assert read.brief.window == plan.brief.window
    assert [len(day.stops) for day in read.days] == [len(day.stops) for day in plan.days]
    assert [(s.city.id, s.first_night, s.nights) for s in read.frame.stays] == [
        (s.city.id, s.first_night, s.nights) for s in plan.frame.stays
    ]


def _is_hard(row: CheckOut) -> bool:
    return row.severity is Severity.HARD


@every_trip
async def test_moments_of_a_journey_are_as_far_apart_as_it_takes(fields: dict[str, Any]) -> None:
    legs = [stop.leg for stop in shown_stops(await plan_of(fields)) if stop.leg]

    assert legs
    for leg in legs:
        zones = [city_of(city).timezone for city in (leg.origin_city_id, leg.target_city_id)]
        assert leg.arrives_at - leg.departs_at == timedelta(minutes=leg.minutes)
        assert [str(moment.tzinfo) for moment in (leg.departs_at, leg.arrives_at)] == zones


@every_trip
async def test_every_night_is_in_a_bed_that_is_paid_or_on_the_way_and_free(
    fields: dict[str, Any],
) -> None:
    plan = await plan_of(fields)

    nights = range(plan.brief.day_count - 1)
    lodged = {
        day.index: stop for day in plan.days for stop in day.stops if stop.kind is SubTripKind.HOTEL
    }
    assert len(plan.days) == plan.brief.day_count
    assert set(lodged) == set(nights) - nights_on_the_way(plan)
    assert sum(stay.nights for stay in plan.frame.stays) == len(lodged)
    assert all(s.place and s.cost == plan.brief.night_cost(s.place) for s in lodged.values())


@every_trip
async def test_what_a_trip_costs_is_what_its_parts_cost_in_one_currency(
    fields: dict[str, Any],
) -> None:
    plan = await plan_of(fields)

    money, party, expected, terms = plan.brief.money, plan.brief.travellers, 0, 0
    before = None
    for stop in plan.stops():
        if stop.journey is not None:
            link = stop.journey.link
            expected += convert(link.price * link.units(party), link.currency, money).amount_minor
        elif stop.place is not None:
            units = party
            if stop.kind is SubTripKind.HOTEL:
                units = plan.brief.rooms_in(stop.place)
            price = stop.place.typical_cost * units
            expected += convert(price, stop.place.currency, money).amount_minor
        target = stop.journey.origin if stop.journey else stop.place
        if stop.transfer is not None and target is not None and before is not None:
            city = city_of(target.city_id)
            fare = ESTIMATE.way(city, before, target, party).cost
            expected += convert(fare, city.currency, money).amount_minor
        elif stop.transfer is not None:
            expected += stop.transfer.cost
        terms += 2
        before = stop.journey.target if stop.journey else stop.place
    assert abs(plan.total_cost - expected) <= terms


async def test_a_taxi_in_another_currency_is_paid_in_that_of_the_trip() -> None:
    plan = await plan_of(_ROUND_THE_PACIFIC | {"budget": None, "currency": None})

    (taxi,) = [
        stop
        for stop in plan.stops()
        if stop.journey and stop.journey.link.origin_city == "shanghai"
    ]
    assert plan.brief.money == "USD"
    assert taxi.transfer is not None
    yuan = convert(taxi.transfer.cost, "USD", "CNY").amount_minor
    assert 10_000 < yuan < 20_000


async def test_a_night_train_leaves_on_a_day_of_its_own_and_the_first_bed_is_the_next_night() -> (
    None
):
    plan = await plan_of(_NIGHT_TRAIN)

    first, second, *_ = plan_out(plan).day_cards
    assert [(stop.start_time, stop.end_time) for stop in first.sub_trips] == [("20:15", "24:00")]
    assert (first.title, first.city_id) == ("Beijing → Hong Kong", "hongkong")
    assert second.sub_trips[0].start_time >= "09:00"
    assert second.sub_trips[-1].kind is SubTripKind.HOTEL


@every_trip
async def test_a_trip_is_called_by_all_its_days_those_on_the_way_too(
    fields: dict[str, Any],
) -> None:
    title = (await plan_of(fields)).title

    assert str(fields["day_count"]) in title


async def test_the_day_one_comes_home_on_after_a_night_says_so() -> None:
    english = plan_out(await plan_of(_OVER_A_CHANGE_OF_THE_CLOCK)).day_cards[-1]
    chinese = plan_out(await plan_of(_BEFORE_DAWN)).day_cards[-1]

    assert (english.title, english.sub_trips) == ("Arrival in London", [])
    assert chinese.title == "抵达成都"


async def test_who_gains_hours_on_the_way_has_the_days_of_both_cities_in_order() -> None:
    plan = await plan_of(_OVER_THE_DATE_LINE)

    (day,) = [day for day in plan.days if any(stop.journey for stop in day.stops)]
    (at,) = [index for index, stop in enumerate(day.stops) if stop.journey]
    journey = day.stops[at].journey
    assert journey is not None
    assert journey.arrives < journey.departs
    before = [stop.place.city_id for stop in day.stops[:at] if stop.place]
    after = [stop.place.city_id for stop in day.stops[at + 1 :] if stop.place]
    assert set(before) == {"tokyo"}
    assert set(after) == {"newyork"}
    assert all(one.start <= other.start for one, other in pairwise(day.stops[at + 1 :]))


async def test_an_arrival_after_midnight_goes_to_bed_that_night() -> None:
    plan = await plan_of(_PAST_MIDNIGHT)

    journey, night = plan.days[0].stops
    assert journey.end == DAY_END
    assert night.start > DAY_END
    assert plan_out(plan).day_cards[0].sub_trips[1].start_time == "24:00"
    assert full_report(plan).passed
    assert [stay.nights for stay in plan.frame.stays] == [2]


async def test_a_journey_of_two_nights_is_taken_where_none_is_shorter() -> None:
    plan = await plan_of(_TWO_NIGHTS_HOMEWARDS)

    home = plan.frame.journeys[-1]
    assert home.arrives > 2 * DAY_END
    assert (home.link.target_city, home.day_index) == ("nanjing", plan.brief.nights - 2)
    assert [stay.nights for stay in plan.frame.stays] == [plan.brief.nights - 2]


def test_the_shipped_cities_have_the_zones_these_trips_need() -> None:
    assert {"tokyo", "newyork", "london", "paris", "hongkong", "singapore"} <= set(city_ids())
