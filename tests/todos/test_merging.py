"""What of an answer is used beside to-dos that stay."""

from datetime import timedelta

from hypothesis import given

from core.schemas.todos import MAX_TODOS
from core.todos.checks import check
from core.todos.merging import faults_of_new, joined, keepers, mended
from tests.support.todos import FRAME, a_node, any_nodes, sound_nodes

EVE = FRAME.start_date - timedelta(days=1)


def keys(nodes) -> list[str]:
    return [node.key for node in nodes]


def test_a_wrong_to_do_goes_with_everything_below_it_and_the_rest_stays() -> None:
    late = a_node("late", due_on=FRAME.start_date)

    made = mended([], [late, a_node("below", "late"), a_node("good", needs=("below",))], FRAME)

    assert keys(made.nodes) == ["good"]
    assert made.nodes[0].needs == ()
    assert [fault.code for fault in made.dropped] == ["due_before_day", "need_known"]


def test_of_a_wrong_wait_only_the_wait_goes() -> None:
    made = mended(
        [], [a_node("a", needs=("b", "c")), a_node("b", needs=("a",)), a_node("c")], FRAME
    )

    assert [(node.key, node.needs) for node in made.nodes] == [("a", ("c",)), ("b", ()), ("c", ())]


def test_of_several_with_one_key_the_first_stays() -> None:
    made = mended([], [a_node("a", title="First"), a_node("a", title="Second")], FRAME)

    assert [node.title for node in made.nodes] == ["First"]


def test_where_there_are_too_many_the_last_new_ones_go() -> None:
    fixed = [a_node(f"f{number}") for number in range(MAX_TODOS - 1)]

    made = mended(fixed, [a_node("n0"), a_node("n1"), a_node("n2")], FRAME)

    assert keys(made.nodes) == ["n0"]


def test_what_is_wrong_with_those_that_stay_is_not_held_against_the_new() -> None:
    fixed = [a_node("old", due_on=FRAME.start_date)]

    assert faults_of_new(fixed, [a_node("new")], FRAME) == []


def test_new_to_dos_keep_the_rules_of_the_fixed_one_they_are_part_of() -> None:
    fixed = [a_node("root", due_on=EVE - timedelta(days=5))]
    new = [
        a_node("in-time", "root", due_on=EVE - timedelta(days=5)),
        a_node("late", "root", due_on=EVE),
    ]

    made = mended(fixed, new, FRAME)

    assert keys(made.nodes) == ["in-time"]


@given(any_nodes())
def test_whatever_is_answered_what_is_left_keeps_every_rule_and_was_answered(nodes) -> None:
    made = mended([], nodes, FRAME)

    assert check(made.nodes, FRAME) == []
    said = {(node.key, node.parent, node.title) for node in nodes}
    assert {(node.key, node.parent, node.title) for node in made.nodes} <= said


@given(sound_nodes(), any_nodes())
def test_beside_sound_ones_too_what_is_left_keeps_every_rule(fixed, nodes) -> None:
    made = mended(fixed, nodes, FRAME)

    assert check([*fixed, *made.nodes], FRAME) == []


@given(sound_nodes())
def test_a_sound_answer_is_used_as_it_is(nodes) -> None:
    made = mended([], nodes, FRAME)

    assert (made.nodes, made.dropped) == (nodes, [])


def test_what_was_touched_stays_with_everything_above_it() -> None:
    nodes = [a_node("a"), a_node("b", "a"), a_node("c", "b"), a_node("d", "a")]

    assert keepers(nodes, {"b"}) == {"a", "b"}
    assert keepers(nodes, {"gone"}) == set()


def test_what_says_the_same_as_a_kept_one_in_its_place_is_that_one() -> None:
    kept = [a_node("k1", title="Bookings"), a_node("k2", "k1", title="Hotel")]
    new = [
        a_node("stay", "book", title=" hotel "),
        a_node("book", title="BOOKINGS"),
        a_node("sight", "book", title="Tickets", needs=("stay",)),
        a_node("pay", "stay", title="Pay"),
    ]

    left = joined(kept, new)

    assert [(node.key, node.parent, node.needs) for node in left] == [
        ("sight", "k1", ("k2",)),
        ("pay", "k2", ()),
    ]


@given(sound_nodes())
def test_an_answer_given_twice_adds_nothing(nodes) -> None:
    again = [
        a_node(f"x{node.key}", f"x{node.parent}" if node.parent else None, title=node.title)
        for node in nodes
    ]

    assert joined(nodes, again) == []
