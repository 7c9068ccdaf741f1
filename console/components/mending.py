"""The repair of a saved trip: what must stay is chosen, the proposal is seen before it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from console import session
from console.components import report
from console.components.day_cards import Remarks, day_html
from console.components.outcome import outcome_text
from console.components.stop_choice import stop_names
from console.failures import as_text
from console.shown import ShownDay, days_of_plan
from core.client import calls
from core.schemas.editing import RepairIn, TripRepair
from core.schemas.trips import TripOut

_PROPOSED = "repair_proposed"
_FEW = 6
"""So many moves are shown at once; more fold out."""


@dataclass(frozen=True)
class _Proposal:
    """A repair that was proposed, and of what."""

    trip_id: str
    version: int
    locked: tuple[str, ...]
    repair: TripRepair


def draw(trip: TripOut, days: Sequence[ShownDay]) -> None:
    """Draw the choice of what must stay and, once it was asked for, what would change."""
    say = session.words()
    st.caption(say("mend.what"))
    names = stop_names(days, say)
    with st.form("repair", border=False):
        locked = st.multiselect(
            say("mend.locked"),
            list(names),
            format_func=lambda stop_id: names.get(stop_id, stop_id),
            placeholder=say("mend.locked_none"),
            key=f"locked_{trip.id}",
        )
        wanted = st.form_submit_button(say("mend.propose"), key="propose")
    if wanted:
        with st.spinner(say("mend.working")):
            st.session_state[_PROPOSED] = _propose(trip, tuple(locked))
    proposal: _Proposal | None = st.session_state.get(_PROPOSED)
    if proposal is not None and (proposal.trip_id, proposal.version) == (trip.id, trip.version):
        _draw_proposal(proposal)


def _propose(trip: TripOut, locked: tuple[str, ...]) -> _Proposal:
    repair = _ask(trip.id, trip.version, locked, save=False)
    return _Proposal(trip.id, trip.version, locked, repair)


def _ask(trip_id: str, version: int, locked: Sequence[str], *, save: bool) -> TripRepair:
    body = RepairIn(version=version, locked=list(locked), save=save)
    return session.ask(calls.repair_trip(trip_id, body, language=session.language()))


def _draw_proposal(proposal: _Proposal) -> None:
    say = session.words()
    repair = proposal.repair
    replaced, moved = _replaced(repair), _moved(repair)
    with st.container(border=True):
        st.markdown(outcome_text(repair.before, repair.after, say))
        if not replaced and not moved:
            st.info(say("mend.nothing"))
            return
        st.markdown("\n".join(f"- {line}" for line in replaced))
        with st.expander(say("mend.moves", count=len(moved)), expanded=len(moved) <= _FEW):
            st.markdown("\n".join(f"- {line}" for line in moved))
        saved = st.button(say("mend.save"), key="repair_save", type="primary")
    if saved:
        with st.spinner(say("mend.working")):
            _ask(proposal.trip_id, proposal.version, proposal.locked, save=True)
        del st.session_state[_PROPOSED]
        st.toast(say("mend.saved"))
        st.rerun()
    with st.expander(say("mend.days")):
        remarks = Remarks.of(repair.after)
        cards = "".join(day_html(day, say, remarks) for day in days_of_plan(repair.plan))
        st.html(f'<div class="tw-pair">{cards}</div>')
    with st.expander(say("mend.checks")):
        report.draw(repair.after, "repair")


def _replaced(repair: TripRepair) -> list[str]:
    """Return in Markdown what would be left out and what would come in."""
    say = session.words()
    left = [
        say("mend.left", name=as_text(stop.name), date=say.date(stop.date)) for stop in repair.left
    ]
    came = [
        say("mend.came", name=as_text(stop.name), when=f"{say.date(stop.date)} {stop.start_time}")
        for stop in repair.came
    ]
    return [*left, *came]


def _moved(repair: TripRepair) -> list[str]:
    """Return in Markdown what would be on another day or at another time."""
    say = session.words()
    return [
        say(
            "mend.moved",
            name=as_text(stop.name),
            before=f"{say.date(stop.from_date)} {stop.from_start or say('card.no_time')}",
            after=f"{say.date(stop.to_date)} {stop.to_start}",
        )
        for stop in repair.moved
    ]
