"""Puts right what checks find in a model's plan, and makes a sound one better.

The search runs beside the event loop; its rounds are counted, so that the
same request gives the same plan on any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.catalog.domain import Place
from core.kernel.thinking import think
from core.planning.assignment import Keep, Task
from core.planning.candidates import Candidates, must_save
from core.planning.domain import Brief, Draft, Plan
from core.planning.frame import Frame
from core.planning.journal import Journal
from core.planning.lodgings import ways_to_lodge
from core.planning.optimizer.days import best_days
from core.planning.optimizer.problem import PlannedDay, Solution
from core.planning.optimizer.solvers import Solver, solve
from core.planning.rules.book import check_plan
from core.planning.rules.engine import hard_failures
from core.planning.solving import (
    POLISHED,
    REPAIRED,
    build_task,
)
from core.planning.timetable import Hotels, lay_out, plan_of_parts
from core.schemas.conditions import SpendOn
from core.schemas.plans import PlanReport


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is searched and by whom, and what the picks of the model are worth meanwhile."""

    rounds: int
    keep: Keep
    solver: Solver = Solver.OWN


REPAIR = Effort(60, REPAIRED)
_POLISH_ROUNDS, _POLISH_DAYS = 450, 7
"""So many rounds for trips of up to so many days, and for longer ones more in proportion."""
_OF_THE_FRAME = frozenset(
    {
        "begins_at_origin",
        "cities_joined",
        "city_order_kept",
        "destinations_visited",
        "ends_at_origin",
        "modes_allowed",
    }
)
"""Checks of cities and journeys: what is seen, eaten and slept in mends none of them."""
_LODGING_SHARE = 0.6
"""Of what journeys leave of a budget; where that is not enough for the days, the cheapest is."""
WALL_S = 30.0
"""A search that takes longer than this is cut short, and its trace says so."""


