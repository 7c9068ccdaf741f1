"""Which sights and restaurants are looked at: what is wanted, and what is near, liked and cheap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.planning.choices.model import Offer, Spot
from core.planning.conditions.demands import Demands, Wanted
from core.schemas.conditions import SpendOn, Subject

_SIGHTS_A_DAY = 5
_MEALS_A_DAY = 4
_OF_EACH_WISH = 6
"""So many spots, the best, are looked at for each label or choice that is wanted."""
_KM_POINTS = 8
"""A kilometre weighs as much as so many points of score."""
_PRICE_SHARE = 40
"""What costs a whole day's money of a tight purse loses so many points."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spots to choose from. `musts` are wanted themselves, of each of `choices` at least one."""

    spots: tuple[Spot, ...]
    musts: frozenset[str]
    choices: tuple[frozenset[str], ...]


def pick_candidates(
    offer: Offer, demands: Demands, *, hubs: Sequence[str], purse: int | None
) -> Candidates | None:
    """Return what to choose from around `hubs`, or None where something wanted cannot be had.

    `purse` is the money left for a day's sights and meals, where it matters.
    """
    allowed = [spot for spot in offer.spots.values() if _allows(offer, demands, spot)]
    by_id = {spot.id: spot for spot in allowed}
    wishes = [_wish(allowed, wanted) for wanted in _wishes(demands)]
    if not all(wishes):
        return None
    musts = {spot.id for wish in wishes if len(wish) == 1 for spot in wish}
    burden = _burden(offer, (*hubs, *sorted(musts)), purse)
    chosen = [by_id[name] for name in sorted(musts)]
    choices = []
    for wish in wishes:
        best = sorted(wish, key=burden)[:_OF_EACH_WISH]
        if len(wish) > 1 and not musts & {spot.id for spot in wish}:
            chosen += best
            choices.append(frozenset(spot.id for spot in best))
    for subject, count in ((Subject.SIGHT, _SIGHTS_A_DAY), (Subject.RESTAURANT, _MEALS_A_DAY)):
        of_kind = (spot for spot in allowed if spot.subject is subject)
        chosen += sorted(of_kind, key=burden)[: count * (offer.days + 1)]
    for name in sorted(musts):
        chosen += _lunch_near(offer, name, allowed, purse)
    return Candidates(tuple(dict.fromkeys(chosen)), frozenset(musts), tuple(choices))


def can_be_had(offer: Offer, demands: Demands) -> bool:
    """Say whether there is at least one place for everything that is wanted."""
    allowed = [spot for spot in offer.spots.values() if _allows(offer, demands, spot)]
    return all(_wish(allowed, wanted) for wanted in _wishes(demands))


def _lunch_near(offer: Offer, name: str, allowed: Iterable[Spot], purse: int | None) -> list[Spot]:
    near = _burden(offer, (name,), purse)
    return sorted((s for s in allowed if s.subject is Subject.RESTAURANT), key=near)[:2]


def _wishes(demands: Demands) -> Iterable[Wanted]:
    for wanted in (*demands.places, *demands.labels):
        if wanted.subject is not Subject.HOTEL:
            yield wanted


def _wish(allowed: Iterable[Spot], wanted: Wanted) -> list[Spot]:
    return [
        spot
        for spot in allowed
        if wanted.subject in (None, spot.subject)
        and (spot.id in wanted.names or (wanted.subject and wanted.names & spot.labels))
    ]


def _allows(offer: Offer, demands: Demands, spot: Spot) -> bool:
    if not demands.allows_place(spot.subject, spot.id, spot.labels) or not any(spot.windows):
        return False
    on = SpendOn.SIGHTS if spot.subject is Subject.SIGHT else SpendOn.MEALS
    cap = demands.most(on, offer.travellers, offer.nights)
    if cap is not None and spot.cost > cap:
        return False
    meal = demands.most_per_meal()
    return (
        meal is None
        or spot.subject is not Subject.RESTAURANT
        or spot.cost <= meal * offer.travellers
    )


def _burden(
    offer: Offer, hubs: Sequence[str], purse: int | None
) -> Callable[[Spot], tuple[float, str]]:
    def burden(spot: Spot) -> tuple[float, str]:
        far = [km for hub in hubs if (km := offer.distance_km(hub, spot.id)) is not None]
        points = min(far, default=0.0) * _KM_POINTS - spot.score
        if purse is not None:
            points += _PRICE_SHARE * spot.cost / max(purse, 1)
        return points, spot.id

    return burden
