"""Any sound plan passes every rule, and broken in any one way it fails the rule named for that.

Plans are drawn: days, sights, times and what is broken. What else a break upsets is not asked: a
stop at three in the morning is closed as well as too early.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.domain import CityWish, Day, Meeting, Plan
from core.planning.rules.book import DAY_ADVICE, DAY_RULES, TRIP_ADVICE, TRIP_RULES, full_report
from core.schemas.catalog import Booking, Meal, PlaceStatus, Suitability
from core.schemas.conditions import SpendCondition, SpendOn
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule
from core.schemas.plans import Severity
from core.schemas.trips import SubTripKind, Transfer
from core.schemas.wishes import DestinationWish, LodgingWish, Mobility, Pace
from tests.support.builders import (
    a_city,
    a_hotel,
    a_place,
    a_stop,
    north_of,
    with_day,
    with_stop,
)
from tests.support.drawn_plans import (
    HOME,
    Break,
    Draw,
    another_place,
    at,
    clock,
    other_wishes,
    place_of,
    plans,
    wishing,
    without,
)

EVERY_RULE = {rule.code: rule for rule in (*DAY_RULES, *TRIP_RULES, *DAY_ADVICE, *TRIP_ADVICE)}


def closes_early(plan: Plan, draw: Draw) -> Plan:
    """Close a door while somebody is behind it."""
    day, index = at(plan, draw)
    ends = plan.days[day].stops[index].end - draw(st.integers(1, 59))
    place = replace(place_of(plan, day, index), opening_hours=f"Mo-Su 08:00-{clock(ends)}")
    return with_stop(plan, day, index, place=place)


def far_away(plan: Plan, draw: Draw) -> Plan:
    """Put a sight out of reach of its neighbours."""
    day, index = at(plan, draw)
    here = place_of(plan, day, index)
    there = north_of(here, draw(st.integers(150_000, 400_000)), here.id, category=here.category)
    return with_stop(plan, day, index, place=there)


def overlapping(plan: Plan, draw: Draw) -> Plan:
    """Begin a stop before the one before it ends."""
    day = draw(st.integers(0, len(plan.days) - 1))
    index = draw(st.integers(1, len(plan.days[day].stops) - 1))
    before = plan.days[day].stops[index - 1]
    return with_stop(plan, day, index, start=draw(st.integers(before.start, before.end - 1)))


def timeless(plan: Plan, draw: Draw) -> Plan:
    """End a visit when it begins, or before."""
    day, index = at(plan, draw)
    return with_stop(
        plan, day, index, end=plan.days[day].stops[index].start - draw(st.integers(0, 60))
    )


def too_early(plan: Plan, draw: Draw) -> Plan:
    """Begin a visit before the day does."""
    day, index = at(plan, draw)
    return with_stop(plan, day, index, start=draw(st.integers(0, 9 * 60 - 1)))


def swapped(plan: Plan, draw: Draw) -> Plan:
    """Change the places of two stops that follow each other."""
    day = draw(st.integers(0, len(plan.days) - 1))
    stops = list(plan.days[day].stops)
    index = draw(st.integers(0, len(stops) - 2))
    stops[index : index + 2] = stops[index + 1], stops[index]
    return with_day(plan, day, stops=tuple(stops))


def before_the_train(plan: Plan, draw: Draw) -> Plan:
    """See something of a city before one has come there."""
    stops = plan.days[0].stops
    index = draw(st.integers(1, len(stops) - 2))
    turned = (stops[index], *(stop for stop in stops if stop is not stops[index]))
    return with_day(plan, 0, stops=turned)


def twice(plan: Plan, draw: Draw) -> Plan:
    """Visit a place of one day on another as well."""
    first, index = at(plan, draw)
    then, other = at(plan, draw)
    if (first, index) == (then, other):
        then, other = (first, index + 2) if index < 2 else (first, 1)
    return with_stop(plan, then, other, place=place_of(plan, first, index))


def train_moved(plan: Plan, draw: Draw) -> Plan:
    """Take a train at another time than it runs."""
    day, index = at(plan, draw, SubTripKind.TRANSPORT)
    stop, by = plan.days[day].stops[index], draw(st.integers(-30, 30).filter(bool))
    return with_stop(plan, day, index, start=stop.start + by, end=stop.end + by)


def no_train(which: int) -> Break:
    """Return a break that takes the first or the last journey out."""

    def broken(plan: Plan, _: Draw) -> Plan:
        day = plan.days[which]
        (index,) = [n for n, stop in enumerate(day.stops) if stop.journey]
        return without(plan, day.index, index)

    return broken


def no_sights(plan: Plan, draw: Draw) -> Plan:
    """Take all sights out of a day."""
    day = plan.days[draw(st.integers(0, len(plan.days) - 1))]
    sights = [n for n, stop in enumerate(day.stops) if stop.kind is SubTripKind.ATTRACTION]
    return without(plan, day.index, *sights)


def without_any(kind: SubTripKind) -> Break:
    """Return a break that takes one stop of a kind out."""

    def broken(plan: Plan, draw: Draw) -> Plan:
        day, index = at(plan, draw, kind)
        return without(plan, day, index)

    return broken


def untimely_meal(plan: Plan, draw: Draw) -> Plan:
    """Eat between the hours of meals."""
    day, index = at(plan, draw, SubTripKind.MEAL)
    start = draw(st.integers(14 * 60 + 31, 15 * 60 + 55))
    return with_stop(plan, day, index, start=start, end=start + 60)


def same_meal(plan: Plan, draw: Draw) -> Plan:
    """Eat lunch twice."""
    day, index = at(plan, draw, SubTripKind.MEAL)
    other = plan.days[day].stops[index].meal is Meal.LUNCH
    return with_stop(plan, day, index, meal=Meal.DINNER if other else Meal.LUNCH)


def other_count(plan: Plan, draw: Draw) -> Plan:
    """Ask for more days than there are."""
    return wishing(plan, day_count=plan.brief.day_count + draw(st.integers(1, 3)))


def other_date(plan: Plan, draw: Draw) -> Plan:
    """Give a day another date."""
    day = plan.days[draw(st.integers(0, len(plan.days) - 1))]
    by = timedelta(days=draw(st.integers(-9, 9).filter(bool)))
    return with_day(plan, day.index, date=day.date + by)


def two_cities(plan: Plan, _: Draw) -> Plan:
    """Come to the cities in another order than was wished."""
    parts = (replace(plan.frame.parts[0], city=HOME), *plan.frame.parts[1:])
    wishes = tuple(
        CityWish(DestinationWish(name=city.name_en), (city,)) for city in (a_city(), HOME)
    )
    return wishing(
        replace(plan, frame=replace(plan.frame, parts=parts)), wishes=wishes, keep_order=True
    )


def other_wish(name: str, **changes: Any) -> Break:
    """Return a break that wishes a city, or nights, the trip does not have."""

    def broken(plan: Plan, _: Draw) -> Plan:
        cities = (a_city(),) if name == "Guangzhou" else (HOME,)
        return wishing(plan, wishes=(CityWish(DestinationWish(name=name, **changes), cities),))

    return broken


def too_dear(plan: Plan, draw: Draw) -> Plan:
    """Have less money than the trip costs."""
    return wishing(plan, budget_local=draw(st.integers(0, plan.total_cost - 1)))


def spends_too_much(plan: Plan, draw: Draw) -> Plan:
    """Ask for a trip that costs less."""
    most = draw(st.integers(0, plan.total_cost - 1))
    return wishing(plan, conditions=(SpendCondition(on=SpendOn.TRIP, maximum=most),))


def cheaper(plan: Plan, draw: Draw) -> Plan:
    """Reckon a stop with less than it is known to cost."""
    day, index = at(plan, draw, draw(st.sampled_from([SubTripKind.MEAL, SubTripKind.HOTEL])))
    stop = plan.days[day].stops[index]
    assert stop.place is not None
    is_night = stop.kind is SubTripKind.HOTEL
    known = plan.brief.night_cost(stop.place) if is_night else plan.brief.visit_cost(stop.place)
    return with_stop(plan, day, index, cost=draw(st.integers(0, known - 1)))


def a_way_of(mode: TransferMode, least: int) -> Break:
    """Return a break that makes a way very long."""

    def broken(plan: Plan, draw: Draw) -> Plan:
        day, index = at(plan, draw)
        way = Transfer(mode=mode, minutes=draw(st.integers(least, 600)), distance_m=1)
        return with_stop(plan, day, index, transfer=way)

    return broken


def idle(plan: Plan, _: Draw) -> Plan:
    """Have nothing to do between the first sight and dinner."""
    day = plan.days[0]
    return without(plan, 0, *range(2, len(day.stops) - 2))


def alike(plan: Plan, _: Draw) -> Plan:
    """See three things of one kind on one day."""
    for index, stop in enumerate(plan.days[1].stops):
        if stop.kind is SubTripKind.ATTRACTION and stop.place is not None:
            plan = with_stop(plan, 1, index, place=replace(stop.place, category="museum"))
    extra = a_stop(a_place("sight-extra", category="museum"), "17:05", "18:05")
    stops = plan.days[1].stops
    last = next(n for n, stop in enumerate(stops) if stop.meal is Meal.DINNER)
    return with_day(plan, 1, stops=(*stops[:last], extra, *stops[last:]))


def short_night(plan: Plan, draw: Draw) -> Plan:
    """Come home late and leave early."""
    bed = len(plan.days[0].stops) - 1
    late = with_stop(plan, 0, bed, start=draw(st.integers(23 * 60, 23 * 60 + 59)))
    return with_stop(late, 1, 0, start=draw(st.integers(5 * 60, 7 * 60)))


def before_dawn(plan: Plan, draw: Draw) -> Plan:
    """Leave when everybody is asleep."""
    start = draw(st.integers(0, 5 * 60 + 29))
    return with_stop(plan, 0, 0, start=start, end=start + 60)


def by_car(plan: Plan, _: Draw) -> Plan:
    """Come by train and go home in one's own car."""
    last = plan.days[-1]
    journey = last.stops[-1].journey
    assert journey is not None
    drive = replace(journey, link=journey.link._replace(mode=LinkMode.DRIVE))
    return with_stop(plan, last.index, len(last.stops) - 1, journey=drive)


