"""Signing in: what a visitor sees in place of any page until they have."""

from pathlib import Path

import streamlit as st

from console import failures, session
from core.client.errors import ApiError, ClientError
from core.kernel.errors import UnauthenticatedError

LOGO = Path(__file__).parents[1] / "assets" / "logo.svg"


def show() -> None:
    """Draw the form; who it lets in sees the page they came for."""
    _, middle, _ = st.columns([1, 1.6, 1])
    with middle:
        st.space("large")
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.image(str(LOGO), width=170)
            session.choose_language()
        say = session.words()
        st.caption(say("sign_in.what"))
        if session.has_expired():
            st.info(say("sign_in.expired"))
        with st.form("sign_in"):
            email = st.text_input(say("sign_in.email"), key="email", autocomplete="username")
            password = st.text_input(
                say("sign_in.password"),
                key="password",
                type="password",
                autocomplete="current-password",
            )
            sent = st.form_submit_button(
                say("sign_in.do"), type="primary", key="sign_in_now", width="stretch"
            )
            if sent:
                _try(email or "", password or "")
        st.caption(say("sign_in.accounts"))


def _try(email: str, password: str) -> None:
    say = session.words()
    if not email or not password:
        st.warning(say("sign_in.both"))
        return
    try:
        session.sign_in(email.strip(), password)
    except ApiError as error:
        if error.code == UnauthenticatedError.code:
            st.error(say("sign_in.wrong"))
        else:
            failures.show(error)
    except ClientError as error:
        failures.show(error)
    else:
        st.rerun()
