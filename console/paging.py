"""Lists as long as the visitor asks for: one page at first, and one more with every press."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from console import session
from core.client.calls import Call
from core.schemas.envelope import Page

ItemT = TypeVar("ItemT")


def paged(name: str, ask: Callable[[str | None], Call[Page[ItemT]]]) -> tuple[list[ItemT], bool]:
    """Return the items of as many pages as were asked for, and whether there are others.

    `ask` is told the cursor of the page.
    """
    found: list[ItemT] = []
    page: Page[ItemT] = Page(items=[], next_cursor=None, has_more=True)
    for _ in range(st.session_state.get(_key(name), 1)):
        if page.has_more:
            page = session.ask(ask(page.next_cursor))
            found.extend(page.items)
    return found, page.has_more


def draw_more(name: str, label: str | None = None) -> None:
    """Draw the button that asks for one page more; it says so unless `label` says it better."""
    shown = label or session.words()("more")
    st.button(shown, key=f"{name}_more", on_click=_ask_for_more, args=(name,))


def _ask_for_more(name: str) -> None:
    st.session_state[_key(name)] = st.session_state.get(_key(name), 1) + 1


def _key(name: str) -> str:
    return f"pages_{name}"
