"""The rules about journeys, anchors and being where one says one is."""

from dataclasses import replace
from typing import Any

import pytest

from core.planning.domain import CityWish, Meeting, Plan, Stop
from core.planning.frame import Frame, Journey
from core.schemas.links import LinkMode
from core.schemas.plans import Severity
from core.schemas.trips import SubTripKind
from core.schemas.wishes import DestinationWish
from tests.support.builders import (
    a_brief,
    a_city,
    a_day,
    a_hotel,
    a_place,
    a_plan,
    a_stop,
    minute,
    north_of,
    with_brief,
    with_day,
    with_stop,
)
from tests.support.catalog_files import a_link
from tests.support.reports import failed, messages_of

HOME = a_city(id="shenzhen", name_en="Shenzhen", name_local="深圳")
AWAY = a_city()


def a_journey(
    origin: str, target: str, departs: str = "07:00", arrives: str = "08:00", **changes: Any
) -> Stop:
    """Return a train as a stop; `changes` are of its link."""
    times = {"departs": minute(departs), "arrives": minute(arrives)}
    values = {"mode": LinkMode.TRAIN, "minutes": 60, "origin_city": origin, "target_city": target}
    taken = a_link(**(values | times | changes))
    journey = Journey(taken, 0, times["departs"], times["arrives"], 10_000)
    stop = a_stop(None, departs, arrives, kind=SubTripKind.TRANSPORT, named="The train")
    return replace(stop, journey=journey)


def there_and_back(*, outward: Stop | None = None, back: Stop | None = None) -> Plan:
    """Return two days in Guangzhou, to which one comes and from which one goes by these."""
    brief = a_brief(origin=HOME)
    plan = with_brief(a_plan(), brief)
    first = (outward,) if outward else ()
    last = (back,) if back else ()
    plan = with_day(plan, 0, stops=(*first, *plan.days[0].stops))
    return with_day(plan, 1, stops=(*plan.days[1].stops, *last))


OUTWARD, BACK = (
    a_journey("shenzhen", "guangzhou"), a_journey("guangzhou", "shenzhen", "20:00", "21:00"),
)  # fmt: skip
_JOURNEY_RULES = [
    "journey_times", "right_city", "modes_allowed", "cities_joined", "begins_at_origin",
    "ends_at_origin", "car_left_behind", "odd_hours", "travel_time",
]  # fmt: skip


@pytest.mark.parametrize("code", _JOURNEY_RULES)
def test_a_trip_there_and_back_by_train_is_as_it_should_be(code: str) -> None:
    assert failed(there_and_back(outward=OUTWARD, back=BACK), code) == []


@pytest.mark.parametrize(
    "changes", [{"start": "07:05"}, {"end": "08:30"}, {"start": "09:00", "end": "10:00"}]
)
def test_a_journey_is_at_the_times_of_its_service(changes: dict[str, str]) -> None:
    plan = with_stop(there_and_back(outward=OUTWARD, back=BACK), 0, 0, **changes)

    (row,) = failed(plan, "journey_times")
    assert (row.severity, row.path) == (Severity.HARD, "/day_cards/0/sub_trips/0")
    assert (row.numbers["departs"], row.numbers["arrives"]) == ("07:00", "08:00")
    assert row.hint == "Plan The train from 07:00 to 08:00, or choose another departure"


def test_a_sight_is_on_the_side_of_the_journey_its_city_is_on() -> None:
    plan = there_and_back(outward=OUTWARD, back=BACK)
    stops = plan.days[0].stops
    turned = with_day(plan, 0, stops=(stops[1], stops[0], *stops[2:]))

    (row,) = failed(turned, "right_city")
    assert (row.order_index, row.numbers) == (0, {"name": "Museum A1", "city": "Shenzhen"})
    assert messages_of(turned, "right_city")[1] == "Museum A1 不在当时所在的深圳"


