"""Where and when trips meet the world: how they begin and how they end."""

import re
from typing import Any

from core.llm.providers.offline.wording.calendar import MONTH
from core.llm.providers.offline.wording.clock import SURE_CLOCK, time_of
from core.llm.providers.offline.wording.sheet import CITY, Sheet
from core.llm.providers.offline.wording.visits import CAPITAL, name_of

_JUNCTION = (
    r"(?:火?车?站|机场|航站楼|码头|高铁站|北站|南站|东站|西站|虹桥(?:站|机场)?"
    r"|[Aa]irport|[Ss]tation|[Tt]erminal|[Pp]ort|[A-Z]{3}\b)"
)
_S = rf"(?P<t>{SURE_CLOCK})"
_WHEN = (
    r"(?:(?:第一天|首日|当天|那天|到达当天|(?:下)?(?:周|星期)[一二三四五六日天]"
    r"|\d{1,2}[号日])\s*(?:的)?)?"
)
_WHEN_END = (
    r"(?:(?:最后一天|末日|返程(?:那天|当天)?|回程(?:那天|当天)?|(?:下)?(?:周"
    r"|星期)[一二三四五六日天]|\d{1,2}[号日])\s*(?:的)?)?"
)
_PORT_ZH = rf"(?P<name>[^，,。；;！!？?\n、的到在从\d]{{0,10}}?{_JUNCTION})"
_PORT_EN = rf"(?:the\s+)?(?P<name>(?-i:{CAPITAL}|{CITY}(?: [A-Z][a-z]+)*))"
_DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|(?:the\s+)?(?:{MONTH})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:,?\s+20\d\d)?|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?:{MONTH})\b\.?)?"
    r"(?:,?\s+20\d\d)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|the last day)"
)
_HOMEWARD = (
    r"(?:leav|head|depart|fly|go|travel|return)\w*\s+(?:home|back|out)"
    r"|(?:flight|train|plane|bus)\s+(?:home|back|out)(?:\s+(?:is|leaves|departs))?"
)
_BEFORE_THE_END = re.compile(
    rf"\b(?:land|arriv|get in|com(?:e|ing) in)|\d{{4}}-\d|\b(?:{MONTH})\b|\d(?:st|nd|rd|th)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
"""Without any of it, who leaves then starts the trip."""
_ANCHORS: dict[str, tuple[re.Pattern[str], ...]] = {
    "end_anchor": tuple(
        re.compile(pattern, re.I | re.A)
        for pattern in (
            rf"{_WHEN_END}{_S}\s*(?:之前|以前|前)?\s*(?:要|得|必须|需要?)\s*(?:赶?到|抵达"
            rf"|回到|到达)\s*{_PORT_ZH}",
            rf"{_WHEN_END}{_S}\s*(?:从|在)\s*{_PORT_ZH}\s*(?:起飞|返程|返回|回|离开|登机"
            r"|上车|坐车)",
            rf"{_WHEN_END}{_S}\s*的?(?:高铁|火车|动车|飞机|航班|大巴|车)\s*(?:从"
            rf"|在)?\s*{_PORT_ZH}\s*(?:走"
            r"|回|返|离开|起飞|出发)",
            rf"{_WHEN_END}{_S}\s*的?(?:高铁|火车|动车|飞机|航班|大巴|车)\s*(?:就|要)?(?:回"
            r"|返|离开|走(?=[了的]?(?:$|[，,。；;！!？?\n])))",
            rf"(?:最后一天|末日|返程那天){_S}\s*的?(?:高铁|火车|动车|飞机|航班|大巴)",
            r"(?:返程|回程|回来|回去)(?:的)?(?:航班|飞机|高铁|火车|车|动车)?\s*(?:是|在"
            rf"|为)?{_WHEN_END}{_S}(?:\s*(?:从|在)\s*{_PORT_ZH})?",
            rf"\b(?:back|return(?:ing)?|home)\s+(?:to|at)\s+{_PORT_EN}\s+(?:by|before"
            rf"|no later than)\s+{_S}",
            rf"\b(?:be|arrive|back) (?:back )?(?:at|in) {_PORT_EN} (?:by|before"
            rf"|no later than) {_S} (?:on the last day|for (?:our|my|the) (?:flight|train)"
            r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)",
            rf"\b(?:{_HOMEWARD})\s+(?:on\s+)?(?P<when>{_DATE}),?\s+(?:at|around|about)\s+{_S}",
            rf"\b(?:{_HOMEWARD})\s+(?:at|around|about)\s+{_S}"
            rf"(?=,?\s+on\s+(?P<when>{_DATE}))",
            rf"\b(?P<then>leav(?:e|es|ing)|depart(?:s|ing)?|fly(?:ing)?)\s+(?:on\s+)?"
            rf"(?P<when>{_DATE}),?\s+(?:at|around|about)\s+{_S}",
            rf"\b(?P<then>leav(?:e|es|ing)|depart(?:s|ing)?|fly(?:ing)?)\s+(?:at|around|about)\s+{_S}"
            rf"(?=,?\s+on\s+(?P<when>{_DATE}))",
            r"\bfly\w* (?:home|back"
            rf"|out)(?: on)?(?: [\w\uf8fd]+)? at {_S}(?:\s+from\s+{_PORT_EN})?",
            r"\b(?:flight|train|plane|bus)\s+(?:home|back|out)\s+(?:is |leaves "
            rf"|departs )?(?:at|from {_PORT_EN} at)\s+{_S}".replace(
                _PORT_EN, r"[\w \u3000-\uffff]{2,30}?"
            ),
            r"\b(?:depart(?:ing|s)?|leav(?:e|es|ing)|fly(?:ing)? (?:home|back|out)"
            r"|flight (?:home|back)(?: is| leaves| departs)?|train (?:home|back)(?: is"
            rf"| leaves| departs)?)\s+from\s+{_PORT_EN}\s+at\s+{_S}",
            r"\b(?:return|last|homeward|departing) (?:flight|train)(?: is| leaves"
            rf"| departs)?\s+(?:from {_PORT_EN}\s+)?at\s+{_S}",
        )
    ),
    "start_anchor": tuple(
        re.compile(pattern, re.I | re.A)
        for pattern in (
            r"\b(?:arriv(?:e|es|ing)|land(?:s|ing)?|get(?:s|ting)? (?:in|there|to)"
            rf"|touch(?:ing)? down|com(?:e|ing) in)(?:\s+(?:at|in|into|to)?\s*{CITY})?\s+(?:on\s+)?"
            rf"(?P<when>{_DATE}),?\s+(?:at|around|about)\s+{_S}",
            rf"{_WHEN}{_S}\s*(?:左右|才|会|就|能)?\s*(?:到达?|抵达|降落(?:在|到)?|落地(?:在"
            rf"|到)?|飞到|下飞机(?:在)?)\s*(?:在)?{_PORT_ZH}",
            rf"{_WHEN}{_S}\s*(?:左右|才|会|就|能)?\s*(?:到达?|抵达|飞到|落地)\s*{CITY}市?"
            r"(?=[，,。；;！!？?\n]|$)",
            rf"{_WHEN}{_S}\s*(?:左右|才|会|就|能)?\s*(?:落地|降落|抵达|下飞机|下车"
            r"|到站)(?=[，,。；;！!？?\n]|$)",
            r"(?:去程|来程|出发)(?:的)?(?:航班|飞机|高铁|火车|动车)\s*(?:是"
            rf"|在)?{_WHEN}{_S}(?:\s*(?:到达?|抵达)\s*{_PORT_ZH})?",
            r"\b(?:arriv(?:e|es|ing)|land(?:s|ing)?|get(?:ting)? in|touch(?:ing)? down"
            rf"|com(?:e|ing) in)\s*(?:at|in|into|to)\s+{_PORT_EN}\s+(?:at|around|about"
            rf"|by)\s+{_S}",
            r"\b(?:arriv(?:e|es|ing)|land(?:s|ing)?|get(?:ting)? in|touch(?:ing)? down"
            rf"|com(?:e|ing) in)\s+(?:at|around|about)\s+{_S}(?:\s+(?:at|in)\s+{_PORT_EN})?",
        )
    ),
}


def find_anchors(
    sheet: Sheet,
) -> tuple[dict[str, Any], list[tuple[str, int, int]], tuple[int, int] | None]:
    """Return where and when the trip begins and ends, where that is said, and where its last day.

    The day itself is still to be read.
    """
    anchors: dict[str, Any] = {}
    spans: list[tuple[str, int, int]] = []
    last_day = None
    for field, patterns in _ANCHORS.items():
        for pattern in patterns:
            found = pattern.search(sheet.text)
            time = time_of(found["t"]) if found and found.groupdict().get("t") else None
            if found is None or (time is None and "t" in pattern.groupindex):
                continue
            groups = found.groupdict()
            if groups.get("then") and not _BEFORE_THE_END.search(sheet.text, 0, found.start()):
                continue
            place = groups.get("name")
            name = name_of(sheet, found, "name") if place else ""
            anchors[field] = {"time": time} | ({"place": name} if name else {})
            inside = groups.get("when") and found.end("when") < found.end()
            spans.append((field, found.end("when") if inside else found.start(), found.end()))
            if groups.get("when") and field == "end_anchor":
                last_day = found.span("when")
            break
    return anchors, spans, last_day
