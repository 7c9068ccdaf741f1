"""The tabs of a profile: items of all parts in one order, numbered, each once, with their sums."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.documents.findings import Findings
from core.documents.work import count, totals_of
from core.schemas.documents import (
    BookingItem,
    DocumentItem,
    DocumentProfile,
    MoneyTotal,
    ScoringItem,
    Tab,
    WorkItem,
)


class _Name(NamedTuple):
    key: str
    en: str
    zh: str


_TABS: Mapping[DocumentProfile, Sequence[_Name]] = {
    DocumentProfile.BOOKING: (_Name("bookings", "Bookings", "预订"),),
    DocumentProfile.TENDER: (
        _Name("requirements", "Requirements", "要求"),
        _Name("dates", "Dates", "日期"),
        _Name("scoring", "Scoring", "评分"),
        _Name("risks", "Risks", "风险"),
    ),
    DocumentProfile.WORKLOAD: (_Name("work", "Work breakdown", "工作分解"),),
}


def make_tabs(profile: DocumentProfile, parts: Sequence[Findings]) -> list[Tab]:
    """Return the tabs with the items of all parts."""
    return [
        _tab(name, [item for part in parts for item in part[name.key]]) for name in _TABS[profile]
    ]


def count_items(tabs: Sequence[Tab]) -> int:
    """Return how many items there are, pieces of work on all levels."""
    return sum(
        len(tab.items) if tab.work_totals is None else count(_work(tab.items)) for tab in tabs
    )


def _tab(name: _Name, found: Sequence[DocumentItem]) -> Tab:
    # A tree of work keeps the order in which it was answered; all else stands as in the document.
    ordered = list(found) if _work(found) else sorted(found, key=lambda item: item.quote.start)
    items = _numbered(_once(ordered), f"{name.key}-")
    points = [item.points for item in items if isinstance(item, ScoringItem) and item.points]
    weights = [
        item.weight_percent
        for item in items
        if isinstance(item, ScoringItem) and item.weight_percent
    ]
    return Tab(
        key=name.key,
        title_en=name.en,
        title_zh=name.zh,
        items=items,
        work_totals=totals_of(_work(items)) if name.key == "work" else None,
        money_totals=_money(items),
        points_total=round(sum(points), 2) if points else None,
        weight_total_percent=round(sum(weights), 2) if weights else None,
    )


def _once(items: Sequence[DocumentItem]) -> list[DocumentItem]:
    """Return the items without those that say the same of the same words."""
    known: dict[tuple[int, int, str, str], DocumentItem] = {}
    for item in items:
        known.setdefault((item.quote.start, item.quote.end, item.type, item.title), item)
    return list(known.values())


def _numbered(items: Sequence[DocumentItem], prefix: str) -> list[DocumentItem]:
    numbered = []
    for number, item in enumerate(items, start=1):
        changes: dict[str, object] = {"id": f"{prefix}{number}"}
        if isinstance(item, WorkItem):
            changes["children"] = _numbered(item.children, f"{prefix}{number}.")
        numbered.append(item.model_copy(update=changes))
    return numbered


def _money(items: Sequence[DocumentItem]) -> list[MoneyTotal]:
    sums: dict[str, int] = {}
    for item in items:
        if isinstance(item, BookingItem) and item.amount is not None and item.currency:
            sums[item.currency] = sums.get(item.currency, 0) + item.amount
    return [MoneyTotal(amount=amount, currency=currency) for currency, amount in sums.items()]


def _work(items: Sequence[DocumentItem]) -> list[WorkItem]:
    return [item for item in items if isinstance(item, WorkItem)]
