"""Which to-dos a tool may do now, and why another has to wait."""

from core.schemas.todos import TodoStatus
from core.todos.domain import Node
from core.todos.readiness import Standing
from tests.support.todos import a_node


def a_standing(*nodes: Node, tools: str = "", **statuses: str) -> Standing:
    """Return where nodes stand: open unless said otherwise."""
    return Standing(
        nodes=nodes,
        statuses={node.key: TodoStatus(statuses.get(node.key, "open")) for node in nodes},
        tools=frozenset(tools.split()),
    )


def test_what_a_tool_can_do_is_run_in_the_order_of_the_waits() -> None:
    nodes = [a_node("book", needs=("look",)), a_node("look"), a_node("by_hand")]

    assert a_standing(*nodes, tools="look book").to_run() == ["look", "book"]


def test_what_is_done_or_skipped_is_not_run_and_what_failed_is_run_again() -> None:
    nodes = [a_node("a"), a_node("b"), a_node("c"), a_node("d")]

    standing = a_standing(*nodes, tools="a b c d", a="done", b="skipped", c="failed")

    assert standing.to_run() == ["c", "d"]


def test_nothing_is_run_that_is_part_of_something_done_or_skipped() -> None:
    nodes = [a_node("hotel"), a_node("rooms", "hotel"), a_node("look", "rooms")]

    assert a_standing(*nodes, tools="look", hotel="skipped").to_run() == []
    assert a_standing(*nodes, tools="look", hotel="open").to_run() == ["look"]


def test_one_waits_for_what_is_open_and_not_for_what_is_done_or_not_wanted() -> None:
    nodes = [a_node("a", needs=("b", "c", "d")), a_node("b"), a_node("c"), a_node("d")]

    standing = a_standing(*nodes, tools="a", b="done", c="skipped")

    assert standing.blocked("a") == ("needs_open", ["d"])
    assert a_standing(*nodes, b="done", c="skipped", d="done").blocked("a") is None


def test_a_part_waits_for_what_its_whole_waits_for() -> None:
    nodes = [a_node("whole", needs=("dates",)), a_node("part", "whole"), a_node("dates")]

    assert a_standing(*nodes, tools="part").blocked("part") == ("needs_open", ["dates"])


def test_a_whole_with_a_tool_waits_for_its_parts() -> None:
    nodes = [a_node("whole"), a_node("part", "whole")]

    assert a_standing(*nodes, tools="whole").blocked("whole") == ("needs_open", ["part"])


def test_a_mere_group_is_settled_as_soon_as_its_parts_are() -> None:
    nodes = [a_node("go", needs=("group",)), a_node("group"), a_node("x", "group")]

    assert a_standing(*nodes, tools="go").blocked("go") == ("needs_open", ["group"])
    assert a_standing(*nodes, tools="go", x="done").blocked("go") is None


def test_what_waits_for_a_failed_one_has_failed_waits_however_far_down_the_line() -> None:
    nodes = [
        a_node("c", needs=("b",)),
        a_node("b", needs=("group",)),
        a_node("group"),
        a_node("a", "group"),
    ]

    standing = a_standing(*nodes, tools="a b c", a="failed")

    assert standing.blocked("b") == ("needs_failed", ["group"])
    assert standing.blocked("c") == ("needs_failed", ["b"])


def test_a_wait_for_what_is_gone_holds_nobody_up() -> None:
    assert a_standing(a_node("a", needs=("ghost",)), tools="a").blocked("a") is None
