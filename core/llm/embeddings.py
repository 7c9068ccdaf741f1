"""Texts as vectors: by hashing their parts, or by whoever is asked over the network.

Hashing knows no meaning, only letters: words, their parts, and pairs of Chinese characters. It is
the same on every machine and in every run, needs no weights, and 0.1 ms for a sentence.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Protocol
from unicodedata import normalize

DIMENSIONS = 1_024
"""What the column of the database holds; a model that gives another length is refused."""
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
_PARTS = (3, 4)
_PART_WEIGHT = 0.35
_SINGLE_WEIGHT = 0.4
_COMMON_WEIGHT = 0.15
_COMMON = frozenset({
    "a", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did",
    "do", "does", "for", "from", "had", "has", "have", "he", "here", "how", "i", "if", "in", "is",
    "it", "just", "me", "my", "no", "not", "of", "on", "or", "our", "please", "she", "should", "so",
    "that", "the", "there", "these", "they", "this", "those", "to", "us", "very", "was", "we",
    "were", "what", "when", "where", "which", "who", "will", "with", "would", "you", "your",
    *"的了吗呢吧啊是在我你他她它们有和与就都也很这那个一不要会能可",
})  # fmt: skip

Vector = tuple[float, ...]


class Embedder(Protocol):
    """Turns texts into vectors of `DIMENSIONS` numbers and length 1."""

    name: str
    """Vectors of one name can be compared, and no others."""

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector for each text.

        Raises:
            core.kernel.errors.ModelError: There are none, or of another length.
        """
        ...

    async def aclose(self) -> None:
        """Give back what is held."""
        ...


class HashingEmbedder:
    """Computes here what needs no model."""

    name = "hashing-1"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector for each text."""
        return [hashed(text) for text in texts]

    async def aclose(self) -> None:
        """Do nothing: nothing is held."""


def hashed(text: str) -> Vector:
    """Return the vector of a text; of one without a letter all numbers are 0."""
    found: dict[int, float] = {}
    for feature, weight in _features(text).items():
        digest = int.from_bytes(blake2b(feature.encode(), digest_size=4).digest(), "big")
        place = digest % DIMENSIONS
        found[place] = found.get(place, 0.0) + (weight if digest >> 31 else -weight)
    length = math.sqrt(sum(found[place] ** 2 for place in sorted(found)))
    numbers = [0.0] * DIMENSIONS
    for place, number in found.items():
        numbers[place] = number / length if length else 0.0
    return tuple(numbers)


def terms(text: str) -> set[str]:
    """Return what two texts have in common where they speak of the same: words, pairs of Han."""
    return {feature for feature, weight in _whole(_plain(text)) if weight >= _SINGLE_WEIGHT}


def _features(text: str) -> dict[str, float]:
    """Return every part of a text with its weight; what comes often counts less each time."""
    plain = _plain(text)
    counts, weights = Counter[str](), dict[str, float]()
    for feature, weight in (*_whole(plain), *_parts(plain)):
        counts[feature] += 1
        weights[feature] = weight
    return {feature: weights[feature] * (1 + math.log(count)) for feature, count in counts.items()}


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _whole(plain: str) -> Iterator[tuple[str, float]]:
    """Yield words, and of Chinese single characters and pairs of them."""
    for word in _WORD.findall(plain):
        yield _stem(word), _COMMON_WEIGHT if word in _COMMON else 1.0
    for run in _HAN.findall(plain):
        for char in run:
            yield char, _COMMON_WEIGHT if char in _COMMON else _SINGLE_WEIGHT
        for pair in (run[at : at + 2] for at in range(len(run) - 1)):
            common = sum(char in _COMMON for char in pair)
            yield pair, (1.0, _SINGLE_WEIGHT, _COMMON_WEIGHT)[common]


def _parts(plain: str) -> Iterator[tuple[str, float]]:
    """Yield parts of the longer words, with a mark where one begins or ends."""
    for word in _WORD.findall(plain):
        if word not in _COMMON and len(word) > _PARTS[0]:
            marked = f"^{word}$"
            for size in _PARTS:
                for at in range(len(marked) - size + 1):
                    yield f"#{marked[at : at + size]}", _PART_WEIGHT


def _stem(word: str) -> str:
    """Return a word without the ending that says how many or when, roughly."""
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
