"""What was said in a conversation, with what every answer rests on."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from console import failures, session
from console.components import task_card
from console.failures import as_text
from console.local import local_time
from core.client.talks import reply_of
from core.schemas.chat import ChatReply, MessageOut, NodeTrace, ProposalOut

_READS_TRIPS = frozenset({"trip_query", "trip_edit", "trip_plan"})


def draw(messages: Sequence[MessageOut], *, newest_open: bool = True) -> None:
    """Draw messages, the oldest first; what the newest answer rests on stands open."""
    for position, message in enumerate(messages):
        is_newest = newest_open and position == len(messages) - 1
        with st.chat_message("user" if message.role == "user" else "assistant"):
            st.markdown(as_text(message.content).replace("\n", "  \n"))
            if message.role == "assistant":
                _draw_answer(message, is_newest=is_newest)
            else:
                st.caption(local_time(message.created_at))


def _draw_answer(message: MessageOut, *, is_newest: bool) -> None:
    say = session.words()
    reply = reply_of(message)
    if reply is None:
        st.caption(local_time(message.created_at))
        return
    _draw_outcome(message.id, reply)
    if message.meta.get("withheld"):
        st.warning(say("answer.withheld"))
    with st.expander(_line(reply), expanded=is_newest):
        draw_rests(reply)
    told = {1: "answer.thumb_up", -1: "answer.thumb_down"}.get(message.thumb or 0)
    judged = f" · {say(told)}" if told else ""
    comment = f" · {as_text(message.comment)}" if message.comment else ""
    st.caption(f"{local_time(message.created_at)}{judged}{comment}")


def draw_rests(reply: ChatReply) -> None:
    """Draw by which model, prompts, memories and nodes an answer was made."""
    say = session.words()
    meta = reply.ai_meta
    if meta.degraded:
        st.warning(say("answer.degraded", reason=as_text(meta.degraded_reason or "?")))
    names = {"model": as_text(meta.model), "provider": as_text(meta.provider)}
    st.markdown(say("answer.model", calls=meta.model_calls, **names))
    st.markdown(f"**{say('answer.memories')}**")
    if reply.used_memory:
        _table({"memory": each.text, "score": round(each.score, 2)} for each in reply.used_memory)
    else:
        st.caption(say("answer.no_memories"))
    st.markdown(f"**{say('answer.nodes')}**")
    _table(_node_row(trace) for trace in reply.tool_traces)
    st.markdown(f"**{say('answer.prompts')}**")
    prompts = meta.prompt_versions.items()
    _table({"prompt": key, "version": version} for key, version in prompts)
    st.caption(f"{say('answer.trace')} `{meta.trace_id}`")


def _draw_outcome(message_id: str, reply: ChatReply) -> None:
    """Draw what came of an answer: a change, a task, a trip."""
    say = session.words()
    if reply.proposal is not None:
        _draw_proposal(reply.proposal)
    if reply.trip_id:
        st.markdown(f"[{say('answer.trip')}](/trips?trip={reply.trip_id})")
    if reply.task_id:
        st.markdown(say("answer.task", task_id=reply.task_id))
        if st.toggle(say("answer.task_state"), key=f"task_{message_id}"):
            with failures.one_card():
                task_card.draw(reply.task_id)


def _draw_proposal(proposal: ProposalOut) -> None:
    say = session.words()
    change = proposal.change
    stop = as_text(change.place_name or change.stop_name)
    what = say(f"change.{change.kind}", stop=stop)
    days = [day.isoformat() for day in (change.from_date, change.to_date) if day]
    when = " → ".join(dict.fromkeys([*days, change.start_time or days[-1]]))
    status = say(f"proposal.{proposal.status}")
    st.markdown(f"{say('answer.proposal', what=what, status=status)}: {as_text(when)}")
    if proposal.new_problems:
        problems = as_text("; ".join(proposal.new_problems))
        st.markdown(f":orange[{say('answer.new_problems', problems=problems)}]")


def _line(reply: ChatReply) -> str:
    say = session.words()
    read = any(trace.node in _READS_TRIPS for trace in reply.tool_traces)
    return say(
        "answer.line",
        intent=say(f"intent.{reply.intent}"),
        ms=f"{reply.ai_meta.latency_ms:,.0f}",
        tokens=f"{reply.ai_meta.usage_tokens:,}",
        memories=len(reply.used_memory),
        read=say("answer.read" if read else "answer.not_read"),
    )


def _node_row(trace: NodeTrace) -> dict[str, Any]:
    found = ", ".join(f"{name}={value}" for name, value in trace.extra.items())
    return {
        "node": trace.node,
        "status": trace.status,
        "ms": round(trace.latency_ms, 1),
        "found": found,
    }


def _table(rows: Iterable[dict[str, Any]]) -> None:
    say = session.words()
    frame = pd.DataFrame(list(rows))
    names = {column: say(f"col.{column}") for column in frame.columns}
    st.dataframe(frame.rename(columns=names), hide_index=True)
