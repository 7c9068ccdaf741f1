"""The least that stops of a day must be shifted so that one goes after the other; pure.

Minutes after midnight. The sum of all shifts is the least there is for the order given: without the
time that visits and ways take, the starts are numbers that may not fall, and the nearest such
numbers are medians of those that stood in each other's way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop of a day: when it begins, how long it lasts, and when it may begin at all.

    `start` is None where it may as well begin at any other time.
    """

    stop_id: str
    start: int | None
    minutes: int
    earliest: int
    latest: int


def least_shifts(visits: Sequence[Visit], ways: Sequence[int]) -> list[int] | None:
    """Return when each visit begins then; None where they have no room in this order.

    `ways` are the minutes from each visit to the next.
    """
    spans = [visit.minutes + way for visit, way in zip(visits, ways, strict=False)]
    first = _earliest(visits, spans)
    last = _latest(visits, spans)
    if any(start > end for start, end in zip(first, last, strict=True)):
        return None
    gone = list(accumulate(spans, initial=0))
    # What none may begin before or after, it is nearest to there.
    wanted = [
        None if visit.start is None else min(max(visit.start, start), end)
        for visit, start, end in zip(visits, first, last, strict=True)
    ]
    starts: list[int] = []
    for index, number in enumerate(_nearest(wanted, gone)):
        least = starts[-1] + spans[index - 1] if index else first[index]
        starts.append(max(first[index], least, min(last[index], number + gone[index])))
    return starts


def shifted_by(visits: Sequence[Visit], starts: Sequence[int]) -> int:
    """Return the sum of the shifts."""
    return sum(
        abs(start - visit.start)
        for visit, start in zip(visits, starts, strict=True)
        if visit.start is not None
    )


def _earliest(visits: Sequence[Visit], spans: Sequence[int]) -> list[int]:
    found: list[int] = []
    for index, visit in enumerate(visits):
        free = found[-1] + spans[index - 1] if index else visit.earliest
        found.append(max(visit.earliest, free))
    return found


def _latest(visits: Sequence[Visit], spans: Sequence[int]) -> list[int]:
    found: list[int] = []
    for index, visit in reversed(list(enumerate(visits))):
        free = found[-1] - spans[index] if found else visit.latest
        found.append(min(visit.latest, free))
    return found[::-1]


def _nearest(wanted: Sequence[int | None], gone: Sequence[int]) -> list[int]:
    """Return for each visit the number, none less than the one before, that is nearest to its own.

    One without a start of its own takes that of the visit before it, else of the one behind.
    """
    own = [start - past for start, past in zip(wanted, gone, strict=True) if start is not None]
    rising = iter(_rising(own))
    found = [None if start is None else next(rising) for start in wanted]
    last = next((value for value in found if value is not None), 0)
    filled: list[int] = []
    for value in found:
        last = last if value is None else value
        filled.append(last)
    return filled


def _rising(values: Sequence[int]) -> list[int]:
    """Return the nearest numbers of which none is less than the one before."""
    blocks: list[list[int]] = []
    for value in values:
        block = [value]
        while blocks and _median(blocks[-1]) > _median(block):
            block = sorted([*blocks.pop(), *block])
        blocks.append(block)
    return [_median(block) for block in blocks for _ in block]


def _median(values: Sequence[int]) -> int:
    return values[(len(values) - 1) // 2]
