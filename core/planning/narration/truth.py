"""Whether a sentence about a plan keeps to the plan.

What can be checked is what leaves a mark in letters: numbers, times and amounts, names of places
and other proper names, quoted names, addresses and markup, the language. Each must be found among
the facts, else the text is not used: a true one may be lost so, which costs some words, and the
plan keeps those it had. What leaves no such mark is not judged: adjectives, and numbers in words.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """Why a text is not used."""

    LENGTH = "length"
    MARKUP = "markup"
    LANGUAGE = "language"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text may speak of; `strangers` are names it must not, folded.

    `names` are all texts of the facts, the longest first, `words` those they are made of, folded.
    """

    names: tuple[str, ...]
    words: frozenset[str]
    numbers: frozenset[Decimal]
    amounts: frozenset[Decimal]
    clocks: frozenset[int]
    strangers: tuple[str, ...]


_GONE = "\x1a"
"""Stands where a name of the facts has been."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"[^\W\d_\u3400-\u9fff]"
_WORD = re.compile(rf"{_LETTER}+(?:['’\-]{_LETTER}+)*")
"""A word of a script that has capitals, or none; Chinese has no words to see."""
_MARKUP = re.compile(
    r"(?i:https?:|www\.)|://|[<>{}\[\]`@\\|#*_\x00-\x08\x0b-\x1f\x7f]"
    r"|\b[\w-]+\.(?i:com|net|org|cn|io|ai|app)\b|\b[\w-]{2,}\.[a-z]{2,}\b"
)
"""Addresses too, wherever they lead; a full stop without a space after it begins none."""
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")
_HOUR = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:am\b|pm\b|a\.m\.|p\.m\.|o['’]clock|点|點)", re.IGNORECASE
)
_MONEY = re.compile(
    r"(?:[A-Z]{3}|[¥￥$€£])\s?(\d[\d,]*(?:\.\d+)?)"
    r"|(\d[\d,]*(?:\.\d+)?)\s?(?:yuan|rmb|euros?|dollars?|pounds?|yen|元|块|[日欧美港]元|英镑|[A-Z]{3}\b)",
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SPELT = re.compile(
    r"[零一二两三四五六七八九十百千万]+\s?(?:元|块钱|[日欧美港]元|点钟|点半)|[两三四五六七八九十]点"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundred|thousand)\s?(?:o['’]clock|am|pm|yuan|euros?|dollars?|pounds?|yen)\b"
    r"|\b(?:noon|midnight|half past|quarter (?:past|to))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('[《「『“"]([^》」』”"]*)[》」』”"]')
_VENUE = re.compile("(.?)(?:博物馆|美术馆|纪念馆|酒店|宾馆|餐厅|餐馆|酒楼|饭店|公园|大厦|教堂)")
_BEFORE_ANY_VENUE = frozenset(
    "的家些间座个处所地近色这那各名小大老夜在去到和与及有是、，。；：之 " + _GONE
)
_AMOUNT_OF_FACT = re.compile(r"^[A-Z]{3} ([\d,]+(?:\.\d+)?)$")
_ENDS = frozenset(".!?:;—–(\n。！？：；")
_ALWAYS = frozenset({"i"})


def scope_of(facts: Collection[Mapping[str, Any]], strangers: Collection[str]) -> Scope:
    """Return what may be said of these facts; `strangers` are names of what is not among them."""
    texts: set[str] = set()
    numbers: set[Decimal] = set()
    for value in _values(facts):
        if isinstance(value, str):
            texts.add(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            numbers.add(Decimal(value))
    words = {word.casefold() for text in texts for word in _WORD.findall(text)}
    folded = {text.casefold() for text in texts}
    return Scope(
        names=tuple(sorted((text for text in texts if text), key=lambda text: (-len(text), text))),
        words=frozenset(words) | _ALWAYS,
        numbers=frozenset(numbers),
        amounts=frozenset(amount for text in texts for amount in _amounts(text)),
        clocks=frozenset(clock for text in texts for clock in _clocks(text)),
        strangers=tuple(
            name for name in sorted({name.casefold() for name in strangers}) if name not in folded
        ),
    )


def fault_of(text: str, scope: Scope, *, language: str, longest: int) -> Fault | None:
    """Return the first thing that is wrong with a text, or None where it may be used."""
    if not text or len(text) > longest:
        return Fault.LENGTH
    rest = _without_names(text, scope)
    if _GONE in text or _MARKUP.search(rest.replace(_GONE, " ")):
        return Fault.MARKUP
    if not _is_in(language, text, rest):
        return Fault.LANGUAGE
    if _has_odd_number(rest, scope):
        return Fault.NUMBER
    return Fault.NAME if _has_odd_name(rest, scope) else None


def _values(value: Any) -> Iterator[Any]:
    """Go through everything in JSON values that is neither list nor object."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _values(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item)
    else:
        yield value


