"""In which order to-dos can be done, as pure arithmetic over their tree and their waits."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from core.schemas.todos import TodoCategory
from core.todos.domain import Frame, ancestors, by_key, circular_needs, order_of, subtree
from tests.support.todos import a_node, any_nodes, sound_nodes


def test_what_one_waits_for_comes_first_and_otherwise_they_stay_as_they_stand() -> None:
    nodes = [a_node("book", needs=("look",)), a_node("pack"), a_node("look")]

    assert order_of(nodes) == ["pack", "look", "book"]


def test_of_what_can_be_done_the_earlier_due_comes_first_and_the_undated_last() -> None:
    nodes = [
        a_node("some-day"),
        a_node("late", due_on=date(2027, 2, 20)),
        a_node("early", due_on=date(2027, 2, 1)),
    ]

    assert order_of(nodes) == ["early", "late", "some-day"]


def test_a_group_is_done_after_everything_in_it() -> None:
    nodes = [a_node("trip"), a_node("visa", "trip"), a_node("photo", "visa")]

    assert order_of(nodes) == ["photo", "visa", "trip"]


def test_what_a_group_waits_for_its_members_wait_for_as_well() -> None:
    nodes = [
        a_node("hotel", needs=("dates",)),
        a_node("compare", "hotel", due_on=date(2027, 1, 1)),
        a_node("dates", due_on=date(2027, 2, 1)),
    ]

    assert order_of(nodes) == ["dates", "compare", "hotel"]


def test_who_waits_for_a_group_waits_for_all_of_it() -> None:
    nodes = [
        a_node("go", due_on=date(2027, 1, 1), needs=("documents",)),
        a_node("documents"),
        a_node("passport", "documents"),
    ]

    assert order_of(nodes) == ["passport", "documents", "go"]


def test_what_is_in_a_circle_or_waits_for_one_has_no_place_in_the_order() -> None:
    nodes = [
        a_node("hen", needs=("egg",)),
        a_node("egg", needs=("hen",)),
        a_node("omelette", needs=("egg",)),
        a_node("salad"),
    ]

    assert order_of(nodes) == ["salad"]
    assert circular_needs(nodes) == [("hen", "egg"), ("egg", "hen")]


@pytest.mark.parametrize(
    ("part", "whole"), [({"needs": ("whole",)}, {}), ({}, {"needs": ("part",)})]
)
def test_a_part_cannot_wait_for_its_whole_nor_a_whole_for_its_part(
    part: dict[str, tuple[str, ...]], whole: dict[str, tuple[str, ...]]
) -> None:
    nodes = [a_node("whole", **whole), a_node("part", "whole", **part)]

    assert len(circular_needs(nodes)) == 1


def test_a_wait_for_oneself_or_into_ones_neighbours_branch_and_back_is_a_circle() -> None:
    itself = [a_node("a", needs=("a",))]
    crossed = [
        a_node("left", needs=("right",)),
        a_node("right"),
        a_node("below-right", "right", needs=("below-left",)),
        a_node("below-left", "left"),
    ]

    assert circular_needs(itself) == [("a", "a")]
    assert circular_needs(crossed) == [("left", "right"), ("below-right", "below-left")]


def test_a_wait_for_what_nobody_knows_binds_nobody() -> None:
    assert order_of([a_node("a", needs=("ghost",))]) == ["a"]


def test_parents_are_told_from_the_nearest_on_even_round_a_circle() -> None:
    line = by_key([a_node("a"), a_node("b", "a"), a_node("c", "b")])
    circle = by_key([a_node("a", "c"), a_node("b", "a"), a_node("c", "b")])

    assert ancestors(line, "c") == ["b", "a"]
    assert ancestors(circle, "c") == ["b", "a"]


def test_a_branch_is_its_root_and_everything_below() -> None:
    nodes = [a_node("a"), a_node("b", "a"), a_node("c", "b"), a_node("d")]

    assert subtree(nodes, "a") == {"a", "b", "c"}
    assert subtree(nodes, "d") == {"d"}


def test_a_to_do_is_of_use_until_the_day_before_what_it_serves() -> None:
    frame = Frame(date(2027, 3, 1), 3)

    assert frame.last_due(a_node("a", day_index=2)) == date(2027, 3, 2)
    assert frame.last_due(a_node("a", category=TodoCategory.PACKING)) == date(2027, 2, 28)
    assert frame.last_due(a_node("a", category=TodoCategory.OTHER)) is None
    assert frame.last_due(a_node("a", category=TodoCategory.OTHER, day_index=0)) == date(
        2027, 2, 28
    )


@given(any_nodes())
def test_whatever_the_nodes_nobody_comes_before_what_he_waits_for_nor_twice(nodes) -> None:
    order = order_of(nodes)

    index = by_key(nodes)
    place = {key: number for number, key in enumerate(order)}
    assert len(place) == len(order)
    for key in order:
        node = index[key]
        assert all(place[need] < place[key] for need in node.needs if need in index)
        if node.parent in place:
            assert place[key] < place[node.parent]


@given(any_nodes())
def test_without_circles_everybody_has_a_place_and_with_one_somebody_has_none(nodes) -> None:
    index = by_key(nodes)
    parents_in_a_line = all(
        index[[key, *ancestors(index, key)][-1]].parent not in index for key in index
    )

    complete = set(order_of(nodes)) == index.keys()

    assert complete == (parents_in_a_line and not circular_needs(nodes))


@given(sound_nodes())
def test_the_order_depends_on_the_nodes_alone(nodes) -> None:
    assert order_of(nodes) == order_of(list(nodes))
    assert set(order_of(nodes)) == {node.key for node in nodes}


@given(any_nodes())
def test_without_the_waits_that_are_circular_nothing_waits_in_a_circle(nodes) -> None:
    circular = set(circular_needs(nodes))
    left = [
        replace(node, needs=tuple(need for need in node.needs if (node.key, need) not in circular))
        for node in by_key(nodes).values()
    ]

    assert circular_needs(left) == []


def test_ten_thousand_waits_in_circles_are_told_apart_at_once() -> None:
    count, each = 250, 40
    nodes = [
        a_node(f"n{i}", needs=tuple(f"n{(i + j) % count}" for j in range(1, each + 1)))
        for i in range(count)
    ]

    assert len(circular_needs(nodes)) == count * each
    assert order_of(nodes) == []
