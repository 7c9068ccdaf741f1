"""From a model's answer to to-dos: one bad item does not spoil the others."""

from datetime import date
from typing import Any

import pytest

from core.kernel.errors import ModelError
from core.todos.parsing import Answer, parse_todos
from tests.support.todos import a_node, an_item

WEATHER = {"city": "guangzhou", "start_date": "2027-03-01", "day_count": 3}


def parsed(*items: Any, root=None) -> Answer:
    return parse_todos({"todos": list(items)}, root)


def test_an_item_becomes_a_to_do_with_its_note_and_tool() -> None:
    answer = parsed(
        an_item("look", title=" Look ", note="n", category="packing", due_on="2027-02-01",
                tool="weather", arguments=WEATHER),
        an_item("pack", "look", depends_on=["look", "look"]),
    )  # fmt: skip

    look, pack = answer.nodes
    assert (look.title, look.category, look.due_on) == ("Look", "packing", date(2027, 2, 1))
    assert (pack.parent, pack.needs) == ("look", ("look",))
    assert answer.notes["look"] == "n"
    assert answer.tools["look"].arguments == WEATHER
    assert answer.faults == []


@pytest.mark.parametrize("answer", [{}, {"todos": None}, {"todos": []}, {"todos": [{}] * 401}])
def test_an_answer_without_a_list_of_to_dos_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="todos") as raised:
        parse_todos(answer, None)

    assert raised.value.error_type == "invalid_output"


@pytest.mark.parametrize(
    ("item", "path", "where"),
    [
        ("a word", "todos[1]", "todos[1]"),
        ({"title": "No key"}, "todos[1]", "key"),
        (an_item("x", title=""), "x", "title"),
        (an_item("x", title="t" * 201), "x", "title"),
        (an_item("x", category="fun"), "x", "category"),
        (an_item("x", due_on="soon"), "x", "due_on"),
        (an_item("x", depends_on="y"), "x", "depends_on"),
        (an_item("k" * 90), "k" * 80, "key"),
    ],
)
def test_an_item_of_another_shape_is_left_out_and_said(item: Any, path: str, where: str) -> None:
    answer = parsed(an_item("good"), item)

    assert [node.key for node in answer.nodes] == ["good"]
    (fault,) = answer.faults
    assert (fault.code, fault.path, fault.numbers["where"]) == ("shape", path, where)


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
    [
        ("teleport", {}, "tool_known"),
        ("weather", {}, "tool_arguments"),
        ("weather", None, "tool_arguments"),
        ("weather", WEATHER | {"day_count": 99}, "tool_arguments"),
        ("weather", WEATHER | {"mood": "good"}, "tool_arguments"),
    ],
)
def test_a_tool_that_cannot_be_run_is_taken_away_and_said(
    tool: str, arguments: dict[str, Any] | None, code: str
) -> None:
    answer = parsed(an_item("a", tool=tool, arguments=arguments))

    assert [(fault.code, fault.path) for fault in answer.faults] == [(code, "a")]
    assert [node.key for node in answer.nodes] == ["a"]
    assert answer.tools == {}


def test_a_part_serves_the_day_of_its_whole_unless_it_names_another() -> None:
    answer = parsed(
        an_item("day", day_index=1),
        an_item("morning", "day"),
        an_item("alarm", "morning"),
        an_item("other", "morning", day_index=0),
        an_item("alone"),
    )

    assert [node.day_index for node in answer.nodes] == [1, 1, 1, 0, None]


def test_what_has_no_parent_belongs_to_the_branch_and_serves_its_day() -> None:
    answer = parsed(an_item("a"), an_item("b", "a"), root=a_node("root", day_index=2))

    assert [(node.parent, node.day_index) for node in answer.nodes] == [("root", 2), ("a", 2)]


def test_parents_in_a_circle_serve_no_day() -> None:
    answer = parsed(an_item("a", "b"), an_item("b", "a"))

    assert [node.day_index for node in answer.nodes] == [None, None]
