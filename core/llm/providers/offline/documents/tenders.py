"""What a bidder has to know, out of a call for tenders."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.documents.amounts import amounts_in
from core.llm.providers.offline.documents.lines import (
    Line,
    bare_title,
    cells_of,
    clipped,
    is_rule,
    lines_of,
    sentences_of,
)
from core.llm.providers.offline.documents.moments import dates_in, times_in

_TITLE = 160
_LONGEST_QUOTE = 600
_MOST = 120
_OBLIGATIONS = (
    (
        "must_not",
        re.compile(r"\b(?:must|shall|may) not\b|\bprohibited\b|不得|严禁|禁止|不允许", re.I),
    ),
    (
        "must",
        re.compile(
            r"\b(?:must|shall)\b|\b(?:is|are) required\b|\bobliged to\b|\bmandatory\b"
            r"|必须|应当|须|应(?![用急对付聘])|务必|需(?:要)?(?:提供|具备|满足|提交|符合)",
            re.I,
        ),
    ),
    ("should", re.compile(r"\bshould\b|\brecommended\b|建议|宜(?=[采用在由])|优先", re.I)),
    ("may", re.compile(r"\bmay\b(?! \d)|\boptional(?:ly)?\b|可以|允许", re.I)),
)
_DEADLINE = re.compile(
    r"\bdeadline\b|\bdue\b|\bno later than\b|\bclos(?:es?|ing)\b|\bby\b|\bbefore\b|\buntil\b"
    r"|截止|之前|以前|前(?:提交|递交|送达|完成)|不迟于|到期",
    re.I,
)
_RISKS = {
    name: re.compile(pattern, re.I)
    for name, pattern in (
        (
            "penalty",
            r"\bpenalt(?:y|ies)\b|\bliquidated damages\b|\bfines?\b"
            r"|违约金|罚款|罚则|扣除|扣罚",
        ),
        (
            "rejection",
            r"\breject(?:ed|ion)?\b|\bdisqualif\w+|\bexcluded\b"
            r"|废标|否决|无效投标|拒收|取消.{0,4}资格",
        ),
        (
            "liability",
            r"\bliab(?:le|ility)\b|\bindemnif\w+|\bdamages\b|赔偿|承担.{0,6}责任|连带",
        ),
        (
            "security",
            r"\b(?:bid|performance) (?:bond|security|guarantee)\b|\bdeposit\b"
            r"|保证金|履约担保|保函",
        ),
        ("termination", r"\bterminat\w+|解除合同|终止合同|终止协议"),
        (
            "payment",
            r"\bretention\b|\bpayment within\b|\bwithh[oe]ld\w*|质保金|付款期|尾款",
        ),
    )
}
_POINTS = re.compile(
    r"(?P<value>\d{1,4}(?:\.\d{1,2})?)\s*(?P<unit>points?\b|pts?\b|marks?\b|分(?![钟之包公])|%|％)",
    re.I,
)
_SCORING_WORDS = re.compile(
    r"\bscor\w+|\bcriteri\w+|\bweight\w*|\bpoints?\b|\bevaluat\w+|评分|得分|分值|权重|评审|评标|满分",
    re.I,
)
_SUM = re.compile(r"^\W*(?:total|sum|合计|总分|总计|满分)", re.I)
_WHOLE = re.compile(r"\bout of\b|\bmaximum total\b|满分|总分", re.I)
_POINT_HEAD = re.compile(r"points?|score|marks?|分值|得分|分数", re.I)
_WEIGHT_HEAD = re.compile(r"weight|权重|比重|%", re.I)
_CELL_NUMBER = re.compile(r"^(\d{1,4}(?:\.\d{1,2})?)\s*(%|％|分|points?|pts?)?$", re.I)


def find_tender(
    text: str, default_year: int | None, today: date
) -> dict[str, list[dict[str, Any]]]:
    """Return requirements, dates, scoring and risks of a text, each in its order."""
    lines = lines_of(text)
    said = list(_sentences(lines))
    scoring = _scoring(lines)
    scored = {row["quote"] for row in scoring}
    rest = [(sentence, section) for sentence, section in said if sentence not in scored]
    return {
        "requirements": list(_requirements(rest))[:_MOST],
        "dates": list(_dates(said, default_year, today))[:_MOST],
        "scoring": scoring[:_MOST],
        "risks": list(_risks(rest))[:_MOST],
    }


def _sentences(lines: Sequence[Line]) -> Iterator[tuple[str, str | None]]:
    """Yield every sentence with the heading above it."""
    section: str | None = None
    for line in lines:
        if line.level and not _obligation(line.text):
            section = clipped(line.title, _TITLE)
            if not dates_in(line.text, 2000, date.min):
                continue
        for sentence in sentences_of(line.text):
            yield sentence[:_LONGEST_QUOTE], section


def _obligation(sentence: str) -> str | None:
    return next((name for name, pattern in _OBLIGATIONS if pattern.search(sentence)), None)


def _requirements(said: Sequence[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
    for sentence, section in said:
        obligation = _obligation(sentence)
        if obligation and len(sentence) > 4:
            yield {
                "quote": sentence,
                "title": _title(sentence),
                "obligation": obligation,
                "section": section,
            }


def _dates(
    said: Sequence[tuple[str, str | None]], year: int | None, today: date
) -> Iterator[dict[str, Any]]:
    for sentence, section in said:
        times = times_in(sentence)
        for moment in dates_in(sentence, year, today):
            near = [
                time.value
                for time in times
                if 0 <= time.start - moment.end <= 12 or 0 <= moment.start - time.end <= 6
            ]
            yield {
                "quote": sentence,
                "title": _title(sentence),
                "date": moment.value,
                "time": near[0] if near else None,
                "is_deadline": bool(_DEADLINE.search(f"{section or ''} {sentence}")),
            }


def _risks(said: Sequence[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
    for sentence, _ in said:
        category = next(
            (name for name, pattern in _RISKS.items() if pattern.search(sentence)), None
        )
        if category:
            amount = max(amounts_in(sentence), key=lambda found: found.value, default=None)
            yield {
                "quote": sentence,
                "title": _title(sentence),
                "category": category,
                "amount": float(amount.value) if amount else None,
                "currency": amount.currency if amount else None,
            }


def _scoring(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return criteria: rows under a head of points or weights, and lines that name points."""
    found: list[dict[str, Any]] = []
    column: tuple[int, str] | None = None
    about_scores = False
    for line in lines:
        if is_rule(line.text):
            continue
        cells = cells_of(line.text)
        if line.level:
            about_scores, column = bool(_SCORING_WORDS.search(line.text)), None
        if len(cells) > 1:
            head = _score_column(cells)
            if head:
                column, about_scores = head, True
                continue
            row = _row(line.text, cells, column)
        else:
            column = None
            row = _line(line.text) if about_scores or _SCORING_WORDS.search(line.text) else None
        if row and not _SUM.search(row["title"]):
            found.append(row)
    return found


