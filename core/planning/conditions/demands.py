"""What a list of plain conditions asks of a planner, sorted by whom it concerns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.kernel.times import clock_minutes
from core.planning.conditions.alternatives import Plain
from core.schemas.conditions import (
    LabelsCondition,
    Leg,
    LinkModeCondition,
    LinkTimeCondition,
    LocalModeCondition,
    Match,
    NearCondition,
    NotThis,
    OrderCondition,
    PlacesCondition,
    RoomCondition,
    SpendCondition,
    SpendOn,
    SpendPer,
    Subject,
    VisitTimeCondition,
)
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode

_NEVER = 48 * 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """At least one of `names` must be there: places, or labels."""

    subject: Subject | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Span:
    """Bounds of a time of day, both included."""

    first: int = 0
    last: int = _NEVER

    def holds(self, minute: int) -> bool:
        """Say whether a minute lies inside."""
        return self.first <= minute <= self.last

    def narrowed(self, first: str | None, last: str | None) -> "Span":
        """Return the part of it between two times of day."""
        return Span(
            self.first if first is None else max(self.first, clock_minutes(first)),
            self.last if last is None else min(self.last, clock_minutes(last)),
        )


@dataclass(frozen=True, slots=True)
class LegDemand:
    """How a journey between cities must be; `modes` None is any."""

    modes: frozenset[LinkMode] | None = None
    without: frozenset[LinkMode] = frozenset()
    departs: Span = Span()
    arrives: Span = Span()

    def allows(self, modes: Collection[LinkMode], departs: int | None, arrives: int | None) -> bool:
        """Say whether a journey in all of these ways may be taken; without times one likes when."""
        for mode in modes:
            if (self.modes is not None and mode not in self.modes) or mode in self.without:
                return False
        if departs is None or arrives is None:
            return True
        return self.departs.holds(departs) and self.arrives.holds(arrives)


ANY_LEG = LegDemand()


@dataclass(frozen=True, slots=True)
class LocalDemand:
    """How one gets about on ways beyond `beyond_km`."""

    modes: frozenset[TransferMode]
    beyond_km: float

    def allows(self, mode: TransferMode, km: float) -> bool:
        """Say whether a way may be gone so."""
        return km <= self.beyond_km or mode in self.modes


@dataclass(frozen=True, slots=True)
class VisitDemand:
    """When a place is visited, and at least how long."""

    arrives: Span = Span()
    leaves: Span = Span()
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Everything a list of plain conditions asks for.

    `places` and `labels` must be there, `no_places`, `no_labels` must not, and where `only_labels`
    or `only_places` name a subject nothing else may be. `unplanned` can only be checked afterwards.
    """

    places: tuple[Wanted, ...] = ()
    labels: tuple[Wanted, ...] = ()
    no_places: frozenset[tuple[Subject | None, str]] = frozenset()
    no_labels: frozenset[tuple[Subject, str]] = frozenset()
    only_places: Mapping[Subject | None, frozenset[str]] = field(default_factory=dict)
    only_labels: Mapping[Subject, frozenset[str]] = field(default_factory=dict)
    spend: tuple[SpendCondition, ...] = ()
    legs: Mapping[Leg, LegDemand] = field(default_factory=dict)
    local: tuple[LocalDemand, ...] = ()
    local_used: frozenset[TransferMode] = frozenset()
    rooms: int | None = None
    beds: int | None = None
    near: tuple[tuple[str, float], ...] = ()
    visits: Mapping[str, VisitDemand] = field(default_factory=dict)
    orders: tuple[tuple[str, str], ...] = ()
    unplanned: tuple[Plain, ...] = ()

    @property
    def is_choosy(self) -> bool:
        """Say whether any place is ruled out, or others alone are wanted."""
        return bool(self.no_places or self.no_labels or self.only_places or self.only_labels)

    def allows_place(self, subject: Subject, place: str, labels: frozenset[str]) -> bool:
        """Say whether a place may be in the plan."""
        if {(subject, place), (None, place)} & self.no_places:
            return False
        if any((subject, label) in self.no_labels for label in labels):
            return False
        for key in (subject, None):
            if key in self.only_places and place not in self.only_places[key]:
                return False
        return subject not in self.only_labels or bool(labels & self.only_labels[subject])

    def leg(self, which: Leg) -> LegDemand:
        """Return what is asked of the outward or the return journey."""
        every = self.legs.get(Leg.EVERY, ANY_LEG)
        return every if which is Leg.EVERY else _both(every, self.legs.get(which, ANY_LEG))

    def allows_way(self, mode: TransferMode, km: float) -> bool:
        """Say whether a way within a city may be gone so."""
        return all(demand.allows(mode, km) for demand in self.local)

    def most(self, on: SpendOn, travellers: int, nights: int) -> int | None:
        """Return the most that may be spent on something, by all and for the whole trip."""
        caps = [
            cap
            for condition in self.spend
            if condition.on is on and (cap := _whole(condition, travellers, nights)) is not None
        ]
        return min(caps, default=None)

    def most_per_meal(self) -> int | None:
        """Return the most a person may pay for a meal."""
        return min((c.maximum for c in self.spend if c.per is SpendPer.PERSON_MEAL), default=None)

    def most_per_night(self, travellers: int, rooms: int) -> int | None:
        """Return the most a night may cost, all rooms together."""
        heads = {
            SpendPer.NIGHT: 1,
            SpendPer.PERSON_NIGHT: travellers,
            SpendPer.ROOM_NIGHT: rooms,
        }
        caps = [c.maximum * heads[c.per] for c in self.spend if c.per in heads]
        return min(caps, default=None)


