"""The rules of a tree of to-dos: what each of them finds, and what all of them let pass."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from core.schemas.todos import MAX_DEPTH, MAX_NEEDS, MAX_TODOS, TodoCategory
from core.todos.checks import Fault, check
from core.todos.domain import Frame, Node
from core.todos.messages import codes, fault_out
from tests.support.todos import FRAME, TODAY, a_node, any_nodes, sound_nodes

DAY = timedelta(days=1)
EVE = FRAME.start_date - DAY


def found(*nodes: Node, frame: Frame = FRAME) -> list[tuple[str, str | None]]:
    """Return code and path of each fault."""
    return [(fault.code, fault.path) for fault in check(nodes, frame)]


def a_chain(length: int) -> list[Node]:
    """Return to-dos each of which is part of the one before."""
    return [a_node(f"n{i}", f"n{i - 1}" if i else None) for i in range(length)]


def test_a_tree_that_keeps_every_rule_has_no_faults() -> None:
    nodes = [
        a_node("documents", due_on=EVE),
        a_node("visa", "documents", due_on=EVE - DAY, needs=("photo",)),
        a_node("photo", "documents", due_on=EVE - DAY),
        a_node("umbrella", due_on=FRAME.date_of(2) - DAY, day_index=2),
        a_node("memories", category=TodoCategory.OTHER, due_on=date(2027, 4, 1)),
    ]

    assert found(*nodes) == []


def test_keys_differ() -> None:
    assert found(a_node("a"), a_node("a", title="Other")) == [("key_unique", "a")]


def test_a_trip_has_so_many_to_dos_and_no_more() -> None:
    nodes = [a_node(f"n{number}") for number in range(MAX_TODOS + 1)]

    assert found(*nodes[:-1]) == []
    assert [(f.path, f.numbers) for f in check(nodes, FRAME)] == [
        (None, {"count": MAX_TODOS + 1, "most": MAX_TODOS})
    ]


def test_a_parent_is_one_of_the_tree() -> None:
    assert found(a_node("a", "ghost")) == [("parent_known", "a")]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_nothing_is_part_of_itself(length: int) -> None:
    first, *others = a_chain(length)
    closed = [a_node(first.key, f"n{length - 1}"), *others]

    codes_found = [fault for fault in check(closed, FRAME) if fault.code == "parent_circle"]

    assert [fault.path for fault in codes_found] == [node.key for node in closed]


def test_a_tree_has_four_levels_at_most() -> None:
    assert found(*a_chain(MAX_DEPTH)) == []
    assert found(*a_chain(MAX_DEPTH + 1)) == [("depth", f"n{MAX_DEPTH}")]


def test_siblings_of_one_day_do_not_say_the_same() -> None:
    twins = [a_node("a", title="Book  Tickets"), a_node("b", title="book tickets")]
    cousins = [a_node("a"), a_node("b"), a_node("c", "a", title="Go"), a_node("d", "b", title="Go")]
    days = [
        a_node("a", title="Start early", day_index=0),
        a_node("b", title="Start early", day_index=1),
    ]

    assert found(*twins) == [("title_unique", "b")]
    assert found(*cousins) == []
    assert found(*days) == []


def test_what_is_waited_for_is_in_the_tree() -> None:
    assert found(a_node("a", needs=("ghost",))) == [("need_known", "a")]


def test_one_waits_for_so_many_by_name_and_no_more() -> None:
    many = [a_node(f"n{number}") for number in range(MAX_NEEDS + 1)]
    keys = tuple(node.key for node in many)

    assert found(*many, a_node("a", needs=keys[:-1])) == []
    assert found(*many, a_node("a", needs=keys)) == [("need_count", "a")]


def test_nothing_waits_for_itself_by_way_of_others() -> None:
    nodes = [a_node("a", needs=("b",)), a_node("b", needs=("c",)), a_node("c", needs=("a",))]

    assert [(f.code, f.path, f.need) for f in check(nodes, FRAME)] == [
        ("need_circle", "a", "b"),
        ("need_circle", "b", "c"),
        ("need_circle", "c", "a"),
    ]


def test_a_day_is_one_of_the_trip() -> None:
    assert found(a_node("a", day_index=2)) == []
    assert found(a_node("a", day_index=3, due_on=date(2030, 1, 1))) == [("day_known", "a")]


@pytest.mark.parametrize("category", [c for c in TodoCategory if c is not TodoCategory.OTHER])
def test_preparations_are_due_before_the_trip_begins(category: TodoCategory) -> None:
    assert found(a_node("a", category=category, due_on=EVE)) == []
    assert found(a_node("a", category=category, due_on=FRAME.start_date)) == [
        ("due_before_day", "a")
    ]


def test_what_serves_a_day_is_due_before_that_day() -> None:
    second = FRAME.date_of(1)

    assert found(a_node("a", day_index=1, due_on=second - DAY)) == []
    assert found(a_node("a", day_index=1, due_on=second)) == [("due_before_day", "a")]


def test_what_serves_no_day_and_prepares_nothing_may_be_due_after_the_trip() -> None:
    assert found(a_node("a", category=TodoCategory.OTHER, due_on=date(2028, 1, 1))) == []


def test_a_date_in_the_past_is_a_fault_while_there_is_time_for_a_better_one() -> None:
    yesterday = a_node("a", due_on=TODAY - DAY)

    assert found(yesterday) == [("due_not_past", "a")]
    assert found(a_node("a", due_on=TODAY)) == []
    assert found(yesterday, frame=Frame(FRAME.start_date, 3)) == []


def test_a_trip_that_begins_today_can_only_have_been_prepared_before() -> None:
    begun = Frame(TODAY, 3, TODAY)

    assert found(a_node("a", due_on=TODAY - DAY), frame=begun) == []
    assert found(a_node("a", due_on=TODAY), frame=begun) == [("due_before_day", "a")]


def test_what_is_waited_for_is_due_no_later() -> None:
    look = a_node("look", due_on=EVE)

    assert found(look, a_node("book", due_on=EVE, needs=("look",))) == []
    assert found(look, a_node("book", due_on=EVE - DAY, needs=("look",))) == [("due_order", "book")]
    assert found(look, a_node("book", needs=("look",))) == []


def test_a_part_is_due_no_later_than_its_whole_however_far_above() -> None:
    whole = a_node("whole", due_on=EVE - DAY)

    assert found(whole, a_node("part", "whole", due_on=EVE - DAY)) == []
    assert found(whole, a_node("mid", "whole"), a_node("part", "mid", due_on=EVE)) == [
        ("due_in_parent", "part")
    ]


@given(sound_nodes())
def test_sound_trees_have_no_faults(nodes) -> None:
    assert check(nodes, FRAME) == []


@given(any_nodes())
def test_every_fault_is_of_a_to_do_that_is_there_and_can_be_said_in_both_languages(nodes) -> None:
    keys = {node.key for node in nodes}

    for fault in check(nodes, FRAME):
        assert fault.path in keys
        english, chinese = fault_out(fault, "en"), fault_out(fault, "zh")
        assert english.code == chinese.code == fault.code
        assert "{" not in english.message + chinese.message
        assert english.message != chinese.message


def test_every_message_is_of_a_rule_and_in_both_languages() -> None:
    fault = Fault("depth", "a", {"depth": 5, "most": 4})

    assert fault_out(fault, "en").message == "It stands 5 levels deep; 4 is the most"
    assert fault_out(fault, "zh").message == "层级为 5，最多 4 层"
    assert "depth" in codes()
