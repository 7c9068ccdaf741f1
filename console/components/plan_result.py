"""Two plans of one request side by side: what was understood, numbers, days, map, checks, data."""

import re
from collections.abc import Mapping

import streamlit as st

from console import failures, session
from console.components import comparison, exports, report, route, steps, understanding
from console.components.day_cards import Remarks, day_html
from console.components.journeys import itinerary_html
from console.components.looks import STYLE
from console.components.side import side_by_side
from console.running import Outcome
from console.shown import days_of_plan, itinerary
from console.texts import Words
from core.client.errors import ClientError
from core.client.keeping import keep_plan
from core.kernel.money import format_money
from core.schemas.plans import PlanAnswer, PlanMetrics, PlanMode, PlanOut, PlanReport, Severity

_ALONE = "planner_alone"
_FAILED_RULES = re.compile(r"^(?:the whole trip|day (?P<day>\d+)) failed (?P<codes>[\w, ]+)$")
_TABS = ("days", "map", "checks", "compare", "steps", "data")


def draw(outcomes: Mapping[PlanMode, Outcome], text: str) -> None:
    """Draw how the runs ended; `text` is what the visitor had written."""
    say = session.words()
    st.html(STYLE)
    answers = {mode: each for mode, each in outcomes.items() if isinstance(each, PlanAnswer)}
    if answers:
        understanding.draw(answers, text)
    side_by_side(outcomes, _headline)
    if not answers:
        return
    days, where, checks, compare, made, data = st.tabs([say(f"tab.{name}") for name in _TABS])
    with days:
        _days(answers)
    with where:
        _map(answers)
    with checks:
        side_by_side(answers, _checks)
    with compare:
        if len(answers) == len(PlanMode):
            comparison.draw(answers[PlanMode.FAST], answers[PlanMode.DEEP])
        else:
            st.caption(say("compare.needs_both"))
    with made:
        for mode, answer in answers.items():
            _steps(mode, answer)
    with data:
        side_by_side(answers, _data)


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
    if answer.plan is not None:
        st.markdown(_cost(say, answer.plan), help=say("outcome.cost_help"))
    values: list[tuple[str, str]] = []
    if answer.report is not None:
        values += [
            ("checks", f"{_failed(answer.report, Severity.HARD)} / {_looked(answer.report)}"),
            ("advice", str(_failed(answer.report, Severity.SOFT))),
        ]
    if answer.metrics is not None:
        values += _effort(answer.metrics)
    with st.grid(3, min_column_width=110, gap="small"):
        for name, value in values:
            st.metric(say(f"metric.{name}"), value, help=say(f"metric.{name}_help"))


def _failed(report: PlanReport, severity: Severity) -> int:
    return sum(check.severity is severity for check in report.remarks)


def _looked(report: PlanReport) -> int:
    return sum(check.severity is Severity.HARD for check in report.checks)


def _cost(say: Words, plan: PlanOut) -> str:
    trip = plan.trip
    cost = failures.as_text(format_money(trip.total_cost, trip.cost_currency))
    if trip.budget is None:
        return say("outcome.cost", cost=cost)
    budget = failures.as_text(format_money(trip.budget, trip.currency))
    return say("outcome.cost_of", cost=cost, budget=budget)


def _effort(metrics: PlanMetrics) -> list[tuple[str, str]]:
    return [
        ("latency", duration(metrics.latency_ms)),
        ("model_calls", str(metrics.model_calls)),
        ("tokens", f"{metrics.usage_tokens:,}"),
        ("retries", str(metrics.retries)),
    ]


def duration(latency_ms: float) -> str:
    """Return a duration as people read it: milliseconds below one second, else seconds."""
    return f"{latency_ms:,.0f} ms" if latency_ms < 1000 else f"{latency_ms / 1000:,.1f} s"


