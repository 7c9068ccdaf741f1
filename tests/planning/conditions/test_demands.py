"""What plain conditions ask of a planner."""

import pytest

from core.planning.conditions.demands import Span, Wanted, demands_of
from core.schemas.conditions import (
    LabelsCondition,
    Leg,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
    VisitTimeCondition,
)
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode

PARK = frozenset({"park"})


def test_nothing_asked_allows_everything() -> None:
    demands = demands_of([])

    assert demands.allows_place(Subject.SIGHT, "tower", PARK)
    assert demands.leg(Leg.OUTWARD).allows((LinkMode.BUS,), 0, 2_000)
    assert demands.allows_way(TransferMode.TAXI, 99)
    assert demands.most(SpendOn.TRIP, 2, 3) is None


def test_all_of_several_places_are_each_wanted_and_any_of_them_is_one_wish() -> None:
    every = PlacesCondition(subject=Subject.SIGHT, names=["a", "b"])
    some = every.model_copy(update={"match": Match.ANY})

    assert demands_of([every]).places == (
        Wanted(Subject.SIGHT, frozenset({"a"})),
        Wanted(Subject.SIGHT, frozenset({"b"})),
    )
    assert demands_of([some]).places == (Wanted(Subject.SIGHT, frozenset({"a", "b"})),)


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        (PlacesCondition(names=["tower"], match=Match.NONE), False),
        (PlacesCondition(subject=Subject.RESTAURANT, names=["tower"], match=Match.NONE), True),
        (PlacesCondition(subject=Subject.SIGHT, names=["garden"], match=Match.ONLY), False),
        (PlacesCondition(subject=Subject.HOTEL, names=["inn"], match=Match.ONLY), True),
        (LabelsCondition(subject=Subject.SIGHT, labels=["park"], match=Match.NONE), False),
        (LabelsCondition(subject=Subject.SIGHT, labels=["zoo"], match=Match.ONLY), False),
        (LabelsCondition(subject=Subject.SIGHT, labels=["park"], match=Match.ONLY), True),
    ],
)
def test_a_place_is_allowed_where_no_condition_speaks_against_it(
    condition: PlacesCondition | LabelsCondition, allowed: bool
) -> None:
    assert demands_of([condition]).allows_place(Subject.SIGHT, "tower", PARK) is allowed


def test_a_leg_keeps_what_is_asked_of_it_and_of_every_leg() -> None:
    demands = demands_of(
        [
            LinkModeCondition(modes=[LinkMode.TRAIN, LinkMode.FLIGHT]),
            LinkModeCondition(leg=Leg.RETURN, modes=[LinkMode.FLIGHT], match=Match.NONE),
            LinkTimeCondition(leg=Leg.RETURN, departs_from="14:00"),
            LinkTimeCondition(arrives_by="20:00"),
        ]
    )

    assert demands.leg(Leg.OUTWARD).allows((LinkMode.FLIGHT,), 600, 700)
    assert not demands.leg(Leg.OUTWARD).allows((LinkMode.BUS,), 600, 700)
    assert not demands.leg(Leg.RETURN).allows((LinkMode.FLIGHT,), 900, 1_000)
    assert demands.leg(Leg.RETURN).allows((LinkMode.TRAIN,), 14 * 60, 20 * 60)
    assert not demands.leg(Leg.RETURN).allows((LinkMode.TRAIN,), 14 * 60 - 1, 1_000)
    assert demands.leg(Leg.RETURN).allows((LinkMode.TRAIN,), None, None)


def test_only_taxis_beyond_some_kilometres_leaves_short_ways_free() -> None:
    demands = demands_of([LocalModeCondition(modes=[TransferMode.TAXI], beyond_km=5)])

    assert demands.allows_way(TransferMode.WALK, 5)
    assert not demands.allows_way(TransferMode.WALK, 5.1)


def test_modes_to_be_used_are_no_limit() -> None:
    demands = demands_of([LocalModeCondition(modes=[TransferMode.TRANSIT], match=Match.ALL)])

    assert demands.local_used == {TransferMode.TRANSIT}
    assert demands.allows_way(TransferMode.TAXI, 9)


def test_limits_of_money_are_brought_to_the_whole_party_and_trip() -> None:
    demands = demands_of(
        [
            SpendCondition(on=SpendOn.LODGING, per=SpendPer.PERSON_NIGHT, maximum=100),
            SpendCondition(on=SpendOn.LODGING, maximum=900),
            SpendCondition(on=SpendOn.TRIP, per=SpendPer.PERSON, maximum=1_000),
            SpendCondition(on=SpendOn.MEALS, per=SpendPer.PERSON_MEAL, maximum=60),
        ]
    )

    assert demands.most(SpendOn.LODGING, 2, 3) == 600
    assert demands.most(SpendOn.LODGING, 2, 5) == 900
    assert demands.most(SpendOn.TRIP, 2, 3) == 2_000
    assert demands.most(SpendOn.MEALS, 2, 3) is None
    assert demands.most_per_meal() == 60
    assert demands.most_per_night(travellers=2, rooms=1) == 200


def test_times_and_orders_make_their_places_wanted() -> None:
    demands = demands_of(
        [
            VisitTimeCondition(place="tower", arrive_by="10:00", leave_from="11:00"),
            VisitTimeCondition(place="tower", minutes=90),
            OrderCondition(first="tower", then="garden"),
        ]
    )

    assert demands.places == (
        Wanted(None, frozenset({"tower"})),
        Wanted(None, frozenset({"garden"})),
    )
    assert demands.visits["tower"].arrives == Span(0, 600)
    assert demands.visits["tower"].leaves.first == 660
    assert demands.visits["tower"].minutes == 90
    assert demands.orders == (("tower", "garden"),)


def test_rooms_beds_and_nearness_are_taken_over() -> None:
    demands = demands_of(
        [RoomCondition(rooms=2), RoomCondition(beds=1), NearCondition(place="tower", km=3)]
    )

    assert (demands.rooms, demands.beds, demands.near) == (2, 1, (("tower", 3),))


def test_what_can_only_be_checked_is_named() -> None:
    at_least = NotThis(condition=SpendCondition(on=SpendOn.MEALS, maximum=5))

    assert demands_of([at_least]).unplanned == (at_least,)
