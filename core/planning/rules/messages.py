"""What each check says, in English and Chinese: where it holds, how it fails, how to mend it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.kernel.times import dates_in_words, season_text
from core.planning.rules.said import advice, days, trips
from core.planning.rules.said.said import Said

_MESSAGES: Mapping[str, Mapping[str, Said]] = {**days.SAID, **trips.SAID, **advice.SAID}
_WORDS = {
    "breakfast": "早餐", "lunch": "午餐", "dinner": "晚餐", "snack": "小吃", "flight": "飞机",
    "train": "火车", "bus": "大巴", "ferry": "轮渡", "drive": "自驾", "taxi": "出租车",
}  # fmt: skip
_LACKS = {
    "room_type": ("another kind of room", "房型不符"),
    "house_rule": ("something one needs is not allowed", "不允许所需事项"),
    "minimum_nights": ("it takes guests for more nights only", "要求入住更多晚"),
    "beds": ("another number of beds", "床数不符"),
    "features": ("a feature is missing", "缺少所需设施"),
    "price": ("it costs more than it may", "价格超出要求"),
    "ruled_out": ("it was ruled out", "已被排除"),
    "named": ("another one was named", "指定了其他酒店"),
    "near": ("it is too far away", "距离过远"),
}
_NOT_KNOWN = ("{} wished for is not known of it", "{} 项要求无法确认")
WHY_NO_MEAL = {
    "untimely": {"en": "not the time for it", "zh": "不在用餐时段"},
    "unserved": {"en": "it is not served there", "zh": "这里不供应"},
}


def codes() -> frozenset[str]:
    """Return the codes that have messages."""
    return frozenset(_MESSAGES)


def said(code: str, language: str) -> Said:
    """Return the words of a check, with the names of its numbers in braces."""
    return _MESSAGES[code][language]


def passed(code: str, language: str) -> str:
    """Say that a check holds."""
    return _MESSAGES[code][language].holds


def failed(code: str, language: str, numbers: Mapping[str, Any]) -> str:
    """Say how a check fails."""
    return _filled(_MESSAGES[code][language].fails, language, numbers)


def hint(code: str, language: str, numbers: Mapping[str, Any]) -> str:
    """Say how to mend it."""
    return _filled(_MESSAGES[code][language].hint, language, numbers)


def word(key: str, language: str) -> str:
    """Return what a meal or a way to travel is called."""
    return _WORDS.get(key, key) if language == "zh" else key


def told_lack(faults: Sequence[str], unknown: int, language: str) -> str:
    """Say what of a lodging is not as wished, and of how much nobody knows."""
    chinese = language == "zh"
    told = [_LACKS[fault][chinese] for fault in faults]
    told += [_NOT_KNOWN[chinese].format(unknown)] if unknown else []
    return ("；" if chinese else "; ").join(told)


def _filled(text: str, language: str, numbers: Mapping[str, Any]) -> str:
    shown = {key: _shown(value, language) for key, value in numbers.items()}
    if season := numbers.get("season"):
        shown["season"] = season_text(season, language)
    return text.format_map(shown)


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return ", ".join("–".join(span) for span in value) or (
            "不开放" if language == "zh" else "closed"
        )
    if not isinstance(value, str):
        return value
    told = dates_in_words(value, language)
    return word(told, language)
