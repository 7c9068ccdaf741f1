"""What a turn is about, by rules: the answer to `assistant.route` without its words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.llm.providers.offline.assistant import talk, tools
from core.llm.providers.offline.assistant.asks import find_ask
from core.llm.providers.offline.assistant.edits import find_change
from core.llm.providers.offline.assistant.following import (
    core_of,
    corrected,
    follow,
    follow_name,
    follow_stop,
)
from core.llm.providers.offline.assistant.hearing import Heard, hear
from core.llm.providers.offline.assistant.names import is_city
from core.llm.providers.offline.assistant.ofcities import is_of_city, is_of_land, is_of_prices
from core.llm.providers.offline.assistant.pleas import plea_to_memory
from core.llm.providers.offline.assistant.replies import heard_reply
from core.llm.providers.offline.assistant.wholes import replaced, wants_undo, wholes_said
from core.schemas.chat import ChangeKind

Said = dict[str, Any]
_TALK = ("chitchat", "general_qa")
_REMEMBERED = 4
"""So many messages of the traveller's before this one are read again."""
_POLITE = re.compile(
    r"(?:[\s,.!?~]|(?:hi|hello|hey|ok|okay|so|well|and|but|then|also|oh|hmm|please|pls|plz"
    r"|thanks|thank you|great|sorry|actually|yes|yeah|sure|no|maybe)\b(?!')"
    r"|\b(?:could|can|would|will) (?:you|u)\b(?: please| maybe)?|\b(?:can|could|may|should"
    r"|shall) (?:we|i)\b(?! (?:have|do|see|visit|start)\b.*[\ue001])"
    r"|\b(?:i|we)(?:'d| would)? (?:like|love|want|need|prefer|wish) to\b(?! (?:see|visit"
    r"|go to|do|have)\b)|\bi wanna\b|\blet'?s\b|\blet (?:us|me)\b|\bis it possible to\b"
    r"|\bhow about we\b|\bwhy don'?t (?:we|you)\b"
    r"|\b(?:i think )?(?:we|you) should\b|\bhelp me(?: to)?\b|\bgo ahead and\b"
    r"|好的?(?=[,. ])|嗯+|那么?(?![个些里边])|请问?|麻烦你?|帮我|帮忙|幫我|可不可以|能不能"
    r"|可以|能否|是否能|是不是|要不要?|不如|我们?(?=想?把|想?将|想?删|想?取消|想?加)|想(?=把"
    r"|将|删|取消|加)|给我(?=[删加])|谢谢)+"
)
_POLITE_END = re.compile(
    r"(?:[\s,.!?~]|\b(?:please|pls|plz|thanks|thank you|then|now|for me|ok|okay|if possible"
    r"|any ?more|any longer)\b|可以吗|行吗|好吗|好不好|行不行|可以不|吧|吗|呢|啊|呀|啦|谢谢"
    r"|一下|好了)+$"
)
_PARTED = re.compile(
    r"\s*[,.;!]\s*(?:and |then |also )*|\s+(?:and then|and also|and|then)\s+|(?:然后|接着|并且"
    r"|同时|顺便)"
)
"""Between two wishes in one message."""
_WANTS = re.compile(r"(?:i|we)\b")
"""Who wants to go to a city does not add it to a day."""
_IN_ALL = re.compile(r"\b(?:in all|in total|altogether|overall)\b|一共|总共|加起来|合计")
_MEAL = re.compile(r"breakfast|lunch|dinner|supper|[早午晚][饭餐]|中饭")
_THAT_DAY = re.compile(r"\b(?:on )?that day\b|那天|当天|那一天")
_OF_TRIP = re.compile(r"安排|行程|计划|日程|\b(?:plan|schedule|itinerary)\b")
_CARRIED = frozenset({"cost", "directions", "hours", "schedule"})
_NAMED = re.compile(r"\b(?:it|there|that|they|them)\b|它|那里|那儿|这里|那个|那家")
_SHORT_EN, _SHORT_ZH = 5, 8


