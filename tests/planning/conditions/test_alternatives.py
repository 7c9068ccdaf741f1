"""Lists of plain conditions that keep a request's conditions, and nothing else does."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.planning.conditions.alternatives import LIMIT, alternatives, contradicts
from core.planning.conditions.checks import check, check_all
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    LinkModeCondition,
    LinkTimeCondition,
    Match,
    NotThis,
    PlacesCondition,
    SpendCondition,
    SpendOn,
    Subject,
)
from core.schemas.links import LinkMode
from tests.planning.conditions.views import a_view

_CONDITION = TypeAdapter(Condition)


def _place(name: str, match: Match = Match.ALL) -> PlacesCondition:
    return PlacesCondition(names=[name], match=match)


def _budget(most: int) -> SpendCondition:
    return SpendCondition(on=SpendOn.TRIP, maximum=most)


def test_plain_conditions_are_one_list() -> None:
    assert alternatives([_place("tower"), _budget(100)]) == [(_place("tower"), _budget(100))]


def test_what_most_plans_keep_anyway_is_tried_before_a_tight_budget() -> None:
    avoid = _place("museum", Match.NONE)

    assert alternatives([AnyOf(conditions=[_budget(100), avoid])]) == [(avoid,), (_budget(100),)]


def test_a_list_that_forbids_what_it_asks_for_is_left_out() -> None:
    either = AnyOf(conditions=[_place("tower"), _place("garden")])

    assert alternatives([_place("tower", Match.NONE), either]) == [
        (_place("tower", Match.NONE), _place("garden"))
    ]
    assert alternatives([_place("tower", Match.NONE), _place("tower")]) == []


def test_not_all_of_these_is_without_one_of_them() -> None:
    both = PlacesCondition(names=["tower", "garden"], match=Match.ALL)

    assert alternatives([NotThis(condition=both)]) == [
        (_place("tower", Match.NONE),),
        (_place("garden", Match.NONE),),
    ]


def test_not_either_is_neither() -> None:
    neither = NotThis(condition=AnyOf(conditions=[_place("tower"), _place("garden")]))

    (found,) = alternatives([neither])

    assert len(found) == 2
    assert {part.names[0] for part in found if isinstance(part, PlacesCondition)} == {
        "tower",
        "garden",
    }
    assert contradicts((*found, _place("tower")))


def test_what_no_plain_condition_says_stays_to_be_checked() -> None:
    at_least = NotThis(condition=_budget(100))

    assert alternatives([at_least]) == [(at_least,)]


def test_many_choices_stay_within_the_limit_and_keep_the_easiest() -> None:
    choice = [
        AnyOf(conditions=[_place(f"{row}-{n}", Match.NONE) for n in range(3)] + [_budget(row)])
        for row in range(8)
    ]

    found = alternatives(choice)

    assert len(found) == LIMIT
    assert all(not isinstance(part, SpendCondition) for part in found[0])


_PLACES = st.builds(
    PlacesCondition,
    subject=st.sampled_from([None, Subject.SIGHT]),
    names=st.lists(st.sampled_from(["tower", "garden", "museum"]), min_size=1, max_size=2),
    match=st.sampled_from([Match.ALL, Match.ANY, Match.NONE]),
)
_LABELS = st.builds(
    LabelsCondition,
    subject=st.just(Subject.SIGHT),
    labels=st.lists(st.sampled_from(["park", "landmark", "zoo"]), min_size=1, max_size=2),
    match=st.sampled_from([Match.ALL, Match.ANY, Match.NONE, Match.ONLY]),
)
_MODES = st.builds(
    LinkModeCondition,
    modes=st.lists(st.sampled_from(list(LinkMode)), min_size=1, max_size=2),
    match=st.sampled_from([Match.ONLY, Match.NONE]),
)
_SPEND = st.builds(
    SpendCondition, on=st.sampled_from(list(SpendOn)), maximum=st.integers(0, 150_000)
)
_CONDITIONS = st.recursive(
    _PLACES | _LABELS | _MODES | _SPEND,
    lambda inner: st.one_of(
        st.builds(AllOf, conditions=st.lists(inner, min_size=1, max_size=3)),
        st.builds(AnyOf, conditions=st.lists(inner, min_size=1, max_size=3)),
        st.builds(NotThis, condition=inner),
    ),
    max_leaves=6,
)


@given(st.lists(_CONDITIONS, min_size=1, max_size=3))
def test_conditions_hold_exactly_where_one_of_the_lists_holds(conditions: list[Condition]) -> None:
    view = a_view()

    lists = alternatives(conditions, limit=10_000)

    wanted = all(found.holds for found in check_all(conditions, view))
    kept = any(all(check(part, view).holds for part in plain) for plain in lists)
    assert kept is wanted


def test_not_leaving_early_is_leaving_late() -> None:
    early = LinkTimeCondition(departs_by="09:00")

    assert alternatives([NotThis(condition=early)]) == [(LinkTimeCondition(departs_from="09:01"),)]
