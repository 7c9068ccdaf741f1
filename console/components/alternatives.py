"""What else would fit where a stop of a saved trip is."""

from collections.abc import Sequence

import streamlit as st

from console import session
from console.components.day_cards import way_text
from console.components.stop_choice import stop_names
from console.failures import as_text
from console.shown import ShownDay
from core.client import calls
from core.kernel.money import format_money
from core.schemas.editing import AlternativeOut
from core.schemas.trips import SubTripKind, TripOut

_FOUND = "alternatives_found"
_KINDS = (SubTripKind.ATTRACTION, SubTripKind.MEAL, SubTripKind.HOTEL)
_MOST = 5


def draw(trip: TripOut, days: Sequence[ShownDay]) -> None:
    """Draw the choice of a stop and, once it was asked for, what would fit there."""
    say = session.words()
    st.caption(say("instead.what"))
    names = stop_names(days, say, _KINDS)
    if not names:
        st.info(say("instead.no_stops"))
        return
    with st.form("instead", border=False):
        stop_id = st.selectbox(
            say("instead.stop"),
            list(names),
            format_func=lambda each: names.get(each, each),
            key=f"instead_{trip.id}",
        )
        wanted = st.form_submit_button(say("instead.look"), key="look")
    key = (trip.id, trip.version, stop_id, session.language())
    if wanted:
        call = calls.alternatives(trip.id, stop_id, limit=_MOST, language=session.language())
        with st.spinner(say("instead.looking")):
            st.session_state[_FOUND] = (key, session.ask(call))
    found_for, found = st.session_state.get(_FOUND, (None, []))
    if found_for == key:
        _draw_found(found)


def _draw_found(found: Sequence[AlternativeOut]) -> None:
    say = session.words()
    if not found:
        st.info(say("instead.none"))
        return
    for each in found:
        with st.container(border=True):
            st.markdown(f"**{as_text(each.name)}** · {each.start_time}–{each.end_time}")
            if each.why:
                st.markdown(as_text(each.why))
            cost = format_money(each.cost, each.currency)
            facts = [
                way_text(each.transfer, each.currency, say) if each.transfer else "",
                say("instead.to_next", minutes=each.minutes_to_next)
                if each.minutes_to_next
                else "",
                say("card.about", cost=cost) if each.cost else say("card.free"),
            ]
            st.caption(" · ".join(as_text(fact) for fact in facts if fact))
