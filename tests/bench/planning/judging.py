"""What a plan is worth by the promises of the planner, worked out apart from the planner."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.catalog.domain import Place
from core.planning.assignment import Task
from core.planning.candidates import Candidates
from core.planning.domain import MEAL_WINDOWS, Brief, Draft, Plan
from core.planning.frame import Part
from core.planning.mealtimes import is_had
from core.planning.openings import openings
from core.planning.optimizer.plans import judge
from core.planning.optimizer.problem import Solution
from core.planning.optimizer.search import solve
from core.planning.second import planned_days
from core.planning.solving import build_task
from core.schemas.catalog import Meal, PlaceKind

Sitting = tuple[int, Meal]
"""A meal of a part of the trip."""


def missing_meals(plan: Plan, places: Sequence[Place]) -> int:
    """Return how many meals of the trip could be had at tables of their own and are not."""
    return max(0, len(meals_to_be_had(plan, places)) - len(_had(plan)))


def meals_to_be_had(plan: Plan, places: Sequence[Place]) -> set[Sitting]:
    """Return the most meals that can be had in all, no table serving twice."""
    tables = [place for place in places if place.kind is PlaceKind.RESTAURANT and place.is_open]
    serving = {
        (part.index, meal): [table.id for table in tables if _serves(plan, part, meal, table)]
        for part in plan.frame.parts
        for meal in part.meals
    }
    seats: dict[str, Sitting] = {}
    return {sitting for sitting in serving if _seated(sitting, serving, seats, set())}


def _seated(
    sitting: Sitting,
    serving: Mapping[Sitting, Sequence[str]],
    seats: dict[str, Sitting],
    asked: set[str],
) -> bool:
    """Give the meal a table, if need be by moving others (Kuhn 1955, an augmenting path)."""
    for table in serving[sitting]:
        if table in asked:
            continue
        asked.add(table)
        if table not in seats or _seated(seats[table], serving, seats, asked):
            seats[table] = sitting
            return True
    return False


def _serves(plan: Plan, part: Part, meal: Meal, table: Place) -> bool:
    """Say whether one can go there from where the part begins, eat, and be at its end in time."""
    brief = plan.brief
    if table.city_id != part.city.id or meal not in table.meals or table.id in brief.avoid:
        return False
    first, last = MEAL_WINDOWS[meal]
    step = brief.ways.step_min
    stay = -(-table.visit_minutes // step) * step
    begins = part.begins or _hotel(plan, part.wakes)
    ends = part.ends or _hotel(plan, part.sleeps)
    start = max(first, part.window[0] + _way_min(brief, part, begins, table))
    end = min(last, part.window[1] - _way_min(brief, part, table, ends))
    for opens, closes in openings(brief, table, part.date):
        sits = -(-max(start, opens) // step) * step
        if sits + stay <= min(end, closes):
            return True
    return False


def _hotel(plan: Plan, stay: int | None) -> Place | None:
    return None if stay is None else plan.hotels[stay]


def _way_min(brief: Brief, part: Part, origin: Place | None, target: Place | None) -> int:
    if origin is None or target is None or origin.id == target.id:
        return 0
    return brief.ways.way(part.city, origin, target, brief.travellers).minutes


def _had(plan: Plan) -> set[Sitting]:
    """Return the meals that are had; one taken during a long visit counts."""
    return {
        (part.index, meal)
        for part in plan.frame.parts
        for meal in part.meals
        if any(is_had(stop, meal) for stop in plan.days[part.day_index].stops)
    }


def regret(plan: Plan, candidates: Candidates, picked: Sequence[Draft], rounds: int) -> float:
    """Return by which share of its worth a plan falls behind the best of two long searches.

    Nobody's picks bring a bonus here, and what must be had anyhow (must-sees, meals) is not counted
    as worth, but as a loss where it is missing.
    """
    task = _without_bonus(build_task(plan.brief, plan.frame, plan.hotels, candidates, picked))
    days = planned_days(task, plan)
    own = judge(task.problem, days).total
    start = Solution(days, judge(task.problem, days), (), (), (), 0, truncated=False).stops()
    found = [
        solve(task.problem, iterations=rounds, seed=1, start=begin).worth for begin in (None, start)
    ]
    best = max(found, key=lambda worth: worth.total)
    free = best.total - best.musts - best.slots - best.covers
    return max(0, best.total - own) / max(1, free)


def _without_bonus(task: Task) -> Task:
    """Return the task as it is judged where nobody has picked anything."""
    weights = replace(task.problem.weights, keep=0, keep_day=0)
    return replace(task, problem=replace(task.problem, weights=weights))
