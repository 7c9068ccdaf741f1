"""The words of a model as HTML: paragraphs, lists, emphasis, and nothing else; pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from chat_demo.markup import Html, join, tag

_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)、])\s+(.*)")
_NUMBERED = re.compile(r"\s*\d")
_HEADING = re.compile(r"\s*#{1,6}\s+(.*)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def prose(text: str) -> Html:
    """Return a text as it is meant: what is no list, heading or emphasis stands as it is written.

    No link, no image and no markup of the text's own comes out: every piece of it is escaped.
    """
    blocks = groupby(text.strip().splitlines(), key=_kind)
    return tag("div", *(_block(kind, list(lines)) for kind, lines in blocks), class_="tw-prose")


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    if _BULLET.fullmatch(line):
        return "ol" if _NUMBERED.match(line) else "ul"
    return "h3" if _HEADING.fullmatch(line) else "p"


def _block(kind: str, lines: Sequence[str]) -> Html:
    match kind:
        case "gap":
            return Html("")
        case "ul" | "ol":
            found = (_BULLET.fullmatch(line) for line in lines)
            return tag(kind, *(tag("li", *_emphasised(each[1])) for each in found if each))
        case "h3":
            headings = (_HEADING.fullmatch(line) for line in lines)
            return join(tag("h3", *_emphasised(each[1])) for each in headings if each)
        case _:
            pieces: list[str | Html] = []
            for line in lines:
                pieces += [tag("br"), *_emphasised(line)] if pieces else _emphasised(line)
            return tag("p", *pieces)


def _emphasised(line: str) -> Iterator[str | Html]:
    for index, piece in enumerate(_STRONG.split(line)):
        if piece:
            yield tag("strong", piece) if index % 2 else piece
