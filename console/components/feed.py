"""The calendar of a trip to subscribe to, by a secret link that is said once."""

import streamlit as st

from console import session
from core.client import calls
from core.schemas.exports import FeedIn

_LINKS = "feed_links"
_QUIET = 0
_ALARMS = (_QUIET, 15, 30, 60)


def draw(trip_id: str) -> None:
    """Draw the buttons that make and revoke the link, and the link while this page knows it."""
    say = session.words()
    links: dict[str, str | None] = st.session_state.setdefault(_LINKS, {})
    st.caption(say("feed.what"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        alarm = st.selectbox(
            say("feed.alarm"),
            _ALARMS,
            format_func=lambda each: say("feed.minutes", count=each) if each else say("feed.quiet"),
            key="feed_alarm",
            width=220,
        )
        if st.button(say("feed.make"), key="feed_make"):
            body = FeedIn(language=session.language(), alarm_min=alarm or None)
            links[trip_id] = session.ask(calls.make_feed(trip_id, body)).url
        if st.button(say("feed.revoke"), key="feed_revoke"):
            session.ask(calls.revoke_feed(trip_id))
            links[trip_id] = None
    if trip_id not in links:
        return
    if url := links[trip_id]:
        st.code(url, language=None, wrap_lines=True)
        st.warning(say("feed.secret"))
    else:
        st.info(say("feed.revoked"))
