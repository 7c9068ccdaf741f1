"""Where a trip cannot pass its checks: other frames, other terms, and less comfort."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from core.catalog.domain import Place
from core.kernel.thinking import think
from core.planning.asking import Run
from core.planning.candidates import Candidates, choose_candidates
from core.planning.domain import Brief, Draft
from core.planning.frame import Frame
from core.planning.framing import frame_trip, in_frame, links_of
from core.planning.impossible import Proof, why_impossible
from core.planning.mending import REPAIR, Outcome, Trip, beyond_mending, judge, mend
from core.planning.policies import Manner
from core.planning.reasons import title_of_trip
from core.planning.terms import manners_of, ways_to_meet, with_terms
from core.planning.understanding.resolve import Understood

_MOST = 16
"""So many other frames are filled at most."""
_FEW = 3
"""So many where it is proved that none can pass: one of them may still be nearer."""
_FRAMES_IN_COMFORT = 2


async def rescue(
    run: Run,
    asked: Understood,
    planned: Understood,
    frames: Sequence[Frame],
    places: Sequence[Place],
    best: Outcome,
) -> tuple[Outcome, Understood]:
    """Return the best outcome of other frames and terms, and what was understood with those.

    The first that passes ends the search. A frame that lacks as much as the best trip does is not
    filled: nothing chosen in it would be nearer.

    Args:
        run: the run.
        asked: what was understood, before any terms were chosen.
        planned: the same with the terms that `best` was planned by.
        frames: the frames found for these terms, its own one first.
        places: every place of the cities.
        best: what there is, which fails a hard check.
    """
    picked = best.trip
    proof = await _proof(run, asked.brief, places)
    most, tried = _FEW if proof else _MOST, 0
    async for other, frame in _others(run, asked, planned, frames, places):
        tried += 1
        if tried > most:
            break
        understood = in_frame(other, frame)
        brief = understood.brief
        candidates = choose_candidates(brief, frame, places)
        trip = moved(brief, frame, picked, candidates)
        before = judge(brief, frame, trip)
        if beyond_mending(before.report) >= best.rank[0]:
            continue
        found = await mend(run.journal, "planner_rescue", before, candidates, REPAIR)
        if found.rank < best.rank:
            best, planned = found, understood
        if not best.rank[0]:
            break
    return best, _with_proof(planned, proof)


async def _proof(run: Run, brief: Brief, places: Sequence[Place]) -> Proof | None:
    """Return why nothing can pass, where that can be proved."""
    is_one = len(brief.cities) == 1
    links = await links_of(run.tools.catalog, brief) if is_one else ()
    with run.journal.step("planner_proof") as detail:
        proof = await think(why_impossible, brief, links, places)
        detail["reason"] = str(proof.reason) if proof else None
    return proof


def _with_proof(understood: Understood, proof: Proof | None) -> Understood:
    """Return what was understood with the proof among its obstacles, each told once."""
    if proof is None or any(proof.is_told_by(one) for one in understood.obstacles):
        return understood
    others = [one for one in understood.obstacles if not proof.tells(one)]
    told = proof.told(understood.brief.language)
    return replace(understood, obstacles=(*others, told))


async def _others(
    run: Run,
    asked: Understood,
    planned: Understood,
    frames: Sequence[Frame],
    places: Sequence[Place],
) -> AsyncIterator[tuple[Understood, Frame]]:
    """Go through the other frames, then through those of every way to meet all, in every manner."""
    for frame in frames[1:]:
        yield planned, frame
    lists = [(plain, manners_of(asked.brief, plain)) for plain in ways_to_meet(asked.brief)]
    seen = {_looks(planned.brief, frame) for frame in frames}
    for turn in range(max(len(manners) for _, manners in lists)):
        for number, (plain, manners) in enumerate(lists):
            if turn >= len(manners) or (turn, number) == (0, 0):
                continue
            brief = with_terms(asked.brief, plain, manners[turn])
            other = replace(asked, brief=brief)
            understood, found = await frame_trip(run, other, places)
            for frame in found[: 1 if turn else _FRAMES_IN_COMFORT]:
                looks = _looks(brief, frame)
                if looks not in seen:
                    seen.add(looks)
                    yield understood, frame


def _looks(brief: Brief, frame: Frame) -> tuple[object, ...]:
    """Return what tells one attempt from another: conditions, ways and journeys."""
    manner: Manner = brief.manner
    links = tuple(journey.link.id for journey in frame.journeys)
    return (str(brief.demands), manner.policy, links, frame.cities)


def moved(brief: Brief, frame: Frame, picked: Trip, candidates: Candidates) -> Trip:
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
