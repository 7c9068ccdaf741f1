"""Places of a Wikivoyage dump: the listings of its pages, as XML, plain or packed by bzip2.

The file is read as a stream, one page at a time.
"""

import bz2
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
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
    """An article: where it stands, in which language, as it was when."""

    title: str
    language: str
    text: str
    revised_on: date | None


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
            listings = mwparserfromhell.parse(page.text).filter_templates()
            numbered = list(enumerate(listings, start=number + 1))
            number += len(numbered)
            lost = [row for row in numbered if not _take(*row, page, haul)]
            if len(lost) < len(numbered):
                _tell_of_lost(lost, haul)
    except (ElementTree.ParseError, EOFError, OSError) as error:
        raise InvalidRequestError.of("file", f"{path.name} cannot be read: {error}") from error


def _pages(path: Path) -> Iterator[_Page]:
    """Yield each article."""
    with _open(path) as file:
        title, namespace, revised, root = "", "0", "", None
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
                case "timestamp":
                    revised = element.text or ""
                case "text" if namespace == "0" and len(element.text or "") <= _PAGE_MAX_CHARS:
                    language = root.get(_LANGUAGE, "")
                    yield _Page(title, language, element.text or "", _day(revised[:10]))
                case "page":
                    revised = ""
                    root.clear()


def _open(path: Path) -> IO[bytes]:
    return bz2.open(path, "rb") if path.suffix == ".bz2" else path.open("rb")


def _may_hold(text: str, haul: Haul) -> bool:
    """Say whether a page has a listing at a latitude of the city; only then it is taken apart."""
    if _LISTING.search(text) is None:
        return False
    south, north = haul.city.south, haul.city.north
    return any(south <= float(lat) <= north for lat in _LATITUDE.findall(text))


def _take(number: int, listing: Template, page: _Page, haul: Haul) -> bool:
    """Put a listing that is in the city into `haul`, or what it lacks; say whether it is there."""
    position = _position(listing)
    if position is None or not haul.holds(*position):
        return False
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
                seen_on=page.revised_on or _day(_field(listing, "lastedit")),
                name_zh=name if page.language.startswith("zh") else "",
                aliases=tuple(filter(None, (_field(listing, "alt"),))),
                area=page.title.rpartition("/")[2],
                hours=to_opening_hours(hours) or "",
                raw_hours=hours,
                price=_price(_field(listing, "price"), haul.city.currency),
                weight=_WEIGHT + (_MORE_WEIGHT if _field(listing, "wikidata") else 0),
            )
        )
    return True


def _tell_of_lost(lost: Iterable[tuple[int, Template]], haul: Haul) -> None:
    """Note the places without a position of an article that has others in the city."""
    for number, listing in lost:
        if _position(listing) is None and _sort(listing) is not None and _field(listing, "name"):
            haul.leave_out(number, "has no position")


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
