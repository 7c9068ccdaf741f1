"""When people of a country sit down to eat, within the hours in which a meal may be had at all.

And whether they do: one definition for the rules, the measures and the benches.

Hours are customs, told to the nearest half an hour. They are wishes: where they leave too little of
a day a meal may be had at any time of its window.
"""

from collections.abc import Mapping

from core.planning.domain import LONG_VISIT_MIN, MEAL_WINDOWS, Day, Plan, Stop
from core.planning.frame import Part
from core.schemas.catalog import Meal
from core.schemas.trips import SubTripKind

Window = tuple[int, int]

_NOON, _SIX = 12 * 60, 18 * 60
_USUAL: Mapping[Meal, int] = {Meal.LUNCH: _NOON - 30, Meal.DINNER: _SIX - 30}
"""When a meal begins at the earliest where nothing else is known of a country."""
_LATER: Mapping[str, Mapping[Meal, int]] = {
    "AR": {Meal.LUNCH: _NOON + 30, Meal.DINNER: _SIX + 60},
    "BE": {Meal.LUNCH: _NOON, Meal.DINNER: _SIX + 30},
    "CH": {Meal.LUNCH: _NOON, Meal.DINNER: _SIX + 30},
    "ES": {Meal.LUNCH: _NOON + 60, Meal.DINNER: _SIX + 60},
    "FR": {Meal.LUNCH: _NOON, Meal.DINNER: _SIX + 60},
    "GB": {Meal.LUNCH: _NOON, Meal.DINNER: _SIX},
    "GR": {Meal.LUNCH: _NOON + 60, Meal.DINNER: _SIX + 60},
    "IT": {Meal.LUNCH: _NOON + 30, Meal.DINNER: _SIX + 60},
    "MX": {Meal.LUNCH: _NOON + 60, Meal.DINNER: _SIX + 60},
    "PT": {Meal.LUNCH: _NOON + 30, Meal.DINNER: _SIX + 60},
    "US": {Meal.LUNCH: _NOON - 30, Meal.DINNER: _SIX},
}
_ROOM_MIN = 120
"""So long must be left of a part of a day from the usual hour on, for a meal and the ways to it."""


def meal_window(part: Part, meal: Meal) -> Window:
    """Return when a meal of a part is had: from the hour that is usual there, if there is time."""
    first, last = MEAL_WINDOWS[meal]
    usual = _LATER.get(part.city.country, _USUAL).get(meal, first)
    ends = min(last, part.window[1])
    return (usual if first < usual <= ends - _ROOM_MIN else first), last


def meals_of(plan: Plan, day: Day) -> dict[Meal, bool]:
    """Return the meals that fall into what is planned of a day, and whether each is had."""
    parts = [part for part in plan.frame.parts_of(day.index) if part.index < plan.parts_done]
    due = dict.fromkeys(meal for part in parts for meal in part.meals)
    return {meal: any(is_had(stop, meal) for stop in day.stops) for meal in due}


def is_had(stop: Stop, meal: Meal) -> bool:
    """Say whether a meal is had at a stop: at a table, or during a long visit."""
    return stop.meal is meal or eaten_during(stop, meal)


def eaten_during(stop: Stop, meal: Meal) -> bool:
    """Say whether a sight is visited for so long at the time of a meal that one eats there."""
    first, last = MEAL_WINDOWS[meal]
    long = stop.end - stop.start >= LONG_VISIT_MIN and stop.kind is SubTripKind.ATTRACTION
    return long and stop.start < last and stop.end > first
