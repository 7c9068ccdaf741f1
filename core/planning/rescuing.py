"""Where a trip cannot pass its checks: other frames, and other ways to meet its conditions."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from core.catalog.domain import Place
from core.planning.asking import Run
from core.planning.candidates import Candidates, choose_candidates
from core.planning.domain import Brief, Draft
from core.planning.frame import Frame
from core.planning.framing import frame_trip
from core.planning.mending import REPAIR, Outcome, Trip, judge, mend
from core.planning.reasons import title_of_trip
from core.planning.terms import ways_to_meet, with_terms
from core.planning.understanding.resolve import Understood

_MOST = 8
"""So many other frames are filled at most."""


async def rescue(
    run: Run,
    asked: Understood,
    frames: Sequence[Frame],
    places: Sequence[Place],
    best: Outcome,
) -> Outcome:
    """Return the best outcome of other frames and terms; the first that passes ends the search.

    Args:
        run: the run.
        asked: what was understood, before any terms were chosen.
        frames: the frames found for the terms that `best` was planned by, its own one first.
        places: every place of the cities.
        best: what there is, which fails a hard check.
    """
    picked = best.trip
    tried = 0
    async for brief, frame in _others(run, asked, best.plan.brief, frames, places):
        tried += 1
        if tried > _MOST:
            break
        candidates = choose_candidates(brief, frame, places)
        trip = _moved(brief, frame, picked, candidates)
        before = judge(brief, frame, trip)
        found = await mend(run.journal, "planner_rescue", before, candidates, REPAIR)
        if found.rank < best.rank:
            best = found
        if not best.rank[0]:
            break
    return best


async def _others(
    run: Run,
    asked: Understood,
    brief: Brief,
    frames: Sequence[Frame],
    places: Sequence[Place],
) -> AsyncIterator[tuple[Brief, Frame]]:
    """Go through the other frames, then through the frames of each other way to meet all."""
    for frame in frames[1:]:
        yield replace(brief, cities=frame.cities or brief.cities), frame
    for plain in ways_to_meet(asked.brief)[1:]:
        other = replace(asked, brief=with_terms(asked.brief, plain))
        understood, found = await frame_trip(run, other, places)
        for frame in found[:2]:
            yield replace(understood.brief, cities=frame.cities or brief.cities), frame


def _moved(brief: Brief, frame: Frame, picked: Trip, candidates: Candidates) -> Trip:
    """Return a trip of another frame that begins from the same picks, each in its own city."""
    known = candidates.by_id()
    free = [
        pick
        for draft in picked.drafts
        for pick in draft.picks
        if pick.place is not None and pick.place.id in known
    ]
    drafts = []
    for part in frame.parts:
        own = [pick for pick in free if pick.place and pick.place.city_id == part.city.id]
        parts = sum(other.city == part.city for other in frame.parts)
        share = own[: -(-len(own) // max(1, parts))]
        free = [pick for pick in free if pick not in share]
        drafts.append(Draft("", tuple(replace(pick, begin=None, end=None) for pick in share)))
    return Trip(title_of_trip(brief, frame), (None,) * len(frame.stays), tuple(drafts))
