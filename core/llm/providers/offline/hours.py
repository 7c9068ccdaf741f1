"""From when to when a day lasts, as people say it in English and Chinese."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.kernel.times import clock_text
from core.llm.providers.offline.numerals import NUMBER, whole_number

_DAY_START, _DAY_END = 9 * 60, 21 * 60 + 30
_EARLIEST_START, _LATEST_START = 5 * 60, 14 * 60
_LATE_START = 10 * 60
"""When the days of late risers begin, who say no hour."""
_MIDNIGHT = 24 * 60
_SHORTEST_DAY_MIN = 120
_AFTERNOON = re.compile(r"下午|晚上|傍晚|p\.?m", re.I)

_CLOCK = (
    rf"((?:早上|上午|中午|下午|晚上|傍晚)?\s*{NUMBER}\s*(?:[:：][0-5]\d|点半|[点时]钟?)?"
    r"\s*(?:[ap]m\b|[ap]\.m\.)?)"
)
_PARTS = re.compile(rf"({NUMBER})\s*(?:[:：]([0-5]\d)|(点半)|[点时]|(?=\s*[ap]\.?m))?", re.I)
_SURE = re.compile(r"[:：点时]|[ap]\.?m", re.I)
"""What makes a number a time of day wherever it stands."""
_FROM_TO = re.compile(rf"{_CLOCK}\s*(?:到|至|-|–|—|~|to|until|till)\s*{_CLOCK}", re.I)
_START = (
    re.compile(
        r"(?:不早于|不要早于|别早于|\bnot before|\b(?:no|not) earlier than"
        r"|\bstart(?:ing|s)? (?:(?:the|our|my|each|every) (?:days? )?)?(?:at|after|from|around))\s*"
        + _CLOCK,
        re.I,
    ),
    re.compile(rf"\bafter\s+{_CLOCK}", re.I),
    re.compile(rf"{_CLOCK}(?:以后|之后|后)?(?:再|才)?(?:出门|出发|开始|起床)"),
)
_END = (
    re.compile(
        r"(?:不晚于|不要晚于|别晚于|\b(?:no|not) later than|\b(?:back|done|finished)"
        rf"(?: at the hotel)? (?:by|before))\s*{_CLOCK}",
        re.I,
    ),
    re.compile(rf"{_CLOCK}(?:以前|之前|前)(?:要|得|必须)?(?:回|结束)"),
)
_RISES_LATE = re.compile(
    r"(?:不(?:想|要|用|必|喜欢|爱|愿意?)?|别)(?:太|那么|再)?早起|睡(?:到|个)*(?:自然醒|懒觉)"
    r"|\bno early (?:mornings?|starts?|risers?)\b"
    r"|\bnot (?:an? )?(?:early|morning) (?:person|risers?|people)\b"
    r"|\b(?:do not|don['’]?t|hates?|not) (?:want |like |wish )?(?:to )?(?:wak|get)(?:e|ing)? up"
    r" (?:too |very )?early\b"
    r"|\bsleep(?:ing)? in(?=\s*(?:[,.;!]|$|(?:every|each|late)\b))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Window:
    """Start and end of the days, and where they are said."""

    value: dict[str, str]
    start: int
    end: int


def find_window(text: str) -> Window | None:
    """Return start and end of the days where either is said and they make a day."""
    starts, ends = _first(_START, text), _first(_END, text)
    for match in _FROM_TO.finditer(text):
        if _SURE.search(match[2]):
            starts = (_minutes(match[1]), *match.span())
            ends = (_minutes(match[2]), *match.span())
    if starts is None and (late := _RISES_LATE.search(text)):
        starts = (_LATE_START, *late.span())
    if starts is None and ends is None:
        return None
    start = _DAY_START if starts is None or starts[0] is None else starts[0]
    end = _DAY_END if ends is None or ends[0] is None else ends[0]
    if not _EARLIEST_START <= start <= _LATEST_START:
        return None
    if not start + _SHORTEST_DAY_MIN <= end <= _MIDNIGHT:
        return None
    said = [found for found in (starts, ends) if found]
    window = {"start": clock_text(start), "end": clock_text(end)}
    return Window(window, min(said, key=lambda found: found[1])[1], max(found[2] for found in said))


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> tuple[int | None, int, int] | None:
    for pattern in patterns:
        match = pattern.search(text)
        # "After 5 days" is no time; "not before 9" is one without a further sign.
        if match and (_SURE.search(match[1]) or not match[0].lower().startswith("after")):
            return _minutes(match[1]), *match.span()
    return None


def _minutes(clock: str) -> int | None:
    match = _PARTS.search(clock)
    if match is None:
        return None
    hour = whole_number(match[1])
    if hour < 12 and _AFTERNOON.search(clock):
        hour += 12
    minute = 30 if match[3] else int(match[2] or 0)
    return hour * 60 + minute
