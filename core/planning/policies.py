"""Time against money: which of several ways one takes, and how dear journeys may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.schemas.fields import TransferMode


@dataclass(frozen=True, slots=True)
class Policy:
    """On foot up to `walk_max_min`; else the way that is the least of its minutes and its money.

    `minute_worth` minor units weigh as much as one minute. Modes in `favour` come first: walking
    where it is short enough, transit up to `transit_max_min`, the others wherever they can be.
    """

    walk_max_min: int
    minute_worth: int
    favour: frozenset[TransferMode] = frozenset()
    transit_max_min: int | None = None

    def weight(self, mode: TransferMode, minutes: int, cost: int) -> tuple[int, float]:
        """Return the order among ways, the least first."""
        near = mode is TransferMode.WALK and minutes <= self.walk_max_min
        burden = minutes / 2 if near else minutes + cost / self.minute_worth
        if mode not in self.favour:
            return 2, burden
        if mode is TransferMode.WALK:
            return (0 if near else 2), burden
        longest = self.transit_max_min
        far = mode is TransferMode.TRANSIT and longest is not None and minutes > longest
        return (2 if far else 1), burden


USUAL = Policy(walk_max_min=20, minute_worth=60)
THRIFTY = Policy(walk_max_min=45, minute_worth=8)
ON_FOOT = Policy(walk_max_min=180, minute_worth=1)
QUICK = Policy(walk_max_min=12, minute_worth=150)
_FAVOURING = ((15, 60), (30, 8), (8, 200))
_NEAR_BY_TRANSIT_MIN = (40, 25, 15)
"""Where both are to be used, what is farther goes by taxi."""


def favouring(modes: frozenset[TransferMode]) -> tuple[Policy, ...]:
    """Return policies that use all of these modes where they can, the likeliest first."""
    policies = tuple(Policy(walk, worth, modes) for walk, worth in _FAVOURING)
    if modes >= {TransferMode.TRANSIT, TransferMode.TAXI}:
        walk, worth = _FAVOURING[0]
        near = tuple(Policy(walk, worth, modes, longest) for longest in _NEAR_BY_TRANSIT_MIN)
        return (*near, *policies)
    return policies


@dataclass(frozen=True, slots=True)
class Manner:
    """How a trip is made: what a minute of a journey is worth, and how one gets about.

    `minute_worth` is in minor units for each traveller; without a policy ways are the usual ones.
    """

    minute_worth: int
    policy: Policy | None = None


_MINUTE_WORTHS = (50, 25, 4, 1)
COMFORT = Manner(_MINUTE_WORTHS[0])


def manners(used: frozenset[TransferMode], *, local_cap: bool, saving: bool) -> tuple[Manner, ...]:
    """Return the manners worth trying, from comfort to thrift.

    Args:
        used: modes that each must be used at least once.
        local_cap: whether ways within a city may cost only so much.
        saving: whether the trip, or what is done on it, may.
    """
    policies: Sequence[Policy | None] = (None, QUICK)
    if used:
        policies = favouring(used)
    elif local_cap:
        policies = (THRIFTY, ON_FOOT, USUAL)
    elif saving:
        policies = (None, THRIFTY, ON_FOOT)
    worths = _MINUTE_WORTHS if saving or local_cap else _MINUTE_WORTHS[:1]
    return tuple(
        Manner(worths[min(turn, len(worths) - 1)], policies[turn % len(policies)])
        for turn in range(max(len(policies), len(worths)))
    )
