"""How one gets about: which mode for each way, by a policy that conditions have narrowed."""

from collections.abc import Iterable

from core.planning.choices.model import FindWay, Way
from core.planning.conditions.demands import Demands
from core.planning.policies import ON_FOOT, QUICK, THRIFTY, USUAL, Policy, favouring
from core.schemas.trips import TransferMode


def policies(demands: Demands, *, local_cap: int | None, tight: bool) -> list[Policy]:
    """Return the policies worth trying, the likeliest first.

    Modes that must be used come first; with little money for ways, or for all, the cheap ones do.
    """
    if demands.local_used:
        return list(favouring(demands.local_used))
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
            self._chosen[key] = min(allowed, key=self._weight, default=None)
        return self._chosen[key]

    def _weight(self, way: Way) -> tuple[int, float]:
        return self._policy.weight(way.mode, way.minutes, way.cost)

    def _allowed(self, origin: str, target: str) -> Iterable[Way]:
        for mode in TransferMode:
            way = self._find_way(mode, origin, target)
            if way is not None and self._demands.allows_way(mode, way.km):
                yield way
