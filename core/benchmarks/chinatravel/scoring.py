"""Scores plans: the published measures, and beside them the strict final pass rate.

DR is the share of plans in the right format. EPR and LPR are the shares of environment checks and
of constraints that hold (micro) and of plans where all of them do (macro); a plan that cannot be
read fails every check. C-LPR counts constraints only in plans that pass the environment. FPR is the
share of plans that pass all three. The preferences are means over plans that pass: DAV attractions
a day over 4, ATT 8/7 less the mean minutes on the way over 105, DDR meals a day over 3, each from 0
to 1.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.benchmarks.chinatravel.concepts import Concepts, all_activities
from core.benchmarks.chinatravel.environment import (
    CHECKS,
    STRICT_CHECKS,
    Ground,
    failed_checks,
    failed_strict_checks,
)
from core.benchmarks.chinatravel.fragments import FragmentError, run_fragment
from core.benchmarks.chinatravel.queries import Query
from core.benchmarks.chinatravel.wire import MEALS, PlanFormatError, parse_plan
from core.benchmarks.chinatravel.world import World, clock_minutes

_SIGHTS_A_DAY, _MEALS_A_DAY = 4, 3
_WAY_BEST, _WAY_MINUTES = 8 / 7, 105


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one plan; `constraints` says of each whether it holds."""

    uid: str
    format_error: str
    environment: tuple[str, ...]
    strict: tuple[str, ...]
    constraints: tuple[bool, ...]
    fragment_errors: tuple[str, ...]
    preferences: tuple[float, float, float] | None

    @property
    def passes_environment(self) -> bool:
        """Say whether every published check holds."""
        return not self.format_error and not self.environment

    @property
    def passes(self) -> bool:
        """Say whether the plan passes by the published rules."""
        return self.passes_environment and all(self.constraints)

    @property
    def passes_strictly(self) -> bool:
        """Say whether it passes by our stricter rules too."""
        return self.passes and not self.strict


class Scorer:
    """Judges plans of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._concepts = Concepts(world)

    def judge(self, query: Query, raw: Any) -> Verdict:
        """Return the verdict on a plan in JSON values; None is a plan that was not delivered."""
        try:
            plan = parse_plan(raw)
        except PlanFormatError as error:
            failed = tuple(False for _ in query.constraints)
            return Verdict(query.uid, str(error), CHECKS, STRICT_CHECKS, failed, (), None)
        ways = self._concepts.ways(query.target_city)
        ground = Ground(self._world, self._world.city(query.target_city), ways, query)
        holds, errors = self._constraints(query.constraints, raw)
        return Verdict(
            uid=query.uid,
            format_error="",
            environment=tuple(failed_checks(ground, plan)),
            strict=tuple(failed_strict_checks(ground, plan)),
            constraints=holds,
            fragment_errors=errors,
            preferences=preferences(raw),
        )

    def _constraints(
        self, codes: Iterable[str], raw: Mapping[str, Any]
    ) -> tuple[tuple[bool, ...], tuple[str, ...]]:
        holds, errors = [], []
        for code in codes:
            try:
                holds.append(bool(run_fragment(code, raw, self._concepts.table)))
            except FragmentError as error:
                holds.append(False)
                errors.append(str(error))
        return tuple(holds), tuple(errors)


def preferences(raw: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return DAV, ATT and DDR of one plan, each from 0 to 1."""
    days, activities = len(raw["itinerary"]), all_activities(raw)
    kinds = Counter(activity["type"] for activity in activities)
    ways = [
        sum(
            clock_minutes(leg["end_time"]) - clock_minutes(leg["start_time"])
            for leg in activity["transports"]
        )
        for activity in activities
        if activity["transports"]
    ]
    on_the_way = _WAY_BEST - sum(ways) / len(ways) / _WAY_MINUTES if ways else 0.0
    return (
        _clamp(kinds["attraction"] / days / _SIGHTS_A_DAY),
        _clamp(on_the_way),
        _clamp(sum(kinds[meal] for meal in MEALS) / days / _MEALS_A_DAY),
    )


def score(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return every measure, in percent; `final_pass_rate` is the strict one."""
    if not verdicts:
        return {"n": 0, "final_pass_rate": None}
    count = len(verdicts)
    constraints = sum(len(verdict.constraints) for verdict in verdicts)
    held = sum(sum(verdict.constraints) for verdict in verdicts)
    held_there = sum(sum(v.constraints) for v in verdicts if v.passes_environment)
    failed = sum(len(verdict.environment) for verdict in verdicts)
    measures = {
        "delivery_rate": _percent(sum(not v.format_error for v in verdicts), count),
        "epr_micro": _percent(count * len(CHECKS) - failed, count * len(CHECKS)),
        "epr_macro": _percent(sum(v.passes_environment for v in verdicts), count),
        "lpr_micro": _percent(held, constraints),
        "lpr_macro": _percent(sum(_all_hold(v) for v in verdicts), count),
        "c_lpr": _percent(held_there, constraints),
        "fpr": _percent(sum(v.passes for v in verdicts), count),
    }
    liked = _preference_means(verdicts)
    overall = (
        0.1 * (measures["epr_micro"] + measures["epr_macro"])
        + 0.25 * measures["c_lpr"]
        + 0.4 * measures["fpr"]
        + 0.05 * sum(liked.values())
    )
    return {
        "n": count,
        "final_pass_rate": _percent(sum(v.passes_strictly for v in verdicts), count),
        **measures,
        **liked,
        "tpc_overall": overall,
        "failed_environment": dict(Counter(name for v in verdicts for name in v.environment)),
        "failed_strict": dict(Counter(name for v in verdicts for name in v.strict)),
    }


def _all_hold(verdict: Verdict) -> bool:
    return not verdict.format_error and all(verdict.constraints)


def _preference_means(verdicts: Iterable[Verdict]) -> dict[str, float]:
    passing = [v.preferences for v in verdicts if v.passes and v.preferences]
    names = ("dav", "att", "ddr")
    if not passing:
        return dict.fromkeys(names, 0.0)
    return {
        name: 100 * sum(liked[index] for liked in passing) / len(passing)
        for index, name in enumerate(names)
    }


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 100.0


def _clamp(value: float) -> float:
    return max(0.0, min(1.0, value))
