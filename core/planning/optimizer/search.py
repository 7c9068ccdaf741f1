"""The search over all days: greedy insertion, then large neighbourhood search.

Each round takes some visits out and fills the plan anew (Ropke and Pisinger 2006, "An adaptive
large neighborhood search heuristic"; the stretches are the shake of Vansteenwegen and others 2009).
A round that makes the plan a little worse is let through at times, the more so the longer no better
one was found; after some hundred rounds without one the search goes back to the best.

Nothing in a round depends on how many follow or on the clock. So the same problem, start and seed
give the same plan, more rounds never find a worse one, and a search that was cut short is the
beginning of the one that was not. At last each small day is put into its best order exactly.
"""

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from core.planning.optimizer import removal
from core.planning.optimizer.exact import SMALL, best_order, cost_of
from core.planning.optimizer.insertion import Taste, fill
from core.planning.optimizer.model import ALWAYS, Model, compile_model
from core.planning.optimizer.plans import judge, planned_day, used
from core.planning.optimizer.problem import Problem, Solution, Stop
from core.planning.optimizer.repair import take_start
from core.planning.optimizer.state import Saved, State

_PATIENCE, _PATIENCE_PER_VISIT = 100, 10
"""Rounds without a better plan after which the search goes back to the best one."""
_TOLERANCE = 2.5
"""Mean scores of a visit by which a round may make the plan worse, at most."""
_MOST_CUT = 10
"""Most visits a round takes out, and the share of the plan, whichever is less."""
_SHARE_CUT = 0.4
_POWERS = (1.0, 2.0, 4.0, 8.0)
"""Low where time is short, high where the number of sights is what limits a day."""
_NOISE = 0.2
_WHOLE_DAYS, _LONG = 0.3, 4
"""Chance that a round empties whole days of a trip of several, if one visit at least takes such a
part of a day: where all are short, what needs the room finds it in other ways and sooner."""
_HUNGRY = 0.25
"""Chance that a round makes room for a meal nothing fills, where there is one."""
_WIDE = 0.25
"""Chance that all days are looked through again where money or groups tie them together."""


