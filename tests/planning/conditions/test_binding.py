"""The traveller's words become places and labels of the catalogue."""

from collections.abc import Sequence

from core.planning.conditions.binding import Lexicon, Unknown, bind
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    SpendCondition,
    SpendOn,
    Subject,
)

_PLACES = {"the tower": ["p-1"], "noodle chain": ["p-2", "p-3"], "park": ["p-4"]}
_LABELS = {"gardens": ["park", "garden"], "art": ["gallery"]}


def _places(name: str, _subject: Subject | None) -> Sequence[str]:
    return _PLACES.get(name, [])


def _labels(word: str, _subject: Subject) -> Sequence[str]:
    return _LABELS.get(word, [])


def _bound(condition: Condition) -> Condition:
    (bound,) = bind([condition], Lexicon(_places, _labels)).conditions
    return bound


def _all(*names: str) -> PlacesCondition:
    return PlacesCondition(names=list(names))


def test_a_name_becomes_the_place_it_means() -> None:
    assert _bound(_all("the tower")) == _all("p-1")


def test_a_name_of_several_places_asks_for_one_of_them() -> None:
    any_branch = PlacesCondition(names=["p-2", "p-3"], match=Match.ANY)

    assert _bound(_all("noodle chain")) == any_branch


def test_several_names_ask_for_one_place_of_each() -> None:
    found = _bound(_all("the tower", "noodle chain"))

    assert isinstance(found, AllOf)
    assert [part.names for part in found.conditions if isinstance(part, PlacesCondition)] == [
        ["p-1"],
        ["p-2", "p-3"],
    ]


def test_what_is_forbidden_is_forbidden_in_every_meaning() -> None:
    avoid = PlacesCondition(names=["noodle chain", "park"], match=Match.NONE)

    assert _bound(avoid) == PlacesCondition(names=["p-2", "p-3", "p-4"], match=Match.NONE)


def test_labels_become_those_of_the_catalogue() -> None:
    wish = LabelsCondition(subject=Subject.SIGHT, labels=["gardens"], match=Match.NONE)

    assert _bound(wish) == wish.model_copy(update={"labels": ["park", "garden"]})


def test_near_and_order_hold_for_one_of_the_meanings() -> None:
    near, order = (
        NearCondition(place="noodle chain", km=2),
        OrderCondition(first="the tower", then="noodle chain"),
    )

    for found in (_bound(near), _bound(order)):
        assert isinstance(found, AnyOf)
        assert len(found.conditions) == 2


def test_combinations_are_bound_inside_and_money_stays() -> None:
    money = SpendCondition(on=SpendOn.MEALS, maximum=5)
    wish = AnyOf(conditions=[NotThis(condition=_all("park")), money])

    assert _bound(wish) == AnyOf(conditions=[NotThis(condition=_all("p-4")), money])


def test_an_unknown_word_stays_and_is_said_once() -> None:
    found = bind([_all("castle"), _all("castle")], Lexicon(_places, _labels))

    assert found.conditions == (_all("castle"), _all("castle"))
    assert found.unknown == (Unknown("castle", None, is_label=False),)
