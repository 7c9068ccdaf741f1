"""Which of several things are meant by a few words of talk."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from core.catalog.names import fold

_T = TypeVar("_T")
_SURE, _PART, _NEAR = 100.0, 95.0, 84.0
_CLOSE = 3.0
"""Two likenesses that are no farther apart are the same."""
_PART_LATIN, _PART_HAN = 3, 2
_ASIDE = re.compile(
    r"^(?:(?:please|the|a|an|my|our|that|this|visit(?:ing)?|to|at|in|go(?:ing)? to)\s+)+"
    r"|\s+(?:please|trip|visit|stop)$|^(?:我们?的|那个|这个|那家|这家|去)+|(?:的?行程|之旅|那一?站)$",
    re.I,
)


def most_like(said: str, things: Iterable[tuple[Sequence[str], _T]]) -> list[_T]:
    """Return what is meant of things with their names: one, several that fit as well, or none."""
    wanted = _plain(said)
    if not fold(wanted):
        return []
    found = [(_likeness(wanted, names), thing) for names, thing in things]
    best = max((likeness for likeness, _ in found), default=0.0)
    if best < _NEAR:
        return []
    return [thing for likeness, thing in found if likeness > best - _CLOSE]


def nearest_names(said: str, names: Iterable[str], limit: int) -> list[str]:
    """Return the names most like what was said, the likest first."""
    wanted = fold(said)
    return sorted(dict.fromkeys(names), key=lambda name: -fuzz.ratio(wanted, fold(name)))[:limit]


def _plain(said: str) -> str:
    return _ASIDE.sub("", said.strip()).strip() or said


def _likeness(wanted: str, names: Sequence[str]) -> float:
    return max((_like(wanted, name) for name in names if name), default=0.0)


def _like(wanted: str, name: str) -> float:
    said, called = fold(wanted), fold(name)
    if not called:
        return 0.0
    if said == called:
        return _SURE
    if _is_part(said, called) or _is_part(called, said):
        return _PART
    return max(fuzz.ratio(said, called), fuzz.token_sort_ratio(wanted.casefold(), name.casefold()))


def _is_part(part: str, whole: str) -> bool:
    least = _PART_LATIN if part.isascii() else _PART_HAN
    return len(part) >= least and part in whole