def test_a_journey_goes_by_nothing_that_was_ruled_out() -> None:
    plan = there_and_back(outward=OUTWARD, back=BACK)
    brief = replace(plan.brief, no_modes=frozenset({LinkMode.TRAIN}))

    rows = failed(replace(plan, brief=brief), "modes_allowed")
    assert [row.path for row in rows] == ["/day_cards/0/sub_trips/0", "/day_cards/1/sub_trips/4"]
    assert "火车" in messages_of(replace(plan, brief=brief), "modes_allowed")[1]


def test_between_two_cities_there_is_a_journey() -> None:
    plan = with_stop(a_plan(), 1, 0, place=a_place("beach", city_id="shenzhen"))

    rows = failed(plan, "cities_joined")
    assert [row.path for row in rows] == ["/day_cards/1/sub_trips/0", "/day_cards/1/sub_trips/1"]
    assert rows[0].numbers == {"origin": "Guangzhou", "target": "shenzhen"}


def test_a_journey_that_leaves_from_where_one_is_not_joins_nothing() -> None:
    plan = there_and_back(outward=OUTWARD, back=a_journey("tokyo", "shenzhen", "20:00", "21:00"))

    assert [row.path for row in failed(plan, "cities_joined")] == ["/day_cards/1/sub_trips/4"]


def test_a_trip_from_home_begins_with_a_journey_and_ends_with_one() -> None:
    plan = there_and_back()

    assert [row.path for row in failed(plan, "begins_at_origin")] == ["/day_cards/0"]
    assert [row.path for row in failed(plan, "ends_at_origin")] == ["/day_cards/1"]


def test_a_trip_one_way_does_not_lead_back_and_one_at_home_needs_no_journey() -> None:
    one_way = there_and_back(outward=OUTWARD)
    at_home = with_brief(a_plan(), a_brief(origin=AWAY))

    brief = replace(one_way.brief, one_way=True)
    assert failed(replace(one_way, brief=brief), "ends_at_origin") == []
    assert failed(at_home, "begins_at_origin") + failed(at_home, "ends_at_origin") == []


def test_a_car_of_ones_own_is_not_left_behind() -> None:
    drive = a_journey("guangzhou", "shenzhen", "20:00", "21:00", mode=LinkMode.DRIVE)

    mixed = there_and_back(outward=OUTWARD, back=drive)
    assert failed(mixed, "car_left_behind")[0].numbers == {"mode": "train"}
    assert failed(there_and_back(back=drive), "car_left_behind") == []


@pytest.mark.parametrize(
    ("departs", "arrives", "minutes", "passes"),
    [("05:30", "06:30", 60, True), ("05:29", "06:30", 61, False), ("23:30", "24:30", 60, False),
     ("23:00", "31:00", 480, True)],
)  # fmt: skip
def test_short_journeys_are_at_waking_hours(
    departs: str, arrives: str, minutes: int, passes: bool
) -> None:
    ride = a_journey("guangzhou", "shenzhen", departs, arrives, minutes=minutes)

    assert (failed(there_and_back(back=ride), "odd_hours") == []) is passes


@pytest.mark.parametrize(("start", "passes"), [("09:35", True), ("09:34", False)])
def test_nothing_begins_before_one_can_be_there(start: str, passes: bool) -> None:
    station = north_of(a_place(), 200, "station")  # 5 minutes on foot
    plan = a_plan(brief=a_brief(begins=Meeting(station, minute("09:30"))))

    rows = failed(with_stop(plan, 0, 0, start=start), "start_anchor_kept")
    assert (rows == []) is passes
    assert all(row.numbers["time"] == "09:35" for row in rows)


