"""Which journey there and which back: time in the city against money, under conditions."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from core.planning.choices.model import Pair, Ride
from core.planning.conditions.demands import Demands
from core.schemas.conditions import Leg

_MORNING, _EVENING = 9 * 60, 21 * 60
_EARLIEST = 6 * 60
_EARLY_WEIGHT = 2
"""A minute of leaving before six in the morning is worth so many minutes in the city."""
_PER_RIDE = 24
"""So many of each direction, the best, are paired."""


def rank_pairs(
    outward: Sequence[Ride],
    back: Sequence[Ride],
    demands: Demands,
    *,
    one_day: bool,
    cap: int | None,
    minute_worth: int,
) -> list[Pair]:
    """Return the pairs that conditions allow and `cap` affords, the best first.

    The best is the longest time in the city by day, where `minute_worth` minor units weigh as much
    as a minute of it. On a trip of one day the way back leaves after the arrival.
    """

    def there(ride: Ride) -> int:
        lost = max(ride.arrives - _MORNING, 0) + _EARLY_WEIGHT * max(_EARLIEST - ride.departs, 0)
        return lost * minute_worth + ride.cost

    def home(ride: Ride) -> int:
        return max(_EVENING - ride.departs, 0) * minute_worth + ride.cost

    going = _best(outward, demands, Leg.OUTWARD, there)
    coming = _best(back, demands, Leg.RETURN, home)
    pairs = [
        Pair(one, other)
        for one, other in product(going, coming)
        if (cap is None or one.cost + other.cost <= cap)
        and not (one_day and other.departs <= one.arrives)
    ]
    return sorted(pairs, key=lambda pair: (there(pair.outward) + home(pair.back), pair.cost))


def _best(
    rides: Iterable[Ride], demands: Demands, leg: Leg, burden: Callable[[Ride], int]
) -> list[Ride]:
    demand = demands.leg(leg)
    allowed = [ride for ride in rides if demand.allows(ride.mode, ride.departs, ride.arrives)]
    by_burden = sorted(allowed, key=lambda ride: (burden(ride), ride.id))
    by_cost = sorted(allowed, key=lambda ride: (ride.cost, burden(ride), ride.id))
    return list(dict.fromkeys(by_burden[:_PER_RIDE] + by_cost[: _PER_RIDE // 2]))
