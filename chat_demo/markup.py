"""HTML that is safe by construction: every piece of text is escaped on its way in."""

import html
import re
from collections.abc import Iterable

_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)
"""Control characters, line ends, and marks that hide text or turn its direction around."""
_VOID = frozenset({"img", "br"})


class Html(str):
    """Markup made by this module; plain text never gets this type."""

    __slots__ = ()


def tag(name: str, *children: str | Html, **attributes: str | None) -> Html:
    """Return an element in one line, so that Markdown around it sees a single block of HTML.

    Children that are not `Html` are text and escaped; an attribute that is None is left out.
    Python's own words take a trailing underscore: `class_`.
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{join(children)}</{name}>")


def join(pieces: Iterable[str | Html]) -> Html:
    """Return the pieces one after the other, text escaped."""
    return Html("".join(piece if isinstance(piece, Html) else _escaped(piece) for piece in pieces))


def lines(text: str) -> Html:
    """Return text of several lines, each shown as one."""
    return Html("<br>".join(_escaped(line) for line in text.strip().splitlines()))


def _escaped(text: str) -> str:
    return html.escape(_UNSEEN.sub(" ", text))
