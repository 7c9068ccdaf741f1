"""The questions about documents, answered by rules."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.llm.providers.offline.documents.bookings import find_bookings
from core.llm.providers.offline.documents.lines import bare_title, clipped, lines_of
from core.llm.providers.offline.documents.moments import year_of
from core.llm.providers.offline.documents.tenders import find_tender
from core.llm.providers.offline.documents.workloads import find_work

_LONGEST_SUMMARY = 900


def analyse_document(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is in one part of a document, by its profile."""
    text, today = blocks["text"], date.fromisoformat(blocks["today"])
    year = year_of(f"{blocks['before']}\n{text}")
    zh = blocks["language"] == "zh"
    match blocks["profile"]:
        case "booking":
            bookings = find_bookings(text, year, today)
            return {"summary": _of_bookings(bookings, zh), "bookings": bookings}
        case "tender":
            tender = find_tender(text, year, today)
            return {"summary": _of_tender(text, tender, zh), **tender}
        case _:
            items = find_work(text)
            return {"summary": _of_work(text, items, zh), "items": items}


def summarise_document(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summaries of all parts as one: the first words of each that says something new."""
    said = list(dict.fromkeys(summary.strip() for summary in blocks["summaries"]))
    joined = ("" if blocks["language"] == "zh" else " ").join(said)
    return {"summary": clipped(joined, _LONGEST_SUMMARY)}


def _of_bookings(bookings: Sequence[Mapping[str, Any]], zh: bool) -> str:
    if not bookings:
        return "未发现带日期的预订。" if zh else "No dated booking was found."
    days = sorted(booking["date"] for booking in bookings)
    titles = [clipped(booking["title"], 60) for booking in bookings[:3]]
    if zh:
        return f"{len(bookings)} 项预订，{days[0]} 至 {days[-1]}：{'、'.join(titles)}。"
    noun = "booking" if len(bookings) == 1 else "bookings"
    return f"{len(bookings)} {noun} from {days[0]} to {days[-1]}: {', '.join(titles)}."


def _of_tender(text: str, tender: Mapping[str, Sequence[Mapping[str, Any]]], zh: bool) -> str:
    deadlines = sorted(row["date"] for row in tender["dates"] if row["is_deadline"])
    counts = {key: len(rows) for key, rows in tender.items()}
    title = _title(text)
    if zh:
        until = f"；最早截止日期 {deadlines[0]}" if deadlines else ""
        return (
            f"{title}：{counts['requirements']} 项要求、{counts['dates']} 个日期、"
            f"{counts['scoring']} 项评分标准、{counts['risks']} 项风险{until}。"
        )
    until = f"; the first deadline is {deadlines[0]}" if deadlines else ""
    return (
        f"{title}: {counts['requirements']} requirements, {counts['dates']} dates,"
        f" {counts['scoring']} criteria and {counts['risks']} risks{until}."
    )


def _of_work(text: str, items: Sequence[Mapping[str, Any]], zh: bool) -> str:
    estimated = sum(1 for item in items if item["low"] is not None)
    if zh:
        return f"{_title(text)}：{len(items)} 项工作，其中 {estimated} 项有估算。"
    return f"{_title(text)}: {len(items)} pieces of work, {estimated} of them with an estimate."


def _title(text: str) -> str:
    lines = lines_of(text)
    heading = next((line for line in lines if line.level), lines[0] if lines else None)
    return clipped(bare_title(heading.title) or heading.text, 80) if heading else "—"