def another_bed(plan: Plan, _: Draw) -> Plan:
    """Sleep in another hotel of the same city every night."""
    longer = replace(plan, days=(*plan.days[:-1], _slept(plan.days[-1])))
    return with_stop(longer, 0, len(plan.days[0].stops) - 1, place=a_hotel("hotel-b"))


def _slept(day: Day) -> Day:
    return replace(day, stops=(*day.stops, a_stop(a_hotel(), "22:30", "23:00")))


def unsafe(plan: Plan, draw: Draw) -> Plan:
    """Write what no title should hold."""
    bad = draw(st.sampled_from(["<b>x", "a\x00b", "\u202eabc", "</p>", "<!--"]))
    day, index = at(plan, draw)
    broken = [
        replace(plan, title=bad), with_day(plan, day, title=bad),
        with_stop(plan, day, index, named=bad), with_stop(plan, day, index, reason=bad),
    ]  # fmt: skip
    return draw(st.sampled_from(broken))


def late_start(plan: Plan, draw: Draw) -> Plan:
    """Be there only after the first stop has begun."""
    stays = without(plan, 0, 0)
    first = stays.days[0].stops[0].start
    return wishing(stays, begins=Meeting(None, first + draw(st.integers(1, 200))))


def early_end(plan: Plan, draw: Draw) -> Plan:
    """Have to leave before the last stop is over."""
    last = plan.days[-1]
    stays = without(plan, last.index, len(last.stops) - 1)
    ends = stays.days[-1].stops[-1].end
    return wishing(stays, ends=Meeting(None, ends - draw(st.integers(1, 200))))


