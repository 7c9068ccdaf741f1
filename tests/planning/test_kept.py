"""What a trip keeps of its request says, read back, what the brief said."""

from dataclasses import fields
from typing import Any

import pytest

from core.planning.domain import Meeting
from core.planning.kept import named_in, wishes_of, with_wishes
from core.schemas.catalog import Interest, Meal
from core.schemas.conditions import PlacesCondition, SpendCondition, SpendOn
from core.schemas.links import LinkMode
from core.schemas.wishes import (
    Anchor,
    HouseRule,
    LodgingWish,
    Mobility,
    Pace,
    Party,
    TripWishes,
)
from tests.support.builders import a_brief, a_place

TOWER, MUSEUM, STATION = a_place("tower"), a_place("museum"), a_place("station", kind="station")
PLACES = [TOWER, MUSEUM, STATION]
WISHES: dict[str, Any] = {
    "one_way": True,
    "children": 2,
    "child_ages": (4, 9),
    "seniors": 1,
    "pets": 1,
    "pace": Pace.PACKED,
    "interests": (Interest.FOOD, Interest.ART),
    "must_see": (TOWER,),
    "unknown_must_see": ("Atlantis",),
    "avoid": frozenset({"museum"}),
    "window": (10 * 60, 24 * 60),
    "lodging": LodgingWish(rooms=2, must_allow=[HouseRule.PETS], max_per_night=90_000),
    "cuisines": ("ramen",),
    "meals_wanted": (Meal.DINNER,),
    "no_modes": frozenset({LinkMode.FLIGHT}),
    "begins": Meeting(STATION, 13 * 60),
    "ends": Meeting(None, 24 * 60),
    "mobility": Mobility.LIMITED,
}
"""What a brief may say beyond the trip's own fields."""


def test_every_wish_comes_back_as_it_was() -> None:
    asked = a_brief(travellers=4, **WISHES)

    again = with_wishes(a_brief(travellers=4), wishes_of(asked), PLACES)

    assert {name: getattr(again, name) for name in WISHES} == WISHES
    assert [f.name for f in fields(asked) if getattr(asked, f.name) != getattr(again, f.name)] == []


def test_conditions_are_kept_in_the_words_they_were_asked_for_in() -> None:
    asked = (
        PlacesCondition(names=["Tower"], match="all"),
        SpendCondition(on=SpendOn.MEALS, maximum=5_000),
    )

    wishes = wishes_of(a_brief(asked=asked))
    again = with_wishes(a_brief(), wishes, PLACES)

    assert wishes.conditions == list(asked)
    assert again.asked == asked
    assert again.conditions[0] == PlacesCondition(names=["tower"], match="all")
    assert again.landmarks == (TOWER,)


def test_wishes_say_the_same_from_json() -> None:
    wishes = wishes_of(a_brief(travellers=4, **WISHES))

    assert TripWishes.model_validate_json(wishes.model_dump_json()) == wishes


def test_nothing_wished_leaves_the_brief_as_it_is() -> None:
    brief = a_brief(window=(8 * 60, 23 * 60), one_way=True)

    assert with_wishes(brief, TripWishes(), PLACES) == brief


@pytest.mark.parametrize(("travellers", "children"), [(1, 1), (2, 2), (4, 2)])
def test_no_more_children_travel_than_people(travellers: int, children: int) -> None:
    wishes = TripWishes(party=Party(children=1, child_ages=[4, 9]))

    assert with_wishes(a_brief(travellers=travellers), wishes, PLACES).children == children


def test_what_is_to_be_avoided_may_be_a_name_a_kind_or_an_id() -> None:
    wishes = TripWishes(avoid=["Museum", "tower", "atlantis"])

    assert with_wishes(a_brief(), wishes, PLACES).avoid == {"museum", "tower"}


def test_what_is_to_be_seen_is_not_avoided() -> None:
    wishes = TripWishes(avoid=["tower", "museum"], must_see=["Tower"])

    found = with_wishes(a_brief(), wishes, PLACES)
    assert found.must_see == (TOWER,)
    assert found.avoid == {"museum"}


def test_every_place_that_is_named_is_looked_for() -> None:
    wishes = TripWishes(
        must_see=["tower"], avoid=["museum"], start_anchor=Anchor(place="station"),
        end_anchor=Anchor(time="20:00"),
    )  # fmt: skip

    assert named_in(wishes) == {"tower", "museum", "station"}
    assert named_in(None) == frozenset()
