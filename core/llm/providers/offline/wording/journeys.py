"""When journeys between cities leave and arrive, as people say it in English and Chinese."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from core.llm.providers.offline.wording.clock import SURE_CLOCK, clock_text, minutes_of
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import PLACE, Sheet

_PARTS: tuple[tuple[str, int, int], ...] = (
    (r"红眼|深夜|凌晨|\bred[- ]eye\b", 0, 6 * 60),
    (r"清晨|[一大]早(?!上|班)|\bearly morning\b", 5 * 60, 9 * 60),
    (r"早[上晨班]|早(?=车|航班|机)", 6 * 60, 10 * 60),
    (r"\blate morning\b", 10 * 60, 12 * 60),
    (r"上午|\bmorning\b", 6 * 60, 12 * 60),
    (r"中午|\bnoon\b|\bmidday\b", 12 * 60, 14 * 60),
    (r"\bearly afternoon\b", 12 * 60, 15 * 60),
    (r"\blate afternoon\b|\bearly evening\b", 15 * 60, 19 * 60),
    (r"下午|午后|\bafternoon\b", 12 * 60, 18 * 60),
    (r"傍晚", 16 * 60, 19 * 60),
    (r"晚[上间班]|夜[里间班]|晚(?=车|航班|机)|夜(?=车)|\bevening\b|\b(?:over)?night\b",
     18 * 60, 1439),
)  # fmt: skip
"""Parts of the day as minutes after midnight; the closer words first."""
_PART = "|".join(words for words, _, _ in _PARTS)
_TIME = rf"(?P<t>{SURE_CLOCK}|(?:{_PART}))"
_BY_ZH = r"不(?:要|能|得|可以?)?(?:晚|迟)于|别(?:晚|迟)于|最[晚迟]|赶在"
_FROM_ZH = r"不(?:要|能|得|可以?)?早于|别早于|最早"
_PRE_ZH = rf"(?P<pre>{_BY_ZH}|{_FROM_ZH})?(?:在|于|要|得|是|为)?\s*"
_POST_ZH = r"\s*(?P<post>[之以]?[前后]|左右|前后)?(?:的时候)?"
_LEAVES_ZH = r"前往|去|出发|启程|动身|起飞|发车|离开|离城|走(?![走路])|上车|登机|返程|回程|返航"
_ARRIVES_ZH = r"到达|抵达|到站|落地|降落|到家|回家|回到|到"
_RETURNS_ZH = r"返回|回来|回去|回|返"
_VERB_ZH = rf"(?P<verb>{_LEAVES_ZH}|{_ARRIVES_ZH}|{_RETURNS_ZH})"
_RIDE_ZH = r"火车|高铁|动车|列车|城铁|飞机|航班|班机|车次|车票|机票|大巴"
_BEFORE_VERB_ZH = (
    r"(?:(?:下班|放学|开会|吃完?饭)[之以]?后|就|要|得|必须|能够?|再|才|可以|一定|需要?|从[^，,。；;\n]{1,8}?|在"
    rf"|坐|乘|搭|{_RIDE_ZH})*"
)
_ZH = (
    re.compile(rf"(?P<t>{SURE_CLOCK})\s*(?:到|至|[-–—~～])\s*(?P<until>{SURE_CLOCK})(?:之间|期间|间)?的?"
               rf"\s*(?P<ride>{_RIDE_ZH})?\s*{_BEFORE_VERB_ZH}{_VERB_ZH}"),
    re.compile(rf"{_PRE_ZH}{_TIME}{_POST_ZH}\s*的?(?P<ride>{_RIDE_ZH}|车|机)"
               rf"\s*(?P<verb>去|过去|前往|{_LEAVES_ZH}|{_RETURNS_ZH})?"),
    re.compile(rf"{_PRE_ZH}{_TIME}{_POST_ZH}\s*{_BEFORE_VERB_ZH}{_VERB_ZH}"),
    re.compile(rf"{_VERB_ZH}[\u4e00-\u9fff]{{1,6}}?(?:请|希望|最好|要|必须|得|都)*"
               rf"(?P<pre>{_BY_ZH}|{_FROM_ZH})(?:在|于)?\s*{_TIME}{_POST_ZH}"),
    re.compile(rf"{_VERB_ZH}的?(?:时间|时刻|{_RIDE_ZH}|车)?(?:请|希望|最好|要|尽量|想|必须|得)*"
               rf"(?:定|安排|选|控制)?(?:是|在|为)?\s*{_PRE_ZH}{_TIME}{_POST_ZH}"),
)  # fmt: skip
_BY_EN = r"before|by|no later than|not later than|at the latest by|until"
_FROM_EN = r"after|no earlier than|not before|not earlier than|any time after|from"
_WHEN_EN = rf"(?P<pre>{_BY_EN}|{_FROM_EN}|around|about|at)?\s*(?:in |on )?(?:the )?"
_RIDE_EN = r"trains?|flights?|planes?|coach|bus|departure"
_EN_VERB = (
    r"(?P<verb>leav(?:e|ing)|depart(?:ing|s|ure)?|set(?:ting)? off|head(?:ing)? (?:out|back|home)"
    r"|fly(?:ing)? (?:out|back|home)|(?:go|com|travel)(?:e|ing)? (?:back|home)|return(?:ing)?"
    r"|arriv(?:e|ing|al)|get(?:ting)? (?:to|in|into|back|home|there)|(?:be|arrive) (?:back|home)"
    r"|reach(?:ing)?|land(?:ing)?)"
)
_OF_DAYS = re.compile(
    r"每[天日早晚]|天天|[待呆玩逛]到|酒店|宾馆|民宿|住处|出门|起床"
    r"|\b(?:each|every) (?:day|morning)\b|\bdaily\b|\bhotel\b",
    re.I,
)
"""Speaks of days, not of journeys."""
_OUT = (
    r"去程|去的(?:时候|路上|车)|去时|前往|过去|第[一1]天|首日|目的地|\b(?:outbound|outward|there"
    r"|first day|day one|day 1|way there)\b"
)
_BACK = (
    r"返程|回程|返回|回来|回去|回家|到家|返航|最后[一1]天|末日|(?<!往)返(?!往)"
    r"|\b(?:return\w*|back|home|homeward"
    r"|inbound|(?:last|final) day)\b"
)
_IS_ARRIVAL = re.compile(rf"(?:{_ARRIVES_ZH})|arriv|get|be (?:back|home)|reach|land", re.I)
_IS_RETURN = re.compile(rf"(?:{_RETURNS_ZH})$|return|back|home", re.I)
_IS_BY = re.compile(rf"{_BY_ZH}|^[之以]?前$|\b(?:{_BY_EN})\b", re.I)
_IS_FROM = re.compile(rf"{_FROM_ZH}|^[之以]?后$|\b(?:{_FROM_EN})\b", re.I)
_IS_ABOUT = re.compile(r"左右|前后|around|about", re.I)
_SETS_OFF = re.compile(rf"从|{_RIDE_ZH}")
_TO = frozenset({"去", "前往"})
_AFTER_VERB = re.compile(
    rf"\s*(?:去|参观|游览|看|逛)?\s*(?:[\u4e00-\u9fff]{{0,2}}{PLACE}|[\u4e00-\u9fff]{{2}})"
)
_GOING_ON = re.compile(r"\s*(?:并且?|而?且|同时)")
"""Goes on about the place of the clause before."""
_PLACE_BEFORE = re.compile(rf"{PLACE}\s*(?:要|必须|得|最好)?(?:在|于)?\s*$")
_AND = re.compile(r"\s+(?:and|but|then)\s+", re.I)
_NEAR = 12
_LAST_MIN, _NOON, _AN_HOUR, _HALF_AN_HOUR = 1439, 12 * 60, 59, 30
_MOST = 20


@dataclass(frozen=True, slots=True)
class Ends:
    """What the city one comes from is called, and those one goes to."""

    home: tuple[str, ...]
    away: tuple[str, ...]


def find_journey_times(sheet: Sheet, ends: Ends | None) -> list[Promise]:
    """Return when journeys leave and arrive; without a city to come from there are none."""
    if ends is None or not ends.home:
        return []
    reader = _Reader(sheet.text, ends)
    found: dict[tuple[str, ...], Promise] = {}
    for start, end in _stretches(sheet):
        for promise in islice(reader.read(start, end), _MOST):
            times = sorted(promise.condition.keys() - {"kind", "leg"})
            found.setdefault((promise.condition["leg"], *times), promise)
    return list(found.values())


def _stretches(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield clauses, and what "and" joins in them."""
    for start, end in sheet.clauses():
        at = start
        for joint in _AND.finditer(sheet.text, start, end):
            yield at, joint.start()
            at = joint.end()
        yield at, end


