"""Chooses a trip to one city and back: tries frames, fills their days, and checks what came out.

The lists of plain conditions are gone through from the easiest on; for each, journeys, lodging and
ways of getting about are first chosen for comfort, then for money. The first trip that keeps every
condition is taken, else the one that keeps most. All of it is counted, nothing is timed: the same
offer gives the same trip.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.planning.choices.candidates import pick_candidates
from core.planning.choices.filling import FrameChoice, fill_days
from core.planning.choices.links import rank_pairs
from core.planning.choices.local import Chooser, policies
from core.planning.choices.lodging import rank_lodgings, rooms_of
from core.planning.choices.model import Hop, Lodging, Offer, Pair, RoundTrip
from core.planning.choices.viewing import view_of
from core.planning.conditions.alternatives import Plain, alternatives, hardness
from core.planning.conditions.checks import Finding, check_all
from core.planning.conditions.demands import Demands, demands_of
from core.planning.policies import Policy
from core.schemas.conditions import SpendOn, Subject


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard is tried: lists of plain conditions, frames for each, rounds of search for each."""

    lists: int
    frames: int
    rounds: int


DEEP = Effort(lists=6, frames=12, rounds=120)
FAST = Effort(lists=1, frames=1, rounds=0)
"""The first frame, filled once and never mended."""
_LATEST_HOME = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Strategy:
    """What time and nearness are worth, and what is kept for the days, of a limited budget."""

    minute_worth: int
    """Minor units for each traveller, for a minute in the city."""
    km_worth: int
    """Minor units a night, for a kilometre nearer."""
    kept_a_day: int
    """Minor units for each traveller and day."""


COMFORT = Strategy(minute_worth=60, km_worth=3_000, kept_a_day=20_000)
BALANCE = Strategy(minute_worth=25, km_worth=1_500, kept_a_day=10_000)
ECONOMY = Strategy(minute_worth=4, km_worth=400, kept_a_day=3_000)
LEAST = Strategy(minute_worth=1, km_worth=50, kept_a_day=0)
STRATEGIES = (COMFORT, BALANCE, ECONOMY, LEAST)


def choose_trip(offer: Offer, effort: Effort = DEEP) -> RoundTrip | None:
    """Return the trip; what cannot be had is given up, and shows in the findings.

    None where no journey there leaves time for one back, or there is no lodging at all.
    """
    lists = alternatives(offer.conditions)[: effort.lists] or [()]
    best: RoundTrip | None = None
    attempts = 0
    for plain in lists:
        for trip in _trips(offer, plain, effort):
            attempts += 1
            if trip is not None and trip.keeps_all:
                return replace(trip, attempts=attempts)
            best = _better(best, trip)
    for plain in _relaxed(lists[0]):
        if best is not None:
            break
        for trip in _trips(offer, plain, effort):
            attempts += 1
            best = _better(best, trip)
            if best is not None:
                break
    return None if best is None else replace(best, attempts=attempts)


def _trips(offer: Offer, plain: Sequence[Plain], effort: Effort) -> Iterator[RoundTrip | None]:
    demands = demands_of(plain)
    for frame, policy in islice(_frames(offer, demands), effort.frames):
        yield _attempt(offer, demands, frame, policy, effort.rounds)


def _relaxed(plain: Sequence[Plain]) -> Iterator[tuple[Plain, ...]]:
    """Go through the list with one condition given up, the hardest first, then more and more."""
    ordered = sorted(range(len(plain)), key=lambda index: -hardness(plain[index]))
    for index in ordered:
        yield tuple(part for other, part in enumerate(plain) if other != index)
    for count in range(2, len(plain) + 1):
        gone = set(ordered[:count])
        yield tuple(part for other, part in enumerate(plain) if other not in gone)


def _attempt(
    offer: Offer, demands: Demands, frame: FrameChoice, policy: Policy, rounds: int
) -> RoundTrip | None:
    chooser = Chooser(offer.find_way, demands, policy)
    purse = None if frame.left is None else frame.left // offer.days
    found = pick_candidates(offer, demands, hubs=_hubs(frame), purse=purse)
    if found is None:
        return None
    days = fill_days(offer, demands, frame, found, chooser, rounds)
    if days is None or not _in_time(frame, days):
        return None
    rooms = rooms_of(offer, demands, frame.lodging) if frame.lodging else 0
    findings = _findings(offer, frame.pair, frame.lodging, rooms, days)
    return RoundTrip(frame.pair, frame.lodging, rooms, days, findings)


