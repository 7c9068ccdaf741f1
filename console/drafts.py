"""Texts of prompts that are being written: pure values, and what is to be said of them."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.schemas.prompts import DiffLineOut, PromptOut

_HOLE = re.compile(r"\{\{(\w+)\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_BUILT_IN = "builtin-"


@dataclass(frozen=True)
class Draft:
    """What somebody has typed, and the prompt as they saw it when they began."""

    seen: PromptOut
    text: str
    note: str = ""
    at_once: bool = True

    @property
    def changes(self) -> bool:
        """Say whether saving would change anything."""
        return self.text != self.seen.content

    def is_behind(self, now: PromptOut) -> bool:
        """Say whether somebody else has changed the prompt since."""
        return now.revision != self.seen.revision


@dataclass(frozen=True)
class Holes:
    """The holes of a text beside those its callers fill."""

    filled: Sequence[str]
    missing: Sequence[str]
    unknown: Sequence[str]
    malformed: bool

    @property
    def fit(self) -> bool:
        """Say whether the text can be put in force."""
        return not (self.missing or self.unknown or self.malformed)


def holes_of(text: str, declared: Set[str]) -> Holes:
    """Return what is right and wrong with the holes of a text."""
    found = set(_HOLE.findall(text))
    return Holes(
        filled=sorted(found & declared),
        missing=sorted(declared - found),
        unknown=sorted(found - declared),
        malformed=_BRACES.search(_HOLE.sub("", text)) is not None,
    )


def is_built_in(version: str) -> bool:
    """Say whether a version is a text that came with the product."""
    return version.startswith(_BUILT_IN)


def difference(before: str, after: str) -> list[DiffLineOut]:
    """Return the lines of two texts in order, as the API tells them of texts that were kept."""
    return list(_difference(before.splitlines(), after.splitlines()))


def _difference(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLineOut]:
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, left, left_end, right, right_end in blocks:
        if tag == "equal":
            for number in range(left, left_end):
                there = right + number - left
                yield DiffLineOut(
                    op="equal", text=before[number], before=number + 1, after=there + 1
                )
            continue
        for number in range(left, left_end):
            yield DiffLineOut(op="delete", text=before[number], before=number + 1, after=None)
        for number in range(right, right_end):
            yield DiffLineOut(op="insert", text=after[number], before=None, after=number + 1)
