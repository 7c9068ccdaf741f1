"""Talk with the assistant in one's own conversations."""

from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import streamlit as st
from streamlit.elements.lib.mutable_status_container import StatusContainer

from console import failures, session
from console.components import chat_messages
from console.failures import as_text
from console.local import local_time
from console.paging import draw_more, paged
from core.client import calls
from core.client.errors import ClientError
from core.client.talks import reply_of
from core.schemas.chat import (
    MAX_QUERY,
    ChatReply,
    ChatRequest,
    FeedbackIn,
    MessageOut,
    PartialFrame,
    ProposalStatus,
    SessionOut,
    StartFrame,
    ToolFrame,
)
from core.schemas.plans import PlanMode

_SESSION = "session"
_TO_SAY = "chat_to_say"
_FAILED = "chat_failed"
_COMMENTED = "chat_commented"
_SESSIONS_SHOWN = 50
_MESSAGES_SHOWN = 20
_NEW = ""
_COMMENT_CHARS = 500
Thumb = Literal[-1, 1]
_THUMBS: dict[str, Thumb] = {"good": 1, "bad": -1}


def draw() -> None:
    """Draw the choice of a conversation, what was said in it, and the box to go on with it."""
    say = session.words()
    st.caption(say("talk.what"))
    found, more = paged(
        "sessions", lambda cursor: calls.sessions(limit=_SESSIONS_SHOWN, cursor=cursor)
    )
    chosen = _choose(found)
    if more:
        draw_more("sessions", say("talk.older"))
    options = _options()
    messages: list[MessageOut] = []
    if chosen is None:
        st.info(say("talk.nothing"))
    else:
        messages = _messages(chosen.id)
        chat_messages.draw(messages)
        _draw_below(chosen, messages)
    if (failed := st.session_state.pop(_FAILED, None)) is not None:
        failures.show(failed)
    closed = chosen is not None and chosen.closed_at is not None
    if closed:
        st.info(say("talk.closed"))
    typed = st.chat_input(say("talk.ask"), key="chat_box", max_chars=MAX_QUERY, disabled=closed)
    words = st.session_state.pop(_TO_SAY, None) or typed
    if words:
        _say(options(str(words), chosen.id if chosen else None))


def _choose(found: list[SessionOut]) -> SessionOut | None:
    """Draw the choice of a conversation; the address keeps which one is open."""
    say = session.words()
    by_id = {each.id: each for each in found}
    asked = st.query_params.get(_SESSION, _NEW)
    if asked and asked not in by_id:  # opened by a link, and older than the list
        with failures.one_card():
            by_id[asked] = session.ask(calls.session(asked))

    def called(session_id: str) -> str:
        each = by_id.get(session_id)
        if each is None:
            return say("talk.new")
        return each.title or say("talk.untitled", when=local_time(each.opened_at))

    ids = [_NEW, *by_id]
    chosen = st.selectbox(
        say("talk.session"),
        ids,
        index=ids.index(asked) if asked in ids else 0,
        format_func=called,
        key=f"chat_session_{asked}",
    )
    if chosen != asked:
        _open(str(chosen))
    return by_id.get(str(chosen))


def _options() -> "_Asking":
    say = session.words()
    with st.expander(say("talk.options")), st.container(horizontal=True):
        use_memory = st.checkbox(say("talk.use_memory"), value=True, key="chat_use_memory")
        top_k = st.number_input(say("talk.top_k"), 1, 20, 5, key="chat_top_k", width=200)
        mode = st.selectbox(
            say("talk.mode"),
            [None, *PlanMode],
            format_func=lambda each: say(f"mode.{each}") if each else say("talk.by_words"),
            key="chat_mode",
            width=200,
        )
    return _Asking(use_memory=use_memory, top_k=int(top_k), mode=mode)


class _Asking:
    """How questions are asked."""

    def __init__(self, *, use_memory: bool, top_k: int, mode: PlanMode | None) -> None:
        self._use_memory, self._top_k, self._mode = use_memory, top_k, mode

    def __call__(self, words: str, session_id: str | None) -> ChatRequest:
        """Return a question."""
        return ChatRequest(
            query=words,
            session_id=session_id,
            use_memory=self._use_memory,
            top_k_memory=self._top_k,
            return_tool_traces=True,
            mode=self._mode,
        )


