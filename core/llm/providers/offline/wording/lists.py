"""Numbered wishes of which any one, or all, must be met; and either this or that."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import Sheet

_NUMBER = (
    r"(?:\(?\d{1,2}\s*[.、)．:：](?!\d)|[①-⑩]|[一二三四五六七八九十]、|[-*•](?=\s)"
    r"|\(?[a-h]\)(?=\s))"
)
_ANY = re.compile(
    r"(?:以下|下列|下面|如下|这些|几个|几条|几项)[^。\n:：]{0,10}?(?:任意|任何|任一|任选|选一|至少"
    r"|其中|随便)[^。\n:：]{0,6}?(?:一|1)?\s*(?:个|条|项|种|点)?[^。\n:：]{0,8}[:：，,]?"
    r"|(?:以下|下列|下面|如下|这些)[^。\n:：]{0,8}?之一[^。\n:：]{0,8}?[:：]"
    r"|(?:以下|下列|下面|如下|这些|几个)[^。\n:：]{0,8}?(?:满足|符合|做到|达到)[^。\n:：]{0,3}?"
    r"(?:一|1)\s*(?:个|条|项|种|点)[^。\n:：]{0,8}?[:：]"
    r"|(?:任意|至少|任选|其中)[^。\n:：]{0,6}?(?:一|1)\s*(?:个|条|项|种|点)[^。\n:：]{0,8}?[:：]"
    r"|\b(?:any|either|at least)(?: one)?(?: of)?(?: the)? (?:following|these"
    r"|conditions below|below)\b[^\n:]{0,40}:?"
    r"|\b(?:one|any) of the following\b[^\n:]{0,40}:?",
    re.I,
)
_ITEM = re.compile(rf"(?:^|(?<=[\s,，;；。.:：])|(?=\(\d{{1,2}}\))){_NUMBER}\s*", re.M)
_MOST_ITEMS = 12
_EITHER = (
    re.compile(r"要么(?P<a>[^。;；\n]{2,60}?)[，,、]?\s*要么(?P<b>[^。;；，,\n]{2,60})"),
    re.compile(r"或者(?P<a>[^。;；\n]{2,60}?)[，,]\s*或者(?P<b>[^。;；，,\n]{2,60})"),
    re.compile(
        r"(?P<a>[^。;；，,\n]{2,60})[，,]\s*(?:或者?|要么|要不)(?P<b>[^。;；，,\n]{2,60}?)"
        r"[，,]?\s*(?:这?(?:两|二)[个者项条样种]?)?(?:只要|只需)?能?(?:满足|做到|符合|达到|实现)"
        r"(?:其中|任意|随便)?的?(?:一|1)(?:个|条|项|样|种|点)"
    ),
    re.compile(r"\beither (?P<a>[^.;\n]{2,90}?),? or (?P<b>[^.;\n]{2,90})", re.I),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a choice stands, and each thing of it."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...]


def find_choices(sheet: Sheet) -> Iterator[Choice]:
    """Yield the lists of which one item is enough."""
    done = 0
    for header in _ANY.finditer(sheet.text):
        if header.start() < done:
            continue
        items = _items(sheet.text, header.end())
        if items:
            done = items[-1][1]
            yield Choice(header.start(), done, tuple(items))


def find_either(sheet: Sheet) -> Iterator[Choice]:
    """Yield where either this or that is said."""
    for pattern in _EITHER:
        for found in pattern.finditer(sheet.text):
            yield Choice(*found.span(), (found.span("a"), found.span("b")))


def _items(text: str, start: int) -> list[tuple[int, int]]:
    """Return where the items after a header are; their list ends with a line that is none."""
    starts = list(islice(_ITEM.finditer(text, start), _MOST_ITEMS))
    if not starts or text[start : starts[0].start()].strip(" \n:：,，。"):
        return []
    items: list[tuple[int, int]] = []
    for found, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.start() if following else len(text)
        line = text.find("\n", found.end(), end)
        if line >= 0:
            items.append((found.end(), line))
            if following is None or text[line : following.start()].strip():
                return items
            continue
        items.append((found.end(), end))
    return items


def outside(promises: Sequence[Promise], choices: Iterable[Choice]) -> list[Promise]:
    """Return what is said outside of lists of which one item is enough."""
    lists = [(choice.start, choice.end) for choice in choices]
    return [p for p in promises if not any(a < p.end and p.start < b for a, b in lists)]