def _when(found: re.Match[str]) -> tuple[int, int]:
    groups = [name for name in ("pre", "t", "until", "post") if found.groupdict().get(name)]
    return min(map(found.start, groups)), max(map(found.end, groups))


class _Reader:
    def __init__(self, text: str, ends: Ends) -> None:
        self._text = text
        self._home, self._away = _any_of(ends.home), _any_of(ends.away)
        city = rf"(?:{self._home}|{self._away})"
        self._patterns = (*_ZH, *_english(city))
        self._out = re.compile(
            rf"{_OUT}|(?:从|离开|自|\bfrom |\bleav\w* |\bdepart\w* (?:from )?)\s*{self._home}"
            rf"|(?:到达?|抵达|去|\bin |\bto |\breach\w* )\s*{self._away}",
            re.I,
        )
        self._back = re.compile(
            rf"{_BACK}|(?:从|离开|自|\bfrom |\bleav\w* |\bdepart\w* (?:from )?)\s*{self._away}"
            rf"|(?:到达?|抵达|回到?|\bin |\bto |\breach\w* )\s*{self._home}",
            re.I,
        )
        self._city_next = re.compile(rf"\s*(?:{city}|目的地|那[边里儿]|当地|家)")

    def read(self, start: int, end: int) -> Iterator[Promise]:
        """Yield what a clause says of journeys."""
        taken: list[tuple[int, int]] = []
        for pattern in self._patterns:
            for found in pattern.finditer(self._text, start, end):
                if any(a < found.end("t") and found.start("t") < b for a, b in taken):
                    continue
                around = max(start, found.start() - _NEAR), min(end, found.end() + _NEAR)
                if _OF_DAYS.search(self._text, *around):
                    continue
                condition = self._condition(found, start, end)
                if condition is not None:
                    taken.append(found.span())
                    # How one travels is read elsewhere: only the time is done with.
                    yield Promise(condition, self._cue(start, found), found.end(), (_when(found),))

    def _condition(self, found: re.Match[str], start: int, end: int) -> dict[str, Any] | None:
        groups = found.groupdict()
        verb = groups.get("verb") or ""
        rides = bool(groups.get("ride"))
        if not verb.isascii() and not rides and self._is_a_visit(found, verb, start, end):
            return None
        sets_off = bool(_SETS_OFF.search(self._text, found.end("t"), found.end()))
        if verb in _TO and not (rides or sets_off):
            return None
        leg = self._leg(found, start, end, verb)
        # Who goes from here to there in the morning leaves then.
        keys = _keys(groups, "" if sets_off and verb == "到" else verb, rides=rides)
        return {"kind": "link_time", "leg": leg, **keys} if leg and keys else None

    def _is_a_visit(self, found: re.Match[str], verb: str, start: int, end: int) -> bool:
        """Say whether a place is reached or left, and no city."""
        after = self._text[found.end("verb") : end]
        if _PLACE_BEFORE.search(self._text[start : found.start()]) or (
            _GOING_ON.match(self._text, start) and _IS_ARRIVAL.search(verb)
        ):
            return not self._city_next.match(after)
        return bool(_AFTER_VERB.match(after) and not self._city_next.match(after)) and (
            bool(_IS_ARRIVAL.search(verb))
            or verb == "离开"
            or bool(re.match(rf"\s*去?{PLACE}", after))
        )

    def _leg(self, found: re.Match[str], start: int, end: int, verb: str) -> str | None:
        out = [m.start() for m in self._out.finditer(self._text, start, end)]
        back = [m.start() for m in self._back.finditer(self._text, start, end)]
        if out and back:
            at = found.start("t")
            return "outward" if _nearest(out, at) < _nearest(back, at) else "return"
        if out or back:
            return "outward" if out else "return"
        if not verb and not found.groupdict().get("ride"):
            return None
        if verb.lower().startswith("leav") and not found.groupdict().get("ride"):
            return None
        return "return" if _IS_RETURN.search(verb) else "outward"

    def _cue(self, start: int, found: re.Match[str]) -> int:
        """Return where the words begin that say which journey is meant."""
        cues = [
            cue.start()
            for pattern in (self._out, self._back)
            for cue in pattern.finditer(self._text, start, found.start())
        ]
        return max(cues, default=found.start())