def _score_column(cells: Sequence[str]) -> tuple[int, str] | None:
    """Return the column that holds points or weights, where these cells are the head of a table."""
    if any(_CELL_NUMBER.match(cell) for cell in cells):
        return None
    for unit, pattern in (("points", _POINT_HEAD), ("weight_percent", _WEIGHT_HEAD)):
        for index, cell in enumerate(cells):
            if index and pattern.search(cell) and len(cell) < 30:
                return index, unit
    return None


def _row(text: str, cells: Sequence[str], column: tuple[int, str] | None) -> dict[str, Any] | None:
    if column is None or column[0] >= len(cells):
        return None
    match = _CELL_NUMBER.match(cells[column[0]])
    title = next((cell for cell in cells if cell and not _CELL_NUMBER.match(cell)), "")
    if match is None or not title:
        return None
    unit = "weight_percent" if (match[2] or "") in ("%", "％") else column[1]
    return _criterion(text, title, float(match[1]), unit)


def _line(text: str) -> dict[str, Any] | None:
    matches = list(_POINTS.finditer(text))
    if len(matches) != 1 or _WHOLE.search(text):
        return None
    match = matches[0]
    title = (
        bare_title(text[: match.start()]).strip(" :：-–—(（,，.…·") or text[match.end() :].strip()
    )
    if not title:
        return None
    unit = "weight_percent" if match["unit"] in ("%", "％") else "points"
    return _criterion(text, title, float(match["value"]), unit)


def _criterion(text: str, title: str, value: float, unit: str) -> dict[str, Any] | None:
    if unit == "weight_percent" and value > 100:
        return None
    row: dict[str, Any] = {
        "quote": text[:_LONGEST_QUOTE],
        "title": clipped(title, _TITLE),
        "points": None,
        "weight_percent": None,
    }
    return row | {unit: value}


def _title(sentence: str) -> str:
    return clipped(bare_title(sentence).rstrip("。.;；") or sentence, _TITLE)
