"""The strip that shows how everything the product stands on is doing."""

import re
from typing import Literal

import streamlit as st

from console import session
from console.failures import as_text
from console.texts import Words
from core.schemas.admin import DependencyState, HealthOut

_COLOURS: dict[str, Literal["green", "orange", "red"]] = {
    "ok": "green",
    "degraded": "orange",
    "down": "red",
}

_DETAILS = {
    "api": re.compile(r"This process answers\."),
    "postgres": re.compile(r"Answers, and the tables are there\."),
    "no_tables": re.compile(r"PostgreSQL answers, but the tables are missing\."),
    "answers": re.compile(r"Answers\."),
    "workers": re.compile(
        r"(?P<alive>\d+) alive, (?P<running>\d+) of (?P<size>\d+) tasks running\."
    ),
    "no_worker": re.compile(r"No worker was alive within the last minute\."),
    "built_in": re.compile(r"The built-in planner; nothing leaves this machine\."),
    "model": re.compile(r"The server of (?P<models>.+) answers\."),
    "slow": re.compile(r"No answer within (?P<seconds>[\d.]+) s\."),
    "silent": re.compile(r"No answer \((?P<why>\w+)\)\."),
}
"""What the API says of dependencies, in English alone; what is not here is shown as it is."""


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
    st.caption(as_text(told(dependency.detail, say)))
    if dependency.advice:
        chinese = say.language == "zh"
        advice = say.known(f"advice.{dependency.name}", "") if chinese else dependency.advice
        st.caption(as_text(advice or dependency.advice))


def told(detail: str, say: Words) -> str:
    """Return what the API says of a dependency in the language of the page, where it is known."""
    for key, pattern in _DETAILS.items():
        if found := pattern.fullmatch(detail):
            return say(f"detail.{key}", **found.groupdict())
    return detail
