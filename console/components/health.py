"""The strip that shows how everything the product stands on is doing."""

from typing import Literal

import streamlit as st

from console import session
from console.failures import as_text
from core.schemas.admin import DependencyState, HealthOut

_COLOURS: dict[str, Literal["green", "orange", "red"]] = {
    "ok": "green",
    "degraded": "orange",
    "down": "red",
}


def draw(health: HealthOut, api_latency_ms: float) -> None:
    """Draw one card per dependency; `api_latency_ms` is how long the API took to tell all this."""
    with st.grid(len(health.dependencies), min_column_width=170):
        for dependency in health.dependencies:
            with st.container(border=True, height="stretch", gap="xsmall"):
                own = api_latency_ms if dependency.name == "api" else dependency.latency_ms
                _card(dependency, own)


def _card(dependency: DependencyState, latency_ms: float | None) -> None:
    say = session.words()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f"**{say(f'service.{dependency.name}')}**", width="content")
        st.badge(say(f"state.{dependency.state}"), color=_COLOURS[dependency.state])
    if latency_ms is not None:
        st.markdown(f"{latency_ms:,.0f} ms" if latency_ms >= 1 else "< 1 ms")
    st.caption(as_text(dependency.detail))
    if dependency.advice:
        st.caption(as_text(dependency.advice))
