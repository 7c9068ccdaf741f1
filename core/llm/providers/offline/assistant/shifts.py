"""Stops of a day that are all later, or earlier, by as much."""

from collections.abc import Sequence

from core.kernel.times import clock_minutes
from core.schemas.chat import ChangeKind
from core.schemas.facts import ChangeFact


def shift_of(change: ChangeFact) -> int:
    """Return by how many minutes a stop begins later, or earlier, than it does."""
    if change.start is None or change.was is None:
        return 0
    return abs(clock_minutes(change.start) - clock_minutes(change.was))


def is_one_shift(change: ChangeFact, also: Sequence[ChangeFact]) -> bool:
    """Say whether all that is changed is at another hour by as much, in the same direction."""
    moved = [change, *also]
    ways = {(one.start or "") > (one.was or "") for one in moved}
    return (
        all(one.kind is ChangeKind.RETIME for one in moved)
        and len({shift_of(one) for one in moved}) == 1
        and len(ways) == 1
        and shift_of(change) > 0
    )