def solve(
    problem: Problem,
    *,
    iterations: int,
    seed: int = 0,
    start: Sequence[Sequence[Stop]] | None = None,
    wall_s: float | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Return the best plan found in so many rounds.

    Args:
        problem: what is to be planned.
        iterations: rounds of search; 0: greedy insertion (and repair of the start) alone, ordered.
        seed: of the random choices; the same gives the same plan.
        start: for each day the stops of a plan to begin from, possible or not. A possible one is
            never made worse; of another as much is kept as fits.
        wall_s: seconds after which the search ends where it is; the solution is then `truncated`.
        should_stop: asked before each round; True ends the search likewise.
    """
    model = compile_model(problem, start or ())
    state = State(model)
    take_start(state, start or ())
    search = _Search(state, seed)
    stop = _stops(wall_s, should_stop)
    truncated = False
    for _ in range(iterations):
        if stop():
            truncated = True
            break
        search.round()
    search.order_days()
    return _solution(model, search.best, start or (), search.rounds, truncated)


class _Meal(NamedTuple):
    """A visit that fills an open slot, and its day."""

    day: int
    option: int


class _Search:
    """The best plan so far, the one the search stands at, and how a round is done."""

    def __init__(self, state: State, seed: int) -> None:
        self._state = state
        self._chance = Random(seed).random  # noqa: S311 - chance, not a secret
        self._scarce = any(state.model.scarce)
        self._tied = self._scarce or any(
            item.group is not None for item in state.model.problem.items
        )
        self._has_long = len(state.routes) > 1 and _has_long(state.model.problem)
        self._thrift = _highest_reward(state.model)
        self.best = state.save(state.total())
        self.rounds = 0
        self._idle = 0
        self._scale = 0.0
        self._here = self.best
        days = range(len(state.routes))
        if self._scarce:
            fill(state, days, Taste(thrift=self._thrift))
        fill(state, days)
        self._keep()

    def round(self) -> None:
        """Take some visits out, fill the plan again, and decide where to go on."""
        self.rounds += 1
        self._idle += 1
        places, meal = self._places()
        gone = self._state.cut(places)
        if gone is None:
            self._state.load(self._here)
            return
        if meal is not None:
            fill(self._state, (meal.day,), only=(meal.option,))
        elif len(places) == 1:
            self._force(next(iter(places)))
        wide = self._tied and self._chance() < _WIDE
        days = range(len(self._state.routes)) if wide else places
        fill(self._state, days, self._taste(), elsewhere=gone)
        self._keep()
        if self._idle > self._patience():
            self._idle = 0
            self._here = self.best
            self._state.load(self.best)

    def _force(self, day: int) -> None:
        """Begin an emptied day with one of the best visits that nothing else leaves room for.

        Where a locked visit was taken out it goes before everything.
        """
        state, model = self._state, self._state.model
        if state.routes[day].options:
            return
        left = [
            (-record.gain, option)
            for option in model.by_day[day]
            if not state.taken[model.item[option]] and (record := model.records[day][option])
        ]
        if left and not any(model.admit[option] & ALWAYS for _, option in left):
            left.sort()
            _, option = left[int(self._chance() ** 3 * len(left))]
            fill(state, (day,), only=(option,))

    def order_days(self) -> None:
        """Put every small day of the best plan into its best order."""
        state, model = self._state, self._state.model
        state.load(self.best)
        for day, route in enumerate(self.best.routes):
            order = None
            if 2 < len(route.options) <= SMALL:
                order = best_order(model, day, route.options, cost_of(model, route))
            if order is not None and state.put(day, order) and min(state.left, default=0) < 0:
                state.load(self.best)  # the shorter way is dearer than there is money for
            self.best = state.save(state.total())

    def _keep(self) -> None:
        total = self._state.straight_total()
        hopeless = total <= self.best.total and total <= self._least()
        if not hopeless:
            total -= self._state.excess()
        if not hopeless and total > self.best.total:
            self.best = self._here = self._state.save(total)
            self._scale = _mean_score(self._state)
            self._idle = 0
        elif not hopeless and total > self._least():
            self._here = self._state.save(total)
        else:
            self._state.load(self._here)

    def _least(self) -> float:
        """Return what a plan must be worth to be gone on from."""
        return self._here.total - self._tolerance()

    def _patience(self) -> int:
        """Return after how many rounds without a better plan the search goes back to the best."""
        visits = sum(len(route.options) for route in self._state.routes)
        return _PATIENCE + _PATIENCE_PER_VISIT * visits

    def _tolerance(self) -> float:
        """Return by how much a round may make the plan worse: more, the longer nothing helps."""
        return _TOLERANCE * self._scale * self._chance() * min(1.0, self._idle / self._patience())

    def _places(self) -> tuple[removal.Places, _Meal | None]:
        """Return what is taken out, and the meal it makes room for."""
        open_slots = self._state.open_slots() if self._state.model.slot_bits else ()
        if open_slots and self._chance() < _HUNGRY:
            day, slot = open_slots[int(self._chance() * len(open_slots))]
            places, option = removal.round_a_meal(self._state, self._chance, day, slot)
            return places, _Meal(day, option)
        return self._drawn_places(), None

    def _drawn_places(self) -> removal.Places:
        visits = sum(len(route.options) for route in self._state.routes)
        days, most = len(self._state.routes), min(_MOST_CUT, _SHARE_CUT * visits)
        if self._has_long and self._chance() < _WHOLE_DAYS:
            return removal.whole_days(self._state, self._chance)
        way = int(self._chance() * (5 if self._scarce else 4))
        count = 1 + int(self._chance() * most)
        if way == 0:
            return removal.scattered(self._state, self._chance, count)
        if way == 1:
            length = 1 + int(self._chance() * 2 * _SHARE_CUT * visits / max(1, days))
            return removal.stretches(self._state, self._chance, length)
        if way == 2:
            return removal.neighbours(self._state, self._chance, count)
        if way == 4:
            return removal.dear(self._state, self._chance, count)
        return removal.poor(self._state, self._chance, count)

    def _taste(self) -> Taste:
        power = _POWERS[int(self._chance() * len(_POWERS))]
        thrift = 0.0
        if self._scarce and self._chance() < 0.5:
            thrift = 4 * self._thrift * self._chance() ** 2
        return Taste(power, _NOISE, thrift, self._chance)


def _stops(wall_s: float | None, should_stop: Callable[[], bool] | None) -> Callable[[], bool]:
    end = None if wall_s is None else time.monotonic() + wall_s

    def stop() -> bool:
        if end is not None and time.monotonic() >= end:
            return True
        return should_stop is not None and should_stop()

    return stop


def _has_long(problem: Problem) -> bool:
    """Say whether any visit takes a good part of the shortest day."""
    shortest = min(day.end - day.start for day in problem.days)
    return any(item.stay * _LONG >= shortest for item in problem.items)


def _mean_score(state: State) -> float:
    items, item_of = state.model.problem.items, state.model.item
    scores = [items[item_of[option]].score for route in state.routes for option in route.options]
    return sum(scores) / max(1, len(scores))


def _highest_reward(model: Model) -> int:
    rewards = [slot.reward for day in model.problem.days for slot in day.slots]
    return max([*rewards, *(item.score for item in model.problem.items)], default=0)


def _solution(
    model: Model,
    best: Saved,
    start: Sequence[Sequence[Stop]],
    rounds: int,
    truncated: bool,
) -> Solution:
    problem = model.problem
    days = tuple(planned_day(model, route) for route in best.routes)
    present = {visit.item for day in days for visit in day.visits}
    return Solution(
        days=days,
        worth=judge(problem, days, start),
        used=used(problem, days),
        unplaced=tuple(
            number
            for number, item in enumerate(problem.items)
            if (item.must or item.lock) and number not in present
        ),
        unfilled=tuple(
            (number, slot.name)
            for number, day in enumerate(problem.days)
            for slot in day.slots
            if slot.name not in {visit.slot for visit in days[number].visits}
        ),
        iterations=rounds,
        truncated=truncated,
    )