@lru_cache(maxsize=128)
def _english(city: str) -> tuple[re.Pattern[str], ...]:
    some = (
        rf"(?:\s+(?:from|to|in|at|for|the|our|my|back|home|there|city|flight|train|{city})){{0,4}}"
    )
    return (
        re.compile(
            rf"\b{_WHEN_EN}{_TIME}\s+(?P<ride>{_RIDE_EN})\b"
            rf"(?:\s+(?P<verb>there|out|back|home|return))?",
            re.I | re.A,
        ),
        re.compile(
            rf"\b(?P<ride>(?:outbound|outward|inbound|return|departing|homeward)"
            rf"(?: (?:{_RIDE_EN}|journey|trip|leg|ride))?)"
            r"(?:\s+(?:should|must|has to|have to|needs? to|to|be|is|not|that))*"
            rf"\s+(?P<verb>leaves?|departs?|arrives?|lands?|gets? in|be|is)?\s*{_WHEN_EN}{_TIME}",
            re.I | re.A,
        ),
        re.compile(rf"\b{_EN_VERB}{some}\s+{_WHEN_EN}{_TIME}", re.I | re.A),
    )


def _any_of(names: Sequence[str]) -> str:
    words = sorted({re.escape(name) for name in names if name}, key=len, reverse=True)
    return f"(?:{'|'.join(words)})" if words else r"(?!)"


