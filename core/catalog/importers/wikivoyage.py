"""Places of a Wikivoyage dump: the listings of its pages, as XML, plain or packed by bzip2.

The file is read as a stream, one page at a time.
"""

import bz2
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

import mwparserfromhell
from mwparserfromhell.nodes import Template

from core.catalog.importers.finding import Finding, Haul, Origin, Sort
from core.catalog.importers.hours_text import to_opening_hours
from core.catalog.importers.sorts import eatery, lodging, sight
from core.kernel.errors import InvalidRequestError

_LICENCE = "CC-BY-SA-4.0"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SORTS: Final[Mapping[str, Sort]] = {
    "see": sight("landmark"),
    "do": sight("entertainment"),
    "eat": eatery("restaurant"),
    "drink": eatery("bar"),
    "sleep": lodging("midrange"),
}
_WORDS: Final = (
    ("museum|博物馆|博物館", "museum"),
    ("gallery|art center|美术馆|美術館", "gallery"),
    ("temple|church|cathedral|mosque|shrine|寺|庙|教堂|清真寺", "religious"),
    ("park|garden|公园|公園|植物园", "park"),
    ("zoo|aquarium|动物园|水族馆", "wildlife"),
    ("market|bazaar|市场|市場", "market"),
    ("castle|palace|fort|ruins|tomb|故居|遗址|城墙|宫", "historic"),
    ("viewpoint|observation|tower|观景|塔", "viewpoint"),
    ("beach|mountain|lake|island|waterfall|山|湖|海滩", "nature"),
    ("street|quarter|district|old town|街|巷|古镇", "neighbourhood"),
)
"""What a sight's name says of its category; the first that fits decides."""
_LISTING = re.compile(r"\{\{\s*(see|do|eat|drink|sleep|listing)\b", re.I)
_LATITUDE = re.compile(r"\|\s*lat\s*=\s*(-?\d+(?:\.\d+)?)")
_FREE = re.compile(r"\s*(free|no charge|免费|免費)\b", re.I)
_AMOUNT = re.compile(r"(\d+(?:[.,]\d{1,2})?)")
_SIGNS: Final = {
    "CNY": "¥|￥|yuan|rmb|cny|元", "JPY": "¥|￥|yen|jpy|円", "EUR": "€|eur", "GBP": "£|gbp",
    "USD": r"\$|usd", "HKD": r"hk\$|hkd|\$", "SGD": r"s\$|sgd|\$",
    "KRW": "₩|krw|won", "THB": "฿|thb|baht",
}  # fmt: skip
_WEIGHT, _MORE_WEIGHT = 50, 10
_PAGE_MAX_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class _Page:
    """An article: where it stands, in which language."""

    title: str
    language: str
    text: str


def read(path: Path, haul: Haul) -> None:
    """Put the listings of a file that are in the city into `haul`.

    Raises:
        InvalidRequestError: It is no dump.
    """
    number = 0
    try:
        for page in _pages(path):
            if not _may_hold(page.text, haul):
                continue
            for listing in mwparserfromhell.parse(page.text).filter_templates():
                number += 1
                _take(number, page, listing, haul)
    except (ElementTree.ParseError, EOFError, OSError) as error:
        raise InvalidRequestError.of("file", f"{path.name} cannot be read: {error}") from error


def _pages(path: Path) -> Iterator[_Page]:
    """Yield each article."""
    with _open(path) as file:
        title, namespace, root = "", "0", None
        # Expat bounds how far entities may grow, and nothing outside the file is ever opened.
        for event, element in ElementTree.iterparse(file, events=("start", "end")):  # noqa: S314
            root = element if root is None else root
            if event == "start":
                continue
            match element.tag.rpartition("}")[2]:
                case "title":
                    title = element.text or ""
                case "ns":
                    namespace = element.text or "0"
                case "text" if namespace == "0" and len(element.text or "") <= _PAGE_MAX_CHARS:
                    yield _Page(title, root.get(_LANGUAGE, ""), element.text or "")
                case "page":
                    root.clear()


def _open(path: Path) -> IO[bytes]:
    return bz2.open(path, "rb") if path.suffix == ".bz2" else path.open("rb")


def _may_hold(text: str, haul: Haul) -> bool:
    """Say whether a page has a listing at a latitude of the city; only then it is taken apart."""
    if _LISTING.search(text) is None:
        return False
    south, north = haul.city.south, haul.city.north
    return any(south <= float(lat) <= north for lat in _LATITUDE.findall(text))


def _take(number: int, page: _Page, listing: Template, haul: Haul) -> None:
    position = _position(listing)
    if position is None or not haul.holds(*position):
        return
    sort, name = _sort(listing), _field(listing, "name")
    if sort is None:
        haul.leave_out(number, "not a kind of place we plan with")
    elif not name:
        haul.leave_out(number, "has no name")
    else:
        hours = _field(listing, "hours")
        haul.add(
            Finding(
                number=number,
                source_id=f"wv-{_key(page.title, name)}",
                name=name,
                lat=position[0],
                lon=position[1],
                sort=sort,
                origin=_origin(page),
                seen_on=_day(_field(listing, "lastedit")),
                name_zh=name if page.language.startswith("zh") else "",
                aliases=tuple(filter(None, (_field(listing, "alt"),))),
                area=page.title.rpartition("/")[2],
                hours=to_opening_hours(hours) or "",
                raw_hours=hours,
                price=_price(_field(listing, "price"), haul.city.currency),
                weight=_WEIGHT + (_MORE_WEIGHT if _field(listing, "wikidata") else 0),
            )
        )


def _origin(page: _Page) -> Origin:
    """Return whom to name: the licence asks for those who wrote the article."""
    return Origin("Wikivoyage", _LICENCE, f"Wikivoyage contributors, article {page.title[:100]}")


def _sort(listing: Template) -> Sort | None:
    word = str(listing.name).strip().lower()
    if word == "listing":
        word = _field(listing, "type").lower()
    found = _SORTS.get(word)
    if word not in {"see", "do"}:
        return found
    name = _field(listing, "name").lower()
    better = next((category for words, category in _WORDS if re.search(words, name)), None)
    return sight(better) if better else found


def _field(listing: Template, name: str) -> str:
    """Return what a field says, without markup; "" where it is not there."""
    if not listing.has(name):
        return ""
    return " ".join(listing.get(name).value.strip_code().split())


def _position(listing: Template) -> tuple[float, float] | None:
    try:
        return float(_field(listing, "lat")), float(_field(listing, "long"))
    except ValueError:
        return None


def _key(title: str, name: str) -> str:
    """Return what tells a listing from others: pages and names have no number of their own."""
    return hashlib.sha256(f"{title}\n{name}".encode()).hexdigest()[:16]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _price(text: str, currency: str) -> float | None:
    """Return the first amount where it is in the city's currency; 0 where it says free."""
    if _FREE.match(text):
        return 0.0
    amount = _AMOUNT.search(text.replace(",000", "000"))
    sign = _SIGNS.get(currency)
    if amount is None or sign is None or not re.search(sign, text, re.I):
        return None
    return float(amount[1].replace(",", "."))
