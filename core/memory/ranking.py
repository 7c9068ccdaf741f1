"""Which memories are nearest to what is asked: by vector, by the same words, by how old they are.

    score = 0.5 * vector + 0.4 * words + 0.1 * age

`vector` is the cosine of the two vectors, `words` the share of what is asked, each word weighed by
how rare it is among the candidates, that a memory says as well, and `age` falls by half in 90 days.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from core.llm.embeddings import terms
from core.memory.domain import Memory

CANDIDATES = 20
"""So many of the nearest vectors are ranked."""
_BY_VECTOR, _BY_WORDS, _BY_AGE = 0.5, 0.4, 0.1
_LEAST = 0.04
"""Less is what two texts have in common by chance."""
_OF_ALL = re.compile(
    r"\byou (?:still )?(?:remember|recall|know)\b.{0,40}\b(?:me|my|i|i'm)\b"
    r"|(?:记得|记住|知道|了解)了?我",
    re.IGNORECASE,
)
_HALF_DAYS = 90.0
_DAY_S = 86_400.0


def ranked(
    candidates: Sequence[tuple[Memory, float]], words: str, now: datetime, top_k: int
) -> list[Memory]:
    """Return the `top_k` nearest of candidates, each given with its cosine, the nearest first.

    What has next to nothing in common with what is asked is left out, however new it is, unless
    it is asked what is remembered at all.
    """
    asked, of_all = terms(words), asks_for_all(words)
    said = [_terms(memory.text) for memory, _ in candidates]
    rarity = _Rarity(said)
    whole = sum(rarity(term) for term in asked)
    found = []
    for (memory, cosine), theirs in zip(candidates, said, strict=True):
        share = sum(rarity(term) for term in asked & theirs) / whole if whole else 0.0
        nearness = _BY_VECTOR * max(0.0, cosine) + _BY_WORDS * share
        if nearness >= _LEAST or of_all:
            score = min(1.0, nearness + _BY_AGE * _freshness(memory.said_at, now))
            found.append(replace(memory, score=round(score, 4)))
    return sorted(found, key=lambda memory: (-memory.score, memory.id))[:top_k]


def asks_for_all(words: str) -> bool:
    """Say whether it is asked what is remembered of who asks."""
    return _OF_ALL.search(words) is not None


@lru_cache(maxsize=1_024)
def _terms(text: str) -> frozenset[str]:
    """Return the terms of a memory; whoever goes on talking has the same ones looked at again."""
    return frozenset(terms(text))


class _Rarity:
    def __init__(self, said: Sequence[frozenset[str]]) -> None:
        self._all = len(said)
        self._counts = Counter(term for each in said for term in each)

    def __call__(self, term: str) -> float:
        return math.log(1 + (self._all + 1) / (self._counts[term] + 1))


def _freshness(said_at: datetime, now: datetime) -> float:
    days = max(0.0, (now - said_at).total_seconds() / _DAY_S)
    return float(0.5 ** (days / _HALF_DAYS))
