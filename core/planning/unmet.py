"""What was wished for and the plan does not keep: named, so that nobody has to read the report."""

from collections.abc import Collection, Mapping

from core.planning.rules.engine import hard_failures
from core.planning.understanding.obstacles import money_short, obstacle
from core.schemas.plans import CheckOut, Obstacle, PlanReport

_FIELDS: Mapping[str, str] = {
    "avoid_absent": "avoid",
    "begins_at_origin": "origin",
    "budget": "budget",
    "city_order_kept": "keep_order",
    "conditions": "conditions",
    "cuisines_present": "cuisines",
    "destinations_visited": "destinations",
    "end_anchor_kept": "end_anchor",
    "ends_at_origin": "origin",
    "lodging_wishes": "lodging",
    "modes_allowed": "no_modes",
    "must_see_present": "must_see",
    "nights_as_wished": "destinations",
    "start_anchor_kept": "start_anchor",
    "wheelchair": "mobility",
}
"""The fields of a request by the checks that hold a plan to them."""


BUDGET = "budget"
"""The check that a trip fails which only costs too much."""
_OF_ROUTES = frozenset({"destinations", "origin"})
"""Fields whose obstacles the search for a route names itself, with what stands in the way."""


def unmet(report: PlanReport, told: Collection[Obstacle], language: str) -> list[Obstacle]:
    """Return an obstacle for each failed check of a wish; the plan is the nearest that was found.

    What an obstacle tells of by its name, or of a route, is not told again.

    Args:
        report: the report of a plan that was mended: of a raw one nothing is known of others.
        told: the obstacles there are already.
        language: the language of the request.
    """
    is_alone = {check.code for check in hard_failures(report.checks)} == {BUDGET}
    explained = _OF_ROUTES & {field for item in told for field in item.fields}
    named = {(field, item.numbers.get("name")) for item in told for field in item.fields}
    return [
        _told(check, field, language, is_alone=is_alone)
        for check in report.checks
        if not check.passed
        and (field := _FIELDS.get(check.code))
        and field not in explained
        and (field, check.numbers.get("name", "")) not in named
    ]


def _told(check: CheckOut, field: str, language: str, *, is_alone: bool) -> Obstacle:
    """Return the obstacle of a check that failed; of money alone it says what the plan takes."""
    numbers = {**check.numbers, "what": check.message, "check": check.code}
    if check.code == BUDGET and is_alone:
        short = money_short(numbers["budget_minor"], numbers["cost_minor"], numbers["currency"])
        return obstacle("cheapest_plan", language, fields=[field], **{**numbers, **short})
    return obstacle("not_met", language, fields=[field], **numbers)
