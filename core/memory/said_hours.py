"""When a traveller wants his days to begin and to end, out of a clause."""

import re

_N = r"(?P<h>\d{1,2}|[一二三四五六七八九十两]{1,3})"
_EN = (
    r"(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?\s*(?P<half>a\.?m\.?|p\.?m\.?|o['’]?clock)?(?!\d|[-/]"
    r"|\s*(?:days?|people|euros?|dollars?|stops?))"
)
_ZH = rf"{_N}(?:[:：](?P<m>\d\d)|点(?:(?P<h30>半)|(?P<q>一刻)|(?P<m2>\d\d)分?|钟)?)"
_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_START = (
    re.compile(
        rf"\b(?:not|nothing|never|no(?:thing)?(?: \w+){{0,3}}"
        rf"|n['’]t(?: \w+){{0,5}})\s+(?:\w+ ){{0,4}}(?:before|earlier than) {_EN}",
        re.I,
    ),
    re.compile(
        rf"\b(?:start|begin|get going|go out|set off|leave)(?:ing)?(?: (?:the|our"
        rf"|my) days?)?(?: \w+)? (?:after|no earlier than|not before|from) {_EN}",
        re.I,
    ),
    re.compile(rf"(?:早上|上午)?{_ZH}(?:之前|以前|前)(?:都|我们?|就)?(?:不|别|起不来|没法)"),
    re.compile(rf"(?:不要?|别)(?:早于|在)(?:早上|上午)?{_ZH}(?:之前|以前|前)?"),
    re.compile(rf"(?:早上|上午)?{_ZH}(?:之后|以后|后)(?:再|才|开始|出)"),
    re.compile(rf"(?:最早|从)(?:早上|上午)?{_ZH}(?:才|再)?(?:开始|出发|出门)?"),
)
_LATE_RISER = re.compile(
    r"\b(?:not (?:a )?morning (?:person|people)|sleep(?:ing)? in|late risers?|night owls?"
    r"|hate (?:getting up early|early (?:starts|mornings)))\b"
    r"|睡懒觉|睡到自然醒|(?:早上)?起不来|(?:不(?:想|喜欢|爱|要|能|用)|讨厌|别)(?:太)?早起|不要太早",
    re.I,
)
_LATE = "10:00"
"""When a day begins for those who say no more than that they get up late."""
_END = (
    re.compile(
        rf"\b(?:not|nothing|never|no(?: \w+){{0,2}}"
        rf"|n['’]t(?: \w+){{0,5}})\s+(?:\w+ ){{0,4}}(?:after|later than) {_EN}",
        re.I,
    ),
    re.compile(
        rf"\b(?:back|home|in bed|asleep|done|finish(?:ed)?|end)(?: \w+){{0,4}}? (?:by|before"
        rf"|no later than) {_EN}",
        re.I,
    ),
    re.compile(rf"(?:晚上|晚)?{_ZH}(?:之前|以前|前)(?:要|得|必须|都|就)*(?:回|结束|睡|到酒店)"),
    re.compile(rf"(?:晚上|晚)?{_ZH}(?:之后|以后|后)(?:就|都)?(?:不|别)"),
)


def day_start(clause: str) -> str | None:
    """Return `HH:MM`, no earlier than which days begin, where a clause says so."""
    for pattern in _START:
        match = pattern.search(clause)
        if match and (found := _clock(match, evening=False)) and "05:00" <= found <= "14:00":
            return found
    return _LATE if _LATE_RISER.search(clause) else None


def day_end(clause: str) -> str | None:
    """Return `HH:MM`, no later than which days end, where a clause says so."""
    for pattern in _END:
        match = pattern.search(clause)
        if match and (found := _clock(match, evening=True)) and "15:00" <= found <= "23:59":
            return found
    return None


def _clock(match: re.Match[str], *, evening: bool) -> str | None:
    said = match.groupdict()
    hour = _number(said["h"])
    minute = int(said.get("m") or said.get("m2") or 0)
    minute = 30 if said.get("h30") else 15 if said.get("q") else minute
    half = (said.get("half") or "").lower()
    if hour < 12 and (half.startswith("p") or (evening and not half.startswith("a"))):
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, mark, ones = word.rpartition("十")
    if not mark:
        return _DIGITS.get(word, 99)
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
