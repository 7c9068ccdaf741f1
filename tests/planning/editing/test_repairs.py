"""A trip that one change has broken: little else is changed, and alternatives fit their slot."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from core.kernel.times import clock_text
from core.planning.domain import Plan
from core.planning.editing.reading import read_trip
from core.planning.editing.repairing import Repaired, repair
from core.planning.editing.slots import Fitting, places_instead
from core.planning.openings import is_open
from core.planning.rules.book import check_plan, full_report
from core.schemas.trips import SubTripKind, SubTripOut, TripOut
from tests.support.saved import as_trip, world_of
from tests.support.worlds import planned


def changed(trip: TripOut, stop_id: str, **changes: Any) -> TripOut:
    """Return the trip with one stop changed."""
    cards = [
        card.model_copy(update={"sub_trips": [
            row.model_copy(update=changes) if row.id == stop_id else row for row in card.sub_trips
        ]})
        for card in trip.day_cards
    ]  # fmt: skip
    return trip.model_copy(update={"day_cards": cards})


def without(trip: TripOut, stop_id: str) -> TripOut:
    """Return the trip without a stop."""
    cards = [
        card.model_copy(update={"sub_trips": [r for r in card.sub_trips if r.id != stop_id]})
        for card in trip.day_cards
    ]
    return trip.model_copy(update={"day_cards": cards})


def repaired(trip: TripOut, *locked: str) -> Repaired:
    """Repair a trip."""
    world = world_of(trip)
    cities = [world.cities[card.city_id] for card in trip.day_cards]
    reading = read_trip(trip, world, "en")
    return repair(reading, cities, list(world.places.values()), frozenset(locked))


def first(trip: TripOut, kind: SubTripKind, day: int = 0) -> SubTripOut:
    """Return the first stop of a kind on a day."""
    return next(row for row in trip.day_cards[day].sub_trips if row.kind is kind)


def on_days(found: Repaired, *days: int) -> list[list[tuple[str, int]]]:
    """Return the rows of some days with the minutes they begin at; a new stop has no row."""
    return [
        [(row.id if row else "", stop.start)
         for row, stop in zip(found.rows[day], found.plan.days[day].stops, strict=True)]
        for day in days
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shanghai() -> TripOut:
    """Return three days in Shanghai within a budget, planned and sound."""
    done = asyncio.run(planned(destination="shanghai", start_date="2027-04-05", day_count=3,
                               travellers=2, budget=800_000))  # fmt: skip
    return as_trip(done.state["plan"])


@pytest.fixture(scope="module")
def by_night() -> TripOut:
    """Return four days to Xi'an by a train of the night."""
    late = {"kind": "link_time", "leg": "outward", "departs_from": "20:00"}
    done = asyncio.run(planned(origin="shanghai", destination="xian", start_date="2027-04-05",
                               day_count=4, no_modes=["flight"], conditions=[late]))  # fmt: skip
    return as_trip(done.state["plan"])


@pytest.fixture(scope="module")
def there_and_on() -> TripOut:
    """Return four days in Tokyo and Shanghai."""
    done = asyncio.run(planned(destinations=[{"name": "tokyo"}, {"name": "shanghai"}],
                               keep_order=True, start_date="2027-04-12", day_count=4))  # fmt: skip
    return as_trip(done.state["plan"])


def test_the_trips_others_here_differ_from_are_sound(shanghai: TripOut, by_night: TripOut) -> None:
    for trip in (shanghai, by_night):
        assert check_plan(read_trip(trip, world_of(trip), "en").plan).passed
        assert on_days(repaired(trip), 0) == on_days(repaired(trip, *_ids(trip)), 0)


def _ids(trip: TripOut) -> list[str]:
    return [row.id for card in trip.day_cards for row in card.sub_trips]


def test_only_the_day_that_needs_it_is_mended(shanghai: TripOut) -> None:
    sight = first(shanghai, SubTripKind.ATTRACTION)
    trip = changed(shanghai, sight.id, start_time="02:00", end_time="03:30")
    before = repaired(shanghai)

    found = repaired(trip)
    assert found.report.passed
    assert on_days(found, 1, 2) == on_days(before, 1, 2)
    assert {row for row, _ in on_days(found, 0)[0]} == {row for row, _ in on_days(before, 0)[0]}


def test_nothing_is_put_into_the_night_of_a_day_because_of_another_ones(shanghai: TripOut) -> None:
    sight = first(shanghai, SubTripKind.ATTRACTION)
    trip = changed(shanghai, sight.id, place_id="shanghai-bund", start_time="02:00",
                   end_time="03:30")  # fmt: skip
    for row in trip.day_cards[1].sub_trips:
        trip = without(trip, row.id) if row.kind is not SubTripKind.HOTEL else trip

    found = repaired(trip)
    assert check_plan(found.plan).passed
    assert min(start for _, start in on_days(found, 1)[0]) >= 9 * 60


def test_a_stop_locked_before_dawn_stays_and_the_rest_is_mended_around_it(
    shanghai: TripOut,
) -> None:
    sight = first(shanghai, SubTripKind.ATTRACTION)
    trip = changed(shanghai, sight.id, start_time="02:00", end_time="03:30")
    lunch = next(r for card in trip.day_cards[1:] for r in card.sub_trips if r.meal == "lunch")

    found = repaired(without(trip, lunch.id), sight.id)
    assert on_days(found, 0)[0][0] == (sight.id, 2 * 60)
    failed = {(row.code, row.day_index) for row in found.report.checks if not row.passed}
    assert {day for _, day in failed} <= {0, None}
    assert not {"no_overlap", "order_contiguous", "meals_present"} & {code for code, _ in failed}


