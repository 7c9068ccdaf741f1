"""The console's pages and the gate before them; Streamlit runs this file for every visitor."""

from pathlib import Path
from typing import Literal

import streamlit as st

from console import session
from console.desk import Session
from console.views import assistant, overview, plan, prompts, sign_in, trips
from core.schemas.accounts import Role

ASSETS = Path(__file__).parent / "assets"
NAME = "Tripwright"
PAGES = {
    "overview": overview.show,
    "plan": plan.show,
    "trips": trips.show,
    "assistant": assistant.show,
    "prompts": prompts.show,
}
# Of use only from a role on; what they ask for the API refuses others.
FOR_ROLES = {"prompts": Role.RESEARCHER}


def main() -> None:
    """Draw the page the visitor asked for, or the sign-in page in its place."""
    icon = str(ASSETS / "icon.svg")
    st.set_page_config(page_title=NAME, page_icon=icon, layout="wide", menu_items={})
    visitor = session.find()
    if visitor is None:
        _draw_gate()
    else:
        _draw_page(visitor)
    session.update_cookie()


def _draw_gate() -> None:
    # At the addresses of the pages, so that who signs in is where they wanted to be.
    gates = [
        st.Page(sign_in.show, title=NAME, url_path=name, default=not index)
        for index, name in enumerate(PAGES)
    ]
    st.navigation(gates, position="hidden").run()


def _draw_page(visitor: Session) -> None:
    with st.sidebar:
        session.choose_language()
    say = session.words()
    st.logo(str(ASSETS / "logo.svg"), icon_image=str(ASSETS / "icon.svg"), size="large")
    pages = [
        st.Page(
            show,
            title=say(f"{name}.title"),
            url_path=name,
            default=not index,
            visibility=_visibility(name, visitor),
        )
        for index, (name, show) in enumerate(PAGES.items())
    ]
    page = st.navigation(pages)
    with st.sidebar:
        with st.container(gap=None):
            st.text(visitor.user.email)
            st.caption(say(f"role.{visitor.user.role}"))
        st.button(say("sign_out"), on_click=session.sign_out, key="sign_out", width="stretch")
    page.run()


def _visibility(name: str, visitor: Session) -> Literal["visible", "hidden"]:
    needed = FOR_ROLES.get(name, Role.USER)
    return "visible" if visitor.user.role.includes(needed) else "hidden"


main()