def route(blocks: Mapping[str, Any]) -> Said:
    """Return what the last message is about, after those before it."""
    today = datetime.fromisoformat(blocks["now"]).date()
    before: Said | None = None
    for words in _said_before(blocks.get("history", ())):
        before = _route(words, today, before, None) or before
    proposal = blocks.get("proposal")
    if proposal:
        before = _as_said(proposal)
    words = blocks["text"]
    found = _route(words, today, before, proposal)
    if found["intent"] not in _TALK:
        return found
    if not proposal and wants_undo(words):
        return {"intent": "trip_edit"}
    if stop := replaced(words):
        return {"intent": "trip_edit", "change": {"kind": "replace", "stop": stop}}
    if blocks.get("has_trip") and wholes_said(words):
        return {"intent": "trip_plan", "plan": {"words": words.strip()}}
    return found


def _said_before(history: Sequence[Mapping[str, str]]) -> list[str]:
    return [said["content"] for said in history if said["role"] == "user"][-_REMEMBERED:]


def _as_said(proposal: Mapping[str, Any]) -> Said:
    """Return a change that waits as if it had just been asked for."""
    kind, name = proposal["kind"], proposal.get("stop_name")
    adds = kind == ChangeKind.ADD
    change: Said = {
        "kind": kind,
        "place" if adds else "stop": proposal.get("place_name") or name if adds else name,
    }
    if proposal.get("to_date") and kind != ChangeKind.REMOVE:
        change["day"] = {"date": proposal["to_date"]}
    return {"intent": "trip_edit", "change": change}


def _route(
    words: str, today: date, before: Said | None, proposal: Mapping[str, Any] | None
) -> Said:
    if proposal:
        reply = heard_reply(words, ChangeKind(proposal["kind"]))
        if reply is not None:
            return {"intent": "trip_edit", "reply": str(reply)}
    heard = hear(words, today)
    if talk.is_small_talk(heard):
        return {"intent": "chitchat"}
    if before is not None:
        followed = follow(heard, before)
        if followed is None and proposal:
            followed = corrected(heard, before)
        if followed is not None:
            return followed
    return _alone(heard, before)


def _alone(heard: Heard, before: Said | None) -> Said:
    """Return what a message is about that is a whole sentence, if not without pronouns."""
    found = (read(heard, before) for read in _READERS)
    return next(
        (said for said in found if said is not None),
        {"intent": "general_qa" if talk.is_question(heard) else "chitchat"},
    )


def _of_memory(heard: Heard, _before: Said | None) -> Said | None:
    return {"intent": "general_qa"} if plea_to_memory(heard.plain) else None


def _of_the_world(heard: Heard, _before: Said | None) -> Said | None:
    if tools.is_rain(heard):
        return None
    if heard.days and not ("weekday" in (heard.day() or {}) and is_of_land(heard)):
        return None
    is_one = talk.is_of_the_world(heard) or is_of_prices(heard)
    is_one = is_one or (is_of_city(heard) and not talk.is_wish(heard))
    return {"intent": "general_qa"} if is_one else None


def _plan(heard: Heard, _before: Said | None) -> Said | None:
    if not talk.is_plan(heard) or _is_for_a_tool(heard):
        return None
    return {"intent": "trip_plan", "plan": talk.plan(heard)}


def _edit(heard: Heard, before: Said | None) -> Said | None:
    parts = [span for span in _parts(heard) if _change(heard, before, span) is not None]
    spans = parts if len(parts) > 1 else [(0, len(heard.text)), *parts]
    change = _change(heard, before, spans[0])
    if change is None and len(parts) == 1:
        change = _change(heard, before, parts[0])
    if change is None:
        return None
    said: Said = {"intent": "trip_edit", "change": change}
    return said | ({"later": heard.words(*spans[1]).strip()} if len(parts) > 1 else {})


def _parts(heard: Heard) -> list[tuple[int, int]]:
    """Return what stands between pauses and words that go on with another wish."""
    ends = [found.span() for found in _PARTED.finditer(heard.text)]
    starts = [0, *(end for _, end in ends)]
    return list(zip(starts, [*(start for start, _ in ends), len(heard.text)], strict=True))


def _wish(heard: Heard, _before: Said | None) -> Said | None:
    if not talk.is_wish(heard) or _is_for_a_tool(heard):
        return None
    return {"intent": "trip_plan", "plan": talk.plan(heard)}


def _another_name(heard: Heard, before: Said | None) -> Said | None:
    return follow_name(heard, before) if before is not None else None


