"""What operators see of everybody's conversations: their numbers, and what was said."""

from typing import get_args

import pandas as pd
import streamlit as st

from console import charts, session
from console.components import chat_messages
from console.local import local_time, zone_name
from console.paging import draw_more, paged
from core.client import calls
from core.schemas.chat import Intent
from core.schemas.chat_watch import ChatSummary, Thumb, WatchedSession

_OPENED = "watched"
_HOURS = (24, 168, 720)
_SHOWN = 50
_MESSAGES_SHOWN = 50
_ROWS_SHOWN = 14
_EXPLAINED = {"watch.withheld": "watch.withheld_what"}
_THUMBS: tuple[Thumb | None, ...] = (None, *get_args(Thumb))


def draw_summary() -> None:
    """Draw how much is talked, about what, and how that goes."""
    say = session.words()
    hours = st.segmented_control(
        say("watch.window"),
        _HOURS,
        default=_HOURS[0],
        required=True,
        format_func=lambda each: say(f"watch.hours.{each}"),
        key="watch_hours",
        label_visibility="collapsed",
    )
    found = session.ask(calls.chat_summary(hours=hours))
    _draw_figures(found)
    with st.container(border=True):
        st.markdown(f"**{say('watch.intents')}**")
        if not found.top_intents:
            st.caption(say("watch.no_answers"))
        else:
            rows = [(say(f"intent.{each.intent}"), each.count) for each in found.top_intents]
            frame = pd.DataFrame(rows, columns=["what", "count"])
            st.plotly_chart(
                charts.counts_chart(frame, say("watch.count")),
                config={"displayModeBar": False},
                alt=say("watch.intents"),
            )
    st.caption(say("watch.as_of", when=local_time(found.at), zone=found.zone))


def draw_everybody() -> None:
    """Draw the conversation the address names, or the list of all that are as asked for."""
    session_id = st.query_params.get(_OPENED)
    if session_id:
        _draw_one(session_id)
    else:
        _draw_list()


def _draw_figures(found: ChatSummary) -> None:
    say = session.words()
    window = found.window
    p95 = window.turn_p95_ms
    figures: list[tuple[str, str, str | None]] = [
        ("watch.sessions", f"{found.sessions_total:,}",
         say("watch.today", count=found.sessions_today)),
        ("watch.messages", f"{found.messages_total:,}", None),
        ("watch.turns", f"{found.avg_turns_per_session:.1f}", None),
        ("watch.answers", f"{window.answers:,}", say("watch.users", count=window.users)),
        ("watch.p50", _ms(window.turn_p50_ms), say("watch.p95", ms=_ms(p95)) if p95 else None),
        ("watch.degraded", _share(window.degraded_share),
         say("watch.failed", failed=window.turns_failed, cancelled=window.turns_cancelled)),
        ("watch.withheld", f"{window.withheld:,}", None),
        ("watch.thumbs", f"{window.thumbs_up} / {window.thumbs_down}", None),
    ]  # fmt: skip
    with st.grid("auto", min_column_width=170):
        for key, value, small in figures:
            st.metric(
                say(key), value, small, delta_color="off", delta_arrow="off", border=True,
                height="stretch", help=say(_EXPLAINED[key]) if key in _EXPLAINED else None,
            )  # fmt: skip


def _draw_list() -> None:
    say = session.words()
    st.caption(say("watch.what"))
    with st.container(horizontal=True):
        user_id = st.text_input(say("watch.user_id"), key="watch_user", width=230)
        intent = st.selectbox(
            say("watch.intent"),
            [None, *Intent],
            format_func=lambda each: say(f"intent.{each}") if each else say("memories.any"),
            key="watch_intent",
            width=200,
        )
        thumb = st.selectbox(
            say("watch.thumb"),
            _THUMBS,
            format_func=lambda each: say(f"watch.thumb.{each}") if each else say("memories.any"),
            key="watch_thumb",
            width=140,
        )
        with st.container(width=220, gap=None):
            degraded = st.checkbox(say("watch.only_degraded"), key="watch_degraded")
            withheld = st.checkbox(say("watch.only_withheld"), key="watch_withheld")
    found, more = paged(
        "watched",
        lambda cursor: calls.watched_sessions(
            limit=_SHOWN,
            cursor=cursor,
            user_id=user_id or None,
            intent=intent,
            thumb=thumb,
            degraded=True if degraded else None,
            withheld=True if withheld else None,
        ),
    )
    if not found:
        st.info(say("watch.none"))
        return
    names = {name: say(f"watch.{name}") for name in ("title", "who", "opened", "messages", "last")}
    chosen = st.dataframe(
        pd.DataFrame([_row(each) for each in found]).rename(columns=names),
        hide_index=True,
        height="content" if len(found) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="–",
        key="watch_table",
        on_select="rerun",
        selection_mode="single-row",
        alt=say("assistant.part.everybody"),
    )
    st.caption(say("watch.open_how", count=len(found), zone=zone_name()))
    if more:
        draw_more("watched")
    if rows := chosen["selection"]["rows"]:
        st.query_params[_OPENED] = found[rows[0]].id
        st.rerun()


def _draw_one(session_id: str) -> None:
    say = session.words()
    if st.button(f"← {say('watch.back')}", key="watch_back", type="tertiary"):
        st.query_params.pop(_OPENED, None)
        st.rerun()
    name = f"watched_{session_id}"
    found, more = paged(
        name,
        lambda cursor: calls.watched_messages(session_id, limit=_MESSAGES_SHOWN, cursor=cursor),
    )
    if more:
        draw_more(name, say("talk.earlier"))
    chat_messages.draw(found[::-1], newest_open=False)


def _row(each: WatchedSession) -> dict[str, object]:
    return {
        "title": each.title,
        "who": each.email,
        "opened": local_time(each.opened_at),
        "messages": each.message_count,
        "last": local_time(each.last_message_at) if each.last_message_at else None,
    }


def _ms(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:,.0f}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
