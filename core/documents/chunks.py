"""A long text in parts that a model can read at once."""

import re
from dataclasses import dataclass

CHUNK_CHARS = 12_000
"""Some 3,000 tokens of English, 10,000 of Chinese, and room for the answer beside them."""
_CONTEXT_CHARS = 600
_LATEST_SHARE = 0.7
"""A part is at least so full before a good place to end it is taken."""
_HEADING = re.compile(r"\n(?=#{1,6} |第[一二三四五六七八九十\d]+[章节条]|\d+(?:\.\d+)*[.、]? \S)")
_BLANK = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[。！？]|[.!?] ")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a text, from `start` to `end`; `before` is what stands in front of it."""

    start: int
    end: int
    text: str
    before: str


def split(text: str, size: int = CHUNK_CHARS) -> list[Chunk]:
    """Return the parts of a text, in order and without a gap; they end where the text rests."""
    chunks = []
    start = 0
    while start < len(text):
        end = _end(text, start, size)
        before = text[max(0, start - _CONTEXT_CHARS) : start]
        chunks.append(Chunk(start, end, text[start:end], before))
        start = end
    return chunks


def _end(text: str, start: int, size: int) -> int:
    if start + size >= len(text):
        return len(text)
    earliest = start + int(size * _LATEST_SHARE)
    for place in (_HEADING, _BLANK, _LINE, _SENTENCE):
        rests = [match.end() for match in place.finditer(text, earliest, start + size)]
        if rests:
            return rests[-1]
    return start + size
