"""One day alone: its clock, its best order, and the part of it that is worth keeping."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.optimizer.days import options_of, schedule
from core.planning.optimizer.exact import best_order, best_part
from core.planning.optimizer.model import compile_model
from core.planning.optimizer.plans import planned_day
from core.planning.optimizer.problem import (
    Day,
    Item,
    PlannedDay,
    Problem,
    Slot,
    Stop,
)
from core.planning.optimizer.routes import build
from tests.planning.optimizer.problems import problems

_PENALTIES = Slot("lunch", 690, 840, 20_000)


def _cost(problem: Problem, day: PlannedDay) -> int:
    waits = sum(visit.wait for visit in day.visits[1:])
    return problem.weights.travel * day.travel + problem.weights.waiting * waits


def ordered(problem: Problem, day: int, stops: Sequence[Stop]) -> PlannedDay | None:
    """Return all the stops in the order with the least way and waiting, or None without any."""
    model = compile_model(problem)
    options = options_of(model, day, stops)
    order = None if options is None else best_order(model, day, options)
    route = None if order is None else build(model, day, order)
    return None if route is None else planned_day(model, route)


@given(st.data(), problems(most_items=5, locks=False))
@settings(max_examples=80)
def test_the_exact_order_is_the_best_of_all_orders(data: st.DataObject, problem: Problem) -> None:
    problem = replace(problem, precedence=())
    stops = [Stop(number, item.roles[0]) for number, item in enumerate(problem.items)]
    day = data.draw(st.integers(0, len(problem.days) - 1))
    tried = [schedule(problem, day, order) for order in permutations(stops)]
    possible = [planned for planned in tried if planned is not None]

    best = ordered(problem, day, stops)

    if best is None:
        assert possible == []
    else:
        assert _cost(problem, best) == min(_cost(problem, planned) for planned in possible)
        assert sorted(visit.item for visit in best.visits) == [stop.item for stop in stops]


@given(st.data(), problems(most_items=5))
@settings(max_examples=60)
def test_the_part_that_is_kept_is_worth_most_of_all_parts(
    data: st.DataObject, problem: Problem
) -> None:
    problem = replace(problem, precedence=())
    model = compile_model(problem)
    day = data.draw(st.integers(0, len(problem.days) - 1))
    options = [o for o in model.by_day[day] if not model.options[o].shortened][:5]
    options = [o for o in options if problem.items[model.item[o]].lock is None]
    worths = [
        route.gain
        for count in range(len(options) + 1)
        for part in combinations(options, count)
        if _may_be_together(problem, day, [model.options[o].item for o in part])
        and _slots_differ([model.options[o].role for o in part])
        and sum(model.options[o].role is None for o in part) <= problem.days[day].cap
        for order in permutations(part)
        if (route := build(model, day, order)) is not None
    ]
    empty = build(model, day, ())
    assert empty is not None

    kept = build(model, day, best_part(model, day, options))

    assert kept is not None
    assert kept.gain == max(worths) or kept.options == []


def _may_be_together(problem: Problem, day: int, items: list[int]) -> bool:
    groups = [g for item in items if (g := problem.items[item].group) is not None]
    return len(set(items)) == len(items) and len(set(groups)) == len(groups)


def _slots_differ(roles: list[str | None]) -> bool:
    slots = [role for role in roles if role is not None]
    return len(set(slots)) == len(slots)


def _a_day(*windows: tuple[tuple[int, int], ...], stay: int = 60) -> Problem:
    """Return a day of places ten minutes apart, from node 0 and back."""
    nodes = len(windows) + 1
    travel = [[0 if a == b else 10 for b in range(nodes)] for a in range(nodes)]
    items = tuple(
        Item(number, (openings,), stay, 1000) for number, openings in enumerate(windows, 1)
    )
    return Problem((Day(540, 1260, 0, 0, slots=(_PENALTIES,)),), items, travel)


def test_a_schedule_begins_each_visit_as_early_as_it_can() -> None:
    problem = _a_day(((600, 1000),), ((0, 660), (800, 1000)))

    planned = schedule(problem, 0, [Stop(0), Stop(1)])

    assert planned is not None
    times = [(v.begin, v.end, v.travel, v.wait) for v in planned.visits]
    assert times == [(600, 660, 10, 50), (800, 860, 10, 130)]
    assert (planned.travel_home, planned.home_at, planned.travel) == (10, 870, 30)


def test_an_order_that_comes_too_late_is_no_schedule_though_another_order_is() -> None:
    problem = _a_day(((540, 1200),), ((540, 620),))

    assert schedule(problem, 0, [Stop(0), Stop(1)]) is None
    planned = ordered(problem, 0, [Stop(0), Stop(1)])
    assert planned is not None
    assert [visit.item for visit in planned.visits] == [1, 0]


def test_a_stop_that_is_closed_all_day_has_neither_schedule_nor_order() -> None:
    problem = _a_day(((540, 1200),), ())

    assert schedule(problem, 0, [Stop(0), Stop(1)]) is None
    assert ordered(problem, 0, [Stop(0), Stop(1)]) is None
    assert ordered(problem, 0, []) == PlannedDay((), 0, 540)
