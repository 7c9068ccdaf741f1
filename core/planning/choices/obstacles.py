"""Says why no trip can keep all conditions, where that can be proved without looking for one."""

from collections.abc import Iterable
from enum import StrEnum

from core.planning.choices.candidates import can_be_had
from core.planning.choices.lodging import rank_lodgings, rooms_of
from core.planning.choices.model import Offer, Ride
from core.planning.conditions.alternatives import alternatives
from core.planning.conditions.demands import Demands, demands_of
from core.schemas.conditions import Leg, SpendOn

_LISTS = 512
"""With more lists of conditions than this nothing is said to be proved."""


class Impossible(StrEnum):
    """What cannot be had."""

    CONTRADICTION = "contradiction"
    JOURNEYS = "journeys"
    LODGING = "lodging"
    PLACES = "places"
    MONEY = "money"


def why_impossible(offer: Offer) -> Impossible | None:
    """Return why no list of conditions can be kept; None where one may be.

    It looks at each part alone: journeys in time for each other and within their limit, a lodging
    as wished, a place for each wish, and the least money for all of it. So None is no promise.
    """
    lists = alternatives(offer.conditions, limit=_LISTS)
    if len(lists) == _LISTS:
        return None
    reasons = [_reason(offer, demands_of(plain)) for plain in lists]
    if any(reason is None for reason in reasons):
        return None
    return reasons[0] if reasons else Impossible.CONTRADICTION


def _reason(offer: Offer, demands: Demands) -> Impossible | None:
    journeys = _least_for_journeys(offer, demands)
    if journeys is None:
        return Impossible.JOURNEYS
    nights = _least_for_nights(offer, demands)
    if nights is None:
        return Impossible.LODGING
    if not can_be_had(offer, demands):
        return Impossible.PLACES
    most = demands.most(SpendOn.TRIP, offer.travellers, offer.nights)
    return Impossible.MONEY if most is not None and journeys + nights > most else None


def _least_for_journeys(offer: Offer, demands: Demands) -> int | None:
    out = _allowed(offer.outward, demands, Leg.OUTWARD)
    back = _allowed(offer.back, demands, Leg.RETURN)
    costs = (
        one.cost + other.cost
        for one in out
        for other in back
        if offer.nights or one.arrives < other.departs
    )
    least = min(costs, default=None)
    most = demands.most(SpendOn.INTERCITY, offer.travellers, offer.nights)
    return None if least is not None and most is not None and least > most else least


def _allowed(rides: Iterable[Ride], demands: Demands, leg: Leg) -> list[Ride]:
    demand = demands.leg(leg)
    return [ride for ride in rides if demand.allows(ride.mode, ride.departs, ride.arrives)]


def _least_for_nights(offer: Offer, demands: Demands) -> int | None:
    if not offer.nights:
        return 0
    cap = demands.most(SpendOn.LODGING, offer.travellers, offer.nights)
    lodgings = rank_lodgings(offer, demands, near=(), cap=cap, km_worth=0)
    costs = (lodging.price * rooms_of(offer, demands, lodging) for lodging in lodgings)
    least = min(costs, default=None)
    return None if least is None else least * offer.nights
