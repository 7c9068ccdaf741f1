"""The same search with VROOM beside it: an optional second opinion on trips of several days.

VROOM (BSD-2, the extra `solver`) knows vehicles, jobs, windows and priorities, but neither meals of
which each is filled once, nor money, covers or groups. So our own search goes first. Its meals and
musts become jobs that stay on their day, every other sight a job that may be left out. Each day is
a vehicle whose hours are `_DAY` minutes after those of the day before, which encodes the openings
of each day without any matrix of compatibility.

What VROOM answers is a start for a second search of ours, which puts right what VROOM does not
know. The better plan is returned, so it is never worse than ours.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from core.planning.optimizer.model import SIGHT, Model, Record, compile_model
from core.planning.optimizer.plans import judge
from core.planning.optimizer.problem import Item, Problem, Solution, Stop
from core.planning.optimizer.search import solve

_DAY = 2880
"""Minutes from one vehicle's midnight to the next: days that end after midnight do not meet."""

_MOST_PRIORITY = 100


class SolverMissingError(RuntimeError):
    """VROOM was asked for and is not installed."""


def solve_with_vroom(
    problem: Problem,
    *,
    iterations: int,
    seed: int = 0,
    start: Sequence[Sequence[Stop]] | None = None,
    wall_s: float | None = None,
    exploration: int = 2,
) -> Solution:
    """Return the better of the plan of our search and of one that begins where VROOM ends.

    Args:
        problem: what is to be planned.
        iterations: rounds of each of the two searches.
        seed: as of `solve`.
        start: as of `solve`.
        wall_s: as of `solve`, for each of the two searches; VROOM itself heeds no clock.
        exploration: how long VROOM looks, from 0 to 5; 2 takes some tenths of a second.

    Raises:
        SolverMissingError: the extra `solver` is not installed.
    """
    vroom = find_vroom()
    ours = solve(problem, iterations=iterations, seed=seed, start=start, wall_s=wall_s)
    stops = _ask(vroom, compile_model(problem), ours, exploration)
    kept = _with_kept(problem, start or ())
    theirs = solve(kept, iterations=iterations, seed=seed, start=stops, wall_s=wall_s)
    theirs = replace(theirs, worth=judge(problem, theirs.days, start or ()))
    truncated = ours.truncated or theirs.truncated
    best = max(ours, theirs, key=lambda solution: solution.worth.total)
    return replace(best, truncated=truncated, iterations=ours.iterations + theirs.iterations)


def find_vroom() -> Any:
    """Return the module of VROOM.

    Raises:
        SolverMissingError: the extra `solver` is not installed.
    """
    try:
        return import_module("vroom")
    except ImportError as error:
        raise SolverMissingError("VROOM comes with the extra 'solver', not installed") from error


def _ask(vroom: Any, model: Model, ours: Solution, exploration: int) -> list[list[Stop]]:
    """Return by day what VROOM would visit, in its order."""
    stops: list[list[Stop]] = [[] for _ in model.ends]
    jobs = _jobs(model, ours)
    if not jobs:
        return stops
    asked = vroom.Input()
    asked.set_durations_matrix("car", model.ways)
    asked.add_vehicle([_vehicle(vroom, model, day) for day in range(len(model.ends))])
    asked.add_job([_job(vroom, model, option, days) for option, days in jobs.items()])
    answer = asked.solve(exploration_level=exploration, nb_threads=1).to_dict()
    for route in answer["routes"]:
        options = [step["id"] for step in route["steps"] if step["type"] == "job"]
        stops[route["vehicle"]] = [
            Stop(model.item[option], model.options[option].role) for option in options
        ]
    return stops


def _vehicle(vroom: Any, model: Model, number: int) -> Any:
    day = model.problem.days[number]
    return vroom.Vehicle(
        number,
        start=model.ends[number][0],
        end=model.ends[number][1],
        time_window=(_DAY * number + day.start, _DAY * number + day.end),
        max_tasks=day.cap + len(day.slots),
    )


def _jobs(model: Model, ours: Solution) -> dict[int, list[int]]:
    """Return the options that become jobs, and the days each may be done on."""
    visited = {
        (visit.item, visit.slot): number
        for number, day in enumerate(ours.days)
        for visit in day.visits
    }
    taken = {item for item, _ in visited}
    jobs: dict[int, list[int]] = {}
    for option, described in enumerate(model.options):
        if described.shortened:
            continue
        there = visited.get((described.item, described.role))
        days = [day for day, row in enumerate(model.records) if row[option] is not None]
        if there in days and (model.kind[option] != SIGHT or _is_firm(model, option)):
            jobs[option] = [there]
        elif model.kind[option] == SIGHT and (there is not None or described.item not in taken):
            jobs[option] = days
    return {option: days for option, days in jobs.items() if days}


def _is_firm(model: Model, option: int) -> bool:
    item = model.problem.items[model.item[option]]
    return item.must or item.lock is not None


def _job(vroom: Any, model: Model, option: int, days: Sequence[int]) -> Any:
    records = [(day, record) for day in days if (record := model.records[day][option])]
    item = model.problem.items[model.item[option]]
    best = max((one.score for one in model.problem.items), default=0)
    firm = model.kind[option] != SIGHT or _is_firm(model, option)
    return vroom.Job(
        option,
        item.node,
        default_service=model.options[option].stay,
        priority=_MOST_PRIORITY if firm else (_MOST_PRIORITY - 1) * item.score // max(1, best),
        time_windows=[
            vroom.TimeWindow(_DAY * day + first, _DAY * day + last)
            for day, record in records
            for first, last in _begins(record)
        ],
    )


def _begins(record: Record) -> list[tuple[int, int]]:
    """Return when the visit may begin so that nobody has to stretch it."""
    windows = record.windows or ((record.first, record.last),)
    least = record.floor - record.stay
    return [(max(first, least), max(last, least)) for first, last in windows]


def _with_kept(problem: Problem, start: Sequence[Sequence[Stop]]) -> Problem:
    """Return the problem in which what a start is worth is a bonus of its items."""
    days = {stop.item: day for day, stops in enumerate(start) for stop in stops}
    weights = problem.weights
    items: list[Item] = []
    for number, item in enumerate(problem.items):
        if number in days:
            bonus = [
                (item.bonus[day] if item.bonus else 0)
                + weights.keep
                + (weights.keep_day if days[number] == day else 0)
                for day in range(len(problem.days))
            ]
            items.append(replace(item, bonus=tuple(bonus)))
        else:
            items.append(item)
    return replace(problem, items=tuple(items), weights=replace(weights, keep=0, keep_day=0))
