"""How one gets about: which mode for each way, by a policy that conditions have narrowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.planning.choices.model import FindWay, Way
from core.planning.conditions.demands import Demands
from core.schemas.trips import TransferMode


@dataclass(frozen=True, slots=True)
class Policy:
    """Which of several ways is taken.

    On foot up to `walk_max_min`; else the way that is the least of its minutes and its money, where
    `minute_worth` minor units weigh as much as one minute. Modes in `favour` come first: walking
    where it is short enough, the others wherever they can be.
    """

    walk_max_min: int
    minute_worth: int
    favour: frozenset[TransferMode] = frozenset()

    def weight(self, way: Way) -> tuple[int, float]:
        """Return the order among ways, the least first."""
        near = way.mode is TransferMode.WALK and way.minutes <= self.walk_max_min
        burden = way.minutes / 2 if near else way.minutes + way.cost / self.minute_worth
        if way.mode not in self.favour:
            return 2, burden
        if way.mode is TransferMode.WALK:
            return (0 if near else 2), burden
        return 1, burden


QUICK = Policy(walk_max_min=12, minute_worth=150)
USUAL = Policy(walk_max_min=20, minute_worth=60)
THRIFTY = Policy(walk_max_min=45, minute_worth=8)
ON_FOOT = Policy(walk_max_min=180, minute_worth=1)


def policies(demands: Demands, *, local_cap: int | None, tight: bool) -> list[Policy]:
    """Return the policies worth trying, the likeliest first.

    Modes that must be used come first; with little money for ways, or for all, the cheap ones do.
    """
    if demands.local_used:
        return [
            Policy(walk, worth, demands.local_used) for walk, worth in ((15, 60), (30, 8), (8, 200))
        ]
    if local_cap is not None:
        return [THRIFTY, ON_FOOT, USUAL]
    return [THRIFTY, ON_FOOT, USUAL] if tight else [USUAL, THRIFTY, QUICK]


class Chooser:
    """The way between two places by a policy, within what conditions allow; kept once found."""

    def __init__(self, find_way: FindWay, demands: Demands, policy: Policy) -> None:
        self._find_way = find_way
        self._demands = demands
        self._policy = policy
        self._chosen: dict[tuple[str, str], Way | None] = {}

    def way(self, origin: str, target: str) -> Way | None:
        """Return the way taken, or None where none may be."""
        key = (origin, target)
        if key not in self._chosen:
            allowed = list(self._allowed(origin, target))
            self._chosen[key] = min(allowed, key=self._policy.weight, default=None)
        return self._chosen[key]

    def _allowed(self, origin: str, target: str) -> Iterable[Way]:
        for mode in TransferMode:
            way = self._find_way(mode, origin, target)
            if way is not None and self._demands.allows_way(mode, way.km):
                yield way
