"""What a condition asks for, and what is wrong with a plan that does not keep it, in two languages.

Where a condition is a combination the sentence joins those of its parts. `names` turns an id of the
catalogue back into what people call it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from core.kernel.money import format_money
from core.planning.conditions.checks import Finding
from core.schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    LabelsCondition,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    VisitTimeCondition,
)

Names = Callable[[str], str]
_EN, _ZH = "en", "zh"
_WORDS: dict[str, dict[str, str]] = {
    "trip": {_EN: "the whole trip", _ZH: "全程"},
    "lodging": {_EN: "lodging", _ZH: "住宿"},
    "meals": {_EN: "meals", _ZH: "餐饮"},
    "sights": {_EN: "sights", _ZH: "景点"},
    "intercity": {_EN: "travel between cities", _ZH: "城际交通"},
    "local_transport": {_EN: "getting about", _ZH: "市内交通"},
    "per_trip": {_EN: "", _ZH: ""},
    "per_person": {_EN: " per person", _ZH: "（每人）"},
    "per_night": {_EN: " per night", _ZH: "（每晚）"},
    "per_person_night": {_EN: " per person and night", _ZH: "（每人每晚）"},
    "per_room_night": {_EN: " per room and night", _ZH: "（每间每晚）"},
    "per_person_meal": {_EN: " per person and meal", _ZH: "（每人每餐）"},
    "flight": {_EN: "flight", _ZH: "飞机"},
    "train": {_EN: "train", _ZH: "火车"},
    "bus": {_EN: "bus", _ZH: "长途汽车"},
    "ferry": {_EN: "ferry", _ZH: "轮船"},
    "drive": {_EN: "car", _ZH: "自驾"},
    "taxi": {_EN: "taxi", _ZH: "出租车"},
    "walk": {_EN: "walking", _ZH: "步行"},
    "transit": {_EN: "public transport", _ZH: "公共交通"},
    "outward": {_EN: "the outward journey", _ZH: "去程"},
    "return": {_EN: "the return journey", _ZH: "返程"},
    "every": {_EN: "every journey between cities", _ZH: "每段城际交通"},
    "and": {_EN: "; ", _ZH: "；"},
    "or": {_EN: ", or ", _ZH: "，或者"},
    "comma": {_EN: ", ", _ZH: "、"},
}
_MATCHED: dict[Match, dict[str, str]] = {
    Match.ALL: {_EN: "with {words}", _ZH: "包括{words}"},
    Match.ANY: {_EN: "with one of {words}", _ZH: "包括{words}之一"},
    Match.NONE: {_EN: "without {words}", _ZH: "不包括{words}"},
    Match.ONLY: {_EN: "with {words} only", _ZH: "只要{words}"},
}
_BY: dict[Match, dict[str, str]] = {
    Match.ALL: {_EN: "{modes} used at least once", _ZH: "至少用一次{modes}"},
    Match.ANY: {_EN: "one of {modes} used", _ZH: "使用{modes}之一"},
    Match.NONE: {_EN: "no {modes}", _ZH: "不用{modes}"},
    Match.ONLY: {_EN: "{modes} only", _ZH: "只用{modes}"},
}
_TIMES: dict[str, dict[str, str]] = {
    "departs_from": {_EN: "leaves from {time}", _ZH: "{time}或之后出发"},
    "departs_by": {_EN: "leaves by {time}", _ZH: "{time}前出发"},
    "arrives_from": {_EN: "arrives from {time}", _ZH: "{time}或之后到达"},
    "arrives_by": {_EN: "arrives by {time}", _ZH: "{time}前到达"},
    "arrive_from": {_EN: "there from {time}", _ZH: "{time}或之后到达"},
    "arrive_by": {_EN: "there by {time}", _ZH: "{time}前到达"},
    "leave_from": {_EN: "not gone before {time}", _ZH: "{time}前不离开"},
    "leave_by": {_EN: "gone by {time}", _ZH: "{time}前离开"},
}


def describe(  # noqa: C901 - one case for each kind
    condition: Condition, language: str, currency: str, names: Names = str
) -> str:
    """Return what a condition asks for."""
    say = _Say(language, currency, names)
    match condition:
        case AllOf(conditions=parts):
            return say.joined("and", (describe(p, language, currency, names) for p in parts))
        case AnyOf(conditions=parts):
            return say.joined("or", (describe(p, language, currency, names) for p in parts))
        case NotThis(condition=part):
            inner = describe(part, language, currency, names)
            return say.text("not: {inner}", "不要：{inner}", inner=inner)
        case SpendCondition(on=on, per=per, maximum=maximum):
            what, each = say.word(on), say.word(f"per_{per}")
            most = format_money(maximum, currency)
            return say.text(
                "at most {most} for {what}{each}",
                "{what}{each}不超过{most}",
                most=most,
                what=what,
                each=each,
            )
        case PlacesCondition(names=words, match=match):
            return _MATCHED[match][say.language].format(words=say.listed(map(names, words)))
        case LabelsCondition(labels=words, match=match):
            return _MATCHED[match][say.language].format(words=say.listed(words))
        case LinkModeCondition(leg=leg, modes=modes, match=match):
            return say.word(leg) + say.colon() + say.by(match, modes)
        case LinkTimeCondition(leg=leg):
            return say.word(leg) + say.colon() + say.times(condition)
        case LocalModeCondition(modes=modes, match=match, beyond_km=km):
            beyond = say.text(" beyond {km:g} km", "（超过{km:g}公里时）", km=km) if km else ""
            return say.word("local_transport") + beyond + say.colon() + say.by(match, modes)
        case RoomCondition():
            return say.rooms(condition)
        case NearCondition(place=place, km=km):
            en, zh = "lodging within {km:g} km of {place}", "住宿距{place}不超过{km:g}公里"
            return say.text(en, zh, km=km, place=names(place))
        case VisitTimeCondition(place=place):
            return names(place) + say.colon() + say.times(condition)
        case OrderCondition(first=first, then=then):
            en, zh = "{first} before {then}", "先去{first}再去{then}"
            return say.text(en, zh, first=names(first), then=names(then))


def describe_flaw(finding: Finding, language: str, currency: str, names: Names = str) -> str:
    """Return what was asked for, and what the plan has instead."""
    say = _Say(language, currency, names)
    wish = describe(finding.condition, language, currency, names)
    found = _found(finding.numbers, say)
    return say.text("not kept: {wish}{found}", "未满足：{wish}{found}", wish=wish, found=found)


def _found(numbers: dict[str, Any], say: "_Say") -> str:
    if numbers.get("missing"):
        words = say.listed(say.called(word) for word in numbers["missing"])
        return say.text(" (missing: {words})", "（缺少：{words}）", words=words)
    if numbers.get("unwanted"):
        words = say.listed(say.called(word) for word in numbers["unwanted"])
        return say.text(" (there is: {words})", "（出现：{words}）", words=words)
    if "spent" in numbers:
        spent = format_money(numbers["spent"], say.currency)
        return say.text(" (it is {spent})", "（实际{spent}）", spent=spent)
    if numbers.get("found"):
        value = numbers["found"]
        words = say.listed(value) if isinstance(value, list) else f"{value:g} km"
        return say.text(" (it is {words})", "（实际{words}）", words=words)
    return ""


class _Say:
    """The words of one language."""

    def __init__(self, language: str, currency: str, names: Names) -> None:
        self.language = _ZH if language == _ZH else _EN
        self.currency = currency
        self.names = names

    def text(self, en: str, zh: str, **values: Any) -> str:
        return (zh if self.language == _ZH else en).format(**values)

    def word(self, key: str) -> str:
        return _WORDS[key][self.language]

    def called(self, word: str) -> str:
        return self.word(word) if word in _WORDS else self.names(word)

    def colon(self) -> str:
        return "：" if self.language == _ZH else ": "

    def joined(self, key: str, parts: Iterable[str]) -> str:
        return self.word(key).join(parts)

    def listed(self, words: Iterable[str]) -> str:
        return self.joined("comma", words)

    def by(self, match: Match, modes: Iterable[str]) -> str:
        return _BY[match][self.language].format(modes=self.listed(map(self.word, modes)))

    def rooms(self, condition: RoomCondition) -> str:
        parts = []
        if condition.rooms is not None:
            parts.append(self.text("{n} room(s)", "{n}间房", n=condition.rooms))
        if condition.beds is not None:
            parts.append(self.text("{n} bed(s) a room", "每间{n}张床", n=condition.beds))
        return self.listed(parts)

    def times(self, condition: LinkTimeCondition | VisitTimeCondition) -> str:
        parts = [
            words[self.language].format(time=value)
            for name, words in _TIMES.items()
            if (value := getattr(condition, name, None))
        ]
        if isinstance(condition, VisitTimeCondition) and condition.minutes:
            parts.append(self.text("at least {n} min", "至少停留{n}分钟", n=condition.minutes))
        return self.listed(parts)
