"""From what the API answers to tables; every function says its columns and their units."""

import json
from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians

import pandas as pd

from console.shown import ShownDay
from core.kernel.money import format_money, to_major
from core.schemas.plans import (
    CheckOut,
    PlanAnswer,
    PlanMetrics,
    PlanRunOut,
    Severity,
    ToolTrace,
)
from core.schemas.prompts import PromptSummary
from core.schemas.trips import SubTripKind, TripSummary

_KM_PER_DEGREE = 111.195
"""One degree along a meridian of a sphere with the Earth's mean radius."""
_NO_VISITS = (SubTripKind.HOTEL, SubTripKind.TRANSPORT)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")

RUN_COLUMNS = (
    "created_at", "mode", "city", "days", "outcome", "failed_checks", "latency_ms",
    "model_calls", "tokens", "fallback", "trace_id",
)  # fmt: skip
STOP_COLUMNS = (
    "city", "day", "stop", "name", "kind", "start", "end", "x_km", "y_km", "position_confidence",
)  # fmt: skip
CHECK_COLUMNS = (
    "passed", "severity", "code", "day", "stop", "message", "hint", "numbers", "path",
)  # fmt: skip
COMPARISON_COLUMNS = ("measure", "fast", "deep", "difference")
STEP_COLUMNS = ("step", "day", "status", "latency_ms", "detail")
TRIP_COLUMNS = ("title", "cities", "start_date", "days", "travellers", "budget", "updated_at", "id")
PROMPT_COLUMNS = ("key", "title", "version", "updated_at", "updated_by", "tags", "role")

Position = tuple[float, float]
"""Latitude and longitude."""


def runs_frame(runs: Iterable[PlanRunOut], city_names: dict[str, str]) -> pd.DataFrame:
    """Return one row per plan that was made, in the order given.

    `created_at` (UTC), `mode` (fast|deep), `city` (name, or the id where it has none), `days`,
    `outcome` (passed|failed_checks|error), `failed_checks` (codes, or the number of the error),
    `latency_ms`, `model_calls`, `tokens`, `fallback` (deep that fell back to fast), `trace_id`.
    """
    rows = []
    for run in runs:
        metrics = run.metrics or {}
        failed = [str(run.error_code)] if run.error_code else run.failed_checks
        rows.append(
            (
                run.created_at,
                run.mode.value,
                city_names.get(run.city_id or "", run.city_id or ""),
                run.day_count,
                _outcome(run),
                ", ".join(failed),
                metrics.get("latency_ms"),
                metrics.get("model_calls"),
                metrics.get("usage_tokens"),
                bool(metrics.get("fallback_to_fast")),
                run.trace_id,
            )
        )
    frame = pd.DataFrame(rows, columns=list(RUN_COLUMNS))
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True)
    for column in ("days", "model_calls", "tokens"):
        frame[column] = frame[column].astype("Int64")
    frame["latency_ms"] = frame["latency_ms"].astype("Float64")
    return frame


def failures_frame(runs: Iterable[PlanRunOut]) -> pd.DataFrame:
    """Return what failed how often, most often first: `what` (code), `plans` (number of plans)."""
    codes = [
        code
        for run in runs
        for code in ([str(run.error_code)] if run.error_code else dict.fromkeys(run.failed_checks))
    ]
    counts = pd.Series(codes, dtype="str").value_counts()
    return pd.DataFrame({"what": counts.index, "plans": counts.to_numpy()})


