"""Where to sleep: what conditions allow, near to what must be seen, against money."""

from collections.abc import Sequence

from core.planning.choices.model import Lodging, Offer
from core.planning.conditions.demands import Demands
from core.schemas.conditions import Subject


def rank_lodgings(
    offer: Offer, demands: Demands, *, near: Sequence[str], cap: int | None, km_worth: int
) -> list[Lodging]:
    """Return the lodgings that conditions allow and `cap` affords for all nights, the best first.

    The best costs least, where `km_worth` minor units a night weigh as much as one kilometre of the
    mean distance to the places in `near`.
    """
    allowed = [lodging for lodging in offer.lodgings.values() if _allows(offer, demands, lodging)]
    costs = {lodging.id: _night(offer, demands, lodging) for lodging in allowed}
    most = demands.most_per_night(offer.travellers, demands.rooms or 1)
    affordable = [
        lodging
        for lodging in allowed
        if (most is None or costs[lodging.id] <= most)
        and (cap is None or costs[lodging.id] * offer.nights <= cap)
    ]

    def burden(lodging: Lodging) -> tuple[float, str]:
        known = [km for place in near if (km := offer.distance_km(place, lodging.id)) is not None]
        mean = sum(known) / len(known) if known else 0.0
        return costs[lodging.id] + mean * km_worth, lodging.id

    return sorted(affordable, key=burden)


def rooms_of(offer: Offer, demands: Demands, lodging: Lodging) -> int:
    """Return how many rooms the party takes there."""
    return offer.rooms(demands.rooms, lodging.guests)


def _night(offer: Offer, demands: Demands, lodging: Lodging) -> int:
    return lodging.price * rooms_of(offer, demands, lodging)


def _allows(offer: Offer, demands: Demands, lodging: Lodging) -> bool:
    if not demands.allows_place(Subject.HOTEL, lodging.id, lodging.labels):
        return False
    if demands.beds is not None and lodging.beds != demands.beds:
        return False
    for wanted in demands.places:
        if wanted.subject is Subject.HOTEL and lodging.id not in wanted.names:
            return False
    for wanted in demands.labels:
        if wanted.subject is Subject.HOTEL and not wanted.names & lodging.labels:
            return False
    return all(
        (km := offer.distance_km(place, lodging.id)) is not None and km <= limit
        for place, limit in demands.near
    )
