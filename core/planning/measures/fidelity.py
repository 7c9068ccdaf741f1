"""How much of what a model has picked is still in a plan after it was mended."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from core.planning.domain import Draft, Plan


def fidelity(picked: Sequence[Draft], plan: Plan) -> dict[str, float | None]:
    """Return the measures by name; None where the model has picked nothing that exists.

    * `kept`: picks still in the plan / picks
    * `kept_day`: of those, picks on the day they were picked for
    * `kept_order`: Kendall's tau of the order of the picks that are still on one day together
    """
    before = {
        pick.place.id: (plan.frame.parts[number].day_index, order)
        for number, draft in enumerate(picked)
        for order, pick in enumerate(draft.picks)
        if pick.place is not None
    }
    after = {
        stop.place.id: (day.index, order)
        for day in plan.days
        for order, stop in enumerate(day.stops)
        if stop.place is not None
    }
    kept = [place for place in before if place in after]
    same_day = [place for place in kept if before[place][0] == after[place][0]]
    return {
        "kept": _share(len(kept), len(before)),
        "kept_day": _share(len(same_day), len(kept)),
        "kept_order": _tau(before, after, same_day),
    }


Spot = tuple[int, int]


def _tau(
    before: Mapping[str, Spot], after: Mapping[str, Spot], places: Sequence[str]
) -> float | None:
    pairs = [
        (one, other) for one, other in combinations(places, 2) if after[one][0] == after[other][0]
    ]
    if not pairs:
        return None
    agree = sum(
        (before[one] < before[other]) == (after[one] < after[other]) for one, other in pairs
    )
    return round((2 * agree - len(pairs)) / len(pairs), 4)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