def stops_frame(days: Iterable[ShownDay], centres: Mapping[str, Position]) -> pd.DataFrame:
    """Return one row per stop with a position, in the order of the trip.

    `city` (id of the nearest of the centres), `day` and `stop` (from 1; stops as numbered on the
    day card), `name`, `kind`, `start`, `end` (local HH:MM), `x_km` east and `y_km` north of that
    city's centre (plane that touches the Earth there: good to a metre across a city),
    `position_confidence`.
    """
    rows = []
    for day in days:
        for stop in day.stops:
            if stop.lat is None or stop.lon is None or not centres:
                continue
            here = (stop.lat, stop.lon)
            city = min(centres, key=lambda each: _distance_km(centres[each], here))
            x_km, y_km = _offset_km(centres[city], here)
            rows.append(
                (
                    city,
                    day.index + 1,
                    stop.order_index + 1,
                    stop.name,
                    stop.kind.value,
                    stop.start or "",
                    stop.end or "",
                    x_km,
                    y_km,
                    stop.position_confidence,
                )
            )
    return pd.DataFrame(rows, columns=list(STOP_COLUMNS))


def checks_frame(checks: Iterable[CheckOut]) -> pd.DataFrame:
    """Return one row per check or advice, failed ones first and hard ones before soft ones.

    `passed`, `severity` (hard|soft), `code`, `day` and `stop` (from 1; missing where a check is
    about a whole day or trip), `message`, `hint` (how to mend it), `numbers` (JSON of what was
    measured), `path` (where in the plan, a JSON pointer).
    """
    rows = [
        (
            check.passed,
            check.severity.value,
            check.code,
            _from_one(check.day_index),
            _from_one(check.order_index),
            check.message,
            check.hint,
            json.dumps(check.numbers, ensure_ascii=False) if check.numbers else "",
            check.path,
        )
        for check in checks
    ]
    frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
    for column in ("day", "stop"):
        frame[column] = frame[column].astype("Int64")
    return frame.sort_values(["passed", "severity"], kind="stable", ignore_index=True)


