"""One day on its own: its clock in a given order, and its best order."""

from collections.abc import Sequence

from core.planning.optimizer.exact import MOST_EXACT, SMALL, best_order, cost_of
from core.planning.optimizer.model import Model, compile_model
from core.planning.optimizer.plans import planned_day
from core.planning.optimizer.problem import PlannedDay, Problem, ProblemError, Stop
from core.planning.optimizer.routes import build


def schedule(problem: Problem, day: int, stops: Sequence[Stop]) -> PlannedDay | None:
    """Return the stops in this order, each as early as it can be, or None where one cannot be.

    Stays are the usual ones. Caps, money and precedence are not looked at.
    """
    model = compile_model(problem)
    options = _options(model, day, stops)
    route = None if options is None else build(model, day, options)
    return None if route is None else planned_day(model, route)


def order_day(problem: Problem, day: int, stops: Sequence[Stop]) -> PlannedDay | None:
    """Return all the stops in the order with the least way and waiting, or None if there is none.

    Raises:
        ProblemError: more than `MOST_EXACT` stops.
    """
    if len(stops) > MOST_EXACT:
        raise ProblemError(f"{len(stops)} stops are more than the {MOST_EXACT} of an exact order")
    model = compile_model(problem)
    options = _options(model, day, stops)
    order = None if options is None else best_order(model, day, options)
    route = None if order is None else build(model, day, order)
    return None if route is None else planned_day(model, route)


def best_orders(problem: Problem, days: Sequence[Sequence[Stop]]) -> list[list[Stop]]:
    """Return the same stops, on each small day in the order that costs least.

    A day that is not possible as it stands stays as it stands.
    """
    model = compile_model(problem)
    return [_best_order(model, day, list(stops)) for day, stops in enumerate(days)]


def _best_order(model: Model, day: int, stops: list[Stop]) -> list[Stop]:
    options = _options(model, day, stops) if len(stops) <= SMALL else None
    route = None if options is None else build(model, day, options)
    if options is None or route is None:
        return stops
    order = best_order(model, day, options, cost_of(model, route))
    return stops if order is None else [stops[options.index(option)] for option in order]


def _options(model: Model, day: int, stops: Sequence[Stop]) -> list[int] | None:
    """Return the option of each stop, or None where one is not possible on the day."""
    known = {
        (model.item[option], model.options[option].role): option
        for option in reversed(model.by_day[day])
        if not model.options[option].shortened
    }
    found = [known.get((stop.item, stop.slot)) for stop in stops]
    options = [option for option in found if option is not None]
    return options if len(options) == len(stops) else None
