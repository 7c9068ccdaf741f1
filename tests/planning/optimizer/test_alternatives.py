"""What else would fit in the place of a visit, or between two."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from core.planning.optimizer.alternatives import Alternatives, insertion_alternatives
from core.planning.optimizer.problem import (
    Day,
    Item,
    PlannedDay,
    Problem,
    ProblemError,
    Stop,
    Visit,
    Weights,
)
from core.planning.optimizer.search import solve
from tests.planning.optimizer.checking import faults
from tests.planning.optimizer.problems import LUNCH, PATIENT, problems

_ALL_DAY = ((0, 1440),)


@given(problems(locks=False))
@settings(PATIENT, max_examples=60)
def test_a_plan_with_an_alternative_in_the_place_of_a_visit_is_possible(problem: Problem) -> None:
    items = tuple(replace(item, stay_min=None) for item in problem.items)
    problem = replace(problem, items=items)
    solution = solve(problem, iterations=3)
    answers = Alternatives(problem, solution.days)

    for day, planned in enumerate(solution.days):
        for position in range(len(planned.visits)):
            for one in answers.instead_of(day, position):
                changed = [list(stops) for stops in solution.stops()]
                changed[day][position] = Stop(one.visit.item, one.visit.slot)
                mended = solve(problem, iterations=0, start=changed)
                assert faults(problem, mended) == []
                there = [visit.item for visit in mended.days[day].visits]
                assert {stop.item for stop in changed[day]} <= set(there)


@given(problems())
@settings(PATIENT, max_examples=60)
def test_alternatives_serve_the_same_slot_are_not_in_the_plan_and_the_best_comes_first(
    problem: Problem,
) -> None:
    solution = solve(problem, iterations=3)
    present = {visit.item for day in solution.days for visit in day.visits}
    answers = Alternatives(problem, solution.days)

    for day, planned in enumerate(solution.days):
        for position, visit in enumerate(planned.visits):
            found = answers.instead_of(day, position)
            assert len(found) <= 3
            assert all(one.visit.slot == visit.slot for one in found)
            assert not {one.visit.item for one in found} & present
            assert [one.gain for one in found] == sorted((o.gain for o in found), reverse=True)
        for gap in range(len(planned.visits) + 1):
            assert not {one.visit.item for one in answers.between(day, gap)} & present


def test_a_lunch_is_replaced_by_the_best_lunches_that_can_be_paid() -> None:
    meals = [
        Item(0, (_ALL_DAY,), 60, score, roles=("lunch",), uses=(price,))
        for score, price in ((900, 10), (700, 10), (800, 10), (850, 99))
    ]
    sight = Item(0, (_ALL_DAY,), 60, 9000)
    day = Day(540, 1260, slots=(LUNCH,))
    problem = Problem((day,), (*meals, sight), [[0]], caps=(50,), weights=Weights(waiting=0))
    solution = solve(problem, iterations=20)
    place = [visit.slot for visit in solution.days[0].visits].index("lunch")

    found = insertion_alternatives(problem, solution, 0, place)

    assert [one.visit.item for one in found] == [2, 1]
    assert [one.gain for one in found] == [20_800, 20_700]
    assert all(690 <= one.visit.begin <= one.visit.end <= 840 for one in found)


def test_a_plan_that_is_not_possible_has_no_alternatives() -> None:
    problem = Problem((Day(540, 1260),), (Item(0, (((600, 700),),), 60, 100),), [[0]])

    with pytest.raises(ProblemError, match="item 0 cannot be visited"):
        Alternatives(problem, [PlannedDay((Visit(0, 600, 630, 0),), 0, 630)])
    with pytest.raises(ProblemError, match="day 0 of the plan is not possible"):
        Alternatives(problem, [PlannedDay((Visit(0, 600, 660, 0),) * 2, 0, 660)])