def rules_frame(checks: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rule of a `checks_frame`, in its order.

    `code`, `severity`, `checked` (how often it was looked at), `failed` (how often it fails).
    """
    counts = checks.groupby(["code", "severity"], sort=False)["passed"]
    table = counts.agg(checked="size", held="sum").reset_index()
    table["failed"] = table["checked"] - table["held"]
    return table.drop(columns="held")


def steps_frame(traces: Iterable[ToolTrace]) -> pd.DataFrame:
    """Return one row per step of the making of a plan, in the order they ended.

    `step` (name), `day` (from 1; missing where it is about no single day), `status` (ok|failed),
    `latency_ms`, `detail` (JSON of the rest that was noted).
    """
    rows = []
    for trace in traces:
        detail = {key: value for key, value in trace.detail.items() if key != "day_index"}
        rows.append(
            (
                trace.name,
                _from_one(trace.detail.get("day_index")),
                trace.status,
                trace.latency_ms,
                json.dumps(detail, ensure_ascii=False) if detail else "",
            )
        )
    frame = pd.DataFrame(rows, columns=list(STEP_COLUMNS))
    frame["day"] = frame["day"].astype("Int64")
    return frame


def trips_frame(trips: Iterable[TripSummary], city_names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per saved trip, in the order given.

    `title`, `cities` (names), `start_date`, `days`, `travellers`, `budget` (with its currency, or
    missing), `updated_at` (UTC), `id`.
    """
    rows = [
        (
            trip.title,
            " → ".join(city_names.get(each, each) for each in trip.city_ids or [trip.city_id]),
            trip.start_date,
            trip.day_count,
            trip.travellers,
            format_money(trip.budget, trip.currency) if trip.budget else None,
            trip.updated_at,
            trip.id,
        )
        for trip in trips
    ]
    frame = pd.DataFrame(rows, columns=list(TRIP_COLUMNS))
    frame["updated_at"] = pd.to_datetime(frame["updated_at"], utc=True)
    return frame


def prompts_frame(prompts: Iterable[PromptSummary]) -> pd.DataFrame:
    """Return one row per prompt, in the order given.

    `key`, `title`, `version` (in force), `updated_at` (UTC, or missing), `updated_by` (e-mail, or
    missing), `tags`, `role` (system|tool).
    """
    rows = [[getattr(prompt, column) for column in PROMPT_COLUMNS] for prompt in prompts]
    frame = pd.DataFrame(rows, columns=list(PROMPT_COLUMNS))
    frame["updated_at"] = pd.to_datetime(frame["updated_at"], utc=True)
    return frame


def day_measures_frame(answers: Mapping[str, PlanAnswer]) -> pd.DataFrame:
    """Return one row per mode, day and measure: `mode`, `day` (from 1), `measure`, `value`."""
    rows = [
        (mode, number, name, value)
        for mode, answer in answers.items()
        if answer.metrics is not None
        for number, measures in enumerate(answer.metrics.quality_days, start=1)
        for name, value in measures.items()
    ]
    frame = pd.DataFrame(rows, columns=["mode", "day", "measure", "value"])
    frame["value"] = frame["value"].astype("Float64")
    return frame


def comparison_frame(fast: PlanAnswer, deep: PlanAnswer) -> pd.DataFrame:
    """Return one row per measure that both plans have or either has.

    `measure` (name; times in ms, costs in major units of the city's currency), `fast`, `deep`,
    `difference` (deep minus fast).
    """
    left, right = _measures(fast), _measures(deep)
    frame = pd.DataFrame(
        [(name, left.get(name), right.get(name)) for name in dict.fromkeys([*left, *right])],
        columns=["measure", "fast", "deep"],
    )
    for column in ("fast", "deep"):
        frame[column] = frame[column].astype("Float64")
    frame["difference"] = frame["deep"] - frame["fast"]
    return frame


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV that spreadsheets read, with no cell they would take for a formula."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_not_a_formula, na_action="ignore")
    return safe.to_csv(index=False).encode("utf-8-sig")


def percentile(samples: Sequence[float], q: float) -> float | None:
    """Return the `q`-quantile (0 to 1) of the samples; None without any."""
    return None if len(samples) == 0 else float(pd.Series(samples).quantile(q))


def _outcome(run: PlanRunOut) -> str:
    if run.status == "failed":
        return "error"
    return "passed" if run.report_passed else "failed_checks"


def _from_one(index: int | None) -> int | None:
    return None if index is None else index + 1


def _offset_km(origin: Position, here: Position) -> Position:
    """Return how far east and how far north of `origin` a position is."""
    east = _degrees_apart(here[1], origin[1]) * _KM_PER_DEGREE * cos(radians(origin[0]))
    return east, (here[0] - origin[0]) * _KM_PER_DEGREE


def _distance_km(origin: Position, here: Position) -> float:
    return hypot(*_offset_km(origin, here))


def _degrees_apart(lon: float, origin: float) -> float:
    """Return how far east of `origin` a longitude is, the short way round."""
    return (lon - origin + 180) % 360 - 180


def _measures(answer: PlanAnswer) -> dict[str, float | None]:
    values: dict[str, float | None] = {}
    if answer.report is not None:
        failed = [check.severity for check in answer.report.remarks]
        values["hard_failed"] = failed.count(Severity.HARD)
        values["advice"] = failed.count(Severity.SOFT)
    if answer.metrics is not None:
        values |= _costs_of_making(answer.metrics)
    if answer.plan is not None:
        trip = answer.plan.trip
        values["total_cost"] = float(to_major(trip.total_cost, trip.cost_currency))
        stops = [stop for card in answer.plan.day_cards for stop in card.sub_trips]
        values["stops"] = sum(stop.kind not in _NO_VISITS for stop in stops)
    if answer.metrics is not None:
        values |= answer.metrics.quality
    return values


def _costs_of_making(metrics: PlanMetrics) -> dict[str, float | None]:
    return {
        "latency_ms": metrics.latency_ms,
        "model_calls": metrics.model_calls,
        "usage_tokens": metrics.usage_tokens,
        "retries": metrics.retries,
    }


def _not_a_formula(value: object) -> object:
    return f"'{value}" if str(value).startswith(_FORMULA_STARTS) else value
