"""From the search's days back to visits with times, and what a plan is worth, part by part."""

from collections.abc import Sequence
from itertools import pairwise

from core.planning.optimizer.model import FAR, Model, squared
from core.planning.optimizer.paths import excess
from core.planning.optimizer.problem import (
    PlannedDay,
    Problem,
    Stop,
    Visit,
    Worth,
)
from core.planning.optimizer.routes import Route


def planned_day(model: Model, route: Route) -> PlannedDay:
    """Return the day with the times of its visits."""
    visits: list[Visit] = []
    for place, number in enumerate(route.options):
        option, begin = model.options[number], route.begins[place]
        visits.append(
            Visit(
                item=option.item,
                begin=begin,
                end=route.depart[place + 1],
                travel=route.arrive[place] - route.depart[place],
                slot=option.role,
                wait=begin - route.arrive[place],
            )
        )
    return PlannedDay(tuple(visits), route.arrive[-1] - route.depart[-1], route.arrive[-1])


def judge(
    problem: Problem, days: Sequence[PlannedDay], start: Sequence[Sequence[Stop]] = ()
) -> Worth:
    """Return what the plan is worth; `start` is the plan whose items were to be kept."""
    weights = problem.weights
    kept = {stop.item: day for day, stops in enumerate(start) for stop in stops}
    visited = [(day, visit) for day, planned in enumerate(days) for visit in planned.visits]
    present = {visit.item for _, visit in visited}
    items = [(day, problem.items[visit.item]) for day, visit in visited]
    waits = sum(visit.wait for planned in days for visit in planned.visits[1:])
    idle = sum(visit.wait for planned in days for visit in planned.visits[:1])
    missing = sum(
        max(0, problem.items[visit.item].stay - (visit.end - visit.begin)) for _, visit in visited
    )
    lengths = [sum(visit.end - visit.begin for visit in planned.visits) for planned in days]
    return Worth(
        taste=sum(item.score + (item.bonus[day] if item.bonus else 0) for day, item in items)
        - sum(problem.items[visit.item].feeds or 0 for _, visit in visited if visit.slot),
        slots=sum(
            slot.reward
            for day, planned in zip(problem.days, days, strict=True)
            for slot in day.slots
            if slot.name in {visit.slot for visit in planned.visits}
        )
        + sum(
            day.first_sight
            for day, planned in zip(problem.days, days, strict=True)
            if any(_is_sight(problem, visit) for visit in planned.visits)
        ),
        covers=sum(cover.reward for cover in problem.covers if present & set(cover.items)),
        kept=sum(
            weights.keep + (weights.keep_day if kept[visit.item] == day else 0)
            for day, visit in visited
            if visit.item in kept
        ),
        musts=sum(
            weights.lock if item.lock else weights.must
            for _, item in items
            if item.lock or item.must
        ),
        shortened=-weights.shortened * missing,
        travel=-weights.travel * sum(planned.travel for planned in days),
        excess=-weights.excess * _excess(problem, days) if weights.excess else 0,
        waiting=-weights.waiting * waits - weights.late * idle,
        imbalance=-weights.imbalance * spread(lengths),
        money=-sum(
            amount // unit
            for amount, unit in zip(used(problem, days), weights.money, strict=False)
            if unit
        ),
    )


def _is_sight(problem: Problem, visit: Visit) -> bool:
    return visit.slot is None or problem.items[visit.item].feeds is not None


def used(problem: Problem, days: Sequence[PlannedDay]) -> tuple[int, ...]:
    """Return what the plan takes of each resource, fares included."""
    totals = [0] * len(problem.caps)
    for planned in days:
        for visit in planned.visits:
            for resource, amount in enumerate(problem.items[visit.item].uses):
                totals[resource] += amount
    if problem.fares is not None:
        fares = sum(_fares(problem, number, planned) for number, planned in enumerate(days))
        for resource in problem.fare_resources:
            totals[resource] += fares
    return tuple(totals)


def _excess(problem: Problem, days: Sequence[PlannedDay]) -> int:
    """Return by how much the ways of all days are longer than they need be."""
    ways, found = squared(problem.travel, FAR), 0
    for day, planned in zip(problem.days, days, strict=True):
        inner = [problem.items[visit.item].node for visit in planned.visits]
        nodes = [-1 if n is None else n for n in (day.start_node, *inner, day.end_node)]
        found += excess(nodes, ways) if inner else 0
    return found


def spread(minutes: Sequence[int]) -> int:
    """Return the sum of the distances from the mean, rounded down."""
    days = len(minutes)
    whole = sum(minutes)
    return sum(abs(days * one - whole) for one in minutes) // days if days else 0


def _fares(problem: Problem, number: int, planned: PlannedDay) -> int:
    if problem.fares is None or not planned.visits:
        return 0
    day = problem.days[number]
    nodes = [problem.items[visit.item].node for visit in planned.visits]
    if day.start_node is not None:
        nodes.insert(0, day.start_node)
    if day.end_node is not None:
        nodes.append(day.end_node)
    return sum(problem.fares[near][far] or 0 for near, far in pairwise(nodes))