def _messages(session_id: str) -> list[MessageOut]:
    """Draw the way to earlier messages; return as many as were asked for, the oldest first."""
    name = f"messages_{session_id}"
    found, more = paged(
        name, lambda cursor: calls.messages(session_id, limit=_MESSAGES_SHOWN, cursor=cursor)
    )
    if more:
        draw_more(name, session.words()("talk.earlier"))
    return found[::-1]


def _draw_below(chosen: SessionOut, messages: list[MessageOut]) -> None:
    """Draw what can be done about the newest answer."""
    say = session.words()
    newest = messages[-1] if messages else None
    reply = reply_of(newest) if newest else None
    proposal = reply.proposal if reply else None
    if proposal is not None and proposal.status is ProposalStatus.OPEN:
        st.markdown(f"**{say('talk.waits')}**")
        with st.container(horizontal=True):
            st.button(say("talk.yes"), key="chat_yes", type="primary", on_click=_answer,
                      args=(say("talk.say_yes"),))  # fmt: skip
            st.button(say("talk.no"), key="chat_no", on_click=_answer, args=(say("talk.say_no"),))
    if newest is None or newest.role != "assistant":
        return
    with st.container(horizontal=True), failures.one_card():
        for key, thumb in _THUMBS.items():
            given = newest.thumb == thumb
            label = f"{'✓ ' if given else ''}{say(f'talk.{key}')}"
            if st.button(label, key=f"chat_{key}", type="tertiary"):
                _judge(newest, None if given else thumb, "" if given else newest.comment or "")
        api, language = session.current().api, session.language()
        st.download_button(
            say("talk.download"),
            lambda: api.send(calls.export_session(chosen.id, language=language)),
            f"conversation-{chosen.id[:8]}.md",
            "text/markdown",
            key="chat_export",
            on_click="ignore",
            type="tertiary",
        )
    _draw_comment(newest)


def _draw_comment(answer: MessageOut) -> None:
    """Draw the field for why an answer was judged so, and send what was just typed into it."""
    said = st.session_state.pop(_COMMENTED, None)
    if answer.thumb is None:
        return
    key = f"comment_{answer.id}_{answer.comment or ''}"

    def take() -> None:
        st.session_state[_COMMENTED] = st.session_state[key]

    st.text_input(
        session.words()("talk.why"), answer.comment or "", max_chars=_COMMENT_CHARS, key=key,
        on_change=take,
    )  # fmt: skip
    if said is not None:
        with failures.one_card():
            _judge(answer, answer.thumb, said)


def _judge(answer: MessageOut, thumb: Thumb | None, comment: str) -> None:
    body = FeedbackIn(thumb=thumb, comment=comment)
    session.ask(calls.judge_message(answer.id, body))
    st.toast(session.words()("talk.judged"))
    st.rerun()


def _say(wanted: ChatRequest) -> None:
    """Ask, and draw the answer as it comes; the page is drawn anew once it is kept."""
    with st.chat_message("user"):
        st.markdown(as_text(wanted.query))
    opened = wanted.session_id
    with st.chat_message("assistant"):
        status = st.status(session.words()("talk.working"))
        try:
            reply = _heard(wanted, status)
            opened = reply.session_id if reply else opened
        except ClientError as error:
            session.leave_if_signed_out(error)
            st.session_state[_FAILED] = error
    _open(opened or _NEW)


def _heard(wanted: ChatRequest, status: StatusContainer) -> ChatReply | None:
    """Draw an answer while it is written, and the nodes that have run; return it."""
    ended: list[ChatReply] = []
    api, language = session.current().api, session.language()
    with closing(api.stream_chat(wanted, language=language)) as events:

        def pieces() -> Iterator[str]:
            for event in events:
                match event:
                    case PartialFrame():
                        yield as_text(event.delta)
                    case ToolFrame():
                        status.write(
                            f"{as_text(event.trace.node)} · {event.trace.latency_ms:.0f} ms"
                        )
                    case ChatReply():
                        ended.append(event)
                    case StartFrame():
                        continue

        st.write_stream(pieces())
    status.update(label=session.words()("talk.answered"), state="complete")
    return ended[0] if ended else None


def _answer(words: str) -> None:
    st.session_state[_TO_SAY] = words


def _open(session_id: str) -> None:
    if session_id:
        st.query_params[_SESSION] = session_id
    else:
        st.query_params.pop(_SESSION, None)
    st.rerun()
