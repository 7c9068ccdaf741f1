"""Messages that make sense only with the turn before: "and the day after?", 那后天呢, "at 3"."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core.llm.providers.offline.assistant.hearing import D, Heard, T
from core.llm.providers.offline.assistant.names import is_city, is_everything, name_in
from core.llm.providers.offline.assistant.tools import hotel

Said = dict[str, Any]
_LEAD = re.compile(
    r"(?:(?:and|ok(?:ay)?|so|then|but|no|nope|not|yes|yeah|sure|well|oh|sorry|thanks"
    r"|thank you|great|please|or|actually|hmm?|alright|good"
    r"|what about|how about|what's about|wait|hold on|wrong|i (?:meant|mean|said)|make it"
    r"|make that|rather"
    r"|better|instead|maybe|let'?s (?:say|do|make it)|it should be"
    r"|好的?|嗯|行|可以|那么?|不过|但是?|就|还是|不对|不是的?|不|错了|等等|等一下|我(?:说|指)的是|我是说"
    r"|应该是|是|改成|改到|改为|换成|换到|放到|移到|到|再|要不|或者|谢谢)(?![a-z])[\s,.!]*)+"
)
_CORRECTS = re.compile(
    r"\b(?:no|nope|not|wrong|sorry|i (?:meant|mean|said)|actually|rather|instead)\b"
    r"|不|错|我(?:说|指)的?是|应该是|换成|改成"
)
_TAIL = re.compile(
    r"(?:[\s,.!?~]|\b(?:please|then|instead|better|too|is better|would be better)\b|呢|吧|吗"
    r"|的|了|呀|啊|哦|更好|比较好|好一?点|谢谢|怎么样|如何)+$"
)
_NEXT_DAY = re.compile(
    r"(?:on )?(?:the )?(?:day after(?: (?:that|it|this))?|next day|following day|next one)|(?:之后"
    rf"|后|再|再?后面|往后)那?一天|下一天|再下一天|隔天|次日|{D}之?后(?:那|的)?一?天|{D}的?(?:下|后)一天"
)
_PREVIOUS_DAY = re.compile(
    rf"(?:the )?(?:day before(?: (?:that|it))?|previous day)|前一天|上一天|{D}(?:的)?前一天"
)
_ONLY_WHEN = re.compile(
    rf"(?:(?:on|at|for|to|by|in|around|it|from|在|到)[\s,]*)*(?:{D}|{T})(?:[\s,]*(?:(?:on|at"
    rf"|for|in|to)[\s,]*)*(?:{D}|{T}))*"
)
_ASKS = re.compile(
    r"\b(?:what|who|why|how|when|where|which|is|are|do|does|did|can|will)\b|什么|怎么|哪|几点|多少|为什么"
)
_CHEAPER = re.compile(
    r"cheaper|less expensive|more affordable|more options|others?|something else"
    r"|anything else|another|better ones?|便宜|实惠|经济|别的|其他|还有|换一批|更好"
)
_CHEAPER_ONE = re.compile(
    r"(?:(?:something|somewhere|anything|anywhere|a|one) )?(?:cheaper|less expensive"
    r"|more affordable)"
    r"(?: (?:one|place|restaurant|hotel))?|(?:再|更|换)*(?:一?[家个间])?(?:便宜"
    r"|实惠)一?[点些]儿?(?:的)?"
    r"(?:餐厅|饭店|酒店|地方)?"
)
_STOP_ALONE = re.compile(
    r"(?:the |that |my |our )?(?:(?:first|second|third|fourth|fifth|last|\d(?:st|nd|rd|th))"
    r" (?:stop|sight|place|one)|restaurant|hotel|museum|breakfast|lunch|dinner)"
    r"|(?:第[一二三四五六七八九\d]|最后一?)(?:站|[个家处](?:景点|地方)?)"
    r"|(?:[那这]家)?(?:餐厅|饭店|酒店|早[饭餐]|午[饭餐]|晚[饭餐]|博物馆)"
)
_FROM = re.compile(r"(?P<w>(?:from|out of|leaving)\s+|从)?(?P<n>.+?)(?P<z>出发|起飞)?")
_WORDS = 4
_ZH_WORDS = 10
_TOOLS = frozenset({"weather", "hotel", "flight", "place_search"})
_WEEK = 7


def core_of(heard: Heard) -> tuple[int, int]:
    """Return where what is said stands, between the words that join it to the turn before."""
    lead = _LEAD.match(heard.text)
    start = lead.end() if lead else 0
    tail = _TAIL.search(heard.text, start)
    return start, tail.start() if tail else len(heard.text)


def follow(heard: Heard, before: Mapping[str, Any]) -> Said | None:
    """Return what a fragment means after the turn before; None where it is none."""
    start, end = core_of(heard)
    core = heard.text[start:end]
    if (day := _shifted(core, heard, before)) is not None:
        return _with_day(before, day, None)
    if core and _ONLY_WHEN.fullmatch(core):
        return _with_day(before, heard.day(), heard.time())
    intent = before["intent"]
    if _CHEAPER_ONE.fullmatch(core) and (stop := _stop_of(before)) is not None:
        words = heard.words(start, end)
        return {"intent": "trip_edit", "change": {"kind": "replace", **stop, "place": words}}
    if intent in ("hotel", "place_search") and _CHEAPER.search(core) and _is_short(core):
        return dict(before)
    if intent == "flight" and "origin" not in before["tool"] and not _joins(heard):
        found = _FROM.fullmatch(heard.text, start, end)
        name = name_in(heard, *found.span("n")) if found and _is_short(core) else None
        if found and name and (is_city(name.lower()) or found["w"] or found["z"]):
            return {**before, "tool": {**before["tool"], "origin": name}}
    if intent == "hotel" and _is_short(core):
        more = {**before["tool"], **hotel(heard)}
        more["city"] = before["tool"].get("city", more.get("city"))
        if more != before["tool"] and not _joins(heard):
            return {**before, "tool": _tidy(more)}
    return None


def corrected(heard: Heard, before: Mapping[str, Any]) -> Said | None:
    """Return a change that waits with another stop or place in it: "no, I meant the zoo"."""
    lead = _LEAD.match(heard.text)
    start, end = core_of(heard)
    core = heard.text[start:end]
    if lead is None or not _CORRECTS.search(lead[0]) or _ASKS.search(core) or not _is_short(core):
        return None
    name = name_in(heard, start, end)
    if name is None or is_everything(name):
        return None
    change = dict(before["change"])
    change["stop" if change["kind"] in ("remove", "move", "retime") else "place"] = name
    return {"intent": "trip_edit", "change": change}


def follow_name(heard: Heard, before: Mapping[str, Any]) -> Said | None:
    """Return what a mere name means after the turn before: "what about Kyoto?", 动物园呢."""
    start, end = core_of(heard)
    core = heard.text[start:end]
    if not (_joins(heard) and _is_short(core)) or _ASKS.search(core):
        return None
    name = name_in(heard, start, end)
    return None if name is None else _with_name(before, name)


def follow_stop(heard: Heard, before: Mapping[str, Any] | None) -> Said | None:
    """Return what a stop said by its number or kind alone means: what was asked, of that stop."""
    start, end = core_of(heard)
    if not _STOP_ALONE.fullmatch(heard.text, start, end):
        return None
    if before is not None and before["intent"] in _TOOLS:
        return None
    name = name_in(heard, start, end)
    if name is not None and before is not None and before["intent"] == "trip_query":
        return _with_name(before, name)
    return {"intent": "trip_query", "ask": "schedule", "subject": name} if name else None


def _stop_of(before: Mapping[str, Any]) -> Said | None:
    """Return the stop of the trip that was asked about, or was to be replaced, with its day."""
    change = before.get("change") or {}
    if change.get("kind") == "replace" and change.get("stop"):
        return {key: change[key] for key in ("stop", "stop_day") if key in change}
    if before["intent"] != "trip_query" or "subject" not in before:
        return None
    day = {"stop_day": before["day"]} if "day" in before else {}
    return {"stop": before["subject"], **day}


def _joins(heard: Heard) -> bool:
    """Say whether a message goes on where the turn before stopped."""
    text = heard.text
    return bool(
        re.match(r"\W*(?:and|what about|how about|or|那)(?![a-z])|.*\bwhat about\b", text)
    ) or bool(re.search(r"呢\W*$", text))


def _is_short(core: str) -> bool:
    return len(core.split()) <= _WORDS and (core.isascii() or len(core) <= _ZH_WORDS)


def _shifted(core: str, heard: Heard, before: Mapping[str, Any]) -> Said | None:
    base = heard.day() or _day_of(before)
    if base is None:
        return None
    for pattern, by in ((_NEXT_DAY, 1), (_PREVIOUS_DAY, -1)):
        if pattern.fullmatch(core.strip()):
            return shifted(base, by)
    return None


def shifted(day: Mapping[str, Any], by: int) -> Said | None:
    """Return the day that many days later, said in the same way."""
    if "offset" in day:
        return {"offset": day["offset"] + by}
    if "weekday" in day:
        weeks, weekday = divmod(day["weekday"] + by, _WEEK)
        return {"weekday": weekday} | ({"weeks": day["weeks"] + weeks} if "weeks" in day else {})
    if "ordinal" in day:
        ordinal = day["ordinal"] + by
        return {"ordinal": ordinal} if ordinal and (ordinal > 0) == (day["ordinal"] > 0) else None
    return {"date": _later(day["date"], by)}


def _later(iso: str, by: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=by)).isoformat()


def _day_of(before: Mapping[str, Any]) -> Said | None:
    change, tool = before.get("change") or {}, before.get("tool") or {}
    found = before.get("day") or tool.get("day") or change.get("day") or change.get("stop_day")
    return dict(found) if found else None


def _with_day(before: Mapping[str, Any], day: Said | None, time: str | None) -> Said | None:
    """Return the turn before, for another day or at another time."""
    intent = before["intent"]
    if intent == "trip_edit" and before.get("change"):
        change = dict(before["change"])
        if day is not None:
            key = (
                "stop_day"
                if change["kind"] in ("remove", "replace", "retime") and time is None
                else "day"
            )
            change[key] = day
            if change["kind"] == "retime" and time is None:
                change = {**change, "kind": "move", "day": day}
                change.pop("stop_day", None)
        if time is not None:
            change["time"] = time
        return {"intent": intent, "change": change}
    if day is None:
        return None
    if intent in _TOOLS:
        tool = {**before["tool"], "day": day}
        return {**before, "tool": tool}
    if intent == "trip_query":
        return {**before, "day": day}
    return None


def _with_name(before: Mapping[str, Any], name: str) -> Said | None:
    """Return the turn before, about another city, place or trip."""
    intent, knows_city = before["intent"], is_city(name.lower())
    if intent in ("weather", "hotel", "flight"):
        return {**before, "tool": {**before["tool"], "city": name}}
    if intent == "place_search":
        return {**before, "tool": {**before["tool"], "city" if knows_city else "text": name}}
    if intent == "trip_query":
        if is_everything(name):
            return {key: said for key, said in before.items() if key not in ("subject", "day")}
        key = "trip" if knows_city and not before.get("subject") else "subject"
        return {**before, key: name}
    return None


def _tidy(said: Said) -> Said:
    return {key: value for key, value in said.items() if value is not None}
