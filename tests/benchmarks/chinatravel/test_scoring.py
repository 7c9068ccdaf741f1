"""Measures of plans, as published and stricter."""

from typing import Any

import pytest

from core.benchmarks.chinatravel.scoring import Scorer, preferences, score
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.wire import PlanFormatError, parse_plan
from core.benchmarks.chinatravel.world import World
from tests.benchmarks.chinatravel.plans import good_plan
from tests.benchmarks.chinatravel.town import a_query

HOLDS, BREAKS, FAILS = "result=(day_count(plan)==2)", "result=(day_count(plan)==9)", "result=1/0"


@pytest.fixture(scope="module")
def scorer(world: World) -> Scorer:
    return Scorer(world)


def test_a_good_plan_passes_everything(scorer: Scorer, ways: CityWays) -> None:
    verdict = scorer.judge(a_query(HOLDS), good_plan(ways))

    assert verdict.passes_strictly
    assert (verdict.environment, verdict.strict, verdict.constraints) == ((), (), (True,))


def test_a_constraint_that_raises_does_not_hold_and_says_why(
    scorer: Scorer, ways: CityWays
) -> None:
    verdict = scorer.judge(a_query(FAILS), good_plan(ways))

    assert verdict.constraints == (False,)
    assert verdict.fragment_errors == ("failed: ZeroDivisionError: division by zero",)


@pytest.mark.parametrize("raw", [None, {}, [], {"itinerary": []}, "plan", 7])
def test_what_is_no_plan_fails_every_check_instead_of_none(scorer: Scorer, raw: Any) -> None:
    verdict = scorer.judge(a_query(HOLDS, HOLDS), raw)
    measures = score([verdict])

    assert measures["delivery_rate"] == measures["epr_micro"] == measures["lpr_micro"] == 0
    assert measures["final_pass_rate"] == measures["epr_macro"] == 0


def test_the_measures_of_several_plans(scorer: Scorer, ways: CityWays) -> None:
    overlapping = good_plan(ways)
    overlapping["itinerary"][0]["activities"][1]["end_time"] = "11:45"
    unpaid = good_plan(ways)
    unpaid["itinerary"][0]["activities"][2]["cost"] = 1
    queries = [a_query(HOLDS, HOLDS), a_query(HOLDS, BREAKS), a_query(HOLDS), a_query(HOLDS)]
    plans = [good_plan(ways), good_plan(ways), overlapping, unpaid]

    verdicts = [scorer.judge(query, plan) for query, plan in zip(queries, plans, strict=True)]
    measures = score([*verdicts, scorer.judge(a_query(HOLDS), None)])

    assert measures["n"] == 5
    assert measures["delivery_rate"] == 80
    assert measures["epr_micro"] == pytest.approx(100 * (5 * 25 - 26) / (5 * 25))
    assert measures["epr_macro"] == 60
    assert measures["lpr_micro"] == pytest.approx(100 * 5 / 7)
    assert measures["lpr_macro"] == 60
    assert measures["c_lpr"] == pytest.approx(100 * 4 / 7)
    assert measures["fpr"] == 40
    assert measures["final_pass_rate"] == 20
    assert measures["failed_strict"]["overlap"] == 2
    assert measures["failed_environment"]["meal_cost"] == 2
    assert measures["tpc_overall"] == pytest.approx(
        0.1 * (measures["epr_micro"] + 60)
        + 0.25 * measures["c_lpr"]
        + 0.4 * 40
        + 0.05 * (measures["dav"] + measures["att"] + measures["ddr"])
    )


def test_preferences_count_sights_meals_and_minutes_on_the_way(ways: CityWays) -> None:
    plan = good_plan(ways)
    minutes = [
        sum(_minute(leg["end_time"]) - _minute(leg["start_time"]) for leg in activity["transports"])
        for day in plan["itinerary"]
        for activity in day["activities"]
        if activity["transports"]
    ]
    dav, att, ddr = preferences(plan)

    assert (dav, ddr) == (2 / 2 / 4, pytest.approx(2 / 2 / 3))
    assert att == pytest.approx(min(1.0, 8 / 7 - sum(minutes) / len(minutes) / 105))


def test_nothing_planned_has_no_rate() -> None:
    assert score([]) == {"n": 0, "final_pass_rate": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("people_number",), 0),
        (("people_number",), "2"),
        (("itinerary", 0, "day"), "1"),
        (("itinerary", 0, "activities"), []),
        (("itinerary", 0, "activities", 0, "type"), "bus"),
        (("itinerary", 0, "activities", 0, "FlightID"), "F1"),
        (("itinerary", 0, "activities", 1, "TrainID"), "T1"),
        (("itinerary", 0, "activities", 1, "start_time"), "7:00"),
        (("itinerary", 0, "activities", 1, "end_time"), "24:01"),
        (("itinerary", 0, "activities", 1, "tickets"), 1.5),
        (("itinerary", 0, "activities", 1, "price"), -1),
        (("itinerary", 0, "activities", 1, "cost"), float("nan")),
        (("itinerary", 0, "activities", 1, "transports"), None),
        (("itinerary", 0, "activities", 1, "transports", 0, "mode"), "bike"),
    ],
)
def test_a_field_of_another_kind_is_no_plan(
    path: tuple[str | int, ...], value: Any, ways: CityWays
) -> None:
    plan: Any = good_plan(ways)
    where = plan
    for step in path[:-1]:
        where = where[step]
    where[path[-1]] = value

    with pytest.raises(PlanFormatError):
        parse_plan(plan)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
