"""What the API answers, as tables."""

from datetime import UTC, datetime
from math import hypot

import pandas as pd
import pytest

from console import frames
from console.shown import day_of_plan
from core.kernel.geo import distance_m
from core.schemas.plans import PlanMode, Severity
from core.schemas.trips import SubTripKind
from tests.console.fake_api import a_run
from tests.console.saved_trips import a_saved_trip
from tests.support.plans import (
    a_check,
    a_day,
    a_report,
    a_step,
    a_stop,
    an_answer,
    some_metrics,
)

GUANGZHOU = (23.13, 113.26)


def test_a_plan_that_was_made_is_one_row() -> None:
    run = a_run(PlanMode.DEEP, metrics=some_metrics(latency_ms=812.5).model_dump())

    frame = frames.runs_frame([run], {"guangzhou": "广州"})

    row = frame.iloc[0]
    assert tuple(frame.columns) == frames.RUN_COLUMNS
    assert row["created_at"] == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert (row["mode"], row["city"], row["days"]) == ("deep", "广州", 3)
    assert (row["outcome"], row["failed_checks"]) == ("passed", "")
    assert (row["latency_ms"], row["model_calls"], row["tokens"]) == (812.5, 2, 1234)
    assert not row["fallback"]


def test_a_plan_with_failed_checks_and_one_that_ended_with_an_error_are_told_apart() -> None:
    runs = [
        a_run(report_passed=False, failed_checks=["budget", "meal_times"]),
        a_run(status="failed", error_code=3001, metrics=None, report_passed=None, city_id=None),
    ]

    frame = frames.runs_frame(runs, {})

    assert frame["outcome"].tolist() == ["failed_checks", "error"]
    assert frame["failed_checks"].tolist() == ["budget, meal_times", "3001"]
    assert frame["city"].tolist() == ["guangzhou", ""]
    assert frame["latency_ms"].isna().tolist() == [False, True]


def test_no_plans_make_a_table_without_rows_and_with_every_column() -> None:
    frame = frames.runs_frame([], {})

    assert tuple(frame.columns) == frames.RUN_COLUMNS
    assert str(frame["created_at"].dtype).endswith("UTC]")


def test_failures_are_counted_once_per_plan_and_most_frequent_first() -> None:
    runs = [
        a_run(failed_checks=["meal_times", "meal_times", "budget"]),
        a_run(failed_checks=["budget"]),
        a_run(status="failed", error_code=3001),
    ]

    frame = frames.failures_frame(runs)

    assert frame["what"].tolist()[0] == "budget"
    assert dict(zip(frame["what"], frame["plans"], strict=True)) == {
        "budget": 2, "meal_times": 1, "3001": 1,
    }  # fmt: skip


def test_a_stop_with_a_position_is_one_row_numbered_as_on_its_day_card() -> None:
    nowhere = a_stop(0, lat=None, lon=None)
    day = day_of_plan(a_day(1, nowhere, a_stop(1, kind=SubTripKind.MEAL)))

    frame = frames.stops_frame([day], {"guangzhou": GUANGZHOU})

    assert tuple(frame.columns) == frames.STOP_COLUMNS
    assert frame[["city", "day", "stop", "kind"]].to_numpy().tolist() == [
        ["guangzhou", 2, 2, "meal"]
    ]


@pytest.mark.parametrize(("lat", "lon"), [(23.1, 113.2), (-33.9, 151.2), (0.0, 0.0)])
def test_positions_are_kilometres_from_the_centre(lat: float, lon: float) -> None:
    day = day_of_plan(a_day(0, a_stop(0, lat=lat + 0.05, lon=lon - 0.07)))

    spot = frames.stops_frame([day], {"here": (lat, lon)}).iloc[0]

    measured_km = distance_m(lat, lon, lat + 0.05, lon - 0.07) / 1000
    assert spot["x_km"] < 0 < spot["y_km"]
    assert hypot(spot["x_km"], spot["y_km"]) == pytest.approx(measured_km, rel=2e-3)


def test_a_city_across_the_date_line_stays_in_one_piece() -> None:
    day = day_of_plan(a_day(0, a_stop(0, lat=-17.0, lon=-179.99)))

    assert 0 < frames.stops_frame([day], {"here": (-17.0, 179.99)}).iloc[0]["x_km"] < 3


def test_a_stop_is_of_the_city_it_is_nearest_to_on_whichever_day() -> None:
    day = day_of_plan(a_day(0, a_stop(0), a_stop(1, lat=34.26, lon=108.95)))

    frame = frames.stops_frame([day], {"xian": (34.27, 108.94), "guangzhou": GUANGZHOU})

    assert frame["city"].tolist() == ["guangzhou", "xian"]
    assert frame["x_km"].abs().max() < 10


def test_without_a_centre_nothing_has_a_place_on_a_map() -> None:
    assert frames.stops_frame([day_of_plan(a_day(0))], {}).empty


