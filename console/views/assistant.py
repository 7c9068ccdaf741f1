"""The assistant: talk with it, what it remembers, and for operators how everybody does."""

import streamlit as st

from console import failures, session
from console.components import chat_talk, chat_watch, memories
from console.components.parts import choose_part
from core.schemas.accounts import Role

_PART = "assistant_part"
_FOR_ALL, _FOR_OPERATORS = ("talk", "memories"), ("summary", "everybody")


def show() -> None:
    """Draw the part that is looked at; only what it shows is asked for."""
    say = session.words()
    st.title(say("assistant.title"), anchor=False)
    is_operator = session.current().user.role.includes(Role.OPERATOR)
    parts = [*_FOR_ALL, *(_FOR_OPERATORS if is_operator else ())]
    part = choose_part(
        _PART, parts, say("assistant.title"), lambda name: say(f"assistant.part.{name}")
    )
    with failures.one_card():
        match part:
            case "memories":
                memories.draw()
            case "summary":
                chat_watch.draw_summary()
            case "everybody":
                chat_watch.draw_everybody()
            case _:
                chat_talk.draw()
