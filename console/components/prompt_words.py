"""What every part of the prompt centre says in the same way."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from console import session
from console.drafts import is_built_in


def version_text(version: str) -> str:
    """Return a version as people call it."""
    return session.words()("prompts.built_in") if is_built_in(version) else version


def number_text(number: int | None) -> str:
    """Return the version of a number, null being the built-in text."""
    return session.words()("prompts.built_in") if number is None else f"v{number}"


def local_time(moment: datetime) -> str:
    """Return a moment by the clock of the visitor."""
    return f"{moment.astimezone(ZoneInfo(zone_name())):%Y-%m-%d %H:%M}"


def zone_name() -> str:
    """Return the time zone of the visitor's browser."""
    return st.context.timezone or "UTC"