def test_a_sight_of_another_city_goes_back_to_it(by_night: TripOut) -> None:
    found = repaired(changed(by_night, first(by_night, SubTripKind.ATTRACTION, 1).id,
                             place_id="shanghai-bund"))  # fmt: skip

    assert found.report.passed
    assert "shanghai-bund" not in {stop.place.id for stop in found.plan.stops() if stop.place}


def test_an_appointment_of_ones_own_is_kept_on_the_side_of_the_journey_it_is_on(
    there_and_on: TripOut,
) -> None:
    (day,) = [card for card in there_and_on.day_cards if any(s.leg for s in card.sub_trips)]
    own = day.sub_trips[0].model_copy(update={
        "id": "own", "kind": SubTripKind.CUSTOM, "place_id": None, "name": "A lesson",
        "start_time": "10:00", "end_time": "11:00", "transfer": None, "meal": None,
    })  # fmt: skip
    cards = [
        card.model_copy(update={"sub_trips": [*card.sub_trips, own]}) if card is day else card
        for card in there_and_on.day_cards
    ]

    found = repaired(there_and_on.model_copy(update={"day_cards": cards}))
    rows = on_days(found, day.day_index)[0]
    assert found.report.passed
    assert ("own", 10 * 60) in rows
    journey = next(n for n, stop in enumerate(found.plan.days[day.day_index].stops) if stop.journey)
    assert rows.index(("own", 10 * 60)) < journey


def test_a_hotel_that_is_well_is_kept(shanghai: TripOut) -> None:
    hotel = first(shanghai, SubTripKind.HOTEL).place_id
    sight = first(shanghai, SubTripKind.ATTRACTION)

    found = repaired(changed(shanghai, sight.id, start_time="02:00", end_time="03:30"), sight.id)
    assert {one.id for one in found.plan.hotels if one} == {hotel}


def fittings(trip: TripOut) -> Iterator[tuple[Plan, int, int, list[Fitting]]]:
    """Go through the stops that are places, with what would fit in their stead."""
    world = world_of(trip)
    plan = read_trip(trip, world, "en").plan
    for day in plan.days:
        for index, stop in enumerate(day.stops):
            if stop.place is not None:
                found = places_instead(plan, day, index, list(world.places.values()), 3)
                yield plan, day.index, index, found


def test_alternatives_are_open_unused_of_the_same_kind_and_between_the_stops_beside(
    shanghai: TripOut, by_night: TripOut
) -> None:
    told = 0
    for trip in (shanghai, by_night):
        for plan, day, index, found in fittings(trip):
            stops, used = plan.days[day].stops, {s.place.id for s in plan.stops() if s.place}
            for one in found:
                assert one.place.id not in used
                before = stops[index].place
                assert before is not None
                assert one.place.kind is before.kind
                if stops[index].kind is not SubTripKind.HOTEL:
                    assert is_open(plan.brief, one.place, plan.days[day].date, one.start, one.end)
                if index:
                    way = one.way_in.minutes if one.way_in else 0
                    assert stops[index - 1].end + way <= one.start
                if index + 1 < len(stops):
                    way = one.way_out.minutes if one.way_out else 0
                    assert one.end + way <= stops[index + 1].start
                told += 1
    assert told > 60


def test_an_alternative_in_the_stead_of_a_stop_breaks_no_rule(shanghai: TripOut) -> None:
    for _, day, index, found in fittings(shanghai):
        for one in found:
            row = shanghai.day_cards[day].sub_trips[index]
            other = changed(
                shanghai, row.id, place_id=one.place.id, name=one.place.name_en, cost=one.cost,
                start_time=clock_text(one.start), end_time=clock_text(one.end), transfer=one.way_in,
            )  # fmt: skip
            report = full_report(read_trip(other, world_of(other), "en").plan)
            codes = {r.code for r in report.checks if not r.passed and r.severity == "hard"}
            assert codes == set(), (row.name, one.place.id)


def test_an_alternative_is_visited_at_about_the_time_of_the_stop(shanghai: TripOut) -> None:
    for plan, day, index, found in fittings(shanghai):
        stop = plan.days[day].stops[index]
        assert all(abs(one.start - stop.start) <= 120 for one in found)


def test_after_a_night_on_the_train_nothing_is_offered_before_one_is_there(
    by_night: TripOut,
) -> None:
    (train,) = by_night.day_cards[0].sub_trips
    assert train.leg is not None
    there = train.leg.arrives_at.hour * 60 + train.leg.arrives_at.minute

    first_stop = next(
        found for _, day, index, found in fittings(by_night) if (day, index) == (1, 0)
    )
    assert all(one.start > there for one in first_stop)


def test_a_budget_that_is_kept_is_kept_with_every_alternative(shanghai: TripOut) -> None:
    plan = read_trip(shanghai, world_of(shanghai), "en").plan
    tight = shanghai.model_copy(update={"budget": plan.total_cost})

    offered = [(plan.days[day].stops[index], found) for plan, day, index, found in fittings(tight)]
    assert any(found for _, found in offered)
    assert all(one.cost <= stop.cost for stop, found in offered for one in found)
