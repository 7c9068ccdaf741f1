"""What fast and deep made of the same request, side by side in numbers: of the whole, of days."""

import streamlit as st

from console import charts, frames, session
from console.texts import Words
from core.schemas.plans import PlanAnswer, PlanMode

_FIRST_MEASURE = "travel_min"


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
            "measure": st.column_config.TextColumn(say("compare.measure"), width=190, pinned=True),
            "fast": st.column_config.NumberColumn(say("mode.fast"), width=80, format="%.6g"),
            "deep": st.column_config.NumberColumn(say("mode.deep"), width=80, format="%.6g"),
            "difference": st.column_config.NumberColumn(
                say("compare.difference"), width=100, format="%+.6g"
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
    _days(say, fast, deep)


def _days(say: Words, fast: PlanAnswer, deep: PlanAnswer) -> None:
    """Draw one measure of every day, both plans beside each other."""
    answers = {PlanMode.FAST.value: fast, PlanMode.DEEP.value: deep}
    table = frames.day_measures_frame(answers)
    measures = [str(name) for name in table["measure"].drop_duplicates()]
    if not measures:
        return
    st.markdown(f"**{say('compare.days')}**")
    wanted = st.selectbox(
        say("compare.measure"),
        measures,
        measures.index(_FIRST_MEASURE) if _FIRST_MEASURE in measures else 0,
        format_func=lambda name: say.known(f"measure.{name}", name),
        key="day_measure",
        label_visibility="collapsed",
    )
    if meaning := say.known(f"meaning.{wanted}", ""):
        st.caption(meaning)
    labels = {mode.value: say(f"mode.{mode}") for mode in PlanMode}
    st.plotly_chart(
        charts.days_chart(table[table["measure"] == wanted], labels, say("report.day")),
        key="days_chart",
        config={"displayModeBar": False},
        alt=say("compare.days"),
    )
