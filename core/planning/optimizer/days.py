"""One day on its own: its clock in a given order, and its best order."""

from collections.abc import Sequence

from core.planning.optimizer.exact import SMALL, best_order, cost_of
from core.planning.optimizer.model import Model, compile_model
from core.planning.optimizer.plans import planned_day
from core.planning.optimizer.problem import PlannedDay, Problem, Stop
from core.planning.optimizer.routes import Route, build

_LONG_WAIT_MIN = 60
"""So long one may wait for the sake of less way."""


def schedule(problem: Problem, day: int, stops: Sequence[Stop]) -> PlannedDay | None:
    """Return the stops in this order, each as early as it can be, or None where one cannot be.

    Stays are the usual ones. Caps, money and precedence are not looked at.
    """
    model = compile_model(problem)
    options = options_of(model, day, stops)
    route = None if options is None else build(model, day, options)
    return None if route is None else planned_day(model, route)


def best_days(problem: Problem, days: Sequence[Sequence[Stop]]) -> list[PlannedDay | None]:
    """Return the same stops with times, on each small day in the order that costs least.

    An order in which one waits for hours, in which the day as it stands does not, is none. None
    stands for a day that is not possible as it stands.
    """
    model = compile_model(problem)
    return [_best_day(model, day, stops) for day, stops in enumerate(days)]


def options_of(model: Model, day: int, stops: Sequence[Stop]) -> list[int] | None:
    """Return the option of each stop, or None where one is not possible on the day."""
    known = {
        (model.item[option], model.options[option].role): option
        for option in reversed(model.by_day[day])
        if not model.options[option].shortened
    }
    found = [known.get((stop.item, stop.slot)) for stop in stops]
    options = [option for option in found if option is not None]
    return options if len(options) == len(stops) else None


def _best_day(model: Model, day: int, stops: Sequence[Stop]) -> PlannedDay | None:
    options = options_of(model, day, stops)
    route = None if options is None else build(model, day, options)
    if options is None or route is None:
        return None
    order = None
    if len(stops) <= SMALL:
        order = best_order(model, day, options, cost_of(model, route))
    better = None if order is None else build(model, day, order)
    if better is None or _longest_wait(better) > max(_LONG_WAIT_MIN, _longest_wait(route)):
        better = route
    return planned_day(model, better)


def _longest_wait(route: Route) -> int:
    """Return the most minutes from an arrival to the visit, the morning before the first too."""
    waits = (begin - arrived for begin, arrived in zip(route.begins, route.arrive, strict=False))
    return max(waits, default=0)
