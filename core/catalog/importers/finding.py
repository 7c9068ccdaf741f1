"""What a file of others says of a place, before it is one of ours."""

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from core.catalog.domain import City, RowProblem
from core.schemas.catalog import PlaceKind

MAX_TOLD = 200
"""How many of the rows that were left out are told one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose data it is, and under which licence one may use it."""

    name: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind and category of places."""

    kind: PlaceKind
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place as a file has it; what it does not say is empty or None.

    `weight`, 1 to 100, is how much there is to say that people go there. `raw_hours` is what the
    file says where it is not in the syntax of opening_hours.
    """

    number: int
    source_id: str
    name: str
    lat: float
    lon: float
    sort: Sort
    origin: Origin
    seen_on: date | None = None
    verified_on: date | None = None
    name_en: str = ""
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    area: str = ""
    cuisine: tuple[str, ...] = ()
    hours: str = ""
    raw_hours: str = ""
    price: float | None = None
    wheelchair: str = ""
    weight: int = 30


@dataclass
class Haul:
    """The best findings of each kind in one city, and why the others were left out.

    However large the file is, no more than `limit` findings of a kind are kept at a time.
    """

    city: City
    limit: int
    left_out: Counter[str] = field(default_factory=Counter)
    told: list[RowProblem] = field(default_factory=list)
    _best: defaultdict[PlaceKind, list[tuple[int, int, Finding]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def holds(self, lat: float, lon: float) -> bool:
        """Say whether a position is in the city; what is elsewhere is neither kept nor counted."""
        return self.city.contains(lat, lon)

    def leave_out(self, number: int, reason: str) -> None:
        """Note that a place of the city is not taken, and why."""
        self.left_out[reason] += 1
        if len(self.told) < MAX_TOLD:
            self.told.append(RowProblem(number, "", reason))

    def add(self, finding: Finding) -> None:
        """Keep a finding of the city, as long as there are not `limit` better ones of its kind."""
        best = self._best[finding.sort.kind]
        # Of two with the same weight the earlier stays: the same file gives the same places.
        ranked = (finding.weight, -finding.number, finding)
        if len(best) < self.limit:
            heapq.heappush(best, ranked)
            return
        lesser = heapq.heappushpop(best, ranked)[2]
        self.leave_out(lesser.number, f"more than {self.limit} of the kind {lesser.sort.kind}")

    def findings(self) -> list[Finding]:
        """Return what was kept, in the order of the file."""
        kept = (ranked[2] for best in self._best.values() for ranked in best)
        return sorted(kept, key=lambda finding: finding.number)
