"""One request, planned fast and deep side by side."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console import failures, session
from console.components import plan_form, plan_result
from console.running import Outcome, run_all
from console.wishes import Wishes
from core.client.errors import ClientError
from core.client.events import PlanEvent
from core.schemas.plans import PlanAnswer, PlanDayCard, PlanMode, PlanStarted, ToolTrace

_LAST = "last_result"


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
        st.session_state[_LAST] = _run(wishes)
    outcomes: Mapping[PlanMode, Outcome] | None = st.session_state.get(_LAST)
    if outcomes is None:
        st.info(say("plan.empty"))
    else:
        plan_result.draw(outcomes)


@dataclass
class _Board:
    """What one run shows while it goes on."""

    mode: PlanMode
    place: DeltaGenerator
    day_count: int
    days: set[int] = field(default_factory=set)
    steps: int = 0

    def tell(self, event: PlanEvent | ClientError) -> None:
        say = session.words()
        match event:
            case PlanDayCard():
                self.days.add(event.day_index)  # one that comes again replaces the earlier
            case ToolTrace():
                self.steps += 1
            case PlanStarted() | PlanAnswer() | ClientError():
                pass
        ended = isinstance(event, PlanAnswer | ClientError)
        text = say(
            "run.ended" if ended else "run.going",
            mode=say(f"mode.{self.mode}"),
            days=len(self.days),
            total=self.day_count,
            steps=self.steps,
        )
        self.place.progress(1.0 if ended else min(len(self.days) / self.day_count, 0.99), text=text)


def _run(wishes: Wishes) -> dict[PlanMode, Outcome]:
    """Run the request in both modes, showing how far each is."""
    area = st.empty()
    with area.container(border=True):
        boards = {
            mode: _Board(mode, column.empty(), wishes.days)
            for mode, column in zip(PlanMode, st.columns(len(PlanMode)), strict=True)
        }
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
