"""Every stop of a plan is explained: why, until when, on what facts, and what else would fit."""

from datetime import date
from time import process_time

import pytest

from core.planning.editing.slots import places_instead
from core.planning.explaining import explain, explained
from core.planning.reasons import reason_for_journey
from core.planning.wire import plan_out
from core.schemas.catalog import HoursConfidence, Meal, Suitability, credit_of
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility
from tests.support.builders import (
    a_brief,
    a_city,
    a_place,
    a_plan,
    a_restaurant,
    north_of,
    with_stop,
)
from tests.support.catalog_files import a_link
from tests.support.shipped import places_of
from tests.support.worlds import planned


def test_a_visit_tells_until_when_it_is_open_and_by_when_it_must_begin() -> None:
    place = a_place(
        opening_hours="Mo-Su 09:00-12:00", verified_on=date(2026, 10, 1), source="editorial",
        hours_confidence=HoursConfidence.VERIFIED,
    )  # fmt: skip
    plan = with_stop(a_plan(), 0, 0, place=place)  # 09:30 to 11:00, the next at 12:00

    said = explain(plan, plan.days[0], 0, {})
    assert (said.why, said.open_until, said.arrive_by) == ("Because.", "12:00", "10:30")
    assert (said.cost_per, said.cost_units) == ("person", 2)
    assert (said.source, said.verified_on, said.confidence) == (
        "editorial", date(2026, 10, 1), "verified"
    )  # fmt: skip


def test_whom_the_licence_of_a_fact_wants_named_is_told_with_its_source() -> None:
    source = "Wikivoyage; CC-BY-SA-4.0; 2026-03-01"
    place = a_place(source=source, licence="CC-BY-SA-4.0", attribution="Wikivoyage contributors")
    plan = with_stop(a_plan(), 0, 0, place=place)

    said = explain(plan, plan.days[0], 0, {})
    assert (said.source, said.licence, said.attribution) == (
        source, "CC-BY-SA-4.0", "Wikivoyage contributors"
    )  # fmt: skip
    assert said.credit == f"Wikivoyage contributors ({source})"


@pytest.mark.parametrize(
    ("source", "licence", "attribution", "told"),
    [
        ("editorial", "", "", "editorial"),
        ("OSM; ODbL-1.0; 2026-03-01", "ODbL-1.0", "", "OSM; ODbL-1.0; 2026-03-01"),
        ("own survey; 2026-03-01", "CC0", "", "own survey; 2026-03-01; CC0"),
        ("", "", "the neighbours", "the neighbours"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_a_credit_says_what_there_is_once(
    source: str, licence: str, attribution: str, told: str
) -> None:
    assert credit_of(source, licence, attribution) == told


def test_the_way_to_the_next_stop_and_the_time_of_a_meal_bound_when_one_must_begin() -> None:
    far = north_of(a_place(), 200, "museum-far")  # 5 minutes on foot
    plan = with_stop(a_plan(), 0, 0, place=far)

    assert explain(plan, plan.days[0], 0, {}).arrive_by == "10:25"
    assert explain(plan, plan.days[0], 1, {}).arrive_by == "13:00"


def test_a_night_is_paid_by_the_room_and_has_no_last_minute() -> None:
    plan = a_plan(brief=a_brief(travellers=3))

    said = explain(plan, plan.days[0], 4, {})
    assert (said.open_until, said.arrive_by) == (None, None)
    assert (said.cost_per, said.cost_units) == ("room", 2)


def test_what_nobody_knows_says_no_more_than_its_reason() -> None:
    plan = with_stop(a_plan(), 0, 0, place=None)

    said = explain(plan, plan.days[0], 0, {})
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
    assert all(stop.explain and stop.explain.why for stop in stops)
    journeys = [stop.explain for stop in stops if stop.kind is SubTripKind.TRANSPORT]
    assert all(one and one.arrive_by and one.cost_per for one in journeys)


async def test_there_are_three_alternatives_wherever_three_places_fit() -> None:
    done = await planned(destination="xian", day_count=3, start_date="2027-04-05")
    plan = done.state["plan"]
    pool = places_of("xian")

    seen = explained(plan, plan_out(plan), pool)
    for card, day in zip(seen.day_cards, plan.days, strict=True):
        for index, stop in enumerate(card.sub_trips):
            assert stop.explain
            fitting = places_instead(plan, day, index, pool, 3)
            assert len(stop.explain.alternatives) == len(fitting)


async def test_who_may_not_go_somewhere_is_not_told_to_go_there_instead() -> None:
    hall = a_place("hall", wheelchair=Suitability.NO)
    plan = a_plan(brief=a_brief(mobility=Mobility.WHEELCHAIR))

    shown = explained(plan, plan_out(plan), [hall]).day_cards[0].sub_trips[0].explain
    assert shown is not None
    assert shown.alternatives == []


async def test_who_comes_with_a_dog_is_told_of_no_hotel_that_takes_none() -> None:
    done = await planned(destination="chengdu", day_count=3, party={"pets": 1})
    plan, pool = done.state["plan"], places_of("chengdu")
    allowing = {place.id for place in pool if HouseRule.PETS in place.allows}

    night = explained(plan, plan_out(plan), pool).day_cards[0].sub_trips[-1]
    assert night.explain is not None
    instead = {one.place_id for one in night.explain.alternatives}
    assert night.place_id in allowing
    assert instead
    assert instead < allowing


@pytest.mark.parametrize(
    ("language", "night", "journey"),
    [
        ("en", "One night in Guangzhou, CNY 400 each.",
         "From Shenzhen to Guangzhou by train, 1 h 00 min."),
        ("zh", "在广州住宿 1 晚，每晚 CNY 400。", "从深圳前往广州：火车，1 小时 0 分钟。"),
    ],
)  # fmt: skip
def test_a_night_and_a_journey_say_what_they_are_for(
    language: str, night: str, journey: str
) -> None:
    home = a_city(id="shenzhen", name_en="Shenzhen", name_local="深圳")
    brief = a_brief(language=language, origin=home)
    link = a_link(mode=LinkMode.TRAIN, minutes=60, origin_city="shenzhen", target_city="guangzhou")
    plan = with_stop(a_plan(brief=brief), 0, 4, reason="")

    assert explain(plan, plan.days[0], 4, {}).why == night
    assert reason_for_journey(brief, link) == journey