@pytest.mark.parametrize(("end", "passes"), [("18:55", True), ("18:56", False)])
def test_everything_is_over_in_time_for_the_way_home(end: str, passes: bool) -> None:
    station = north_of(a_place(), 200, "station")
    plan = a_plan(brief=a_brief(ends=Meeting(station, minute("19:00"))))

    rows = failed(with_stop(plan, 1, 3, end=end), "end_anchor_kept")
    assert (rows == []) is passes
    assert all(row.hint == "End Noodles B2 at 18:55, or take it out" for row in rows)


def test_where_a_journey_is_made_the_day_goes_by_its_times_and_not_by_the_anchor() -> None:
    plan = there_and_back(outward=OUTWARD, back=BACK)
    late = replace(plan.brief, begins=Meeting(None, 720), ends=Meeting(None, 720))

    for code in ("start_anchor_kept", "end_anchor_kept"):
        assert failed(replace(plan, brief=late), code) == []


def test_every_destination_is_visited_in_the_order_given_and_for_the_nights_wished() -> None:
    wishes = (
        CityWish(DestinationWish(name="Guangzhou", nights=1), (AWAY,)),
        CityWish(DestinationWish(name="Shenzhen"), (HOME,)),
    )
    brief = a_brief(wishes=wishes, keep_order=True)
    parts = with_brief(a_plan(), brief).frame.parts
    both = replace(with_brief(a_plan(), brief), frame=Frame(
        (parts[0], replace(parts[1], city=HOME)), with_brief(a_plan(), brief).frame.stays
    ))  # fmt: skip
    turned = replace(both, frame=replace(
        both.frame, parts=(both.frame.parts[1], both.frame.parts[0])
    ))  # fmt: skip
    only_one = with_brief(a_plan(), brief)

    codes = ("destinations_visited", "city_order_kept", "nights_as_wished")
    assert [failed(both, code) for code in codes] == [[], [], []]
    assert failed(only_one, "destinations_visited")[0].numbers == {
        "name": "Shenzhen", "found": 0, "wished": 1
    }  # fmt: skip
    assert failed(turned, "city_order_kept")[0].numbers == {"order": "Guangzhou → Shenzhen"}


@pytest.mark.parametrize(("language", "name"), [("en", "Guangzhou"), ("zh", "广州")])
def test_a_city_is_told_of_by_name_however_it_was_wished(language: str, name: str) -> None:
    wish = CityWish(DestinationWish(name=AWAY.id, nights=2), (AWAY,))

    (row,) = failed(a_plan(brief=a_brief(wishes=(wish,), language=language)), "nights_as_wished")
    assert row.numbers["name"] == name


def test_a_city_with_other_nights_than_wished_is_told() -> None:
    wish = CityWish(DestinationWish(name="Guangzhou", nights=2), (AWAY,))

    (row,) = failed(a_plan(brief=a_brief(wishes=(wish,))), "nights_as_wished")
    assert row.numbers == {"name": "Guangzhou", "found": 1, "wished": 2}


def test_nights_in_one_city_are_spent_in_one_hotel() -> None:
    days = [a_day(index, a_stop(a_hotel(), "20:00", "21:30")) for index in range(3)]
    plan = a_plan(brief=a_brief(day_count=4), days=tuple(days))
    moved = with_stop(plan, 1, 0, place=a_hotel("hotel-b"))

    assert failed(plan, "one_hotel_per_stay") == []
    rows = failed(moved, "one_hotel_per_stay")
    assert [row.path for row in rows] == ["/day_cards/1/sub_trips/0", "/day_cards/2/sub_trips/0"]


@pytest.mark.parametrize(("rooms", "passes"), [(None, True), (2, True), (1, False)])
def test_the_rooms_wished_have_a_bed_for_everybody(rooms: int | None, passes: bool) -> None:
    lodging = a_brief().lodging.model_copy(update={"rooms": rooms})
    plan = a_plan(brief=a_brief(travellers=4, lodging=lodging))

    rows = failed(plan, "hotel_capacity")
    assert (rows == []) is passes
    assert all(row.numbers["guests"] == 2 for row in rows)
