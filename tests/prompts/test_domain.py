"""Holes of prompts, their versions, and what differs between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import InvalidRequestError
from core.prompts.domain import builtin_version, difference, require_variables


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Plan.", "missing_variable"),
        ("Plan in {{language}} for {{who}}.", "unknown_variable"),
        ("Plan in {{ language }}.", "malformed_variable"),
        ("Plan in {{language}", "malformed_variable"),
        ("Plan in {{language}}. }}", "malformed_variable"),
        ("Plan in {{lang-uage}}{{language}}.", "malformed_variable"),
    ],
)
def test_a_text_whose_holes_are_not_those_its_callers_fill_is_refused(
    content: str, kind: str
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        require_variables(content, {"language"})

    assert [error["type"] for error in refused.value.errors] == [kind]


def test_a_hole_may_come_twice_and_single_braces_are_words() -> None:
    require_variables('Answer {"a": 1} in {{language}}, yes, {{language}}.', {"language"})


def test_another_text_has_another_version() -> None:
    assert builtin_version("a") == builtin_version("a") != builtin_version("b")


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_difference_has_every_line_of_both_texts_in_order(
    before: list[str], after: list[str]
) -> None:
    lines = difference("\n".join(before), "\n".join(after))

    left = [line for line in lines if line.op != "insert"]
    right = [line for line in lines if line.op != "delete"]
    assert [line.text for line in left] == before
    assert [line.text for line in right] == after
    assert [line.before for line in left] == list(range(1, len(before) + 1))
    assert [line.after for line in right] == list(range(1, len(after) + 1))
