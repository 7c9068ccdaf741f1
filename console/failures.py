"""How pages tell that something went wrong: what, its code, and what finds it in the logs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
import structlog

from console.session import words
from core.client.errors import ApiError, ApiUnreachableError, ClientError

log = structlog.get_logger(__name__)

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:^])")


def as_text(value: object) -> str:
    """Return what Markdown shows as exactly these characters."""
    return _MARKDOWN.sub(r"\\\1", str(value))


def describe(error: ClientError) -> str:
    """Return in Markdown what went wrong, for a visitor."""
    say = words()
    match error:
        case ApiError():
            fields = "".join(
                f"\n- {as_text('.'.join(map(str, item.loc[1:])))}: {as_text(item.msg)}"
                for item in error.errors
            )
            line = say("failure.refused", msg=as_text(error.msg), code=error.code)
            detail = as_text(error.detail) if error.detail != error.msg and not fields else ""
            body = f"{detail}{fields}"
        case ApiUnreachableError():
            line = say("failure.unreachable", address=as_text(error.address))
            body = say(f"failure.{error.reason.name.lower()}")
        case _:
            line, body = as_text(error), ""
    trace = f"\n\n{say('failure.trace')} `{error.trace_id}`" if error.trace_id else ""
    return f"**{line}**\n\n{body}{trace}"


def show(error: ClientError) -> None:
    """Draw what went wrong."""
    st.error(describe(error))


@contextmanager
def one_card() -> Iterator[None]:
    """Draw a failure of what is inside where it would have been; the rest of the page goes on."""
    try:
        yield
    except ClientError as error:
        show(error)


def show_crash(error: Exception) -> bool:
    """Tell the visitor of a bug without its insides; they are in the log."""
    log.error("console_crashed", exc_info=error)
    st.error(words()("failure.crash"))
    return True
