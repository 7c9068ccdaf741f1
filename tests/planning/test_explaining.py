"""Every stop of a plan is explained: why, until when, on what facts, and what else would fit."""

from datetime import date
from time import process_time

from core.planning.explaining import explain, explained
from core.planning.wire import plan_out
from core.schemas.catalog import HoursConfidence, Meal
from core.schemas.trips import SubTripKind
from tests.support.builders import a_brief, a_place, a_plan, a_restaurant, north_of, with_stop
from tests.support.shipped import places_of
from tests.support.worlds import planned


def test_a_visit_tells_until_when_it_is_open_and_by_when_it_must_begin() -> None:
    place = a_place(
        opening_hours="Mo-Su 09:00-12:00", verified_on=date(2026, 10, 1), source="editorial",
        hours_confidence=HoursConfidence.VERIFIED,
    )  # fmt: skip
    plan = with_stop(a_plan(), 0, 0, place=place)  # 09:30 to 11:00, the next at 12:00

    said = explain(plan, plan.days[0], 0, [])
    assert (said.why, said.open_until, said.arrive_by) == ("Because.", "12:00", "10:30")
    assert (said.cost_per, said.cost_units) == ("person", 2)
    assert (said.source, said.verified_on, said.confidence) == (
        "editorial", date(2026, 10, 1), "verified"
    )  # fmt: skip


def test_the_way_to_the_next_stop_and_the_time_of_a_meal_bound_when_one_must_begin() -> None:
    far = north_of(a_place(), 200, "museum-far")  # 5 minutes on foot
    plan = with_stop(a_plan(), 0, 0, place=far)

    assert explain(plan, plan.days[0], 0, []).arrive_by == "10:25"
    assert explain(plan, plan.days[0], 1, []).arrive_by == "13:00"


def test_a_night_is_paid_by_the_room_and_has_no_last_minute() -> None:
    plan = a_plan(brief=a_brief(travellers=3))

    said = explain(plan, plan.days[0], 4, [])
    assert (said.open_until, said.arrive_by) == (None, None)
    assert (said.cost_per, said.cost_units) == ("room", 2)


def test_what_nobody_knows_says_no_more_than_its_reason() -> None:
    plan = with_stop(a_plan(), 0, 0, place=None)

    said = explain(plan, plan.days[0], 0, [])
    assert (said.why, said.source, said.alternatives) == ("Because.", "", [])


def test_three_unused_places_of_the_same_kind_that_are_open_then_are_told() -> None:
    plan = a_plan()
    free = [a_place(f"other-{number}") for number in range(5)]
    closed = a_place("closed", opening_hours="Su 03:00-04:00")
    lunch = a_restaurant("lunch-only", meals=(Meal.LUNCH,))

    out = explained(plan, plan_out(plan), [*free, closed, lunch])
    museum, noodles, _, dinner, _ = [
        [one.place_id for one in stop.explain.alternatives] if stop.explain else None
        for stop in out.day_cards[0].sub_trips
    ]
    assert museum is not None
    assert len(set(museum) & {place.id for place in free}) == 3
    assert (noodles, dinner) == (["lunch-only"], [])


async def test_a_week_through_two_cities_is_explained_in_no_time() -> None:
    done = await planned(
        origin="shanghai", destinations=[{"name": "xian"}, {"name": "chengdu"}], day_count=7
    )
    plan, out = done.state["plan"], plan_out(done.state["plan"])
    pool = [*places_of("xian"), *places_of("chengdu")]
    explained(plan, out, pool)

    began = process_time()
    seen = explained(plan, out, pool)
    assert process_time() - began < 0.1
    stops = [stop for card in seen.day_cards for stop in card.sub_trips]
    assert all(stop.explain for stop in stops)
    journeys = [stop.explain for stop in stops if stop.kind is SubTripKind.TRANSPORT]
    assert all(one and one.arrive_by and one.cost_per for one in journeys)
