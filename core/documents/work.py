"""Pieces of work as a tree, and the sums over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.documents.answers import FoundWork
from core.documents.grounding import says_number
from core.schemas.documents import Estimate, Quote, WorkItem, WorkTotals

_HOURS = {"hours": 1.0, "days": 8.0, "weeks": 40.0, "months": 160.0}
_MAX_DEPTH = 6


@dataclass
class _Node:
    found: FoundWork
    quote: Quote
    parent: "_Node | None" = None
    children: list["_Node"] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return 1 + (self.parent.depth if self.parent else 0)


def work_tree(pieces: Sequence[tuple[FoundWork, Quote]]) -> list[WorkItem]:
    """Return pieces of work as a tree; what is part of nothing known stands at its root.

    A piece can only be part of one that came before it, so there is no circle.
    """
    known: dict[str, _Node] = {}
    roots: list[_Node] = []
    for found, quote in pieces:
        node = _Node(found, quote, known.get(found.parent or ""))
        if node.parent and node.depth > _MAX_DEPTH:
            node.parent = node.parent.parent
        (node.parent.children if node.parent else roots).append(node)
        known[found.ref] = node
    return [_item(root) for root in roots]


def totals_of(items: Sequence[WorkItem]) -> WorkTotals:
    """Return the sum over pieces of work."""
    return WorkTotals(
        low_hours=round(sum(item.total.low_hours for item in items), 2),
        likely_hours=round(sum(item.total.likely_hours for item in items), 2),
        high_hours=round(sum(item.total.high_hours for item in items), 2),
        estimated=sum(item.total.estimated for item in items),
        without_estimate=sum(item.total.without_estimate for item in items),
    )


def count(items: Sequence[WorkItem]) -> int:
    """Return how many pieces there are, on all levels."""
    return sum(1 + count(item.children) for item in items)


def _item(node: _Node) -> WorkItem:
    children = [_item(child) for child in node.children]
    estimate = _estimate(node.found, node.quote)
    return WorkItem(
        id="",
        title=node.found.title,
        quote=node.quote,
        estimate=estimate,
        total=_total(estimate, children),
        children=children,
    )


def _total(estimate: Estimate | None, children: Sequence[WorkItem]) -> WorkTotals:
    """Return the sum of the parts; the piece's own estimate where no part has one."""
    parts = totals_of(children)
    if parts.estimated or (children and estimate is None):
        return parts
    if estimate is None:
        return WorkTotals(
            low_hours=0, likely_hours=0, high_hours=0, estimated=0, without_estimate=1
        )
    return WorkTotals(
        low_hours=estimate.low_hours,
        likely_hours=estimate.likely_hours,
        high_hours=estimate.high_hours,
        estimated=1,
        without_estimate=0,
    )


def _estimate(found: FoundWork, quote: Quote) -> Estimate | None:
    said = [value for value in (found.low, found.likely, found.high) if value is not None]
    if not said:
        return None
    low, high = min(said), max(said)
    likely = found.likely if found.likely is not None else (low + high) / 2
    hours = _HOURS[found.unit]
    return Estimate(
        low_hours=round(low * hours, 2),
        likely_hours=round(likely * hours, 2),
        high_hours=round(high * hours, 2),
        source="stated" if all(says_number(quote.text, value) for value in said) else "model",
    )