def _nearest(starts: Sequence[int], at: int) -> int:
    return min(abs(start - at) for start in starts)


def _keys(groups: dict[str, str | None], verb: str, *, rides: bool) -> dict[str, str]:
    """Return the times of a condition."""
    first, last = _window(groups["t"] or "")
    if first is None or last is None:
        return {}
    if groups.get("until"):
        until = _window(groups["until"] or "")[0]
        name = "arrives" if _is_arrival(verb, rides=rides) else "departs"
        if until is None:
            return {}
        until += 12 * 60 if until <= first and until < _NOON else 0
        return {f"{name}_from": clock_text(first), f"{name}_by": clock_text(until)}
    bounds = [groups.get("pre") or "", groups.get("post") or ""]
    arrives = _is_arrival(verb, rides=rides)
    if any(_IS_BY.search(bound) for bound in bounds):
        # Who is back by eight has left by then; who leaves after eight comes back after it.
        arrives = arrives or (bool(_IS_RETURN.search(verb)) and not rides)
        return {"arrives_by" if arrives else "departs_by": clock_text(first)}
    if any(_IS_FROM.search(bound) for bound in bounds):
        since = last if last <= _NOON else first
        return {"arrives_from" if arrives else "departs_from": clock_text(since)}
    if first == last and arrives:
        return {}
    if first == last:
        about = any(_IS_ABOUT.search(bound) for bound in bounds)
        first, last = (first - _HALF_AN_HOUR if about else first), first + _AN_HOUR
    name = "arrives" if arrives else "departs"
    return {
        f"{name}_from": clock_text(max(0, first)),
        f"{name}_by": clock_text(min(_LAST_MIN, last)),
    }


def _is_arrival(verb: str, *, rides: bool) -> bool:
    said = _IS_ARRIVAL.search(verb) is not None
    return said and (not rides or verb.isascii())


def _window(words: str) -> tuple[int | None, int | None]:
    """Return the first and last minute of a time or a part of the day."""
    minute = (
        minutes_of(words)
        if re.search(r"\d|[零一二两三四五六七八九十]\s*[点时:：]", words)
        else None
    )
    if minute is not None:
        return minute, minute
    for part, first, last in _PARTS:
        if re.search(part, words, re.I):
            return first, last
    minute = minutes_of(words)
    return minute, minute
