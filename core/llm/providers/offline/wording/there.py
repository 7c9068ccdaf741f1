"""When and how long one is at the place that was named just before: 去灵隐寺，9点前到那里."""

import re
from collections.abc import Iterator
from typing import Any

from core.llm.providers.offline.wording.clock import LENGTH, SURE_CLOCK, length_of, time_of
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import PLACE, Sheet

_T = rf"(?P<t>{SURE_CLOCK})"
_D = rf"(?P<length>{LENGTH})"
_MUST = r"(?:就|要|得|必须|一定|能|需要?|可以)*"
_BEFORE, _LATER = r"(?:[之以]?前)", r"(?:[之以]?后)"
_THERE = r"(?:那里|那儿|那边|那)"
_COME = rf"(?:(?:到达?|抵达|赶到|过去)(?:{_THERE})?|[入进]园|[入进]场)"
_FINE = r"(?:就行|即可|就好|就可以|了)?"
_GO_AWAY = rf"(?:走|离开(?:{_THERE})?|出来|出园)"
_SEE = r"(?:停留|待|呆|玩|逛|游览|参观|游玩)"
_LEAST = r"(?:不少于|至少|最少|不低于|不短于|超过|起码)"
_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I | re.A), key)
    for pattern, key in (
        (rf"(?:在|要|得|必须)*{_T}\s*{_BEFORE}\s*{_MUST}{_COME}{_FINE}", "arrive_by"),
        (
            rf"(?:最[晚迟]|不晚于|不迟于|不要晚于|别晚于)\s*{_T}\s*{_MUST}(?:{_COME})?{_FINE}",
            "arrive_by",
        ),
        (rf"{_T}\s*{_MUST}(?:到达?|抵达){_THERE}{_FINE}", "arrive_by"),
        (rf"{_T}\s*{_LATER}\s*(?:再|才)(?:去|{_COME})(?:{_THERE})?{_FINE}", "arrive_from"),
        (rf"{_T}\s*{_LATER}\s*(?:再|才){_GO_AWAY}{_FINE}", "leave_from"),
        (
            rf"{_MUST}(?:待|呆|玩|逛)到\s*{_T}\s*(?:{_LATER}|(?:再|才){_GO_AWAY})?{_FINE}",
            "leave_from",
        ),
        (rf"{_T}\s*{_BEFORE}\s*{_MUST}(?:离开{_THERE}|出来|出园){_FINE}", "leave_by"),
        (
            rf"(?:在?{_THERE}|要|得|想|打算)*{_LEAST}{_MUST}{_SEE}?(?:上|够|满|足)?\s*{_D}",
            "minutes",
        ),
        (
            rf"(?:在?{_THERE}|要|得|想|打算)*{_SEE}(?:上|够|满|足)?\s*{_LEAST}?\s*{_D}(?:以上|左右)?",
            "minutes",
        ),
    )
)
_SENTENCE_END = re.compile(r"[。;；!！?？\n]")


def find_there(sheet: Sheet) -> Iterator[Promise]:
    """Yield what the clauses after a place, up to the end of its sentence, say of its visit."""
    place, last_end = "", 0
    for start, end in sheet.clauses():
        if _SENTENCE_END.search(sheet.text[last_end:start]):
            place = ""
        last_end = end
        named = list(re.finditer(PLACE, sheet.text[start:end]))
        if named:
            last = named[-1]
            is_visited = "hotel" not in sheet.kind(last[0])
            place = sheet.name(last[0], start + last.start()) if is_visited else ""
        elif place:
            said = _said(sheet.text[start:end].strip())
            if said:
                yield Promise({"kind": "visit_time", "place": place, **said}, start, end)


def _said(clause: str) -> dict[str, Any]:
    for pattern, key in _SAID:
        found = pattern.fullmatch(clause)
        if found:
            value = length_of(found["length"]) if key == "minutes" else time_of(found["t"])
            return {key: value} if value else {}
    return {}