def _findings(
    offer: Offer,
    pair: Pair,
    lodging: Lodging | None,
    rooms: int,
    days: tuple[tuple[Hop, ...], ...],
) -> tuple[Finding, ...]:
    return tuple(check_all(offer.conditions, view_of(offer, pair, lodging, rooms, days)))


def _better(best: RoundTrip | None, trip: RoundTrip | None) -> RoundTrip | None:
    if best is None or trip is None:
        return trip or best
    return trip if _kept(trip) > _kept(best) else best


def _kept(trip: RoundTrip) -> int:
    return sum(finding.holds for finding in trip.findings)


def _hubs(frame: FrameChoice) -> list[str]:
    if frame.lodging is not None:
        return [frame.lodging.id]
    return [frame.pair.outward.station, frame.pair.back.station]


def _in_time(frame: FrameChoice, days: tuple[tuple[Hop, ...], ...]) -> bool:
    """Say whether every day ends on itself, and the last one before the journey back leaves."""
    return days[-1][-1].end <= frame.pair.back.departs and all(
        day[-1].end <= _LATEST_HOME for day in days
    )


def _frames(offer: Offer, demands: Demands) -> Iterator[tuple[FrameChoice, Policy]]:
    """Go through journeys with lodgings and a policy, comfortable ones first, each once."""
    seen: set[tuple[str, str, str, Policy]] = set()
    budget = demands.most(SpendOn.TRIP, offer.travellers, offer.nights)
    local_cap = demands.most(SpendOn.LOCAL, offer.travellers, offer.nights)
    for turn in range(3):
        for strategy in STRATEGIES:
            tight = budget is not None and strategy is not COMFORT
            tried = policies(demands, local_cap=local_cap, tight=tight)
            policy = tried[turn % len(tried)]
            for frame in _settled(offer, demands, strategy, budget, turn):
                lodging = frame.lodging.id if frame.lodging else ""
                key = (frame.pair.outward.id, frame.pair.back.id, lodging, policy)
                if key not in seen:
                    seen.add(key)
                    yield frame, policy


def _settled(
    offer: Offer,
    demands: Demands,
    strategy: Strategy,
    budget: int | None,
    turn: int,
) -> Iterator[FrameChoice]:
    """Go through the frames of one strategy, at most one: from the `turn`-th lodging on."""
    pairs = rank_pairs(
        offer.outward,
        offer.back,
        demands,
        one_day=offer.nights == 0,
        cap=demands.most(SpendOn.INTERCITY, offer.travellers, offer.nights),
        minute_worth=strategy.minute_worth * offer.travellers,
    )
    lodgings: Sequence[Lodging | None] = [None]
    if offer.nights:
        lodgings = rank_lodgings(
            offer,
            demands,
            near=_wanted(offer, demands),
            cap=demands.most(SpendOn.LODGING, offer.travellers, offer.nights),
            km_worth=strategy.km_worth,
        )
    if budget is not None:
        budget -= strategy.kept_a_day * offer.travellers * offer.days + _must_cost(offer, demands)
    affordable = (
        FrameChoice(pair, lodging, None)
        for lodging in lodgings[turn:]
        for pair in pairs[:12]
        if budget is None or pair.cost + _nights_cost(offer, demands, lodging) <= budget
    )
    frame = next(affordable, None)
    if frame is not None:
        whole = demands.most(SpendOn.TRIP, offer.travellers, offer.nights)
        fixed = frame.pair.cost + _nights_cost(offer, demands, frame.lodging)
        yield FrameChoice(
            frame.pair, frame.lodging, None if whole is None else max(whole - fixed, 0)
        )


def _nights_cost(offer: Offer, demands: Demands, lodging: Lodging | None) -> int:
    if lodging is None:
        return 0
    return lodging.price * rooms_of(offer, demands, lodging) * offer.nights


def _wanted(offer: Offer, demands: Demands) -> list[str]:
    """Return the places that must be visited; where there are none, the best liked sights."""
    wanted = [name for w in demands.places for name in sorted(w.names)[:1] if name in offer.spots]
    if wanted:
        return wanted
    sights = [spot for spot in offer.spots.values() if spot.subject is Subject.SIGHT]
    return [spot.id for spot in sorted(sights, key=lambda spot: -spot.score)[:10]]


def _must_cost(offer: Offer, demands: Demands) -> int:
    """Return what the wanted places cost at least."""
    costs = [
        [offer.spots[name].cost for name in wanted.names if name in offer.spots]
        for wanted in demands.places
    ]
    return sum(min(cost) for cost in costs if cost)
