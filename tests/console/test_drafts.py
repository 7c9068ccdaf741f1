"""Texts that are being written, and how two of them differ."""

import pytest

from console.components.differences import counts, diff_html
from console.drafts import Draft, difference, holes_of
from console.texts import Words
from core.prompts.domain import difference as differs_at_the_api
from core.schemas.prompts import DiffLineOut
from tests.console.prompts import a_prompt

TEN = [f"line {number}" for number in range(10)]


def test_a_draft_that_says_what_is_in_force_changes_nothing() -> None:
    prompt = a_prompt()

    assert not Draft(prompt, prompt.content).changes
    assert Draft(prompt, prompt.content + "!").changes


def test_a_draft_is_behind_once_anything_of_its_prompt_was_changed() -> None:
    draft = Draft(a_prompt(revision=3), "mine")

    assert not draft.is_behind(a_prompt(revision=3))
    assert draft.is_behind(a_prompt(revision=4))


@pytest.mark.parametrize(
    ("text", "filled", "missing", "unknown", "malformed"),
    [
        ("In {{language}}.", ["language"], [], [], False),
        ("In English.", [], ["language"], [], False),
        ("{{language}} {{tone}}", ["language"], [], ["tone"], False),
        ("{{language}} {{ tone }}", ["language"], [], [], True),
        ('{"a": {"b": "{{language}}"}}', ["language"], [], [], True),
        ('{"a": {"b": 1} } {{language}}', ["language"], [], [], False),
    ],
)
def test_the_holes_of_a_text_are_judged_as_the_api_will_judge_them(
    text: str, filled: list[str], missing: list[str], unknown: list[str], malformed: bool
) -> None:
    holes = holes_of(text, {"language"})

    assert (holes.filled, holes.missing, holes.unknown) == (filled, missing, unknown)
    assert holes.malformed is malformed
    assert holes.fit is not (missing or unknown or malformed)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\nb\nc", "a\nx\nc"), ("", "a"), ("a\nb", ""), ("a", "a"), ("a\nb\na", "b\na\nb")],
)
def test_a_draft_is_compared_as_the_api_compares_texts(before: str, after: str) -> None:
    ours = [(each.op, each.text, each.before, each.after) for each in difference(before, after)]
    theirs = differs_at_the_api(before, after)

    assert ours == [(each.op, each.text, each.before, each.after) for each in theirs]


def test_lines_that_come_and_go_are_counted() -> None:
    assert counts(difference("a\nb", "a\nx\ny")) == (2, 1)


def test_a_difference_shows_what_is_near_it_and_folds_the_rest() -> None:
    after = [*TEN[:9], "new"]

    html = diff_html(difference("\n".join(TEN), "\n".join(after)), Words("en"))

    assert "6 equal lines" in html
    assert "line 5" not in html
    for shown in ("line 6", "line 8", "−", "+", ">new<"):
        assert shown in html


def test_nothing_in_a_text_becomes_markup() -> None:
    html = diff_html(difference("a", "<script>alert(1)</script>"), Words("en"))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_single_equal_line_is_not_folded() -> None:
    lines = [
        DiffLineOut(op="equal", text="kept", before=1, after=1),
        DiffLineOut(op="insert", text="new", before=None, after=2),
    ]

    assert "kept" in diff_html(lines, Words("zh"))