def _stop_alone(heard: Heard, before: Said | None) -> Said | None:
    return follow_stop(heard, before)


def _of_oneself(heard: Heard, _before: Said | None) -> Said | None:
    return {"intent": "chitchat"} if talk.is_of_oneself(heard) else None


def _weather_or_flight(heard: Heard, _before: Said | None) -> Said | None:
    if tools.is_weather(heard):
        return {"intent": "weather", "tool": tools.weather(heard)}
    if tools.is_flight(heard):
        return {"intent": "flight", "tool": tools.flight(heard)}
    return None


def _bed_or_place_or_trip(heard: Heard, before: Said | None) -> Said | None:
    ask = find_ask(heard)
    of_ours = ask is not None and ask["ask"] == "cost" and tools.is_of_stay(heard)
    if (
        not of_ours
        and tools.is_hotel(heard)
        and (ask is None or ask["ask"] in ("cost", "schedule"))
    ):
        return {"intent": "hotel", "tool": tools.hotel(heard)}
    of_trip = ask is not None and (_OF_TRIP.search(heard.text) or _is_meal(ask))
    if tools.is_seeking(heard) and not of_trip and (ask is None or ask["ask"] == "schedule"):
        return {"intent": "place_search", "tool": tools.place(heard)}
    if ask is not None:
        return {"intent": "trip_query", **_carried(ask, heard, before)}
    if heard.days:
        return {"intent": "trip_query", "ask": "schedule", "day": heard.day()}
    return None


def _is_meal(ask: Said) -> bool:
    return _MEAL.fullmatch(ask.get("subject", "").lower()) is not None


_READERS = (
    _of_memory,
    _of_the_world,
    _plan,
    _edit,
    _wish,
    _another_name,
    _stop_alone,
    _of_oneself,
    _weather_or_flight,
    _bed_or_place_or_trip,
)
"""In this order: what asks for something to be done comes before what only asks."""


def _is_for_a_tool(heard: Heard) -> bool:
    return tools.is_weather(heard) or tools.is_flight(heard) or tools.is_hotel(heard)


def _change(heard: Heard, before: Said | None, span: tuple[int, int]) -> Said | None:
    """Return the change that is asked for in a span."""
    lead = _POLITE.match(heard.text, *span)
    start = lead.end() if lead else span[0]
    tail = _POLITE_END.search(heard.text, start, span[1])
    change = find_change(heard, start, tail.start() if tail else span[1])
    if change is None or (
        _WANTS.match(heard.text, start) and is_city(change.get("place", "").lower())
    ):
        return None
    if "stop" not in change and change["kind"] != "add":
        name = _named_before(before)
        if name is not None:
            change["stop"] = name
    return change


def _named_before(before: Said | None) -> str | None:
    """Return what was talked about in the turn before."""
    if before is None:
        return None
    change = before.get("change") or {}
    found = before.get("subject") or change.get("stop") or change.get("place")
    return str(found) if found else None


def _carried(ask: Said, heard: Heard, before: Said | None) -> Said:
    """Return a question with what it takes from the turn before: what, or which day."""
    if ask.pop("whole", False) or ("day" not in ask and _IN_ALL.search(heard.text)):
        return ask
    if before is None or before["intent"] not in ("trip_query", "trip_edit"):
        return ask
    if _THAT_DAY.search(heard.text) and "day" not in ask:
        change = before.get("change") or {}
        day = before.get("day") or change.get("day") or change.get("stop_day")
        return {**ask, "day": day} if day else ask
    if ask["ask"] not in _CARRIED or "subject" in ask or "trip" in ask:
        return ask
    if "day" in ask and ask["ask"] != "hours":
        return ask
    if not (_NAMED.search(heard.text) or _is_bare(heard)):
        return ask
    name = _named_before(before)
    if name is not None:
        return {**ask, "subject": name}
    carried: Said = {key: before[key] for key in ("day", "trip") if key in before}
    return {**ask, **carried}


def _is_bare(heard: Heard) -> bool:
    start, end = core_of(heard)
    core = heard.text[start:end]
    return len(core.split()) <= _SHORT_EN if core.isascii() else len(core) <= _SHORT_ZH
