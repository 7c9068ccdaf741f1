"""HTML that is safe by construction."""

import pytest

from chat_demo.markup import Html, join, lines, tag


def test_text_is_escaped_and_markup_of_ours_is_not() -> None:
    element = tag("p", "<b>1 & 2</b> ", tag("i", '"3"'))

    assert element == "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt; <i>&quot;3&quot;</i></p>"


def test_no_attribute_value_can_end_the_attribute() -> None:
    element = tag("img", alt='x" onerror="alert(1)', src="data:,")

    assert element == '<img alt="x&quot; onerror=&quot;alert(1)" src="data:,">'


def test_an_attribute_without_a_value_is_left_out() -> None:
    assert tag("p", "x", class_=None, title="t") == '<p title="t">x</p>'


def test_joining_keeps_what_is_markup_and_escapes_the_rest() -> None:
    assert join(["<", Html("<br>"), ">"]) == "&lt;<br>&gt;"


@pytest.mark.parametrize(
    "hidden",
    ["\n\n", "\r\n", "\t", "\x00", "\u2028", "\u202e", "\u200b", "\u2066", "\ufeff"],
    ids=["paragraph", "line end", "tab", "nul", "line separator", "right to left",
         "no width", "isolate", "byte order"],
)  # fmt: skip
def test_what_nobody_sees_becomes_a_space(hidden: str) -> None:
    # A blank line would end the block of HTML, and Markdown would read what follows it.
    assert tag("p", f"a{hidden}b") == "<p>a b</p>"


def test_lines_of_a_visitor_are_kept_as_lines() -> None:
    assert lines(" 5 days\n\n<b>Rome</b>\n") == "5 days<br><br>&lt;b&gt;Rome&lt;/b&gt;"
