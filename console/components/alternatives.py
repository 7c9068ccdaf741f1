"""What else would fit where a stop of a saved trip is, and taking it."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from console import session
from console.components.day_cards import way_text
from console.components.outcome import fails_newly, outcome_text
from console.components.stop_choice import stop_names
from console.failures import as_text
from console.shown import ShownDay
from core.client import calls
from core.client.swapping import edit_back, edit_to
from core.kernel.money import format_money
from core.schemas.editing import AlternativeOut, TripCheck
from core.schemas.plans import PlanReport
from core.schemas.trips import SubTripEdit, SubTripKind, TripOut

_FOUND = "alternatives_found"
_TAKEN = "alternative_taken"
_KINDS = (SubTripKind.ATTRACTION, SubTripKind.MEAL, SubTripKind.HOTEL)
_MOST = 5


@dataclass(frozen=True)
class _Found:
    """What would fit where a stop was in one version of a trip."""

    trip_id: str
    version: int
    stop_id: str
    language: str
    places: Sequence[AlternativeOut]


@dataclass(frozen=True)
class _Taken:
    """A place that was taken, the version that made, and what would undo it."""

    trip_id: str
    version: int
    stop_id: str
    was: str
    now: str
    before: PlanReport | None
    back: SubTripEdit | None


def draw(trip: TripOut, days: Sequence[ShownDay], checked: TripCheck | None) -> None:
    """Draw the choice of a stop and, once it was asked for, what would fit there.

    `checked` is what the rules say of the trip as it is.
    """
    say = session.words()
    report = checked.report if checked else None
    st.caption(say("instead.what"))
    _draw_taken(trip, report)
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
    if wanted:
        # In the language the trip is written in: what is taken becomes a part of it.
        written = trip.wishes.language if trip.wishes else None
        call = calls.alternatives(
            trip.id, stop_id, limit=_MOST, language=written or session.language()
        )
        with st.spinner(say("instead.looking")):
            places = session.ask(call)
        st.session_state[_FOUND] = _Found(
            trip.id, trip.version, stop_id, session.language(), places
        )
    found: _Found | None = st.session_state.get(_FOUND)
    if found is None or (found.trip_id, found.stop_id) != (trip.id, stop_id):
        return
    if (found.version, found.language) != (trip.version, session.language()):
        st.info(say("instead.look_again"))
        return
    _draw_found(trip, found, report)


def _draw_found(trip: TripOut, found: _Found, report: PlanReport | None) -> None:
    say = session.words()
    if not found.places:
        st.info(say("instead.none"))
        return
    if _kind_of(trip, found.stop_id) is SubTripKind.HOTEL:
        st.caption(say("instead.one_night"))
    for number, each in enumerate(found.places):
        with st.container(border=True):
            times = "–".join(dict.fromkeys((each.start_time, each.end_time)))
            st.markdown(f"**{as_text(each.name)}** · {times}")
            if each.why:
                st.markdown(as_text(each.why))
            st.caption(_facts(each))
            if st.button(say("instead.take"), key=f"take_{number}"):
                _take(trip, found.stop_id, each, report)


def _facts(each: AlternativeOut) -> str:
    say = session.words()
    cost = format_money(each.cost, each.currency)
    facts = [
        way_text(each.transfer, each.currency, say) if each.transfer else "",
        say("instead.to_next", minutes=each.minutes_to_next) if each.minutes_to_next else "",
        say("card.about", cost=cost) if each.cost else say("card.free"),
    ]
    return " · ".join(as_text(fact) for fact in facts if fact)


def _kind_of(trip: TripOut, stop_id: str) -> SubTripKind | None:
    stops = (stop for day in trip.day_cards for stop in day.sub_trips)
    return next((stop.kind for stop in stops if stop.id == stop_id), None)


def _take(trip: TripOut, stop_id: str, wanted: AlternativeOut, before: PlanReport | None) -> None:
    """Put the stop at the place, keep what would undo that, and draw the trip anew."""
    say = session.words()
    stops = {stop.id: stop.name for day in trip.day_cards for stop in day.sub_trips}
    with st.spinner(say("instead.taking")):
        changed = session.ask(calls.edit_stop(trip.id, trip.version, stop_id, edit_to(wanted)))
    st.session_state[_TAKEN] = _Taken(
        trip.id,
        changed.version,
        stop_id,
        was=stops[stop_id],
        now=wanted.name,
        before=before,
        back=edit_back(trip, stop_id),
    )
    del st.session_state[_FOUND]
    st.rerun()


def _draw_taken(trip: TripOut, after: PlanReport | None) -> None:
    """Draw what was taken last, what that did to the checks, and the way back."""
    say = session.words()
    taken: _Taken | None = st.session_state.get(_TAKEN)
    if taken is None or (taken.trip_id, taken.version) != (trip.id, trip.version):
        return
    with st.container(border=True):
        st.success(say("instead.taken", now=as_text(taken.now), was=as_text(taken.was)))
        if taken.before is not None and after is not None:
            _draw_difference(taken.before, after)
        if taken.back is None:
            st.caption(say("instead.no_undo"))
        elif st.button(say("instead.undo"), key="undo"):
            with st.spinner(say("instead.taking")):
                session.ask(calls.edit_stop(trip.id, trip.version, taken.stop_id, taken.back))
            del st.session_state[_TAKEN]
            st.toast(say("instead.undone", was=as_text(taken.was)))
            st.rerun()


def _draw_difference(before: PlanReport, after: PlanReport) -> None:
    """Draw how many checks fail now and before, and those that did not fail before."""
    say = session.words()
    st.markdown(outcome_text(before, after, say))
    if lines := [f"- {as_text(message)}" for message in fails_newly(before, after)]:
        st.markdown("\n".join([say("instead.new_failures"), "", *lines]))
