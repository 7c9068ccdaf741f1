"""How the product is doing, and the last plans."""

import time
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from console import catalog, charts, failures, frames, session
from console.components import health
from console.components.plan_result import duration
from console.paging import draw_more, paged
from console.texts import Words
from core.client import calls
from core.client.errors import ClientError
from core.kernel.clock import utc_now
from core.schemas.accounts import Role
from core.schemas.plans import PlanMode, PlanRunOut

_SHOWN = 100
_ROWS_SHOWN = 14
_MINE, _EVERYBODY = "mine", "everybody"


def show() -> None:
    """Draw the page; each part fails for itself."""
    say = session.words()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.title(say("overview.title"), anchor=False, width="content")
        st.button(say("overview.refresh"), key="refresh")
    is_operator = session.current().user.role.includes(Role.OPERATOR)
    st.subheader(say("overview.services"), anchor=False)
    with failures.one_card():
        _services(is_operator=is_operator)
    st.subheader(say("overview.plans"), anchor=False)
    with failures.one_card():
        _plans(is_operator=is_operator)


def _services(*, is_operator: bool) -> None:
    say = session.words()
    if not is_operator:
        st.caption(say("overview.operators_only"))
        return
    began = time.perf_counter()
    found = session.ask(calls.health())
    health.draw(found, (time.perf_counter() - began) * 1000)
    clock = utc_now().astimezone(ZoneInfo(_zone())).strftime("%H:%M:%S")
    st.caption(say("overview.as_of", time=clock, version=found.version))


def _plans(*, is_operator: bool) -> None:
    say = session.words()
    whose = _EVERYBODY if is_operator else _MINE
    if is_operator:
        whose = st.segmented_control(
            say("overview.whose"),
            [_EVERYBODY, _MINE],
            default=_EVERYBODY,
            required=True,
            format_func=lambda word: say(f"overview.{word}"),
            key="whose",
            bind="query-params",
            label_visibility="collapsed",
        )
    call = calls.all_plan_runs if whose == _EVERYBODY else calls.plan_runs
    name = f"plans_{whose}"
    made, more = paged(name, lambda cursor: call(limit=_SHOWN, cursor=cursor))
    if not made:
        st.info(say("overview.no_plans"))
        return
    runs = frames.runs_frame(made, _city_names())
    _key_figures(runs)
    _pictures(runs, made)
    _table(runs, more=more)
    if more:
        draw_more(name)


def _key_figures(runs: pd.DataFrame) -> None:
    say = session.words()
    with st.grid("auto", min_column_width=150):
        st.metric(say("overview.shown"), len(runs), border=True, height="stretch")
        for mode in PlanMode:
            own = runs[runs["mode"] == mode.value]
            median = frames.percentile(own["latency_ms"].dropna().tolist(), 0.5)
            st.metric(
                say(f"overview.count_{mode}"),
                len(own),
                say("overview.median", duration=duration(median)) if median is not None else None,
                delta_color="off",
                delta_arrow="off",
                border=True,
                height="stretch",
            )
        passed = int((runs["outcome"] == "passed").sum())
        st.metric(
            say("overview.passed"),
            f"{passed / len(runs):.0%}",
            say("overview.of", part=passed, whole=len(runs)),
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
        fallbacks = int(runs["fallback"].sum())
        st.metric(say("overview.fallbacks"), fallbacks, border=True, height="stretch")


def _pictures(runs: pd.DataFrame, items: list[PlanRunOut]) -> None:
    say = session.words()
    grid = st.grid(2, min_column_width=320)
    with grid.container(border=True):
        st.markdown(f"**{say('overview.latency')}**")
        local = runs.assign(created_at=runs["created_at"].dt.tz_convert(_zone()))
        labels = {mode.value: say(f"mode.{mode}") for mode in PlanMode}
        st.plotly_chart(
            charts.latency_chart(local, labels, say("overview.latency_axis")),
            config={"displayModeBar": False},
            alt=say("overview.latency"),
        )
    with grid.container(border=True, height="stretch"):
        st.markdown(f"**{say('overview.failures')}**")
        failed = frames.failures_frame(items)
        if failed.empty:
            st.caption(say("overview.no_failures"))
            return
        failed["what"] = failed["what"].map(lambda code: say.known(f"check.{code}", code))
        st.plotly_chart(
            charts.failures_chart(failed, say("overview.failures_axis")),
            config={"displayModeBar": False},
            alt=say("overview.failures"),
        )


def _table(runs: pd.DataFrame, *, more: bool) -> None:
    say = session.words()
    zone = _zone()
    shown = runs.assign(
        created_at=runs["created_at"].dt.tz_convert(zone).dt.tz_localize(None),
        mode=runs["mode"].map(lambda mode: say(f"mode.{mode}")),
        outcome=runs["outcome"].map(lambda word: say(f"outcome.{word}")),
        failed_checks=runs["failed_checks"].map(lambda codes: _in_words(say, codes)),
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "created_at": st.column_config.DatetimeColumn(
                say("runs.created_at"), format="YYYY-MM-DD HH:mm:ss", pinned=True
            ),
            "mode": st.column_config.TextColumn(say("runs.mode"), width=70),
            "city": st.column_config.TextColumn(say("runs.city"), width=100),
            "days": st.column_config.NumberColumn(say("runs.days"), width=60),
            "outcome": st.column_config.TextColumn(say("runs.outcome"), width=120),
            "failed_checks": st.column_config.TextColumn(say("runs.failed_checks"), width=150),
            "latency_ms": st.column_config.NumberColumn(
                say("runs.latency_ms"), format="%.0f", width=100
            ),
            "model_calls": st.column_config.NumberColumn(say("runs.model_calls"), width=60),
            "tokens": st.column_config.NumberColumn(say("runs.tokens"), width=80),
            "fallback": st.column_config.CheckboxColumn(say("runs.fallback"), width=80),
            "trace_id": st.column_config.TextColumn(say("runs.trace_id"), width=270),
        },
        height="content" if len(shown) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="–",
        alt=say("overview.plans"),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            say("download.csv"),
            frames.csv_bytes(runs),
            "tripwright-plans.csv",
            "text/csv",
            key="runs_csv",
            on_click="ignore",
        )
        st.caption(say("runs.more" if more else "runs.all", count=len(runs), zone=zone))


def _in_words(say: Words, codes: str) -> str:
    return ", ".join(say.known(f"check.{code}", code) for code in codes.split(", "))


def _city_names() -> dict[str, str]:
    """Return the names of the cities; the table can do without them."""
    try:
        return catalog.city_names()
    except ClientError:
        return {}


def _zone() -> str:
    """Return the time zone of the visitor's browser."""
    return st.context.timezone or "UTC"
