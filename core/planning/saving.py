"""Where no trip is as cheap as it should be: the cheapest that is found and keeps all else."""

from collections.abc import Sequence
from dataclasses import replace

from core.catalog.domain import Place
from core.kernel.thinking import think
from core.planning.asking import Run
from core.planning.candidates import Candidates, choose_candidates, is_labelled, is_named
from core.planning.domain import Brief
from core.planning.frame import Frame
from core.planning.framing import frame_trip
from core.planning.lodgings import ways_to_lodge
from core.planning.mending import REPAIR, WALL_S, Outcome, Trip, judge, outcome_of
from core.planning.optimizer.search import solve
from core.planning.rescuing import moved
from core.planning.rules.engine import hard_failures
from core.planning.solving import build_task
from core.planning.timetable import Hotels
from core.planning.understanding.resolve import Understood
from core.planning.unmet import BUDGET
from core.schemas.catalog import PlaceKind

_PROBES = 5
"""So often a smaller purse is tried for the trips of one frame."""
_NEAR_ENOUGH = 50
"""A purse that is nearer to the best by one in so many is not tried any more."""


async def cheapest(
    run: Run, understood: Understood, places: Sequence[Place], best: Outcome
) -> Outcome:
    """Return the cheapest trip that is found, if all that is wrong with `best` is what it costs.

    It goes by the cheapest journeys, sleeps where it costs the least, and keeps every check that
    `best` keeps.
    """
    if not is_only_dear(best):
        return best
    brief = best.plan.brief
    # With next to no money the routes come in the order of what they cost.
    poor = replace(understood, brief=replace(brief, budget_local=1))
    with run.journal.step("planner_saving", cost=best.plan.total_cost) as detail:
        _, frames = await frame_trip(run, poor, places)
        tried = frames[:1] if frames[0].cities == best.plan.frame.cities else ()
        cheap = [place for place in places if _is_cheap(brief, place)]
        for frame in dict.fromkeys((best.plan.frame, *tried)):
            for pool in (cheap, places):
                candidates = choose_candidates(brief, frame, pool)
                best = await think(_saved, brief, frame, candidates, best)
        detail["cost_after"] = best.plan.total_cost
    return best


def is_only_dear(outcome: Outcome) -> bool:
    """Say whether a trip costs too much and keeps every other hard check."""
    failed = {row.code for row in hard_failures(outcome.report.checks)}
    return failed == {BUDGET}


def _is_cheap(brief: Brief, place: Place) -> bool:
    """Say whether it is no sight that costs money, or is asked for."""
    wished = (
        *(is_named(place, wanted) for wanted in brief.demands.places),
        *(is_labelled(place, wanted) for wanted in brief.demands.labels),
    )
    asked = place.id in brief.must_see_ids or any(wished)
    is_free = place.kind is not PlaceKind.ATTRACTION or not brief.visit_cost(place)
    return is_free or asked


def _saved(brief: Brief, frame: Frame, candidates: Candidates, best: Outcome) -> Outcome:
    """Return the cheapest outcome of ever smaller purses in a frame, or `best` if that is."""
    trip = moved(brief, frame, best.trip, candidates)
    (hotels, *_) = ways_to_lodge(brief, frame, candidates.hotels, trip.hotels, 0)
    least, most = frame.journey_cost, best.plan.total_cost
    for _ in range(_PROBES):
        if most - least <= most // _NEAR_ENOUGH:
            break
        purse = (least + most) // 2
        found = _within(replace(brief, budget_local=purse), frame, candidates, trip, hotels)
        own = judge(brief, frame, found)
        cost = own.plan.total_cost
        if is_only_dear(own) and own.rank <= best.rank and cost < best.plan.total_cost:
            best, trip = own, found
            most = min(most, cost)
        if cost > purse or own is not best:
            least = purse
    return best


def _within(brief: Brief, frame: Frame, candidates: Candidates, trip: Trip, hotels: Hotels) -> Trip:
    """Return what the search makes of a trip with a purse of this size."""
    task = build_task(brief, frame, hotels, candidates, trip.drafts, keep=REPAIR.keep, thrifty=True)
    solution = solve(
        task.problem,
        iterations=REPAIR.rounds,
        seed=brief.seed,
        start=task.start_of(trip.drafts),
        wall_s=WALL_S,
    )
    return outcome_of(task, trip.title, solution, trip.drafts).trip
