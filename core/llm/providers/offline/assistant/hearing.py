"""A message under reading: days and times of it are marks, and every word keeps its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.llm.providers.offline.assistant.folding import folded
from core.llm.providers.offline.numerals import NUMBER, whole_number
from core.llm.providers.offline.wording.calendar import IN_DAYS, dated_spans, first_day
from core.llm.providers.offline.wording.clock import SURE_CLOCK, clock_text, minutes_of
from core.schemas.fields import MAX_DAYS

DAY, TIME, _FILL, GONE = "\ue000", "\ue001", "\ue002", "\ue003"
D, T = rf"(?:{DAY}{_FILL}*)", rf"(?:{TIME}{_FILL}*)"
"""A day, and a time of day, in the text of a message."""
MARKS = "\ue000-\ue003"
_NOT_OURS = dict.fromkeys(range(0xE000, 0xE004), " ")
"""Nobody else marks anything."""
_MOST_CHARS = 300
"""What is written after so many letters is not read."""
_A_WHILE = timedelta(days=90)
"""A date without a year is the next, or one that is not long gone."""
_WEEKDAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_ZH = "一二三四五六日"
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1, "final": -1, "frist": 1,
}  # fmt: skip
_SMALL_ZH = r"(?:\d{1,2}|十[一二三四]?|[一二两三四五六七八九])"
_TOMORROW = r"(?:tom+or+ows?|tom+or+w|tmr+w?|tmw|2mor+ow?)"
_OFFSETS = (
    (r"\bthe day before yesterday\b|(?<!以)(?<!之)前天", -2),
    (r"\byesterday\b|昨[天日晚]", -1),
    (r"大后天", 3),
    (rf"\b(?:the )?day after {_TOMORROW}\b|后[天日]|后晚", 2),
    (rf"\b{_TOMORROW}\b|明[天日晚早]|翌日", 1),
    (r"\btoday\b|\btonight\b|\btonite\b|\bthis (?:morning|afternoon|evening)\b|今[天日晚早夜]", 0),
)
_DAYS = re.compile(
    "|".join(f"(?P<o{n}>{pattern})" for n, (pattern, _) in enumerate(_OFFSETS))
    + rf"|\b(?P<nth>{'|'.join(_ORDINALS)}) day\b(?: of (?:my|our|the) (?:trip|stay))?"
    rf"|\bday ?(?:number |no\. ?|#)?(?P<n>{NUMBER})(?![\d:])"
    rf"|(?<!倒数)第\s*(?P<zn>{_SMALL_ZH})\s*[天日](?!之?前)|(?P<zfirst>[首头]一?[天日](?!之)|首日)"
    rf"|倒数第(?P<zback>{_SMALL_ZH})[天日]|(?P<zlast>最后一?[天日]|最末一?天)"
    r"|(?P<lastnight>\b(?:the|our|my) last night\b|最后一[晚夜])"
    r"|(?P<weekend>\b(?:(?:this|the|next) )?weekend\b|(?P<zw1>下)?(?:这|本|个)*周末)"
    r"|(?P<nextweek>\bnext week(?:'s)? (?:on )?)?\b(?:(?:this|next|on) )?"
    r"(?P<wd>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satu?r?|sun)(?:day)?s?\b(?! ?(?:skytree))"
    r"(?P<afterweek> next week\b)?(?: nights?\b)?"
    r"|(?P<zwhen>下下|下|上|这|本)?个?(?<![一两二三四\d])(?:周|星期"
    r"|礼拜)(?P<zwd>[一二三四五六日]|天(?!气))",
    re.A,
)
_SHORT_DAYS = frozenset({"mon", "wed", "sat", "sun", "fri", "thu", "tue"})
_NTH_OF_MONTH = re.compile(r"\b(?:on|to|for) the (\d{1,2})(?:st|nd|rd|th)\b(?! (?:day|stop|floor))")
_FROM_TODAY = re.compile(
    rf"^(?:and |so )?(?:what|where|which|how|is|are|do)\b.*\b(?:we|i|our"
    rf"|my)\b.* (in ({NUMBER}) days)"
    r"(?:'? time)?\W*$"
)
"""Asked of one's own trip, this is a day and no length."""
_A_LITTLE = re.compile(
    r"(?<![到至在午上晚早十])一点(?![半钟整\d一二三四五])|[晚早](?:一点|点)(?!\d|半|钟)"
)
_CLOCK = re.compile(SURE_CLOCK, re.I)
_BARE_CLOCK = re.compile(
    rf"(?<=\bat )(?:{NUMBER})(?! ?(?:{NUMBER}|(?!(?:on|in|instead|please|pls|and|then|for|sharp)\b)"
    rf"[a-z])|[{MARKS}])"
)
_PARTS_OF_HOUR = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
_SPOKEN_CLOCK = re.compile(
    rf"\b(?:a )?({'|'.join(_PARTS_OF_HOUR)}) (past|to"
    rf"|after) ({NUMBER})(?![\d:])(?:\s*[ap]\.?m\b\.?)?"
)
_EARLY_HOUR = 7
"""Nobody means the night by such an hour, nor by half past one."""
_SAYS_HALF = re.compile(r"[ap]\.?m|凌晨|清晨|早|上午|中午|午|傍晚|晚|夜|noon|night")
_PARTS = re.compile(
    rf"(?:\b(?:in|to|for|until) the |(?<=[{MARKS}]) ?(?:in the )?|^the )"
    r"(?P<en>morning|afternoon|evening|night|noon)\b(?! (?:market|tea|show|safari|tour"
    r"|cruise|view))"
    rf"|(?:(?<=[{MARKS}])|(?<=[到在至])|(?<=^))的?"
    r"(?P<zh>早上|早晨|上午|中午|下午|傍晚|晚上|夜里)(?!好)"
)
_HOURS = {
    "morning": 9, "afternoon": 14, "evening": 18, "night": 20, "noon": 12, "早上": 9, "早晨": 9,
    "上午": 9, "中午": 12, "下午": 14, "傍晚": 17, "晚上": 18, "夜里": 20,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """One message: as it was written, folded (`plain`), and that with marks for days and times.

    `vague` are the times that are only said to be a part of the day.
    """

    original: str
    plain: str
    text: str
    days: Mapping[int, dict[str, Any]]
    times: Mapping[int, str]
    vague: frozenset[int]
    weekend: bool

    def words(self, start: int, end: int) -> str:
        """Return the words of a span as they were written."""
        return self.original[start:end]

    def day(self) -> dict[str, Any] | None:
        """Return the first day that is said."""
        return next(iter(self.days.values()), None)

    def time(self) -> str | None:
        """Return the first time of day that is said."""
        return next(iter(self.times.values()), None)


def hear(words: str, today: date) -> Heard:
    """Read a message."""
    text = plain = folded(words[:_MOST_CHARS]).translate(_NOT_OURS)
    days: dict[int, dict[str, Any]] = {}
    times: dict[int, str] = {}
    weekend = False
    for start, end, day in _said_days(text, today):
        if set(text[start:end]).isdisjoint({DAY, _FILL}):
            weekend = weekend or "weekend" in text[start:end] or "周末" in text[start:end]
            days[start], text = day, _marked(text, start, end, DAY)
    kept = _A_LITTLE.sub(lambda found: "~" * len(found[0]), text)
    for pattern in (_SPOKEN_CLOCK, _CLOCK, _BARE_CLOCK):
        for found in pattern.finditer(kept):
            clock = _clock(found[0])
            if clock is not None and TIME not in text[found.start() : found.end()]:
                start = found.end() - len(found[0].lstrip())
                times[start], text = clock, _marked(text, start, found.end(), TIME)
    vague = set()
    for found in _PARTS.finditer(text):
        name = found["en"] or found["zh"]
        start = found.start(found.lastgroup or 0)
        times.setdefault(start, clock_text(_HOURS[name] * 60))
        vague.add(start)
        text = _marked(text, start, found.end(), TIME)
    ordered = dict(sorted(days.items())), dict(sorted(times.items()))
    return Heard(words, plain, text, *ordered, frozenset(vague), weekend)


def _marked(text: str, start: int, end: int, mark: str) -> str:
    return f"{text[:start]}{mark}{_FILL * (end - start - 1)}{text[end:]}"


def _clock(words: str) -> str | None:
    spoken = _SPOKEN_CLOCK.search(words)
    minute = _spoken_minute(spoken) if spoken else minutes_of(words)
    if minute is None:
        return None
    if minute < _EARLY_HOUR * 60 and not _SAYS_HALF.search(words):
        minute += 12 * 60
    return clock_text(minute)


def _spoken_minute(found: re.Match[str]) -> int:
    """Return the minute of "half past four", or of "a quarter to five"."""
    minutes = _PARTS_OF_HOUR[found[1]]
    return whole_number(found[3]) * 60 + (-minutes if found[2] == "to" else minutes)


def _said_days(text: str, today: date) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield every day that is said, with where; dates before what is in them."""
    for start, end in dated_spans(text):
        words = text[start:end]
        if (ahead := IN_DAYS.fullmatch(words)) is not None:
            yield start, end, {"offset": whole_number(ahead[1] or ahead[2])}
            continue
        has_month = "月" in words or not words.rstrip("号日").strip().isdecimal()
        on = first_day(words, today - _A_WHILE if has_month else today)
        if on is not None:
            yield start, end, {"date": on.isoformat()}
    for found in _FROM_TODAY.finditer(text):
        yield *found.span(1), {"offset": whole_number(found[2])}
    for found in _NTH_OF_MONTH.finditer(text):
        on = first_day(f"the {found[1]}th", today)
        if on is not None:
            yield found.start(1), found.end(), {"date": on.isoformat()}
    for found in _DAYS.finditer(text):
        day = _day(found)
        if day is not None:
            yield *_trimmed(found), day


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    """Return where a day stands, without the preposition before it."""
    lead = len(found[0]) - len(found[0].removeprefix("on "))
    return found.start() + lead, found.end()


def _day(found: re.Match[str]) -> dict[str, Any] | None:
    for number, (_, offset) in enumerate(_OFFSETS):
        if found[f"o{number}"]:
            return {"offset": offset}
    if found["nth"]:
        return {"ordinal": _ORDINALS.get(found["nth"], 1)}
    if found["n"] or found["zn"]:
        count = whole_number(found["n"] or found["zn"])
        return {"ordinal": count} if 1 <= count <= MAX_DAYS else None
    if found["lastnight"]:
        return {"ordinal": -2}  # after the last day one goes home
    if found["zback"]:
        return {"ordinal": -whole_number(found["zback"])}
    if found["zfirst"] or found["zlast"]:
        return {"ordinal": 1 if found["zfirst"] else -1}
    if found["weekend"]:
        return {"weekday": 5, "weeks": 1} if "下" in found[0] else {"weekday": 5}
    return _named(found)


def _named(found: re.Match[str]) -> dict[str, Any] | None:
    if found["wd"]:
        word = found["wd"]
        if word in _SHORT_DAYS and not re.search(r"day|\b(?:on|this|next)\b", found[0]):
            # "sun" and "wed" are words, "sat" is what one did.
            return None
        weekday = _WEEKDAYS_EN.index(word[:3])
        is_next = found["nextweek"] or found["afterweek"]
        return {"weekday": weekday} | ({"weeks": 1} if is_next else {})
    weekday = _WEEKDAYS_ZH.index(found["zwd"].replace("天", "日"))
    weeks = {"下": 1, "下下": 2, "上": -1}.get(found["zwhen"] or "")
    return {"weekday": weekday} | ({"weeks": weeks} if weeks else {})
