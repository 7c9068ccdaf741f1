"""What fast and deep made of the same request, side by side in numbers."""

import streamlit as st

from console import frames, session
from core.schemas.plans import PlanAnswer


def draw(fast: PlanAnswer, deep: PlanAnswer) -> None:
    """Draw the table of measures and what the measures mean."""
    say = session.words()
    table = frames.comparison_frame(fast, deep)
    shown = table.assign(
        measure=table["measure"].map(lambda name: say.known(f"measure.{name}", name)),
        meaning=table["measure"].map(lambda name: say.known(f"meaning.{name}", "")),
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "measure": st.column_config.TextColumn(say("compare.measure"), width="medium"),
            "fast": st.column_config.NumberColumn(say("mode.fast"), width="small", format="%.6g"),
            "deep": st.column_config.NumberColumn(say("mode.deep"), width="small", format="%.6g"),
            "difference": st.column_config.NumberColumn(
                say("compare.difference"), width="small", format="%+.6g"
            ),
            "meaning": st.column_config.TextColumn(say("compare.meaning"), width="large"),
        },
        height="content",
        placeholder="–",
        alt=say("tab.compare"),
    )
    st.caption(say("compare.one_run"))
    st.download_button(
        say("download.csv"),
        frames.csv_bytes(table),
        "tripwright-comparison.csv",
        "text/csv",
        key="comparison_csv",
        on_click="ignore",
    )
