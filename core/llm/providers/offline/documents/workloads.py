"""Pieces of work and how long they take, as a tree that follows the structure of the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.llm.providers.offline.documents.lines import (
    Line,
    bare_title,
    cells_of,
    clipped,
    depth_of,
    indent_of,
    is_listed,
    is_rule,
    lines_of,
)

_MOST = 300
_TITLE = 160
_LONGEST_QUOTE = 600
_LIST_LEVEL = 20
"""Below every heading and number."""
_UNITS = (
    ("hours", r"(?:person|man)?[- ]?hours?\b|hrs?\b|h\b|小时|工时|人时"),
    ("months", r"(?:person|man)[- ]?months?\b|months?\b|人月|个月"),
    ("weeks", r"(?:person|man)?[- ]?weeks?\b|人周|周(?![一二三四五六日末])"),
    ("days", r"(?:person|man)?[- ]?days?\b|d\b|人[天日]|工作日|工日|天"),
)
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
_N = r"\d{1,5}(?:\.\d{1,2})?"
_ESTIMATE = re.compile(
    rf"(?<![\d.:/-])(?P<a>{_N})(?:\s*(?:-|–|—|~|～|至|到|to|/)\s*(?P<b>{_N})"
    rf"(?:\s*(?:-|–|—|~|～|/)\s*(?P<c>{_N}))?)?\s*(?:{_UNIT})",
    re.I,
)
_NO_WORK = re.compile(
    r"within|warranty|\bduration\b|notice|validity|payment|deadline|老?保修|质保|有效期|之内|以内|内(?:完成|提交|付款)|付款|工期|周期|历时",
    re.I,
)
_HEAD = re.compile(r"estimate|effort|workload|duration|工作量|工时|估算|人天|人日|小时|工期", re.I)
_CELL_NUMBER = re.compile(rf"^({_N})$")
_SUM = re.compile(r"^\W*(?:total|sum|subtotal|合计|总计|小计|总工时)", re.I)
_VERB = re.compile(r"\s+(?:takes?|needs?|requires?|will take|is|about)$", re.I)
_TRIM = " :：-–—(（,，.…·|~约共计需要"


@dataclass(frozen=True, slots=True)
class _Piece:
    line: Line
    depth: int
    title: str
    numbers: tuple[float, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    unit: str


def find_work(text: str) -> list[dict[str, Any]]:
    """Return pieces of work in order; each names the piece it is part of."""
    pieces = _of_interest(_pieces(text))[:_MOST]
    return [
        _row(piece, str(index + 1), str(parent + 1) if parent >= 0 else None)
        for index, (piece, parent) in enumerate(zip(pieces, _parents(pieces), strict=True))
    ]


def _pieces(text: str) -> list[_Piece]:
    pieces = []
    column: _Column | None = None
    for line in lines_of(text):
        if is_rule(line.text):
            continue
        cells = cells_of(line.text)
        if len(cells) > 1:
            head = _column(cells)
            column = head or column
            piece = None if head else _of_row(line, cells, column)
        else:
            column = None
            piece = _of_line(text, line)
        if piece and not _SUM.search(line.text):
            pieces.append(piece)
    return pieces


def _parents(pieces: Sequence[_Piece]) -> list[int]:
    """Return for each piece the index of the one it is part of, -1 for none."""
    parents: list[int] = []
    above: list[int] = []
    for index, piece in enumerate(pieces):
        while above and pieces[above[-1]].depth >= piece.depth:
            above.pop()
        parents.append(above[-1] if above else -1)
        above.append(index)
    return parents


def _of_interest(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces that have an estimate, one below with one, or one beside with one."""
    parents = _parents(pieces)
    estimated = {index for index, piece in enumerate(pieces) if piece.numbers}
    counted = {parents[index] for index in estimated}
    wanted = set(estimated)
    for index in range(len(pieces) - 1, -1, -1):
        if index in wanted:
            wanted.add(parents[index])
    return [
        piece
        for index, piece in enumerate(pieces)
        if index in wanted or parents[index] in counted - {-1}
    ]


def _of_line(text: str, line: Line) -> _Piece | None:
    match = None if _NO_WORK.search(line.text) else _ESTIMATE.search(line.text)
    depth = depth_of(line.text) or line.level
    if not depth and is_listed(line.text):
        depth = _LIST_LEVEL + indent_of(text, line)
    elif not depth and match:
        depth = _LIST_LEVEL
    title = _title(line.text, match)
    if not depth or not title:
        return None
    return _Piece(line, depth, title, _numbers(match), _unit(match))


def _title(text: str, match: re.Match[str] | None) -> str:
    if match is None:
        return clipped(bare_title(text), _TITLE)
    before = _VERB.sub("", bare_title(text[: match.start()]).rstrip(_TRIM)).strip()
    title = before or text[match.end() :].strip(" :：-–—)）,，。.")
    return clipped(title or bare_title(text), _TITLE)


def _column(cells: Sequence[str]) -> _Column | None:
    if any(_CELL_NUMBER.match(cell) for cell in cells):
        return None
    for index, cell in enumerate(cells):
        if (index and _HEAD.search(cell)) or (index and _unit_in(cell)):
            return _Column(index, _unit_in(cell) or "days")
    return None


def _of_row(line: Line, cells: Sequence[str], column: _Column | None) -> _Piece | None:
    match = _ESTIMATE.search(line.text)
    title = next(
        (cell for cell in cells if cell and not _CELL_NUMBER.match(cell) and not cell[0].isdigit()),
        "",
    )
    if not title:
        return None
    if match:
        return _Piece(line, _LIST_LEVEL, clipped(title, _TITLE), _numbers(match), _unit(match))
    if column is None or column.index >= len(cells):
        return None
    number = _CELL_NUMBER.match(cells[column.index])
    numbers = (float(number[1]),) if number else ()
    return _Piece(line, _LIST_LEVEL, clipped(title, _TITLE), numbers, column.unit)


def _unit_in(cell: str) -> str | None:
    match = re.search(_UNIT, cell, re.I)
    return _unit(match) if match else None


def _unit(match: re.Match[str] | None) -> str:
    if match is None:
        return "hours"
    return next(name for name, _ in _UNITS if match[name])


def _numbers(match: re.Match[str] | None) -> tuple[float, ...]:
    if match is None:
        return ()
    return tuple(float(match[name]) for name in "abc" if match[name])


def _row(piece: _Piece, ref: str, parent: str | None) -> dict[str, Any]:
    ordered = sorted(piece.numbers)
    return {
        "ref": ref,
        "parent": parent,
        "quote": piece.line.text[:_LONGEST_QUOTE],
        "title": piece.title,
        "low": ordered[0] if ordered else None,
        "likely": ordered[len(ordered) // 2] if len(ordered) in (1, 3) else None,
        "high": ordered[-1] if ordered else None,
        "unit": piece.unit,
    }
