"""Reading the HTML of the chat as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>**bold**\n\n# head"
"""Text that would run, load or format something if it were not escaped everywhere."""
_LEGAL = frozenset({
    "a", "b", "br", "code", "details", "div", "figcaption", "figure", "h2", "h3", "header",
    "i", "img",
    "li", "mark", "ol", "p", "q", "section", "span", "strong", "summary", "time", "ul",
})  # fmt: skip
_LEGAL_ATTRIBUTES = frozenset({"class", "style", "src", "alt", "href", "download"})


@dataclass
class Page(HTMLParser):
    """What a piece of HTML shows; reading fails on a tag or attribute we never make."""

    text: str = ""
    images: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _LEGAL, f"<{tag}> is none of ours"
        names = {name for name, _ in attrs}
        assert names <= _LEGAL_ATTRIBUTES, f"{names} are not all ours"
        if tag == "img":
            self.images.append(dict(attrs)["src"] or "")
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Page:
    """Return what a browser shows of some HTML."""
    assert "\n" not in html, "Markdown would read on after a blank line"
    page = Page()
    page.feed(html)
    page.close()
    assert all(source.startswith("data:image/svg+xml;base64,") for source in page.images)
    assert all(link.startswith("/trips/") for link in page.links)
    return page
