"""Only what the document bears out: quotes are looked for, amounts and numbers compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from core.documents.answers import Found, read_found
from core.documents.chunks import Chunk
from core.documents.domain import DocumentText
from core.documents.quotes import QuoteFinder
from core.kernel.money import to_minor
from core.schemas.documents import Quote

_FoundT = TypeVar("_FoundT", bound=Found)
_ItemT = TypeVar("_ItemT")
_NUMBER = re.compile(r"\d[\d,.'’ \u00a0]*\d|\d")
_MARKS = re.compile(r"[.,'’ \u00a0]")
_SCALES = (1, 1_000, 10_000, 1_000_000, 100_000_000)
"""What a word after a number may multiply it by: thousand, 万, million, 亿."""


@dataclass
class Ground:
    """The part of the document an answer is about, and what was found wanting so far."""

    document: DocumentText
    finder: QuoteFinder
    chunk: Chunk
    violations: list[str] = field(default_factory=list)
    dropped_items: int = 0
    dropped_fields: int = 0

    def take(
        self,
        shape: type[_FoundT],
        rows: list[Any],
        make: Callable[[_FoundT, Quote], _ItemT],
        where: str,
    ) -> list[_ItemT]:
        """Return an item for each finding whose quote stands in the part; count the others.

        The same words quoted again are those that stand further on, where they do.
        """
        items = []
        ends: dict[str, int] = {}
        for number, raw in enumerate(rows):
            found = read_found(shape, raw)
            if isinstance(found, str):
                self._drop(f"{where}.{number}: {found}")
                continue
            quote = self._quote(found.quote, ends.get(found.quote, self.chunk.start))
            if quote is None:
                self._drop(f"{where}.{number}: the quote is not in the text: {found.quote[:80]!r}")
                continue
            ends[found.quote] = quote.end
            items.append(make(found, quote))
        return items

    def money(
        self, amount: float | None, currency: str | None, quote: Quote
    ) -> tuple[int | None, str | None]:
        """Return an amount in minor units, where its number is in the quoted words."""
        if amount is None or currency is None:
            return None, None
        if not says_number(quote.text, amount):
            self.dropped_fields += 1
            return None, None
        return to_minor(Decimal(str(amount)), currency), currency

    def words(self, words: str | None) -> str | None:
        """Return words that must be in the document, None where they are not."""
        if words and not self.finder.contains(words):
            self.dropped_fields += 1
            return None
        return words or None

    def _quote(self, words: str, start_at: int) -> Quote | None:
        further_on = self.finder.find(words, start_at, self.chunk.end)
        span = further_on or self.finder.find(words, self.chunk.start, self.chunk.end)
        if span is None:
            return None
        start, end = span
        place = self.document.locate(start)
        return Quote(
            text=self.document.text[start:end],
            start=start,
            end=end,
            page=place.page,
            paragraph=place.paragraph,
            line=place.line,
        )

    def _drop(self, why: str) -> None:
        self.dropped_items += 1
        self.violations.append(why)


def says_number(text: str, value: float) -> bool:
    """Say whether a text has a number, in whatever way it is written."""
    wanted = Decimal(str(value))
    said = _numbers_in(text)
    return any(wanted == number * scale for number in said for scale in _SCALES)


@lru_cache(maxsize=256)
def _numbers_in(text: str) -> frozenset[Decimal]:
    """Return every reading of every number: 1.234,50 and 1,234.50, and 1.234 both ways."""
    return frozenset(reading for match in _NUMBER.finditer(text) for reading in _readings(match[0]))


def _readings(written: str) -> list[Decimal]:
    whole = Decimal(_MARKS.sub("", written))
    readings = [whole]
    last = max(written.rfind("."), written.rfind(","))
    if last >= 0:
        cents = _MARKS.sub("", written[last + 1 :])
        readings.append(Decimal(f"{_MARKS.sub('', written[:last])}.{cents}"))
    readings.extend(Decimal(piece) for piece in _MARKS.split(written) if piece)
    return readings