def demands_of(plain: Iterable[Plain]) -> Demands:
    """Return what a list of plain conditions asks for."""
    demands = Demands()
    for part in plain:
        demands = _with(demands, part)
    return demands


def _with(demands: Demands, part: Plain) -> Demands:  # noqa: C901 - one case for each kind
    match part:
        case PlacesCondition():
            return _with_places(demands, part)
        case LabelsCondition():
            return _with_labels(demands, part)
        case SpendCondition():
            return replace(demands, spend=(*demands.spend, part))
        case LinkModeCondition(leg=leg):
            modes = frozenset(part.modes)
            more = LegDemand(without=modes) if part.match is Match.NONE else LegDemand(modes=modes)
            return replace(demands, legs=_merged_leg(demands, leg, more))
        case LinkTimeCondition(leg=leg):
            more = LegDemand(
                departs=Span().narrowed(part.departs_from, part.departs_by),
                arrives=Span().narrowed(part.arrives_from, part.arrives_by),
            )
            return replace(demands, legs=_merged_leg(demands, leg, more))
        case LocalModeCondition():
            return _with_local(demands, part)
        case RoomCondition():
            return replace(
                demands,
                rooms=demands.rooms if part.rooms is None else part.rooms,
                beds=demands.beds if part.beds is None else part.beds,
            )
        case NearCondition(place=place, km=km):
            return replace(demands, near=(*demands.near, (place, km)))
        case VisitTimeCondition(place=place):
            return replace(
                _needing(demands, place), visits={**demands.visits, place: _visit(demands, part)}
            )
        case OrderCondition(first=first, then=then):
            needing = _needing(_needing(demands, first), then)
            return replace(needing, orders=(*demands.orders, (first, then)))
        case NotThis():
            return replace(demands, unplanned=(*demands.unplanned, part))


def _with_places(demands: Demands, part: PlacesCondition) -> Demands:
    names = frozenset(part.names)
    match part.match:
        case Match.ALL:
            more = tuple(Wanted(part.subject, frozenset({name})) for name in part.names)
            return replace(demands, places=(*demands.places, *more))
        case Match.ANY:
            return replace(demands, places=(*demands.places, Wanted(part.subject, names)))
        case Match.NONE:
            unwanted = frozenset((part.subject, name) for name in names)
            return replace(demands, no_places=demands.no_places | unwanted)
        case Match.ONLY:
            only = _narrowed(demands.only_places, part.subject, names)
            return replace(demands, only_places=only)


def _with_labels(demands: Demands, part: LabelsCondition) -> Demands:
    words = frozenset(part.labels)
    match part.match:
        case Match.ALL:
            more = tuple(Wanted(part.subject, frozenset({word})) for word in part.labels)
            return replace(demands, labels=(*demands.labels, *more))
        case Match.ANY:
            return replace(demands, labels=(*demands.labels, Wanted(part.subject, words)))
        case Match.NONE:
            unwanted = frozenset((part.subject, word) for word in words)
            return replace(demands, no_labels=demands.no_labels | unwanted)
        case Match.ONLY:
            only = _narrowed(demands.only_labels, part.subject, words)
            return replace(demands, only_labels=only)


K = TypeVar("K")


def _narrowed(
    only: Mapping[K, frozenset[str]], key: K, words: frozenset[str]
) -> dict[K, frozenset[str]]:
    return {**only, key: only.get(key, words) & words}


def _with_local(demands: Demands, part: LocalModeCondition) -> Demands:
    modes = frozenset(part.modes)
    match part.match:
        case Match.ALL:
            return replace(demands, local_used=demands.local_used | modes)
        case Match.NONE:
            modes = frozenset(TransferMode) - modes
        case Match.ONLY:
            pass
    return replace(demands, local=(*demands.local, LocalDemand(modes, part.beyond_km)))


def _merged_leg(demands: Demands, leg: Leg, more: LegDemand) -> dict[Leg, LegDemand]:
    return {**demands.legs, leg: _both(demands.legs.get(leg, LegDemand()), more)}


def _both(one: LegDemand, other: LegDemand) -> LegDemand:
    modes = one.modes if other.modes is None else other.modes
    if one.modes is not None and other.modes is not None:
        modes = one.modes & other.modes
    return LegDemand(
        modes=modes,
        without=one.without | other.without,
        departs=_overlap(one.departs, other.departs),
        arrives=_overlap(one.arrives, other.arrives),
    )


def _overlap(one: Span, other: Span) -> Span:
    return Span(max(one.first, other.first), min(one.last, other.last))


def _visit(demands: Demands, part: VisitTimeCondition) -> VisitDemand:
    before = demands.visits.get(part.place, VisitDemand())
    return VisitDemand(
        arrives=before.arrives.narrowed(part.arrive_from, part.arrive_by),
        leaves=before.leaves.narrowed(part.leave_from, part.leave_by),
        minutes=max(before.minutes, part.minutes or 0),
    )


def _needing(demands: Demands, place: str) -> Demands:
    wanted = Wanted(None, frozenset({place}))
    known = any(place in other.names and len(other.names) == 1 for other in demands.places)
    return demands if known else replace(demands, places=(*demands.places, wanted))


def _whole(condition: SpendCondition, travellers: int, nights: int) -> int | None:
    match condition.per:
        case SpendPer.TRIP:
            return condition.maximum
        case SpendPer.PERSON:
            return condition.maximum * travellers
        case SpendPer.NIGHT:
            return condition.maximum * nights
        case SpendPer.PERSON_NIGHT:
            return condition.maximum * nights * travellers
        case SpendPer.ROOM_NIGHT | SpendPer.PERSON_MEAL:
            return None
