"""From tables to figures. Streamlit's theme gives fonts and colours of the ground."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

DAY_COLOURS = (
    "#0d9488", "#ea580c", "#6366f1", "#ca8a04", "#db2777", "#16a34a", "#0284c7",
    "#9333ea", "#dc2626", "#65a30d", "#0891b2", "#c026d3", "#78716c", "#b45309",
)  # fmt: skip
"""One for each of up to 14 days; told apart on a light and on a dark ground."""
_LOG_TICKS = [step * 10**power for power in range(7) for step in (1, 2, 5)]
"""Milliseconds to half an hour; Plotly's own ticks leave the power out between decades."""
MODE_COLOURS = {"fast": "#ea580c", "deep": "#0d9488"}
_AIR, _LEAST_AIR_KM = 0.08, 0.4
"""Around the outermost stops: a share of the longer side, and no less than so much."""
_HOVER = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]}–%{customdata[2]} · %{customdata[3]}"
    "<br>%{customdata[4]}<extra></extra>"
)


@dataclass(frozen=True)
class Viewport:
    """The part of the plane a map shows, kilometres east and north."""

    x_km: tuple[float, float]
    y_km: tuple[float, float]


@dataclass(frozen=True)
class MapWords:
    """The words on a map; `day` has a place for `{n}`."""

    day: str
    hotel: str
    east: str
    north: str
    kinds: dict[str, str]
    confidences: dict[str, str]


def viewport(stops: Iterable[pd.DataFrame]) -> Viewport:
    """Return what shows all stops of these tables, with a little air around them.

    Maps that stand side by side share one, or the same distance would look longer on one of them.
    """
    every = pd.concat(list(stops))
    low, high = every[["x_km", "y_km"]].min(), every[["x_km", "y_km"]].max()
    air = max(_AIR * float((high - low).max()), _LEAST_AIR_KM)
    return Viewport(
        (float(low["x_km"]) - air, float(high["x_km"]) + air),
        (float(low["y_km"]) - air, float(high["y_km"]) + air),
    )


def route_map(
    stops: pd.DataFrame, words: MapWords, view: Viewport, *, height: int = 460
) -> go.Figure:
    """Draw the stops of `stops_frame` to scale: one line per day, stops numbered, hotels apart.

    A plain plane in kilometres: no tiles, so nothing is fetched and every machine can draw it.
    """
    figure = go.Figure()
    for day, way in stops.groupby("day", sort=True):
        figure.add_trace(_day_trace(int(str(day)), way, words))
    hotels = stops[stops["kind"] == "hotel"].drop_duplicates("name")
    if not hotels.empty:
        figure.add_trace(_hotel_trace(hotels, words))
    # Same length on paper for a kilometre either way.
    axis = {"showgrid": True, "zeroline": False, "ticksuffix": " km", "nticks": 6}
    figure.update_xaxes(title_text=words.east, range=view.x_km, **axis)
    figure.update_yaxes(
        title_text=words.north, range=view.y_km, scaleanchor="x", scaleratio=1, **axis
    )
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        # Below: above it would lie under Streamlit's buttons.
        legend={"orientation": "h", "y": -0.18, "yanchor": "top", "x": 0},
        hoverlabel={"align": "left"},
    )
    return figure


def latency_chart(runs: pd.DataFrame, labels: dict[str, str], axis: str) -> go.Figure:
    """Draw `runs_frame`: how long each plan took, over time, one colour per mode."""
    figure = go.Figure()
    for mode, colour in MODE_COLOURS.items():
        own = runs[(runs["mode"] == mode) & runs["latency_ms"].notna()]
        figure.add_trace(
            go.Scatter(
                x=own["created_at"],
                y=own["latency_ms"].astype(float),
                name=labels[mode],
                mode="markers",
                marker={"color": colour, "size": 9, "opacity": 0.8},
                customdata=own[["city", "days"]].astype(object).fillna("–"),
                hovertemplate="%{customdata[0]} · %{customdata[1]} d<br>%{y:.0f} ms<br>%{x}",
            )
        )
    figure.update_xaxes(tickformat="%H:%M\n%m-%d", nticks=5)  # the same in every language
    # Fast and deep lie apart by powers of ten where a real model answers.
    figure.update_yaxes(title_text=axis, type="log", tickvals=_LOG_TICKS)
    figure.update_layout(
        height=260,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure


def failures_chart(failures: pd.DataFrame, axis: str) -> go.Figure:
    """Draw `failures_frame`: bars, the most frequent on top."""
    return _bars(failures["what"].head(8), failures["plans"].head(8), axis, "#e0634f")


def counts_chart(counts: pd.DataFrame, axis: str) -> go.Figure:
    """Draw rows of `what` and `count`: bars, the first on top."""
    return _bars(counts["what"], counts["count"], axis, "#0d9488")


def _bars(names: pd.Series, counts: pd.Series, axis: str, color: str) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=counts.iloc[::-1],
            y=names.iloc[::-1],
            orientation="h",
            width=min(0.6, 0.15 * len(counts)),
            marker={"color": color},
            hovertemplate="%{y}: %{x}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text=axis, dtick=max(1, int(counts.max()) // 5))
    figure.update_layout(height=260, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    return figure


def days_chart(values: pd.DataFrame, labels: dict[str, str], axis: str) -> go.Figure:
    """Draw one measure of `day_measures_frame`: two bars a day; a day without one has none."""
    figure = go.Figure()
    for mode, colour in MODE_COLOURS.items():
        own = values[(values["mode"] == mode) & values["value"].notna()]
        figure.add_trace(
            go.Bar(
                x=own["day"],
                y=own["value"].astype(float),
                name=labels[mode],
                marker={"color": colour},
                hovertemplate="%{y:.4g}",
            )
        )
    figure.update_xaxes(title_text=axis, dtick=1)
    figure.update_layout(
        height=240,
        barmode="group",
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure


def _day_trace(day: int, way: pd.DataFrame, words: MapWords) -> go.Scatter:
    colour = DAY_COLOURS[(day - 1) % len(DAY_COLOURS)]
    return go.Scatter(
        x=way["x_km"],
        y=way["y_km"],
        name=words.day.format(n=day),
        mode="lines+markers+text",
        text=way["stop"].astype(str),
        textfont={"color": "white", "size": 11},
        marker={"color": colour, "size": 21, "line": {"color": "white", "width": 1.5}},
        line={"color": colour, "width": 2.5},
        customdata=_hover_rows(way, words),
        hovertemplate=_HOVER,
    )


def _hotel_trace(hotels: pd.DataFrame, words: MapWords) -> go.Scatter:
    return go.Scatter(
        x=hotels["x_km"],
        y=hotels["y_km"],
        name=words.hotel,
        mode="markers",
        marker={
            "symbol": "square-open",
            "color": "#64748b",
            "size": 32,
            "line": {"width": 3},
        },
        customdata=_hover_rows(hotels, words),
        hovertemplate=_HOVER,
    )


def _hover_rows(way: pd.DataFrame, words: MapWords) -> list[list[str]]:
    return [
        [
            _no_markup(stop["name"]),
            stop["start"],
            stop["end"],
            words.kinds.get(stop["kind"], stop["kind"]),
            words.confidences.get(stop["position_confidence"], ""),
        ]
        for stop in way.to_dict("records")
    ]


def _no_markup(text: str) -> str:
    """Return a name of the catalogue without what Plotly would read as tags of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
