"""How a plan was made: its steps in their order, how long each took and what it noted."""

from collections.abc import Sequence

import streamlit as st

from console import frames, session
from core.schemas.plans import PlanMode, ToolTrace

_ROWS_SHOWN = 14


def draw(traces: Sequence[ToolTrace], mode: PlanMode) -> None:
    """Draw the steps of one plan."""
    say = session.words()
    if not traces:
        st.caption(say("steps.none"))
        return
    steps = frames.steps_frame(traces)
    total = float(steps["latency_ms"].sum())
    st.caption(say("steps.what", count=len(steps), ms=f"{total:,.0f}"))
    shown = steps.assign(
        step=steps["step"].map(lambda name: say.known(f"step.{name}", name)),
        status=steps["status"].map(lambda word: say(f"steps.{word}")),
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "step": st.column_config.TextColumn(say("steps.step"), width=190),
            "day": st.column_config.NumberColumn(say("report.day"), width=50),
            "status": st.column_config.TextColumn(say("steps.result"), width=90),
            "latency_ms": st.column_config.NumberColumn(say("steps.took"), format="%.1f", width=90),
            "detail": st.column_config.TextColumn(say("steps.detail"), width="large"),
        },
        height="content" if len(shown) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="",
        alt=say("tab.steps"),
    )
    st.download_button(
        say("download.csv"),
        frames.csv_bytes(steps),
        f"tripwright-steps-{mode}.csv",
        "text/csv",
        key=f"steps_csv_{mode}",
        on_click="ignore",
    )