def _without_names(text: str, scope: Scope) -> str:
    rest = text
    for name in scope.names:
        if name in rest:
            # What ends a sentence goes on doing so.
            rest = re.sub(_whole(name), _GONE + name[-1] * (name[-1] in _ENDS), rest)
    return rest


def _whole(name: str) -> str:
    """Return a pattern of a name that is no part of a longer word or number."""
    before = r"(?<![A-Za-z\d])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z\d])" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"


def _is_in(language: str, text: str, rest: str) -> bool:
    if language == "zh":
        return bool(_HAN.search(text))
    return not _HAN.search(rest)


def _amounts(text: str) -> Iterator[Decimal]:
    found = _AMOUNT_OF_FACT.match(text)
    if found:
        yield _decimal(found[1])


def _clocks(text: str) -> Iterator[int]:
    found = _CLOCK.fullmatch(text)
    if found:
        yield int(found[1]) * 60 + int(found[2])


def _has_odd_number(rest: str, scope: Scope) -> bool:
    if _SPELT.search(rest):
        return True
    for found in _CLOCK.finditer(rest):
        if int(found[1]) * 60 + int(found[2]) not in scope.clocks:
            return True
    rest = _CLOCK.sub(_GONE, rest)
    for found in _HOUR.finditer(rest):
        if not {int(found[1]) * 60, int(found[1]) * 60 + 720} & scope.clocks:
            return True
    rest = _HOUR.sub(_GONE, rest)
    for found in _MONEY.finditer(rest):
        if _decimal(found[1] or found[2]) not in scope.amounts:
            return True
    rest = _MONEY.sub(_GONE, rest)
    return any(_decimal(number) not in scope.numbers for number in _NUMBER.findall(rest))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _has_odd_name(rest: str, scope: Scope) -> bool:
    folded = rest.casefold()
    if any(name in folded and re.search(_whole(name), folded) for name in scope.strangers):
        return True
    if any(re.search(r"\w", quoted) for quoted in _QUOTED.findall(rest)):
        return True
    if any(found[1] and found[1] not in _BEFORE_ANY_VENUE for found in _VENUE.finditer(rest)):
        return True
    return any(not _is_known(word, scope) for word in _proper_words(rest))


def _proper_words(rest: str) -> Iterator[str]:
    """Go through the words that are names by their looks: Latin among Chinese, or capitalised."""
    in_chinese = bool(_HAN.search(rest))
    for found in _WORD.finditer(rest):
        word = found[0]
        before = rest[: found.start()].rstrip(" \"'“”‘’")
        begins = not before or before[-1] in _ENDS
        is_name = word[0].isupper() and (not begins or word[1:].isupper())
        if is_name or (in_chinese and word.isascii()):
            yield word


def _is_known(word: str, scope: Scope) -> bool:
    """Say whether the facts have a word, or all its parts: `Wall's`, `Mid-Levels`."""
    parts = re.split("['’-]", word.casefold())
    return word.casefold() in scope.words or all(
        len(part) < 2 or part in scope.words for part in parts
    )
