"""How many plans keep the rules: delivery, micro and macro, final."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.benchmarks.report import percent
from core.benchmarks.travelplanner.database import Database
from core.benchmarks.travelplanner.queries import Query
from core.benchmarks.travelplanner.rules import COMMONSENSE, hard_rules
from core.benchmarks.travelplanner.sheets import read_plan

_COUNTS_HARD = ("within_sandbox", "complete_information")
"""Without these, the rules of the request are not looked at and count as broken."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one plan, by rule; an empty text is nothing."""

    delivered: bool
    commonsense: Mapping[str, str]
    hard: Mapping[str, str]

    @property
    def sensible(self) -> bool:
        """Say whether every rule of common sense is kept."""
        return not any(self.commonsense.values())

    @property
    def obedient(self) -> bool:
        """Say whether every rule of the request is kept."""
        return not any(self.hard.values())

    @property
    def passed(self) -> bool:
        """Say whether the plan is right."""
        return self.delivered and self.sensible and self.obedient


def judge(query: Query, plan: Any, database: Database) -> Verdict:
    """Return the verdict on a plan in the benchmark's output format; None was not delivered."""
    hard = hard_rules(query)
    days = read_plan(plan)
    if days is None:
        lost = "not delivered"
        return Verdict(False, dict.fromkeys(COMMONSENSE, lost), dict.fromkeys(hard, lost))
    sense = {name: rule(query, days, database) for name, rule in COMMONSENSE.items()}
    if any(sense[name] for name in _COUNTS_HARD):
        return Verdict(True, sense, dict.fromkeys(hard, "not looked at"))
    return Verdict(True, sense, {name: rule(query, days, database) for name, rule in hard.items()})


def totals(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return every metric in percent, and how often each rule was broken."""
    count = len(verdicts)
    sense = [wrong for verdict in verdicts for wrong in verdict.commonsense.values()]
    hard = [wrong for verdict in verdicts for wrong in verdict.hard.values()]
    broken = Counter(
        name
        for verdict in verdicts
        for name, wrong in (*verdict.commonsense.items(), *verdict.hard.items())
        if wrong
    )
    return {
        "final_pass_rate": percent(sum(verdict.passed for verdict in verdicts), count),
        "delivery_rate": percent(sum(verdict.delivered for verdict in verdicts), count),
        "commonsense_micro": percent(sense.count(""), len(sense)),
        "commonsense_macro": percent(sum(verdict.sensible for verdict in verdicts), count),
        "hard_micro": percent(hard.count(""), len(hard)),
        "hard_macro": percent(sum(verdict.obedient for verdict in verdicts), count),
        "broken_rules": dict(sorted(broken.items())),
    }