def packed_for_one(plan: Plan, _: Draw) -> Plan:
    """See more than a slow day holds."""
    return wishing(alike(plan, _), pace=Pace.RELAXED)


BREAKS: dict[str, Break] = {
    "place_known": lambda plan, draw: with_stop(plan, *at(plan, draw), place=None),
    "still_there": another_place(status=PlaceStatus.CLOSED),
    "right_city": before_the_train,
    "season_open": another_place(season="Jul-Aug"),
    "open_at_time": closes_early,
    "travel_time": far_away,
    "no_overlap": overlapping,
    "visit_lasts": timeless,
    "daily_window": too_early,
    "start_anchor_kept": late_start,
    "end_anchor_kept": early_end,
    "journey_times": train_moved,
    "modes_allowed": other_wishes(no_modes=frozenset({LinkMode.TRAIN})),
    "order_contiguous": swapped,
    "no_repeat": twice,
    "avoid_absent": lambda plan, draw: wishing(
        plan, avoid=frozenset({place_of(plan, *at(plan, draw)).id})
    ),
    "wheelchair": another_place(brief={"mobility": Mobility.WHEELCHAIR}, wheelchair=Suitability.NO),
    "day_filled": no_sights,
    "meal_times": untimely_meal,
    "meal_once": same_meal,
    "meals_present": without_any(SubTripKind.MEAL),
    "counts_consistent": other_count,
    "dates_contiguous": other_date,
    "destinations_visited": other_wish("Shenzhen"),
    "city_order_kept": two_cities,
    "nights_as_wished": other_wish("Guangzhou", nights=9),
    "cities_joined": another_place(city_id="tokyo"),
    "begins_at_origin": no_train(0),
    "ends_at_origin": no_train(-1),
    "nights_lodged": without_any(SubTripKind.HOTEL),
    "must_see_present": other_wishes(must_see=(a_place("tower"),)),
    "conditions": spends_too_much,
    "lodging_wishes": lambda plan, _: wishing(
        replace(plan, hotels=tuple(a_hotel(forbids=(HouseRule.PETS,)) for _ in plan.hotels)),
        pets=1,
    ),
    "cuisines_present": other_wishes(cuisines=("ethiopian",)),
    "budget": too_dear,
    "stay_length": lambda plan, draw: with_stop(
        plan, *(spot := at(plan, draw)), end=plan.days[spot[0]].stops[spot[1]].start + 400
    ),
    "booking_needed": another_place(booking=Booking.REQUIRED),
    "costs_true": cheaper,
    "child_friendly": another_place(brief={"children": 1}, kid_ok=Suitability.NO),
    "effort": another_place(brief={"mobility": Mobility.LIMITED}, walk_effort=2),
    "walking_limit": a_way_of(TransferMode.WALK, 151),
    "pace": packed_for_one,
    "no_idle": idle,
    "long_transfer": a_way_of(TransferMode.TRANSIT, 76),
    "category_diversity": alike,
    "rest": short_night,
    "odd_hours": before_dawn,
    "car_left_behind": by_car,
    "one_hotel_per_stay": another_bed,
    "hotel_capacity": other_wishes(travellers=5, lodging=LodgingWish(rooms=1)),
    "text_safe": unsafe,
}


@settings(max_examples=60)
@given(plan=plans())
def test_a_sound_plan_has_nothing_any_rule_is_against(plan: Plan) -> None:
    report = full_report(plan)

    assert [row.message for row in report.checks if not row.passed] == []
    assert {row.code for row in report.checks} == {rule.code for rule in (*DAY_RULES, *TRIP_RULES)}
    assert report.advice == []


def test_there_is_a_way_to_break_every_rule() -> None:
    assert BREAKS.keys() == EVERY_RULE.keys()


@pytest.mark.parametrize("code", EVERY_RULE)
@settings(max_examples=15)
@given(plan=plans(), data=st.data())
def test_a_plan_broken_in_one_way_fails_the_rule_named_for_it(
    code: str, plan: Plan, data: st.DataObject
) -> None:
    broken = BREAKS[code](plan, data.draw)

    report = full_report(broken)
    told = (*report.checks, *report.advice)
    rows = [row for row in told if row.code == code and not row.passed]
    assert rows
    assert {row.severity for row in rows} == {EVERY_RULE[code].severity}
    assert not (report.passed and any(row.severity is Severity.HARD for row in rows))
    assert all(row.message and row.hint for row in rows)
