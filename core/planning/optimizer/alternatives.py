"""What else would fit: for one visit of a plan, or for a gap in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.planning.optimizer.insertion import scan
from core.planning.optimizer.model import Model, compile_model
from core.planning.optimizer.plans import planned_day
from core.planning.optimizer.problem import (
    PlannedDay,
    Problem,
    ProblemError,
    Solution,
    Stop,
    Visit,
)
from core.planning.optimizer.state import State


@dataclass(frozen=True, slots=True)
class Alternative:
    """An item that is not in the plan, as it would be visited."""

    visit: Visit
    gain: int
    """Points the plan would win by it, beside the plan without the visit it replaces."""


class Alternatives:
    """Answers for one plan; made once, asked for each of its visits."""

    def __init__(self, problem: Problem, days: Sequence[PlannedDay]) -> None:
        """Take in a plan.

        Raises:
            ProblemError: the plan is not possible in this problem.
        """
        stops = [[Stop(visit.item, visit.slot) for visit in day.visits] for day in days]
        self._model = compile_model(problem, stops)
        self._state = State(self._model)
        for day, planned in enumerate(days):
            options = [_as_visited(self._model, day, visit) for visit in planned.visits]
            if not self._state.put(day, options):
                raise ProblemError(f"day {day} of the plan is not possible")

    def instead_of(self, day: int, position: int, count: int = 3) -> list[Alternative]:
        """Return the best items for the place of a visit; for a meal only meals of its slot."""
        whole = self._state.save(0)
        kind = self._model.kind[self._state.routes[day].options[position]]
        found: list[Alternative] = []
        if self._state.cut({day: {position}}) is not None:
            same = [
                option for option in self._model.by_day[day] if self._model.kind[option] == kind
            ]
            found = self._fitting(day, position, count + 1, same)
        self._state.load(whole)
        return [one for one in found if not self._state.taken[one.visit.item]][:count]

    def between(self, day: int, gap: int, count: int = 3) -> list[Alternative]:
        """Return the best items for a gap of the day: 0 is before its first visit."""
        return self._fitting(day, gap, count, self._model.by_day[day])

    def _fitting(self, day: int, gap: int, count: int, options: Sequence[int]) -> list[Alternative]:
        before = self._state.save(self._state.total())
        ranked: dict[int, Alternative] = {}
        for _, option, _, _ in scan(self._state, day, options, gaps=[(gap,)] * len(options)):
            self._state.insert(day, gap, option)
            visit = planned_day(self._model, self._state.routes[day]).visits[gap]
            one = Alternative(visit, self._state.total() - before.total)
            if visit.item not in ranked or one.gain > ranked[visit.item].gain:
                ranked[visit.item] = one
            self._state.load(before)
        best = sorted(ranked.values(), key=lambda one: (-one.gain, one.visit.item))
        return best[:count]


def insertion_alternatives(
    problem: Problem, solution: Solution, day: int, position: int, count: int = 3
) -> list[Alternative]:
    """Return the best unused items for the place of one visit of a solution.

    Who asks for many visits makes one `Alternatives`.
    """
    return Alternatives(problem, solution.days).instead_of(day, position, count)


def _as_visited(model: Model, day: int, visit: Visit) -> int:
    """Return the option a visit was made of: the longest of its item and slot within its time."""
    options = [
        option
        for option in model.by_day[day]
        if model.item[option] == visit.item and model.options[option].role == visit.slot
        if model.options[option].stay <= visit.end - visit.begin
    ]
    if not options:
        raise ProblemError(f"item {visit.item} cannot be visited on day {day} as in the plan")
    return max(options, key=lambda option: model.options[option].stay)
