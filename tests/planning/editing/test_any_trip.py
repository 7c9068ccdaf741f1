"""Any trip that can be saved can be read, checked and repaired, and keeps what is locked."""

from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from time import process_time

import pytest

from core.catalog.domain import Place
from core.planning.editing.reading import World, read_trip
from core.planning.editing.repairing import repair
from core.planning.editing.slots import places_instead
from core.planning.rules.book import DAY_RULES, TRIP_RULES, full_report
from core.planning.rules.engine import hard_failures
from core.planning.wire import plan_out
from core.schemas.catalog import Meal, PlaceKind
from core.schemas.links import LegOut, LinkMode, TimesKind
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, TripOut
from tests.support.shipped import city_ids, city_of, places_of

CITIES = ("guangzhou", "shanghai", "tokyo")
START = date(2027, 3, 2)
WORLD = World(
    {city_id: city_of(city_id) for city_id in city_ids()},
    {place.id: place for city_id in CITIES for place in places_of(city_id)},
)
POOL = [place for city_id in CITIES for place in places_of(city_id)]
KINDS = {
    PlaceKind.ATTRACTION: SubTripKind.ATTRACTION,
    PlaceKind.RESTAURANT: SubTripKind.MEAL,
    PlaceKind.HOTEL: SubTripKind.HOTEL,
}


def a_clock(chance: Random) -> tuple[str | None, str | None]:
    """Return times in order, or only one of them, or none."""
    start = chance.randrange(0, 1430, 5)
    end = min(1440, start + chance.randrange(0, 400, 5))
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in (start, end)]
    return tuple(time if chance.random() < 0.8 else None for time in times)  # type: ignore[return-value]


def a_leg(chance: Random, day: date) -> LegOut:
    """Return a journey between any two cities, by day or through the night."""
    origin, target = chance.sample([*CITIES, "paris"], 2)
    departs = datetime(day.year, day.month, day.day, chance.randrange(24), 15, tzinfo=UTC)
    arrives = departs + timedelta(minutes=chance.randrange(30, 1_500))
    return LegOut(
        mode=chance.choice(list(LinkMode)), number="", origin_city_id=origin,
        target_city_id=target, origin_name=origin.title(), target_name=target.title(),
        departs_at=departs, arrives_at=arrives.astimezone(timezone(timedelta(hours=9))),
        minutes=60, price=1_000, per_vehicle=chance.random() < 0.3, units=1, currency="CNY",
        times=chance.choice(list(TimesKind)), source="editorial",
    )  # fmt: skip


def a_row(chance: Random, stop_id: str, day: date, city_id: str) -> SubTripOut:
    """Return any stop: a place, one's own, a name nobody knows, or a journey."""
    place: Place | None = chance.choice(places_of(city_id)) if chance.random() < 0.75 else None
    leg = a_leg(chance, day) if place is None and chance.random() < 0.3 else None
    start, end = a_clock(chance)
    kind = chance.choice([SubTripKind.CUSTOM, SubTripKind.ATTRACTION, SubTripKind.MEAL])
    if place is not None and chance.random() < 0.9:
        kind = KINDS.get(place.kind, SubTripKind.CUSTOM)
    meal = chance.choice([*Meal, None]) if kind is SubTripKind.MEAL else None
    return SubTripOut(
        id=stop_id, order_index=0, kind=SubTripKind.TRANSPORT if leg else kind,
        place_id=place.id if place else None, name=place.name_en if place else "Somewhere",
        start_time=start, end_time=end, cost=chance.randrange(50_000),
        currency=chance.choice(["CNY", "JPY", "XTS"]), transfer=None, reason="", meal=meal, leg=leg,
    )  # fmt: skip


def any_trip(seed: int) -> TripOut:
    """Return a trip with anything in it."""
    chance = Random(seed)
    cities = [chance.choice(CITIES) for _ in range(chance.randint(1, 5))]
    cards = []
    for index, city_id in enumerate(cities):
        day = START + timedelta(days=index)
        rows = [
            a_row(chance, f"{index}-{number}", day, city_id)
            for number in range(chance.randint(0, 7))
        ]
        cards.append(DayCardOut(
            id=str(index), day_index=index, date=day, city_id=city_id, city=city_id,
            title="A day", sub_trips=rows,
        ))  # fmt: skip
    now = datetime(2027, 1, 1, tzinfo=UTC)
    return TripOut(
        id="trip", title="Any", city_id=cities[0], city=cities[0],
        city_ids=list(dict.fromkeys(cities)), cities=[], start_date=START, day_count=len(cities),
        travellers=chance.randint(1, 6), budget=chance.choice([None, 100_000]), currency="CNY",
        version=1, created_at=now, updated_at=now, day_cards=cards,
        origin_city_id=chance.choice([None, "shanghai", "beijing"]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_any_trip_is_checked_stop_for_stop(seed: int) -> None:
    trip = any_trip(seed)

    reading = read_trip(trip, WORLD, "zh" if seed % 2 else "en")
    report = full_report(reading.plan)
    assert [row.id for _, row, _ in reading.stops()] == [
        row.id for day in trip.day_cards for row in day.sub_trips
    ]
    assert {row.code for row in report.checks} == {rule.code for rule in (*DAY_RULES, *TRIP_RULES)}
    assert all(row.hint for row in (*report.checks, *report.advice) if not row.passed)


@pytest.mark.parametrize("seed", range(40))
def test_any_trip_is_repaired_without_loss_of_what_is_locked_or_ones_own(seed: int) -> None:
    trip = any_trip(seed)
    reading = read_trip(trip, WORLD, "en")
    rows = [row for day in trip.day_cards for row in day.sub_trips]
    locked = frozenset(row.id for row in rows[::4])
    own = {row.id for row in rows if row.kind is SubTripKind.CUSTOM and row.place_id is None}

    found = repair(reading, [WORLD.cities[day.city_id] for day in trip.day_cards], POOL, locked)
    stayed = {row.id for day in found.rows for row in day if row}
    journeys = {row.id for row in rows if row.leg}
    before = full_report(reading.plan)
    assert len(hard_failures(found.report.checks)) <= len(hard_failures(before.checks))
    assert locked | own | journeys <= stayed
    assert len(plan_out(found.plan).day_cards) == len(trip.day_cards)


@pytest.mark.parametrize("seed", range(20))
def test_any_stop_but_a_journey_has_alternatives_or_none_that_fit(seed: int) -> None:
    plan = read_trip(any_trip(seed), WORLD, "en").plan

    for day in plan.days:
        for index, stop in enumerate(day.stops):
            found = places_instead(plan, day, index, POOL, 3)
            assert len(found) <= 3
            assert all(one.place != stop.place for one in found)
            assert all(one.start <= one.end for one in found)


def test_the_same_trip_is_repaired_in_the_same_way() -> None:
    trip = any_trip(3)
    cities = [WORLD.cities[day.city_id] for day in trip.day_cards]

    plans = [
        plan_out(repair(read_trip(trip, WORLD, "en"), cities, POOL, frozenset()).plan)
        for _ in range(2)
    ]
    assert plans[0] == plans[1]


def test_the_whole_report_of_a_week_takes_milliseconds() -> None:
    plan = read_trip(any_trip(7), WORLD, "en").plan
    full_report(plan)

    began = process_time()
    for _ in range(20):
        full_report(plan)
    assert (process_time() - began) / 20 < 0.02
