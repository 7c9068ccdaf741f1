"""Which of several ways one takes: on foot where that is near, else what is quick, or cheap."""

from dataclasses import dataclass

from core.schemas.trips import TransferMode


@dataclass(frozen=True, slots=True)
class Policy:
    """On foot up to `walk_max_min`; else the way that is the least of its minutes and its money.

    `minute_worth` minor units weigh as much as one minute. Modes in `favour` come first: walking
    where it is short enough, the others wherever they can be.
    """

    walk_max_min: int
    minute_worth: int
    favour: frozenset[TransferMode] = frozenset()

    def weight(self, mode: TransferMode, minutes: int, cost: int) -> tuple[int, float]:
        """Return the order among ways, the least first."""
        near = mode is TransferMode.WALK and minutes <= self.walk_max_min
        burden = minutes / 2 if near else minutes + cost / self.minute_worth
        if mode not in self.favour:
            return 2, burden
        if mode is TransferMode.WALK:
            return (0 if near else 2), burden
        return 1, burden


USUAL = Policy(walk_max_min=20, minute_worth=60)
THRIFTY = Policy(walk_max_min=45, minute_worth=8)
ON_FOOT = Policy(walk_max_min=180, minute_worth=1)
QUICK = Policy(walk_max_min=12, minute_worth=150)
_FAVOURING = ((15, 60), (30, 8), (8, 200))


def favouring(modes: frozenset[TransferMode]) -> tuple[Policy, ...]:
    """Return policies that use all of these modes where they can, the likeliest first."""
    return tuple(Policy(walk, worth, modes) for walk, worth in _FAVOURING)
