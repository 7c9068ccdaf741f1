"""What was wished for and the plan does not keep: named, so that nobody has to read the report."""

from collections.abc import Collection, Mapping

from core.planning.understanding.obstacles import obstacle
from core.schemas.plans import Obstacle, PlanReport

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
    explained = _OF_ROUTES & {field for item in told for field in item.fields}
    named = {(field, item.numbers.get("name")) for item in told for field in item.fields}
    return [
        obstacle(
            "not_met",
            language,
            fields=[field],
            **{**check.numbers, "what": check.message, "check": check.code},
        )
        for check in report.checks
        if not check.passed
        and (field := _FIELDS.get(check.code))
        and field not in explained
        and (field, check.numbers.get("name", "")) not in named
    ]
