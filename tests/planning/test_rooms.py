"""Lodgings: which suit a wish, and which to take for several stays within a budget."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.domain import Place
from core.planning.rooms import (
    Choice,
    Fault,
    choose_rooms,
    rules_of_party,
    suits,
)
from core.schemas.catalog import PlaceKind
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.wishes import LodgingWish
from tests.support.builders import a_place


def a_hotel(**changes: object) -> Place:
    """Return a lodging of which everything is known: a private room with two beds for pets."""
    fields: dict[str, object] = {
        "id": "inn", "kind": PlaceKind.HOTEL, "typical_cost": 10_000, "minimum_nights": 2,
        "room_type": RoomType.PRIVATE, "beds": 2, "features": ("Pool", "Wi-Fi"),
        "allows": (HouseRule.PETS, HouseRule.VISITORS), "forbids": (HouseRule.SMOKING,),
    }  # fmt: skip
    return replace(a_place(), **{**fields, **changes})  # type: ignore[arg-type]  # by name


_BARE: dict[str, object] = {
    "room_type": None, "beds": 0, "features": (), "allows": (), "forbids": (), "minimum_nights": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "nights", "faults"),
    [
        ({}, 2, ()),
        ({}, 1, (Fault.MINIMUM_NIGHTS,)),
        ({"room_type": "private_room"}, 2, ()),
        ({"room_type": "not_shared_room"}, 2, ()),
        ({"room_type": "entire_room"}, 2, (Fault.ROOM_TYPE,)),
        ({"room_type": "shared_room"}, 2, (Fault.ROOM_TYPE,)),
        ({"must_allow": ["pets", "visitors"]}, 2, ()),
        ({"must_allow": ["pets", "smoking"]}, 2, (Fault.HOUSE_RULE,)),
        ({"beds": 2}, 2, ()),
        ({"beds": 1}, 2, (Fault.BEDS,)),
        ({"features": ["pool"]}, 2, ()),
        ({"features": ["pool", "sauna", "gym"]}, 2, (Fault.FEATURES,)),
        ({"max_per_night": 10_000}, 2, ()),
        ({"max_per_night": 9_999}, 2, (Fault.PRICE,)),
        ({"room_type": "entire_room", "beds": 3}, 1,
         (Fault.ROOM_TYPE, Fault.BEDS, Fault.MINIMUM_NIGHTS)),
    ],
)  # fmt: skip
def test_what_is_not_as_wished_is_a_fault(
    wish: dict[str, object], nights: int, faults: tuple[Fault, ...]
) -> None:
    answer = suits(a_hotel(), LodgingWish.model_validate(wish), nights, 10_000)

    assert (answer.faults, answer.unknown) == (faults, 0)


def test_what_nobody_knows_is_no_fault() -> None:
    wish = LodgingWish(
        room_type=RoomType.ENTIRE, beds=1, must_allow=[HouseRule.PETS], features=["pool"]
    )

    answer = suits(a_hotel(**_BARE), wish, 1, 10_000)

    assert (answer.faults, answer.unknown) == ((), 4)


def test_the_known_to_suit_come_before_the_unknown_and_those_before_the_unfit() -> None:
    good, unknown = a_hotel(id="good"), a_hotel(id="unknown", **_BARE)
    bad = a_hotel(id="bad", forbids=(HouseRule.PETS,), allows=())
    wish = LodgingWish(must_allow=[HouseRule.PETS])

    ranked = sorted((bad, unknown, good), key=lambda hotel: suits(hotel, wish, 3, 1).rank)

    assert [hotel.id for hotel in ranked] == ["good", "unknown", "bad"]


def test_who_comes_along_must_be_allowed() -> None:
    assert rules_of_party(0, 0) == ()
    assert rules_of_party(2, 1) == (HouseRule.CHILDREN, HouseRule.PETS)


def test_without_a_cap_the_best_liked_are_taken() -> None:
    stays = [[Choice("dear", 900, 1), Choice("cheap", 100, 5)], [Choice("only", 50, 0)]]

    assert [[one.id for one in way] for way in choose_rooms(stays, None)] == [
        ["dear", "only"], ["cheap", "only"],
    ]  # fmt: skip


def test_what_is_dearer_and_worse_is_never_taken() -> None:
    stays = [[Choice("good", 100, 1), Choice("bad", 200, 2)]]

    assert [way[0].id for way in choose_rooms(stays, 1_000)] == ["good"]


def test_a_cap_nothing_meets_gets_the_cheapest() -> None:
    stays = [[Choice("dear", 900, 1), Choice("cheap", 100, 5)], [Choice("only", 50, 0)]]

    assert [[one.id for one in way] for way in choose_rooms(stays, 149)] == [["cheap", "only"]]


def test_a_stay_without_lodging_has_no_way() -> None:
    assert choose_rooms([[Choice("a", 1, 1)], []], None) == []


_choices = st.lists(
    st.builds(Choice, st.uuids().map(str), st.integers(0, 300), st.integers(0, 100)),
    min_size=1,
    max_size=5,
)


@given(stays=st.lists(_choices, min_size=1, max_size=4), cap=st.integers(0, 900))
def test_no_way_within_the_cap_is_less_of_a_burden(stays: list[list[Choice]], cap: int) -> None:
    every = [
        sum(one.burden for one in way)
        for way in product(*stays)
        if sum(one.cost for one in way) <= cap
    ]

    found = choose_rooms(stays, cap)

    if every:
        assert sum(one.burden for one in found[0]) == min(every)
        assert all(sum(one.cost for one in way) <= cap for way in found)
    else:
        cheapest = sum(min(one.cost for one in stay) for stay in stays)
        assert sum(one.cost for one in found[0]) == cheapest
