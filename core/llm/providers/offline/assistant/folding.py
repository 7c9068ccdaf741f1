"""A sentence as rules read it: letter for letter in simpler writing, so that places stay."""

from core.llm.providers.offline.wording.traditional import SIMPLIFIED

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MARKS = {
    ord(mark): plain
    for mark, plain in zip("\u3000\u00a0‘’“”「」『』、。", '  \'\'"""""",.', strict=True)
}
_MORE = dict(
    zip(
        map(ord, "辦後執揮幾處塊換還雙歡聽誰嘗試掉隨點檢調晝夜趟著麽爲吧喔囉啦罷溝"),
        "办后执挥几处块换还双欢听谁尝试掉随点检调昼夜趟着么为吧喔啰啦罢沟",
        strict=True,
    )
)
"""Characters of talk that no wish for a trip has."""
_FOLDED = SIMPLIFIED | _MORE | _FULL_WIDTH | _MARKS


def folded(words: str) -> str:
    """Return words in small letters of half width and simplified characters, of the same length."""
    plain = words.translate(_FOLDED)
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(map(_small, plain))


def _small(letter: str) -> str:
    return lower if len(lower := letter.lower()) == 1 else letter