def test_failed_checks_come_first_and_hard_ones_before_soft_ones() -> None:
    report = a_report(
        a_check("no_overlap"),
        a_check("meals_present", passed=False, severity=Severity.SOFT, day_index=0),
        a_check("budget", passed=False),
        a_check(
            "open_at_time",
            passed=False,
            day_index=1,
            order_index=3,
            numbers={"gap": 5},
            hint="Come later",
            path="/day_cards/1/sub_trips/3",
        ),
    )

    frame = frames.checks_frame(report.checks)

    assert tuple(frame.columns) == frames.CHECK_COLUMNS
    assert frame["code"].tolist() == ["budget", "open_at_time", "meals_present", "no_overlap"]
    assert frame[["day", "stop"]].iloc[1].tolist() == [2, 4]
    assert frame["day"].isna().tolist() == [True, False, False, True]
    assert frame["numbers"].iloc[1] == '{"gap": 5}'
    assert frame[["hint", "path"]].iloc[1].tolist() == ["Come later", "/day_cards/1/sub_trips/3"]


def test_a_rule_is_one_row_with_how_often_it_holds() -> None:
    report = a_report(
        a_check("no_overlap"),
        a_check("open_at_time", passed=False, day_index=0),
        a_check("no_overlap"),
        a_check("open_at_time", day_index=1),
    )

    rules = frames.rules_frame(frames.checks_frame(report.checks))

    assert rules.to_numpy().tolist() == [
        ["open_at_time", "hard", 2, 1],
        ["no_overlap", "hard", 2, 0],
    ]


def test_a_step_is_one_row_with_its_day_and_what_it_noted() -> None:
    steps = [a_step("planner_deep_day", detail={"day_index": 2, "attempt": 1}), a_step()]

    frame = frames.steps_frame(steps)

    assert tuple(frame.columns) == frames.STEP_COLUMNS
    assert frame["detail"].tolist() == ['{"attempt": 1}', ""]
    assert frame["day"].iloc[0] == 3
    assert pd.isna(frame["day"].iloc[1])


def test_a_saved_trip_is_one_row_with_its_cities_by_name() -> None:
    trips = [a_saved_trip(city_ids=["guangzhou", "xian"], budget=900_000), a_saved_trip()]

    frame = frames.trips_frame(trips, {"guangzhou": "Canton"})

    assert tuple(frame.columns) == frames.TRIP_COLUMNS
    assert frame["cities"].tolist() == ["Canton → xian", "Canton"]
    assert frame["budget"].fillna("none").tolist() == ["CNY 9,000", "none"]


def test_no_trips_make_a_table_without_rows_and_with_every_column() -> None:
    assert tuple(frames.trips_frame([], {}).columns) == frames.TRIP_COLUMNS


def test_a_comparison_has_every_measure_of_either_plan_and_the_difference() -> None:
    hotel = a_stop(1, kind=SubTripKind.HOTEL)
    fast = an_answer(
        a_day(0, a_stop(0), hotel),
        report=a_report(a_check(passed=False)),
        metrics=some_metrics(latency_ms=100.0, quality={"detour": 1.5, "grounded": None}),
    )
    deep = an_answer(
        a_day(0, a_stop(0), a_stop(1)),
        report=a_report(a_check("pace", passed=False, severity=Severity.SOFT)),
        metrics=some_metrics(latency_ms=350.0, quality={"detour": 1.25, "newer": 3.0}),
    )

    frame = frames.comparison_frame(fast, deep).set_index("measure")

    assert list(frame.columns) == list(frames.COMPARISON_COLUMNS[1:])
    assert frame.loc["latency_ms"].tolist() == [100.0, 350.0, 250.0]
    assert frame.loc["hard_failed"].tolist() == [1, 0, -1]
    assert frame.loc["advice"].tolist() == [0, 1, 1]
    assert frame.loc["stops"].tolist() == [1, 2, 1]
    assert frame.loc["total_cost"].tolist() == [4820.0, 4820.0, 0.0]
    assert frame.loc["detour", "difference"] == -0.25
    assert frame.loc["grounded"].isna().all()
    assert pd.isna(frame.loc["newer", "fast"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_is_taken_for_a_formula(text: str) -> None:
    frame = pd.DataFrame({"message": [text], "difference": [-1.5]})

    lines = frames.csv_bytes(frame).decode("utf-8-sig")

    assert f"'{text}" in lines
    assert ",-1.5" in lines


def test_a_csv_says_its_encoding_to_spreadsheets() -> None:
    assert frames.csv_bytes(pd.DataFrame({"城市": ["广州"]})).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("samples", "middle"), [([], None), ([3.0], 3.0), ([1.0, 2.0, 10.0], 2.0), ([1.0, 3.0], 2.0)]
)
def test_the_median_of_samples(samples: list[float], middle: float | None) -> None:
    assert frames.percentile(samples, 0.5) == middle
