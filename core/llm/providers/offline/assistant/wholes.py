"""What is said with little: that a trip be otherwise, or as it was, or something else be there."""

import re
from collections.abc import Mapping
from enum import StrEnum

_LONGEST = 80


class Whole(StrEnum):
    """How the whole of a plan is to be otherwise."""

    SLOWER = "slower"
    FULLER = "fuller"
    CHEAPER = "cheaper"
    LONGER = "longer"
    SHORTER = "shorter"
    ANOTHER = "another"


_SAID: Mapping[Whole, re.Pattern[str]] = {
    whole: re.compile(pattern, re.I)
    for whole, pattern in {
        Whole.SLOWER: r"\b(?:slow(?:er|ly)?|(?:more )?relax(?:ed|ing)|easier"
        r"|less (?:packed|busy|full|rushed)|fewer (?:stops|sights|things))\b"
        r"|慢一?[点些]|轻松一?[点些]|悠闲|少(?:安排|排)?一?[点些]|别太赶|不要太赶|宽松一?[点些]?",
        Whole.FULLER: r"\b(?:full(?:er)|more packed|busier|more (?:stops|sights|things))\b"
        r"|紧凑|多(?:安排|排)?一?[点些]|充实一?[点些]?|满一?[点些]",
        Whole.CHEAPER: r"(?<!where )(?<!thing )(?<!\ba )(?<!\bany )"
        r"\b(?:cheaper(?! (?:one|hotel|restaurant|place|lunch"
        r"|dinner|meal))|less expensive|save money|cut (?:the )?costs?"
        r"|lower (?:costs?|budget))\b"
        r"|便宜一?[点些]?(?!的|[一点些]|[家个间])|省钱|省一?[点些]|节约一?[点些]?|节省一?[点些]?",
        Whole.LONGER: r"\b(?:a|one) day longer\b|\b(?:one|a) more day\b"
        r"|多(?:玩|加|待)?一天|加一天",
        Whole.SHORTER: r"\b(?:a|one) day (?:shorter|less)\b|\bone day fewer\b"
        r"|少(?:玩|待)?一天|减一天",
        Whole.ANOTHER: r"\b(?:re-?plan|redo (?:it|the plan)|plan (?:it|this|that) again"
        r"|another (?:plan|version)|start over)\b"
        r"|重新(?:规划|安排|做|来)|再规划一|换一?[个套种](?:方案|计划|安排)|另一?[个套种]方案",
    }.items()
}
_UNDO = re.compile(
    r"^\W*(?:please\s+|can you\s+|could you\s+)*(?:undo|revert|roll back|take (?:it|that) back|"
    r"put it back|change it back)\b|^\W*(?:请|帮我|麻烦)*(?:撤销|撤回|改回|恢复原|还原|退回)",
    re.I,
)
_REPLACE = re.compile(
    r"^\W*(?:please\s+|can you\s+|could you\s+|i want to\s+)*(?:replace|swap out|exchange)\s+"
    r"(?:the\s+)?(.{2,60}?)(?:\s+(?:please|with something else|by something else))?\W*$"
    r"|^\W*(?:请|帮我|麻烦|想)*(?:换掉|替换掉?)([^，。,.]{2,20}?)(?:吧|好吗)?\W*$"
    r"|^\W*(?:请|帮我|麻烦|想)*把([^，。,.]{2,20}?)(?:换掉|替换掉?|换一个|换个别的)(?:吧|好吗)?\W*$",
    re.I,
)


def replaced(words: str) -> str | None:
    """Return what is to be replaced, where nothing is said of what is to come instead."""
    found = _REPLACE.match(words) if len(words) <= _LONGEST else None
    return next(filter(None, found.groups()), "").strip() or None if found else None


def wholes_said(words: str) -> frozenset[Whole]:
    """Return how a short message asks for the whole of a plan to be otherwise."""
    if len(words) > _LONGEST:
        return frozenset()
    return frozenset(whole for whole, pattern in _SAID.items() if pattern.search(words))


def wants_undo(words: str) -> bool:
    """Say whether a message asks for the last change to be taken back."""
    return len(words) <= _LONGEST and _UNDO.match(words) is not None
