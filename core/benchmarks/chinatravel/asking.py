"""A query as a request to our planner: its plain fields and its conditions."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from core.benchmarks.chinatravel.compiling import compile_fragment
from core.benchmarks.chinatravel.flags import Fact
from core.benchmarks.chinatravel.fragments import FragmentError
from core.benchmarks.chinatravel.reading import UnknownFragmentError
from core.benchmarks.chinatravel.ways import CAR_SEATS
from core.schemas.conditions import Condition


@dataclass(frozen=True, slots=True)
class Understood:
    """A query's constraints in our words; `unknown` are those nobody understood."""

    days: int | None
    people: int | None
    conditions: tuple[Condition, ...]
    unknown: tuple[str, ...]


def understand(codes: Iterable[str], people: int) -> Understood:
    """Return the constraints of a query; one that is not understood is named, never dropped."""
    facts: dict[str, int] = {}
    conditions: list[Condition] = []
    unknown: list[str] = []
    for code in codes:
        try:
            found = compile_fragment(code)
        except (UnknownFragmentError, FragmentError) as error:
            unknown.append(f"{error}")
            continue
        if isinstance(found, Fact):
            facts[found.name] = found.value
        else:
            conditions.append(found)
    usual = {"tickets": people, "cars": ceil(people / CAR_SEATS)}
    for name, value in usual.items():
        if facts.get(name, value) != value:
            unknown.append(f"{name} {facts[name]} for {people} people")
    days, asked_people = facts.get("days"), facts.get("people")
    return Understood(days, asked_people, tuple(conditions), tuple(unknown))
