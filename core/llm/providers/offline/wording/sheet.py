"""A text under reading: places in it are marks, what was read is covered, and words are kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.llm.providers.offline.wording.traditional import SIMPLIFIED

FILL = "\uf8ff"
GONE = "\uf8fe"
"""Stands where a name was read: what is left around it is no name of its own."""
BLANK = "\uf8fd"
"""Goes on after a space that stands for something read; long runs of spaces cost much time."""
UNREAD = frozenset({" ", GONE, BLANK})
_FIRST_PLACE, _FIRST_CITY = 0xE000, 0xF000
_MOST_MARKS = 0x7FF
PLACE = rf"(?:[\ue000-\ue7ff]{FILL}*)"
"""One place, as a mark of the length of its name; no rule can cut it or read into it."""
CITY = rf"(?:[\uf000-\uf7ff]{FILL}*)"
_MARKS = re.compile(rf"[\ue000-\uf7ff]{FILL}*")
_EVEN = SIMPLIFIED | {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：！？"
}
"""Letters, digits and brackets of full width are read like those of half; Chinese as simplified."""
_COMMON_WORDS = frozenset({"nice", "split", "bath", "reading", "mobile", "tours", "cork", "orange"})
"""Names of cities that are words as well: they are cities only as they are written."""
_PAUSE = re.compile(
    r"(?<=[^\s\x21-\x2f,，。;；:：]) (?=(?:想|希望|打算|喜欢|要|不|别|必须|一定|最好|预算"
    r"|总共|总预算|总花|总费"
    r"|全部|整趟|一共|手头|钱|人均|每[晚顿餐天人]|单餐|餐饮|吃|住|入住|酒店|宾馆|民宿|订"
    r"|开[一两二三四五\d]|需要"
    r"|坐|乘|选择|交通|往返|来回|市内|城[里内]|当地|在当地|期间|全程|(?:高铁|火车|飞机"
    r"|动车)(?:出行|往返)|出门|只|去程|返程|回程|去的|回来"
    r"|第一天|最后|行程|请|帮|求|麻烦))"
)
"""A space after which Chinese goes on with another thing, as after a comma."""
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_LINE = re.compile(r"[^\n]+")
_CLAUSE = re.compile(r"(?:[^,，。;；!！?？\n.]|\.(?=\S)|,(?=\d{3}\b))+")
_SPACES = re.compile(r"[^\S\n]+|\n\s+")


@dataclass(frozen=True, slots=True)
class Named:
    """A place that is named: as the catalogue has it, its kind, and where in the text."""

    name: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text and what it was before; all positions are of `text`."""

    original: str
    text: str
    at: Sequence[int]
    """Where each letter of `text` is in `original`."""
    places: Mapping[str, Named]
    cities: Mapping[str, str]
    """Ids of cities by mark."""

    def words(self, start: int, end: int) -> str:
        """Return the words of the original between two positions."""
        while start < end and self.text[start] in " \n,，。;；":
            start += 1
        while start < end and self.text[end - 1] in " \n,，。;；":
            end -= 1
        return self.original[self.at[start] : self.at[end - 1] + 1] if start < end else ""

    def covered(self, *spans: tuple[int, int], by: str = " ") -> "Sheet":
        """Return the sheet with some of the text gone, so that no other rule reads it."""
        text = self.text
        for start, end in spans:
            text = (
                text[:start]
                + _LINE.sub(lambda line: _hidden(line[0], by), text[start:end])
                + text[end:]
            )
        return replace(self, text=text)

    def part(self, start: int, end: int) -> "Sheet":
        """Return the stretch between two positions as a sheet of its own."""
        return replace(self, text=self.text[start:end], at=self.at[start:end])

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Yield where each stretch of text between commas, stops and ends of line is."""
        for clause in _CLAUSE.finditer(self.text):
            yield clause.span()

    def plain(self) -> "Sheet":
        """Return the sheet with cities and places gone."""
        return replace(self, text=_MARKS.sub(lambda mark: _hidden(mark[0], " "), self.text))

    def spoken(self) -> "Sheet":
        """Return the sheet with cities as they are written."""
        text = re.sub(CITY, lambda mark: self._written(*mark.span()), self.text)
        return replace(self, text=text)

    def name(self, found: str, start: int) -> str:
        """Return a name found at `start`: what the catalogue calls a mark, else as written."""
        place = self.places.get(found[:1]) if re.fullmatch(PLACE, found) else None
        return place.name if place else self._written(start, start + len(found)).strip()

    def kind(self, found: str) -> str:
        """Return the kind of a marked place, or nothing."""
        place = self.places.get(found[:1])
        return place.kind if place else ""

    def _written(self, start: int, end: int) -> str:
        return "".join(self.original[at] for at in self.at[start:end])


def a_sheet(
    text: str, names: Sequence[Mapping[str, Any]], cities: Sequence[Mapping[str, Any]]
) -> Sheet:
    """Return a text with the known places and cities that it names as marks."""
    shown, at = _squeezed(_PRIVATE.sub(" ", text.replace("\0", " ")).translate(_EVEN))
    places: dict[str, Named] = {}
    for entry in sorted(names, key=lambda entry: -len(entry["said"]))[:_MOST_MARKS]:
        mark = chr(_FIRST_PLACE + len(places))
        said = str(entry["said"]).translate(_EVEN)
        shown, start = _marked(shown, said, mark)
        if start is not None:
            places[mark] = Named(entry["name"], entry["kind"], start, start + len(said))
    ids: dict[str, str] = {}
    folded = shown.casefold()
    known = {
        (str(name).translate(_EVEN), city["id"])
        for city in cities
        for name in city["names"]
        if name
    }
    for name, city_id in sorted(known, key=lambda pair: (-len(pair[0]), pair)):
        if name.casefold() in folded and len(ids) < _MOST_MARKS:
            mark = chr(_FIRST_CITY + len(ids))
            shown, start = _marked(shown, name, mark)
            ids |= {mark: city_id} if start is not None else {}
    return Sheet(text, _PAUSE.sub("，", shown), at, places, ids)


def _hidden(text: str, by: str) -> str:
    return by + (BLANK if by == " " else by) * (len(text) - 1)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the text with one space for many, and where each letter was."""
    parts: list[str] = []
    at: list[int] = []
    done = 0
    for spaces in _SPACES.finditer(text):
        start, end = spaces.span()
        parts += [text[done:start], "\n" if spaces[0][0] == "\n" else " "]
        at += [*range(done, start), start]
        done = end
    return "".join([*parts, text[done:]]), [*at, *range(done, len(text))]


def _marked(text: str, name: str, mark: str) -> tuple[str, int | None]:
    pattern = re.escape(name)
    if name[0].isascii() and name[0].isalnum():
        pattern = rf"(?<![A-Za-z0-9]){pattern}"
    if name[-1].isascii() and name[-1].isalnum():
        pattern = rf"{pattern}(?![A-Za-z0-9])"
    how = 0 if name.casefold() in _COMMON_WORDS else re.I
    found = re.search(pattern, text, how)
    if found is None or len(found[0]) != len(name):
        return text, None
    return re.sub(pattern, mark + FILL * (len(name) - 1), text, flags=how), found.start()


def as_in(sheet: Sheet, other: Sheet) -> Sheet:
    """Return the sheet with whatever is gone from the other gone too."""
    both = zip(sheet.text, other.text, strict=True)
    text = "".join(theirs if theirs in UNREAD else mine for mine, theirs in both)
    return replace(sheet, text=text)


def written_in(text: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the names as a text has them, in simplified or traditional characters."""
    even = text.translate(SIMPLIFIED)
    for name in names:
        at = even.find(name.translate(SIMPLIFIED))
        if at >= 0:
            yield text[at : at + len(name)]