def polish_of(days: int, solver: Solver = Solver.OWN) -> Effort:
    """Return how long is searched for a better plan of so many days."""
    return Effort(_POLISH_ROUNDS * max(days, _POLISH_DAYS) // _POLISH_DAYS, POLISHED, solver)


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip as chosen: a draft for each part of the frame and a hotel for each stay."""

    title: str
    hotels: tuple[Place | None, ...]
    drafts: tuple[Draft, ...]

    def picks(self) -> set[str]:
        """Return the ids of the places chosen."""
        return {pick.place.id for draft in self.drafts for pick in draft.picks if pick.place}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trip with its times and the report of every check."""

    trip: Trip
    plan: Plan
    report: PlanReport

    @property
    def rank(self) -> tuple[int, int]:
        """Return how many hard checks and how many others fail: the fewer, the better."""
        return rank_of(self.report)


def rank_of(report: PlanReport) -> tuple[int, int]:
    """Return how many hard checks and how many others fail: the fewer, the better."""
    hard = len(hard_failures(report.checks))
    return hard, sum(not check.passed for check in report.checks) - hard


def beyond_mending(report: PlanReport) -> int:
    """Return how many hard checks fail whatever is chosen in this frame."""
    return sum(check.code in _OF_THE_FRAME for check in hard_failures(report.checks))


def judge(brief: Brief, frame: Frame, trip: Trip) -> Outcome:
    """Return the trip laid out and checked."""
    laid = [
        lay_out(brief, part, draft, trip.hotels)
        for part, draft in zip(frame.parts, trip.drafts, strict=True)
    ]
    plan = plan_of_parts(brief, frame, trip.title, trip.hotels, laid)
    return Outcome(trip, plan, check_plan(plan))


async def mend(
    journal: Journal,
    name: str,
    before: Outcome,
    candidates: Candidates,
    effort: Effort,
) -> Outcome:
    """Return the best trip the search finds from this one; never one that fails more checks.

    What cannot be mended is not searched for: without anything else to mend the search is over.
    """
    least = (beyond_mending(before.report), 0)
    brief, frame, trip = before.plan.brief, before.plan.frame, before.trip
    with journal.step(name, rounds=effort.rounds) as detail:
        best, found = before, []
        lodgings = _lodgings(brief, frame, candidates, trip.hotels)
        tries = [(hotels, False) for hotels in lodgings]
        if must_save(brief):
            tries += [(hotels, True) for hotels in lodgings[-1:]]
        for hotels, thrifty in tries:
            outcome, truncated = await think(
                _attempt, brief, frame, candidates, trip, hotels, effort, thrifty=thrifty
            )
            found.append(truncated)
            if outcome.rank <= best.rank:
                best = outcome
            if best.rank <= least:
                break
        kept = trip.picks()
        detail |= {
            "hard_before": before.rank[0],
            "hard_after": best.rank[0],
            "soft_before": before.rank[1],
            "soft_after": best.rank[1],
            "kept": round(len(kept & best.trip.picks()) / len(kept), 4) if kept else None,
            "truncated": any(found),
        }
    return best


def _attempt(
    brief: Brief,
    frame: Frame,
    candidates: Candidates,
    trip: Trip,
    hotels: Hotels,
    effort: Effort,
    *,
    thrifty: bool,
) -> tuple[Outcome, bool]:
    """Return what the search makes of a trip with these hotels, and whether it was cut short."""
    task = build_task(
        brief, frame, hotels, candidates, trip.drafts, keep=effort.keep, thrifty=thrifty
    )
    start = task.start_of(trip.drafts)
    solution = solve(
        task.problem,
        solver=effort.solver,
        iterations=effort.rounds,
        seed=brief.seed,
        start=start,
        wall_s=WALL_S,
    )
    return outcome_of(task, trip.title, solution, trip.drafts), solution.truncated


def outcome_of(task: Task, title: str, solution: Solution, drafts: Sequence[Draft]) -> Outcome:
    """Return a solution as a trip, without hurry where that breaks no rule."""
    outcomes = [
        judge(task.brief, task.frame, Trip(title, task.hotels, task.drafts_of(found, drafts)))
        for found in (task.unhurried(solution), solution)
    ]
    return min(outcomes, key=lambda outcome: outcome.rank)


def in_best_order(before: Outcome) -> Outcome:
    """Return a trip whose days are sound with the same visits, each small day in its best order.

    Where a day has time to spare its visits last longer.
    """
    brief, frame, trip = before.plan.brief, before.plan.frame, before.trip
    task = build_task(brief, frame, trip.hotels, Candidates((), (), ()), trip.drafts)
    days = best_days(task.problem, task.fed(task.start_of(trip.drafts)))
    drafts = tuple(
        draft if day is None else _with_times(task, number, day, draft)
        for number, (draft, day) in enumerate(zip(trip.drafts, days, strict=True))
    )
    after = judge(brief, frame, replace(trip, drafts=drafts))
    return after if after.rank <= before.rank and after.plan.days != before.plan.days else before


def _with_times(task: Task, number: int, day: PlannedDay, draft: Draft) -> Draft:
    """Return a day as planned; as it is where not all of it was."""
    picked = [pick.place.id for pick in draft.picks if pick.place]
    if sorted(picked) != sorted(task.places[visit.item].id for visit in day.visits):
        return draft
    return task.draft_of(task.calm(number, day), draft)


def _lodgings(
    brief: Brief, frame: Frame, candidates: Candidates, chosen: Hotels
) -> list[tuple[Place | None, ...]]:
    """Return the hotels to try: first as chosen where that fits, at last the cheapest."""
    if not frame.stays:
        return [tuple(chosen)]
    tried = []
    for share in (_LODGING_SHARE, 0.0):
        caps = [brief.demands.most(SpendOn.LODGING, brief.travellers, brief.nights)]
        if brief.purse is not None:
            caps.append(round((brief.purse - frame.journey_cost) * share))
        cap = min((cap for cap in caps if cap is not None), default=None)
        tried += ways_to_lodge(brief, frame, candidates.hotels, chosen, cap)
        if brief.purse is None:
            break
    return list(dict.fromkeys(tried))
