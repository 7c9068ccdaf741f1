"""A trip as Markdown, to be read as it is or turned into a page."""

import re

from core.exports.document import Day, Stop, TripDocument
from core.exports.words import (
    Words,
    credit_lines,
    day_heading,
    details_of,
    kind_of,
    money_lines,
    summary_line,
    times_of,
    version_line,
    words_of,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_AT_START = re.compile(r"^(\d+)([.)])|^([-=:>])")


def to_markdown(document: TripDocument) -> bytes:
    """Return the text."""
    say = words_of(document.language)
    lines = [f"# {plain(document.title)}", "", plain(summary_line(document, say)), ""]
    if document.summary:
        lines += [plain(document.summary), ""]
    lines += [f"- {plain(line)}" for line in money_lines(document, say)]
    for day in document.days:
        lines += ["", *_day(day, say)]
    credits_of_all = [f"- {plain(line)}" for line in credit_lines(document, say)]
    if credits_of_all:
        lines += ["", f"## {say('sources')}", "", *credits_of_all]
    lines += ["", f"{say('estimates')} {plain(version_line(document, say))}", ""]
    return "\n".join(lines).encode()


def plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(lambda found: _escaped(found[0], found[1] or ""), escaped)


def _escaped(mark: str, number: str) -> str:
    return f"{number}\\{mark[len(number) :]}"


def _day(day: Day, say: Words) -> list[str]:
    lines = [f"## {plain(day_heading(day, say))}", ""]
    if day.title:
        lines += [f"*{plain(day.title)}*", ""]
    if day.summary:
        lines += [plain(day.summary), ""]
    if not day.stops:
        return [*lines, say("no_stops")]
    for number, stop in enumerate(day.stops, start=1):
        lines += _stop(number, stop, say)
    return lines


def _stop(number: int, stop: Stop, say: Words) -> list[str]:
    times = times_of(stop) or say("all_day")
    head = f"{number}. **{plain(times)}** {plain(stop.name)} · {kind_of(stop, say)}"
    indent = " " * (len(str(number)) + 2)
    return [head, *(f"{indent}- {plain(line)}" for line in details_of(stop, say))]
