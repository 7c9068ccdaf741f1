"""The visitor whose page is being drawn: who they are, their language, what they ask the API."""

from typing import NoReturn, TypeVar, cast

import streamlit as st

from console.desk import Session, get_desk
from console.texts import Words
from console.web import COOKIE, cookie_image
from core.client.calls import Call
from core.client.errors import ApiError
from core.client.http import Language

AnswerT = TypeVar("AnswerT")

_SESSION_ID = "session_id"
_TICKET = "cookie_ticket"
_EXPIRED = "session_expired"
_LANGUAGE = "lang"
_NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}


def choose_language() -> None:
    """Draw the language switch; the choice is kept in the address, so a link keeps it."""
    st.segmented_control(
        "Language / 语言",
        list(_NAMES),
        default="zh" if (st.context.locale or "").startswith("zh") else "en",
        required=True,
        format_func=lambda code: _NAMES[cast(Language, code)],
        key=_LANGUAGE,
        bind="query-params",
        label_visibility="collapsed",
    )


def language() -> Language:
    """Return the language of the page."""
    return "zh" if st.session_state.get(_LANGUAGE) == "zh" else "en"


def words() -> Words:
    """Return the texts of the page in its language."""
    return Words(language())


def find() -> Session | None:
    """Return the session of the visitor; None where they have to sign in.

    A page that was reloaded has lost its state, but its browser has sent the cookie along.
    """
    session_id = st.session_state.get(_SESSION_ID) or st.context.cookies.get(COOKIE)
    return get_desk().find(session_id)


def current() -> Session:
    """Return the session of the visitor of a page that only signed-in people see."""
    session = find()
    if session is None:
        _to_sign_in(expired=True)
    return session


def sign_in(email: str, password: str) -> None:
    """Sign the visitor in, on this page and in the cookie of their browser.

    Raises:
        ClientError: The API does not know them, or does not answer.
    """
    session = get_desk().sign_in(email, password, language=language())
    st.session_state[_SESSION_ID] = session.id
    st.session_state[_TICKET] = get_desk().issue_ticket(session.id)
    st.session_state.pop(_EXPIRED, None)


def sign_out() -> None:
    """Forget the visitor here, and let their browser forget the cookie."""
    session = find()
    if session is not None:
        get_desk().sign_out(session.id)
    for key in set(st.session_state) - {_LANGUAGE}:
        del st.session_state[key]
    st.session_state[_TICKET] = get_desk().issue_ticket(None)
    st.session_state[_EXPIRED] = False


def has_expired() -> bool:
    """Say whether the visitor was signed in until the API refused their token or we forgot them.

    The cookie of somebody we do not know is from before a restart, or of who was away for long.
    """
    return bool(st.session_state.get(_EXPIRED, st.context.cookies.get(COOKIE)))


def update_cookie() -> None:
    """Let the browser fetch its new cookie after signing in or out; draw it once on every page.

    It stays on the page, for Streamlit may draw a page twice before the browser has asked.
    """
    if ticket := st.session_state.get(_TICKET):
        st.html(cookie_image(ticket))


def ask(call: Call[AnswerT]) -> AnswerT:
    """Return the answer of the API to the visitor.

    Raises:
        ClientError: It refused, or did not answer. Where only signing in again helps, the visitor
            is taken there instead.
    """
    try:
        return current().api.send(call, language=language())
    except ApiError as error:
        leave_if_signed_out(error)
        raise


def leave_if_signed_out(error: Exception) -> None:
    """Take the visitor to the sign-in page where the error says that only this helps."""
    if isinstance(error, ApiError) and error.signed_out:
        sign_out()
        _to_sign_in(expired=True)


def _to_sign_in(*, expired: bool) -> NoReturn:
    st.session_state[_EXPIRED] = expired
    st.rerun()
