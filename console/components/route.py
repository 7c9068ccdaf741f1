"""The map of a trip: one city at a time, for two cities on one map say nothing of either."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from console import catalog, charts, frames, session
from console.shown import ShownDay
from console.texts import Words
from core.schemas.catalog import PositionConfidence
from core.schemas.trips import SubTripKind

_COLUMN_PX = 380
_EVERY_DAY = 0
_CONFIG = {"displaylogo": False, "scrollZoom": True, "modeBarButtonsToRemove": ["lasso2d"]}


def draw(plans: Mapping[str, Sequence[ShownDay]], city_ids: Sequence[str], key: str) -> None:
    """Draw the choice of city and day, and the map of each plan by its title."""
    say = session.words()
    centres = catalog.centres()
    known = {each: centres[each] for each in city_ids if each in centres}
    stops = {title: frames.stops_frame(days, known) for title, days in plans.items()}
    if all(frame.empty for frame in stops.values()):
        st.caption(say("map.empty"))
        return
    city = _chosen_city(say, stops, list(known), key)
    here = {title: frame[frame["city"] == city] for title, frame in stops.items()}
    day = _chosen_day(say, here, key)
    if day != _EVERY_DAY:
        here = {title: frame[frame["day"] == day] for title, frame in here.items()}
    view = charts.viewport(here.values())
    grid = st.grid(len(plans), min_column_width=_COLUMN_PX, gap="medium")
    for number, (title, frame) in enumerate(here.items()):
        with grid.cell():
            if len(plans) > 1:
                st.markdown(f"**{title}**")
            _map(say, frame, view, title, f"{key}_{number}")
    st.caption(say("map.note"))


def _chosen_city(
    say: Words, stops: Mapping[str, pd.DataFrame], city_ids: Sequence[str], key: str
) -> str:
    visited = {city for frame in stops.values() for city in frame["city"]}
    cities = [city for city in city_ids if city in visited]
    if len(cities) == 1:
        return cities[0]
    names = catalog.city_names()
    return st.segmented_control(
        say("map.city"),
        cities,
        default=cities[0],
        required=True,
        format_func=lambda city: names.get(city, city),
        key=f"{key}_city",
    )


def _chosen_day(say: Words, here: Mapping[str, pd.DataFrame], key: str) -> int:
    days = sorted({int(day) for frame in here.values() for day in frame["day"]})
    if len(days) < 2:
        return _EVERY_DAY
    return st.segmented_control(
        say("map.day"),
        [_EVERY_DAY, *days],
        default=_EVERY_DAY,
        required=True,
        format_func=lambda day: say("card.day", n=day) if day else say("map.every_day"),
        key=f"{key}_day",
    )


def _map(say: Words, stops: pd.DataFrame, view: charts.Viewport, title: str, key: str) -> None:
    if stops.empty:
        st.caption(say("map.empty_here"))
        return
    st.plotly_chart(
        charts.route_map(stops, _words(say), view),
        key=f"map_{key}",
        config=_CONFIG,
        alt=say("map.alt", mode=title),
    )


def _words(say: Words) -> charts.MapWords:
    return charts.MapWords(
        day=say("card.day", n="{n}"),
        hotel=say("map.hotel"),
        east=say("map.east"),
        north=say("map.north"),
        kinds={kind.value: say(f"kind.{kind}") for kind in SubTripKind},
        confidences={each.value: say(f"position.{each}") for each in PositionConfidence},
    )
