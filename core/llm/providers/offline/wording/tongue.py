"""Which language a text is in, whatever language the names in it are."""

import re
from typing import Literal

from core.llm.providers.offline.wording.sheet import Sheet

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHINESE = re.compile(
    r"[的去天日我们想要玩和从在个了是有不到人吃住带这那给请帮也都还最多少元块号月]"
)
_ENGLISH = re.compile(
    r"\b(?:an?|the|in|to|for|from|with|and|or|of|at|on|my|our|we|i|is|are|days?|nights?|weeks?|trip"
    r"|plan|visit|see|go|must|please|want|would|like|budget|people|travel\w*)\b",
    re.I,
)
"""Words that make sentences, and stand in no name of the other language."""


def tongue_of(sheet: Sheet) -> Literal["en", "zh"]:
    """Return the language of a text by what it says around the names that are known."""
    if not _HAN.search(sheet.original):
        return "en"
    around = sheet.plain().text
    chinese, english = len(_CHINESE.findall(around)), len(_ENGLISH.findall(around))
    return "en" if english > chinese else "zh"
