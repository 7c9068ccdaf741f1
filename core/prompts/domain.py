"""What a prompt is, and what a change of one must hold to."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Literal

from core.kernel.errors import InvalidRequestError

PromptRole = Literal["system", "tool"]
"""Whose words a prompt is: the system's, or the description of a tool in them."""
Op = Literal["equal", "delete", "insert"]

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with named holes; `version` goes into every record of its use."""

    key: str
    title: str
    version: str
    content: str
    role: PromptRole = "system"

    @property
    def variables(self) -> frozenset[str]:
        """Return the names of the holes."""
        return variables_of(self.content)

    def takes(self, content: str) -> bool:
        """Say whether another text has the holes that callers of this one fill."""
        return variables_of(content) == self.variables

    def edited(self, number: int, content: str) -> "Prompt":
        """Return the prompt with the `number`-th text people wrote in place of its own."""
        return replace(self, version=edited_version(number), content=content)

    def render(self, **values: str) -> str:
        """Return the text with every hole filled.

        Raises:
            KeyError: A value is missing, or one is given that the prompt does not know.
        """
        if values.keys() != self.variables:
            odd = sorted(values.keys() ^ self.variables)
            raise KeyError(f"prompt {self.key}: values do not fit its variables: {odd}")
        return _VARIABLE.sub(lambda match: values[match[1]], self.content)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference; numbers count from 1, None where the line is not there."""

    op: Op
    text: str
    before: int | None
    after: int | None


def variables_of(content: str) -> frozenset[str]:
    """Return the names of the holes in a text."""
    return frozenset(_VARIABLE.findall(content))


def builtin_version(content: str) -> str:
    """Return the version of a text that came with the product: another text has another."""
    return f"builtin-{sha256(content.encode()).hexdigest()[:8]}"


def edited_version(number: int) -> str:
    """Return the version of the `number`-th text people wrote for a key."""
    return f"v{number}"


def require_variables(content: str, declared: Set[str]) -> None:
    """Refuse a text whose holes are not those its callers fill.

    Raises:
        InvalidRequestError: A hole is missing (`missing_variable`), unknown (`unknown_variable`),
            or no hole although it has their braces (`malformed_variable`).
    """
    if _BRACES.search(_VARIABLE.sub("", content)):
        raise InvalidRequestError.of(
            "content", "braces stand for a variable only as {{name}}", "malformed_variable"
        )
    found = variables_of(content)
    if missing := sorted(declared - found):
        raise InvalidRequestError.of(
            "content", f"lacks {_listed(missing)}, which its callers fill", "missing_variable"
        )
    if unknown := sorted(found - declared):
        known = _listed(sorted(declared)) or "none"
        raise InvalidRequestError.of(
            "content", f"nobody fills {_listed(unknown)}; known: {known}", "unknown_variable"
        )


def difference(before: str, after: str) -> list[DiffLine]:
    """Return the lines of two texts in order: those kept, those gone, those that came."""
    return list(_difference(before.splitlines(), after.splitlines()))


def _difference(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, left, left_end, right, right_end in blocks:
        if tag == "equal":
            for offset in range(left_end - left):
                yield DiffLine(
                    "equal", before[left + offset], left + offset + 1, right + offset + 1
                )
            continue
        for number in range(left, left_end):
            yield DiffLine("delete", before[number], number + 1, None)
        for number in range(right, right_end):
            yield DiffLine("insert", after[number], None, number + 1)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in names)
