"""Time as the visitor's clock shows it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st


def local_time(moment: datetime) -> str:
    """Return a moment by the clock of the visitor."""
    return f"{moment.astimezone(ZoneInfo(zone_name())):%Y-%m-%d %H:%M}"


def zone_name() -> str:
    """Return the time zone of the visitor's browser."""
    return st.context.timezone or "UTC"
