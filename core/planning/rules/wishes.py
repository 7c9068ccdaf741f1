"""Checks about what was wished of the trip beyond its places: conditions, lodging, cuisines."""

from collections.abc import Iterator
from typing import Any

from core.catalog.domain import place_name
from core.planning.conditions.checks import check_all
from core.planning.conditions.telling import describe, describe_flaw
from core.planning.domain import Plan
from core.planning.labels import serves
from core.planning.lodgings import lack_of
from core.planning.rules.engine import Flaw, path_to
from core.planning.rules.messages import told_lack
from core.planning.terms import names_of, view_of
from core.schemas.plans import Severity


def conditions_kept(plan: Plan) -> Iterator[Flaw]:
    """Every condition of the request holds."""
    brief = plan.brief
    if not brief.conditions:
        return
    names = names_of(plan)
    for index, finding in enumerate(check_all(brief.conditions, view_of(plan))):
        if not finding.holds:
            said = describe_flaw(
                finding, brief.language, brief.money, lambda word: names.get(word, word)
            )
            yield Flaw(numbers={"condition": index, "why": said})


def conditions_measure(plan: Plan) -> dict[str, Any]:
    """Return what was asked, in words."""
    brief, names = plan.brief, names_of(plan)
    return {
        "conditions": [
            describe(one, brief.language, brief.money, lambda word: names.get(word, word))
            for one in brief.conditions
        ]
    }


def lodging_as_wished(plan: Plan) -> Iterator[Flaw]:
    """Every hotel is known to be as it was wished; soft where nobody knows."""
    language = plan.brief.language
    for stay, hotel in zip(plan.frame.stays, plan.hotels, strict=True):
        if hotel is None:
            continue
        lack = lack_of(plan.brief, stay, hotel)
        if lack.faults or lack.unknown:
            numbers = {
                "name": place_name(hotel, language),
                "faults": list(lack.faults),
                "unknown": lack.unknown,
                "why": told_lack(lack.faults, lack.unknown, language),
            }
            severity = None if lack.faults else Severity.SOFT
            yield Flaw(numbers=numbers, severity=severity, path=path_to(stay.first_night))


def cuisines_present(plan: Plan) -> Iterator[Flaw]:
    """Each cuisine that was wished is eaten at least once."""
    eaten = [stop.place for stop in plan.stops() if stop.place]
    for cuisine in plan.brief.cuisines:
        if not any(serves(place, cuisine) for place in eaten):
            yield Flaw(numbers={"cuisine": cuisine})