def _notes(answer: PlanAnswer) -> None:
    say = session.words()
    if answer.metrics is not None and answer.metrics.fallback_reason:
        reason = failures.as_text(fallback_text(answer.metrics.fallback_reason, say))
        st.warning(say("outcome.fallback_because", reason=reason))
    for trace in answer.tool_traces:
        if trace.name == _ALONE:
            reason = failures.as_text(trace.detail.get("reason", ""))
            st.warning(say("outcome.alone", reason=reason))
    if answer.report is not None and not answer.report.passed:
        broken = [
            check.message
            for check in answer.report.checks
            if not check.passed and check.severity is Severity.HARD
        ]
        st.error(say("outcome.nearest", what=failures.as_text(broken[0]), count=len(broken)))


def fallback_text(reason: str, say: Words) -> str:
    """Return why deep planning did not succeed, with the names of the rules in it."""
    found = _FAILED_RULES.match(reason)
    if found is None:
        return reason
    names = [say.known(f"check.{code}", code) for code in found["codes"].split(", ")]
    checks = say("outcome.and").join(names)
    if found["day"] is None:
        return say("outcome.whole_failed", checks=checks)
    return say("outcome.day_failed", day=found["day"], checks=checks)


def _save_button(mode: PlanMode, answer: PlanAnswer) -> None:
    say = session.words()
    saved = st.session_state.setdefault("saved_trips", {})
    trip_id = answer.trip_id or saved.get(answer.trace_id)
    if trip_id:
        st.success(say("save.done"))
        with st.container(horizontal=True):
            st.link_button(say("save.open"), f"trips?trip={trip_id}&lang={session.language()}")
            exports.draw(trip_id, mode)
    elif answer.plan is not None and st.button(say("save.do"), key=f"save_{mode}"):
        try:
            with st.spinner(say("save.doing")):
                kept = session.ask(keep_plan(answer.plan))
            saved[answer.trace_id] = kept.trip.id
        except ClientError as error:
            failures.show(error)
            return
        st.rerun()


def _days(answers: Mapping[PlanMode, PlanAnswer]) -> None:
    """Draw the journeys and nights of each plan, then its days, the same day side by side."""
    say = session.words()
    plans = {mode: answer.plan for mode, answer in answers.items() if answer.plan is not None}
    shown = {mode: days_of_plan(plan) for mode, plan in plans.items()}
    if not any(shown.values()):
        st.caption(say("card.no_days"))
        return
    side_by_side(plans, _itinerary)
    remarks = {mode: Remarks.of(answers[mode].report) for mode in plans}
    name = len(plans) > 1
    last = max(len(days) for days in shown.values())
    cards = "".join(
        day_html(days[index], say, remarks[mode], mode if name else None)
        for index in range(last)
        for mode, days in shown.items()
        if index < len(days)
    )
    st.html(f'<div class="tw-pair">{cards}</div>')


def _itinerary(mode: PlanMode, plan: PlanOut) -> None:
    say = session.words()
    rows = itinerary(days_of_plan(plan))
    st.markdown(f"**{say(f'mode.{mode}')} · {failures.as_text(plan.trip.title)}**")
    if plan.trip.summary:
        st.markdown(failures.as_text(plan.trip.summary))
    if rows:
        st.html(itinerary_html(rows, say))
    else:
        st.caption(say("stay.none"))


def _map(answers: Mapping[PlanMode, PlanAnswer]) -> None:
    say = session.words()
    plans = {mode: answer.plan for mode, answer in answers.items() if answer.plan is not None}
    city_ids = [
        city for plan in plans.values() for city in plan.trip.city_ids or [plan.trip.city_id]
    ]
    shown = {say(f"mode.{mode}"): days_of_plan(plan) for mode, plan in plans.items()}
    with failures.one_card():
        route.draw(shown, list(dict.fromkeys(city_ids)), "plan")


def _checks(mode: PlanMode, answer: PlanAnswer) -> None:
    if answer.report is not None:
        st.markdown(f"**{session.words()(f'mode.{mode}')}**")
        report.draw(answer.report, mode)


def _steps(mode: PlanMode, answer: PlanAnswer) -> None:
    st.markdown(f"**{session.words()(f'mode.{mode}')}**")
    steps.draw(answer.tool_traces, mode)


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
