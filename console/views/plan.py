"""One request, planned fast and deep side by side."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_status_container import StatusContainer

from console import failures, session
from console.components import plan_form, plan_result
from console.running import Outcome, run_all
from console.wishes import Wishes
from core.client.errors import ClientError
from core.client.events import PlanEvent
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanMode, PlanStarted, ToolTrace

_LAST = "last_result"


@dataclass(frozen=True)
class _Result:
    """How the runs of one request ended, and the words it came in."""

    text: str
    outcomes: Mapping[PlanMode, Outcome]


def show() -> None:
    """Draw the form and below it the last result, which stays while the visitor is here."""
    say = session.words()
    st.title(say("plan.title"), anchor=False)
    st.caption(say("plan.what"))
    try:
        wishes = plan_form.draw()
    except ClientError as error:
        failures.show(error)
        return
    if wishes is not None:
        st.session_state[_LAST] = _Result(wishes.text.strip(), _run(wishes))
    result: _Result | None = st.session_state.get(_LAST)
    if result is None:
        st.info(say("plan.empty"))
    else:
        plan_result.draw(result.outcomes, result.text)


@dataclass
class _Board:
    """What one run shows while it goes on: what it has just done, and how many days it has."""

    mode: PlanMode
    status: StatusContainer
    bar: DeltaGenerator
    log: DeltaGenerator
    day_count: int | None
    days: dict[int, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    began: float | None = None

    def tell(self, event: PlanEvent | ClientError) -> None:
        """Show what has just happened."""
        if self.began is None:
            self.began = time.monotonic()
        match event:
            case PlanDayCard():
                # One that comes again replaces the earlier.
                self.days[event.day_index] = event.title
            case ToolTrace():
                self._step(event)
            case PlanStarted():
                pass
            case PlanAnswer():
                self._end("complete")
                return
            case ClientError():
                self._end("error")
                return
        self._draw()

    def _step(self, trace: ToolTrace) -> None:
        say = session.words()
        if isinstance(days := trace.detail.get("days"), int):
            self.day_count = days
        name = say.known(f"step.{trace.name}", trace.name)
        day = trace.detail.get("day_index")
        if isinstance(day, int):
            name = f"{name} · {say('card.day', n=day + 1)}"
        self.steps.append(say("run.step", name=name, ms=f"{trace.latency_ms:,.0f}"))

    def _draw(self) -> None:
        say = session.words()
        mode = say(f"mode.{self.mode}")
        label = say("run.going", mode=mode, steps=len(self.steps))
        self.status.update(label=label, state="running", expanded=True)
        done = min(len(self.days) / self.day_count, 0.99) if self.day_count else 0.0
        total = self.day_count or "…"
        self.bar.progress(done, text=say("run.days", days=len(self.days), total=total))
        self.log.caption("  \n".join(failures.as_text(step) for step in self.steps[-4:]))

    def _end(self, state: Literal["complete", "error"]) -> None:
        say = session.words()
        took = time.monotonic() - (self.began or time.monotonic())
        key = "run.ended" if state == "complete" else "run.failed"
        label = say(key, mode=say(f"mode.{self.mode}"), seconds=f"{took:.1f}")
        self.status.update(label=label, state=state, expanded=False)
        self.bar.empty()


def _run(wishes: Wishes) -> dict[PlanMode, Outcome]:
    """Run the request in both modes, showing how far each is."""
    say = session.words()
    area = st.empty()
    with area.container():
        boards = {
            mode: _board(mode, column, wishes)
            for mode, column in zip(PlanMode, st.columns(len(PlanMode)), strict=True)
        }
        st.caption(say("run.stay"))
        st.button(say("run.stop"), key="stop")
    requests = {mode: wishes.request(mode) for mode in PlanMode}
    outcomes: dict[PlanMode, Outcome] = {}
    running = run_all(session.current().api, requests, language=session.language())
    # Streamlit ends this script in the middle where the visitor does something else meanwhile.
    with closing(running):
        for mode, event in running:
            boards[mode].tell(event)
            if isinstance(event, PlanAnswer | ClientError):
                outcomes[mode] = event
    area.empty()
    for outcome in outcomes.values():
        if isinstance(outcome, ClientError):
            session.leave_if_signed_out(outcome)
    return {mode: outcomes[mode] for mode in PlanMode}


def _board(mode: PlanMode, column: DeltaGenerator, wishes: Wishes) -> _Board:
    say = session.words()
    status = column.status(say("run.waiting", mode=say(f"mode.{mode}")), expanded=True)
    # Not as a context: leaving one says that all is done.
    return _Board(mode, status, status.empty(), status.empty(), wishes.days)
