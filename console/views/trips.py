"""Saved trips: the list of them, one that is opened, and a file made into one."""

from zoneinfo import ZoneInfo

import streamlit as st
from pydantic import ValidationError

from console import catalog, failures, frames, session
from console.components import trip_page
from console.paging import draw_more, paged
from core.client import calls
from core.client.errors import ApiError, ClientError
from core.schemas.exports import MAX_FILE_BYTES, TripFile

_OPENED = "trip"
_PAGE_SIZE = 50
_ROWS_SHOWN = 14
_NOT_FOUND = 404
_MB = 1024 * 1024


def show() -> None:
    """Draw the trip that the address names, or the list."""
    trip_id = st.query_params.get(_OPENED)
    if trip_id:
        _show_one(trip_id)
    else:
        _show_all()


def _show_all() -> None:
    say = session.words()
    st.title(say("trips.title"), anchor=False)
    st.caption(say("trips.what"))
    with failures.one_card():
        _list()
    with st.expander(say("import.title")), failures.one_card():
        _import()


def _show_one(trip_id: str) -> None:
    say = session.words()
    st.button(f"← {say('trips.back')}", key="back", on_click=_close, type="tertiary")
    try:
        with st.spinner(say("trips.opening")):
            trip = session.ask(calls.trip(trip_id))
    except ClientError as error:
        if isinstance(error, ApiError) and error.status == _NOT_FOUND:
            st.info(say("trips.gone"))
        else:
            failures.show(error)
        return
    trip_page.draw(trip)


def _list() -> None:
    say = session.words()
    trips, more = paged("trips", lambda cursor: calls.trips(limit=_PAGE_SIZE, cursor=cursor))
    if not trips:
        st.info(say("trips.none"))
        return
    table = frames.trips_frame(trips, catalog.city_names())
    zone = st.context.timezone or "UTC"
    shown = table.assign(updated_at=table["updated_at"].dt.tz_convert(ZoneInfo(zone)))
    shown["updated_at"] = shown["updated_at"].dt.tz_localize(None)
    chosen = st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn(say("trips.name"), width=190, pinned=True),
            "cities": st.column_config.TextColumn(say("trips.cities"), width=165),
            "start_date": st.column_config.DateColumn(
                say("form.start"), format="YYYY-MM-DD", width=95
            ),
            "days": st.column_config.NumberColumn(say("form.days"), width=50),
            "travellers": st.column_config.NumberColumn(say("trips.people"), width=60),
            "budget": st.column_config.TextColumn(say("form.budget"), width=95),
            "updated_at": st.column_config.DatetimeColumn(
                say("trips.updated"), format="YYYY-MM-DD HH:mm"
            ),
        },
        column_order=[column for column in shown.columns if column != "id"],
        height="content" if len(shown) <= _ROWS_SHOWN else 36 * _ROWS_SHOWN,
        placeholder="–",
        key="trips_table",
        on_select="rerun",
        selection_mode="single-row",
        alt=say("trips.title"),
    )
    st.caption(say("trips.open_how", count=len(trips), zone=zone))
    if more:
        draw_more("trips")
    rows = chosen["selection"]["rows"]
    if rows:
        _open(trips[rows[0]].id)


def _import() -> None:
    say = session.words()
    st.caption(say("import.what"))
    file = st.file_uploader(
        say("import.file"), "json", key="import_file", max_upload_size=MAX_FILE_BYTES // _MB
    )
    if file is None or not st.button(say("import.do"), key="import", type="primary"):
        return
    try:
        wanted = TripFile.model_validate_json(file.getvalue())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or say("import.whole")
        st.error(say("import.not_ours", where=failures.as_text(where), count=error.error_count()))
        return
    imported = session.ask(calls.import_trip(wanted, f"file-{file.file_id}"))
    st.session_state[trip_page.UNKNOWN] = {imported.trip.id: imported.unknown_places}
    st.toast(say("import.done"))
    _open(imported.trip.id)


def _open(trip_id: str) -> None:
    st.query_params[_OPENED] = trip_id
    st.rerun()


def _close() -> None:
    st.query_params.pop(_OPENED, None)
