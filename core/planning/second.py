"""A second deep plan at another seed, and which of the two is the better one.

Both begin from what the model has picked and are judged by the same numbers: failed checks first,
then what a plan is worth by the problem both are solutions of, the bonus for the picks included.
The model is not asked again. Measured, the second is the better one in about half of all trips; one
that began from nothing never was, for it is nowhere near what the model has picked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.kernel.thinking import think
from core.planning.assignment import Task
from core.planning.candidates import Candidates
from core.planning.domain import Draft, Plan, Stop
from core.planning.frame import Part
from core.planning.journal import Journal
from core.planning.mealtimes import eaten_during
from core.planning.mending import WALL_S, Outcome, outcome_of, polish_of
from core.planning.optimizer import plans
from core.planning.optimizer import problem as optimizer
from core.planning.optimizer.days import schedule
from core.planning.optimizer.problem import POINTS, PlannedDay, Problem, Visit
from core.planning.optimizer.search import solve
from core.planning.solving import POLISHED, build_task
from core.schemas.catalog import Meal

_OTHER_SEED = 1_000_003
"""Between the seeds of the two: no request's second is the first of its neighbour."""
_SHARE = 2
"""A half of the first one's rounds: it wins nearly as often as with all of them."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """The second plan, and what each of the two is worth."""

    second: Outcome
    first_worth: int
    second_worth: int
    truncated: bool


async def better_of_two(
    journal: Journal, first: Outcome, candidates: Candidates, picked: Sequence[Draft]
) -> Outcome:
    """Return the first plan, or a second one where that is better.

    Args:
        journal: where both are written down.
        first: a plan that fails no hard check.
        candidates: what may be chosen for its frame.
        picked: what the model has picked for each part.
    """
    with journal.step("planner_second", rounds=_rounds(first)) as detail:
        found = await think(_compared, first, candidates, picked)
        keys = [
            ([-count for count in outcome.rank], worth)
            for outcome, worth in ((first, found.first_worth), (found.second, found.second_worth))
        ]
        is_better = keys[1] > keys[0]
        detail |= {
            "first": {"rank": list(first.rank), "utility": _points(found.first_worth)},
            "second": {"rank": list(found.second.rank), "utility": _points(found.second_worth)},
            "kept": "second" if is_better else "first",
            "truncated": found.truncated,
        }
    return found.second if is_better else first


def _rounds(first: Outcome) -> int:
    return polish_of(first.plan.brief.day_count).rounds // _SHARE


def _points(worth: int) -> float:
    return round(worth / POINTS, 2)


def _compared(first: Outcome, candidates: Candidates, picked: Sequence[Draft]) -> _Compared:
    brief, frame, hotels = first.plan.brief, first.plan.frame, first.plan.hotels
    known = [*first.trip.drafts, *picked]
    task = build_task(brief, frame, hotels, candidates, known, keep=POLISHED)
    start = task.start_of(picked)
    solution = solve(
        task.problem,
        iterations=_rounds(first),
        seed=brief.seed + _OTHER_SEED,
        start=start,
        wall_s=WALL_S,
    )
    second = outcome_of(task, first.trip.title, solution, picked)
    one, other = (
        plans.judge(task.problem, planned_days(task, outcome.plan), start).total
        for outcome in (first, second)
    )
    return _Compared(second, one, other, solution.truncated)


def planned_days(task: Task, plan: Plan) -> tuple[PlannedDay, ...]:
    """Return the plan as the optimiser would have it, a day for each part.

    A plan is worth its choice and its order: each day has the clock of the search, which is as
    early as can be, unless the order is impossible by it.
    """
    numbers = {place.id: number for number, place in enumerate(task.places)}
    return tuple(_on_the_clock(task.problem, plan, part, numbers) for part in plan.frame.parts)


def _on_the_clock(
    problem: Problem, plan: Plan, part: Part, numbers: Mapping[str, int]
) -> PlannedDay:
    day = _planned(problem, plan, part, numbers)
    stops = [optimizer.Stop(visit.item, visit.slot) for visit in day.visits]
    return schedule(problem, part.index, stops) or day


def _planned(problem: Problem, plan: Plan, part: Part, numbers: Mapping[str, int]) -> PlannedDay:
    day = problem.days[part.index]
    slots = {slot.name for slot in day.slots}
    here, clock = day.start_node, day.start
    visits: list[Visit] = []
    for stop in plan.days[part.day_index].stops:
        if not _is_visit(stop, part, numbers):
            continue
        assert stop.place is not None
        number = numbers[stop.place.id]
        node = problem.items[number].node
        way = 0 if here is None else problem.travel[here][node] or 0
        slot = str(stop.meal) if stop.meal and str(stop.meal) in slots else None
        if problem.items[number].feeds is not None:
            slot = next((name for name in sorted(slots) if _feeds(plan, part, stop, name)), None)
        wait = max(0, stop.start - clock - way)
        visits.append(Visit(number, stop.start, stop.end, way, slot, wait))
        here, clock = node, stop.end
    home = 0
    if visits and here is not None and day.end_node is not None:
        home = problem.travel[here][day.end_node] or 0
    return PlannedDay(tuple(visits), home, clock + home)


def _feeds(plan: Plan, part: Part, stop: Stop, name: str) -> bool:
    """Say whether lunch is had during a long visit, and nowhere else."""
    eaten = {other.meal for other in plan.days[part.day_index].stops}
    return name == Meal.LUNCH and Meal.LUNCH not in eaten and eaten_during(stop, Meal.LUNCH)


def _is_visit(stop: Stop, part: Part, numbers: Mapping[str, int]) -> bool:
    place = stop.place
    return place is not None and place.id in numbers and place.city_id == part.city.id
