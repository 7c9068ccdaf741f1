"""Two plans of one request side by side: numbers, days, map, checks, data."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from console import charts, failures, frames, session
from console.components import comparison, exports, report
from console.components.day_cards import STYLE, day_html
from console.running import Outcome
from console.saving import save_as_trip
from console.texts import Words
from core.client.errors import ClientError
from core.kernel.money import format_money
from core.schemas.catalog import PositionConfidence
from core.schemas.plans import PlanAnswer, PlanMetrics, PlanMode
from core.schemas.trips import SubTripKind

ItemT = TypeVar("ItemT")
_COLUMN_PX = 380
"""Narrower than this, the plans stand one below the other."""
_MAP_CONFIG = {"displaylogo": False, "scrollZoom": True, "modeBarButtonsToRemove": ["lasso2d"]}


def draw(outcomes: Mapping[PlanMode, Outcome]) -> None:
    """Draw how the runs ended."""
    say = session.words()
    st.html(STYLE)
    _side_by_side(outcomes, _headline)
    answers = {mode: each for mode, each in outcomes.items() if isinstance(each, PlanAnswer)}
    if not answers:
        return
    days, route, checks, compare, data = st.tabs(
        [say(f"tab.{name}") for name in ("days", "map", "checks", "compare", "data")]
    )
    with days:
        _side_by_side(answers, _days)
    with route:
        _side_by_side(answers, _map)
        st.caption(say("map.note"))
    with checks:
        _side_by_side(answers, _checks)
    with compare:
        if len(answers) == len(PlanMode):
            comparison.draw(answers[PlanMode.FAST], answers[PlanMode.DEEP])
        else:
            st.caption(say("compare.needs_both"))
    with data:
        _side_by_side(answers, _data)


def _side_by_side(
    items: Mapping[PlanMode, ItemT], draw_one: Callable[[PlanMode, ItemT], None]
) -> None:
    grid = st.grid(2, min_column_width=_COLUMN_PX, gap="medium")
    for mode, item in items.items():
        with grid.cell():
            draw_one(mode, item)


def _headline(mode: PlanMode, outcome: Outcome) -> None:
    say = session.words()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(say(f"mode.{mode}"), width="content", anchor=False)
            _verdict(outcome)
        if isinstance(outcome, ClientError):
            failures.show(outcome)
            return
        st.caption(say(f"mode.{mode}.what"))
        _numbers(outcome)
        _notes(outcome)
        _save_button(mode, outcome)


def _verdict(outcome: Outcome) -> None:
    say = session.words()
    if isinstance(outcome, ClientError):
        st.badge(say("outcome.error"), color="red")
        return
    if outcome.report is not None:
        passed = outcome.report.passed
        word = "passed" if passed else "failed_checks"
        st.badge(say(f"outcome.{word}"), color="green" if passed else "red")
    if outcome.metrics is not None and outcome.metrics.fallback_to_fast:
        st.badge(say("outcome.fallback"), color="orange")


def _numbers(answer: PlanAnswer) -> None:
    say = session.words()
    values: list[tuple[str, str, str | None]] = []
    if answer.report is not None:
        failed = sum(not check.passed for check in answer.report.checks)
        values.append(("checks", f"{failed} / {len(answer.report.checks)}", None))
    if answer.plan is not None:
        trip = answer.plan.trip
        cost = format_money(trip.total_cost, trip.cost_currency)
        values.append(("cost", f"≈ {cost}", say("metric.cost_help")))
    if answer.metrics is not None:
        values += _effort(answer.metrics)
    with st.grid(3, min_column_width=110, gap="small"):
        for name, value, explained in values:
            st.metric(say(f"metric.{name}"), value, help=explained)


def _effort(metrics: PlanMetrics) -> list[tuple[str, str, str | None]]:
    return [
        ("latency", duration(metrics.latency_ms), None),
        ("model_calls", str(metrics.model_calls), None),
        ("tokens", f"{metrics.usage_tokens:,}", None),
        ("retries", str(metrics.retries), None),
    ]


def duration(latency_ms: float) -> str:
    """Return a duration as people read it: milliseconds below one second, else seconds."""
    return f"{latency_ms:,.0f} ms" if latency_ms < 1000 else f"{latency_ms / 1000:,.1f} s"


def _notes(answer: PlanAnswer) -> None:
    say = session.words()
    if answer.metrics is not None and answer.metrics.fallback_reason:
        reason = failures.as_text(answer.metrics.fallback_reason)
        st.warning(say("outcome.fallback_because", reason=reason))
    for assumption in answer.assumptions:
        st.caption(say("outcome.assumed", what=failures.as_text(assumption.message)))


def _save_button(mode: PlanMode, answer: PlanAnswer) -> None:
    say = session.words()
    saved = st.session_state.setdefault("saved_trips", {})
    trip_id = answer.trip_id or saved.get(answer.trace_id)
    if trip_id:
        st.success(say("save.done", trip_id=trip_id))
        exports.draw(trip_id, mode)
    elif answer.plan is not None and st.button(say("save.do"), key=f"save_{mode}"):
        try:
            with st.spinner(say("save.doing")):
                saved[answer.trace_id] = save_as_trip(session.ask, answer.plan).id
        except ClientError as error:
            failures.show(error)
            return
        st.rerun()


def _days(mode: PlanMode, answer: PlanAnswer) -> None:
    say = session.words()
    st.markdown(f"**{say(f'mode.{mode}')}**")
    if answer.plan is None or not answer.plan.day_cards:
        st.caption(say("card.no_days"))
        return
    for card in answer.plan.day_cards:
        st.html(day_html(card, say))


def _map(mode: PlanMode, answer: PlanAnswer) -> None:
    say = session.words()
    stops = frames.stops_frame(answer.plan) if answer.plan is not None else None
    st.markdown(f"**{say(f'mode.{mode}')}**")
    if stops is None or stops.empty:
        st.caption(say("map.empty"))
        return
    st.plotly_chart(
        charts.route_map(stops, _map_words(say)),
        key=f"map_{mode}",
        config=_MAP_CONFIG,
        alt=say("map.alt", mode=say(f"mode.{mode}")),
    )


def _map_words(say: Words) -> charts.MapWords:
    return charts.MapWords(
        day=say("card.day", n="{n}"),
        hotel=say("map.hotel"),
        east=say("map.east"),
        north=say("map.north"),
        kinds={kind.value: say(f"kind.{kind}") for kind in SubTripKind},
        confidences={each.value: say(f"position.{each}") for each in PositionConfidence},
    )


def _checks(mode: PlanMode, answer: PlanAnswer) -> None:
    if answer.report is not None:
        st.markdown(f"**{session.words()(f'mode.{mode}')}**")
        report.draw(answer.report, mode)


def _data(mode: PlanMode, answer: PlanAnswer) -> None:
    say = session.words()
    st.markdown(f"**{say(f'mode.{mode}')}** · {say('failure.trace')} `{answer.trace_id}`")
    st.download_button(
        say("download.json"),
        answer.model_dump_json(indent=2),
        f"tripwright-{mode}-{answer.trace_id[:8]}.json",
        "application/json",
        key=f"json_{mode}",
        on_click="ignore",
    )
    st.json(answer.model_dump(mode="json"), expanded=1)
