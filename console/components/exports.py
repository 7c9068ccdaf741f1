"""A saved trip as files: one button for each format, written when it is pressed."""

from functools import partial

import streamlit as st

from console import session
from console.desk import Api
from core.client import calls
from core.client.http import Language
from core.schemas.exports import ExportFormat

_PLAIN_TYPES = {
    ExportFormat.ICS: "text/calendar",
    ExportFormat.GPX: "application/gpx+xml",
    ExportFormat.KML: "application/vnd.google-earth.kml+xml",
    ExportFormat.GEOJSON: "application/geo+json",
    ExportFormat.CSV: "text/csv",
    ExportFormat.MARKDOWN: "text/markdown",
    ExportFormat.JSONLD: "application/ld+json",
    ExportFormat.JSON: "application/json",
}
_COLUMN_PX = 190


def draw(trip_id: str, key: str) -> None:
    """Draw the buttons behind one that opens them; `key` tells them from others of the page."""
    with st.popover(session.words()("export.as")):
        for wanted in ExportFormat:
            _button(trip_id, wanted, key)


def buttons(trip_id: str, key: str) -> None:
    """Draw the buttons beside each other, each with what it is for."""
    say = session.words()
    with st.grid("auto", min_column_width=_COLUMN_PX):
        for wanted in ExportFormat:
            with st.container(gap="xsmall"):
                _button(trip_id, wanted, key)
                st.caption(say(f"export.{wanted.value}.what"))


def _button(trip_id: str, wanted: ExportFormat, key: str) -> None:
    api, language = session.current().api, session.language()
    st.download_button(
        session.words()(f"export.{wanted.value}"),
        partial(written, api, trip_id, wanted, language),
        f"trip-{trip_id[:8]}.{wanted.value}",
        _PLAIN_TYPES[wanted],
        key=f"export_{key}_{wanted.value}",
        on_click="ignore",
        width="stretch",
    )


def written(api: Api, trip_id: str, wanted: ExportFormat, language: Language) -> bytes:
    """Return a file; on a thread of its own, where nothing of the page can be asked for."""
    return api.send(calls.export_trip(trip_id, wanted, language=language), language=language)
