"""Who is asked, and after whom: providers in orders, with weights among those of one order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core.llm.types import Provider


@dataclass(frozen=True, slots=True)
class Link:
    """A provider and its place: lower orders first, of one order by weight."""

    provider: Provider
    order: int = 1
    weight: float = 1.0
    cap_s: float = float("inf")
    """Longest time one attempt may take."""

    @property
    def key(self) -> tuple[str, str]:
        """Return provider and model: what fails and cools down together."""
        return self.provider.name, self.provider.model


def in_orders(links: Sequence[Link]) -> list[list[Link]]:
    """Return the links by order."""
    ordered = sorted(links, key=lambda link: link.order)
    return [list(group) for _, group in groupby(ordered, key=lambda link: link.order)]


def drawn(links: Sequence[Link], draw: float) -> Link:
    """Return the link on which a number from [0, 1) falls when each takes room by its weight."""
    point = draw * sum(link.weight for link in links)
    for link in links:
        point -= link.weight
        if point < 0:
            return link
    return links[-1]
