"""Takes the hurry out of a day: idle time goes to the sights before it, and dinner is not early.

The search has every visit as early and as long as usual. Where a day then waits, for a door or for
a meal, one may as well stay longer where one is. Order, openings and meal times are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.planning.optimizer.problem import Visit

_BUFFER_MIN = 20
"""So much idle time is left for ways that take longer."""
_DINNER = 18 * 60
"""Who would wait for an earlier dinner anyhow eats now."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a visit can be moved and stretched."""

    longest: int
    """Minutes it may last."""
    closes: int
    """Minute at which it must end."""
    is_dinner: bool = False


def unhurried(
    visits: Sequence[Visit], bounds: Sequence[Bounds], step: int = 1
) -> tuple[Visit, ...]:
    """Return the visits with longer stays where there is time, in steps of so many minutes."""
    done = list(visits)
    for number in range(1, len(done)):
        _fill(done, bounds, number, done[number].wait - _BUFFER_MIN, step)
        if bounds[number].is_dinner and done[number].wait:
            _dine_later(done, bounds, number, step)
    return tuple(done)


def _dine_later(visits: list[Visit], bounds: Sequence[Bounds], number: int, step: int) -> None:
    """Move a dinner one has to wait for, as far as the sights before it can be stretched."""
    visit = visits[number]
    spare = bounds[number].closes - visit.end
    if number + 1 < len(visits):
        spare = min(spare, visits[number + 1].wait)
    later = min(_DINNER - visit.begin, spare)
    gained = _fill(visits, bounds, number, later, step)
    if gained > 0:
        moved = visits[number]
        visits[number] = replace(
            moved, begin=moved.begin + gained, end=moved.end + gained, wait=moved.wait + gained
        )
        if number + 1 < len(visits):
            after = visits[number + 1]
            visits[number + 1] = replace(after, wait=after.wait - gained)


def _fill(
    visits: list[Visit], bounds: Sequence[Bounds], number: int, minutes: int, step: int
) -> int:
    """Stretch visits before one, the nearest first, by so many minutes in all; return how many."""
    filled, place, room = 0, number - 1, minutes
    while place >= 0 and filled < minutes:
        visit, bound = visits[place], bounds[place]
        room = min(room, bound.closes - visit.end)
        more = min(bound.longest - (visit.end - visit.begin), minutes - filled, room)
        more -= more % step
        if more > 0:
            _stretch(visits, place, number, more)
            filled, room = filled + more, room - more
        if visit.wait:
            break
        place -= 1
    return filled


def _stretch(visits: list[Visit], place: int, number: int, more: int) -> None:
    """Let a visit last longer; those up to the number begin later, and that one waits less."""
    visits[place] = replace(visits[place], end=visits[place].end + more)
    for later in range(place + 1, number):
        visit = visits[later]
        visits[later] = replace(visit, begin=visit.begin + more, end=visit.end + more)
    waiting = visits[number]
    visits[number] = replace(waiting, wait=waiting.wait - more)
