"""The lines of a document: where they stand, which are headings, which belong together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MARKED = re.compile(r"^(#{1,6}) +(.+)$")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零\d]+([章编节条])\s*\S")
_CHAPTER_LEVELS = {"编": 1, "章": 1, "节": 2, "条": 3}
_NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,4})[.、)）]?\s+(?=[A-Z\u4e00-\u9fff])")
_LISTED_ZH = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
_BULLET = re.compile(r"^(\s*)(?:[-*+•·▪◦‣]|\d{1,3}[.、)）]|[（(]\d{1,3}[）)]|[a-z][.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[。！？；;])\s*|(?<=[.!?])\s+(?=[A-Z\u4e00-\u9fff\"“(])")
_ENDS = ("。", ".", "；", ";", "，", ",", "：", ":")
_LONGEST_HEADING = 80
_BELOW_HEADINGS = 7
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; `level` is that of a heading, 0 for none."""

    start: int
    text: str
    level: int
    after_blank: bool

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.start + len(self.text)

    @property
    def title(self) -> str:
        """Return the line without the marks of a heading."""
        match = _MARKED.match(self.text)
        return match[2].strip() if match else self.text.strip()


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, without the space around them."""
    lines = []
    offset, after_blank = 0, True
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            start = offset + raw.index(bare)
            lines.append(Line(start, bare, heading_level(bare), after_blank))
        after_blank = not bare
        offset += len(raw) + 1
    return lines


def heading_level(line: str) -> int:
    """Return the level of a heading, 0 where the line is none."""
    marked = _MARKED.match(line)
    if marked:
        return len(marked[1])
    if len(line) > _LONGEST_HEADING or line.endswith(_ENDS):
        return 0
    chapter = _CHAPTER.match(line)
    if chapter:
        return _CHAPTER_LEVELS[chapter[1]]
    numbered = _NUMBERED.match(line)
    if numbered:
        return 1 + numbered[1].count(".")
    letters = [char for char in line if char.isalpha()]
    if len(letters) > 3 and all(char.isupper() for char in letters) and not _HAN.search(line):
        return 1
    return 1 if _LISTED_ZH.match(line) and len(line) < _LONGEST_HEADING // 2 else 0


def depth_of(line: str) -> int:
    """Return how deep a line stands by its mark or number, 0 without either; 1 is the top.

    Marks of headings come before Chinese numerals, and these before Arabic numbers.
    """
    marked = _MARKED.match(line)
    if marked:
        return len(marked[1])
    chapter = _CHAPTER.match(line)
    if chapter:
        return _CHAPTER_LEVELS[chapter[1]]
    if _LISTED_ZH.match(line):
        return _BELOW_HEADINGS + (0 if line[0] not in "（(" else 1)
    numbered = _NUMBERED.match(line)
    return _BELOW_HEADINGS + 2 + numbered[1].count(".") if numbered else 0


def indent_of(text: str, line: Line) -> int:
    """Return how far a line is indented."""
    return line.start - (text.rfind("\n", 0, line.start) + 1)


def is_listed(line: str) -> bool:
    """Say whether a line is a point of a list."""
    return bool(_BULLET.match(line) or _LISTED_ZH.match(line))


def bare_title(line: str) -> str:
    """Return a line without number, bullet and marks."""
    text = _MARKED.sub(r"\2", line)
    for pattern in (_NUMBERED, _BULLET, _LISTED_ZH):
        text = pattern.sub("", text, count=1)
    return text.strip()


def cells_of(line: str) -> list[str]:
    """Return the cells of a row of a table; one for any other line."""
    if "|" in line:
        return [cell.strip() for cell in line.strip("|").split("|")]
    return [cell.strip() for cell in re.split(r"\t+| {3,}", line)]


def is_rule(line: str) -> bool:
    """Say whether a line only draws one, as below the head of a table in Markdown."""
    return not line.strip("|-:=+_ ")


def sentences_of(line: str) -> list[str]:
    """Return the sentences of a line, as they are written."""
    return [piece.strip() for piece in _SENTENCE_END.split(line) if piece.strip()]


def blocks_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Return lines that stand together: up to a blank line or the next heading."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.after_blank and not line.level:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def clipped(text: str, most: int) -> str:
    """Return a text that is not too long for a title."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def span_of(text: str, lines: Sequence[Line], most: int) -> str:
    """Return what is written from the first to the last line, as far as it may be quoted."""
    return text[lines[0].start : min(lines[-1].end, lines[0].start + most)].strip()
