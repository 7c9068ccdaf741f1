"""Tables as figures."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from console import charts, frames
from console.charts import MapWords
from console.shown import day_of_plan
from core.schemas.plans import PlanDayCard, PlanMode
from core.schemas.trips import SubTripKind
from tests.console.fake_api import a_run
from tests.support.plans import a_day, a_stop, an_answer, some_metrics

WORDS = MapWords(
    day="Day {n}",
    hotel="Hotel",
    east="east",
    north="north",
    kinds={"attraction": "Sight", "hotel": "Hotel"},
    confidences={"good": "checked", "unsure": "unsure"},
)


def stops_of(*days: PlanDayCard) -> pd.DataFrame:
    return frames.stops_frame(map(day_of_plan, days), {"guangzhou": (23.13, 113.26)})


def map_of(stops: pd.DataFrame) -> go.Figure:
    return charts.route_map(stops, WORDS, charts.viewport([stops]))


@pytest.fixture
def two_days() -> pd.DataFrame:
    hotel = a_stop(1, kind=SubTripKind.HOTEL, name="White Swan", position_confidence="unsure")
    return stops_of(a_day(0, a_stop(0), hotel), a_day(1, a_stop(0), hotel))


def test_every_day_is_a_line_of_its_own_colour_with_its_stops_numbered(
    two_days: pd.DataFrame,
) -> None:
    figure = map_of(two_days)

    days = figure.data[:2]
    assert [day.name for day in days] == ["Day 1", "Day 2"]
    assert days[0].line.color != days[1].line.color
    assert list(days[0].text) == ["1", "2"]


def test_a_hotel_is_marked_once_however_often_one_sleeps_there(two_days: pd.DataFrame) -> None:
    figure = map_of(two_days)

    hotels = figure.data[2]
    assert hotels.name == "Hotel"
    assert len(hotels.x) == 1
    assert "square" in hotels.marker.symbol


def test_a_kilometre_is_as_long_northwards_as_eastwards(two_days: pd.DataFrame) -> None:
    axis = map_of(two_days).layout.yaxis

    assert (axis.scaleanchor, axis.scaleratio) == ("x", 1)


def test_pointing_at_a_stop_shows_name_times_kind_and_how_sure_its_position_is(
    two_days: pd.DataFrame,
) -> None:
    hotel = map_of(two_days).data[0].customdata[1]

    assert list(hotel) == ["White Swan", "09:20", "10:50", "Hotel", "unsure"]


def test_a_name_cannot_bring_markup_into_the_map() -> None:
    stops = stops_of(a_day(0, a_stop(0, name='<a href="http://evil.example">R&B</a>')))

    shown = map_of(stops).data[0].customdata[0][0]

    assert shown == '&lt;a href="http://evil.example"&gt;R&amp;B&lt;/a&gt;'


def test_nothing_of_a_map_is_fetched_from_anywhere(two_days: pd.DataFrame) -> None:
    spec = json.loads(map_of(two_days).to_json())

    assert {trace["type"] for trace in spec["data"]} == {"scatter"}
    assert "http" not in json.dumps(spec["data"])
    assert not {"images", "mapbox", "map", "geo"} & set(spec["layout"])


def test_days_beyond_the_colours_begin_again() -> None:
    stops = stops_of(*(a_day(index, a_stop(0)) for index in range(14)))

    colours = [day.line.color for day in map_of(stops).data]

    assert len(set(colours)) == 14


def test_latencies_are_one_dot_per_plan_in_the_colour_of_its_mode() -> None:
    runs = [a_run(PlanMode.FAST), a_run(PlanMode.DEEP), a_run(PlanMode.DEEP, metrics=None)]
    frame = frames.runs_frame(runs, {})

    figure = charts.latency_chart(frame, {"fast": "Fast", "deep": "Deep"}, "ms")

    assert [(trace.name, len(trace.x)) for trace in figure.data] == [("Fast", 1), ("Deep", 1)]
    assert figure.layout.yaxis.type == "log"


def test_the_most_frequent_failure_is_the_top_bar() -> None:
    failures = pd.DataFrame({"what": ["budget", "meal_times"], "plans": [5, 2]})

    bars = charts.failures_chart(failures, "plans").data[0]

    assert list(bars.y) == ["meal_times", "budget"]
    assert list(bars.x) == [2, 5]


def test_a_measure_of_the_days_is_a_bar_for_each_plan_and_missing_where_there_is_none() -> None:
    days = [{"detour": 1.5}, {"detour": None}]
    answers = {
        "fast": an_answer(metrics=some_metrics(quality_days=days)),
        "deep": an_answer(metrics=some_metrics(quality_days=[{"detour": 1.0}, {"detour": 1.1}])),
    }

    figure = charts.days_chart(
        frames.day_measures_frame(answers), {"fast": "Fast", "deep": "Deep"}, "Day"
    )

    assert [(bar.name, list(bar.x), list(bar.y)) for bar in figure.data] == [
        ("Fast", [1], [1.5]),
        ("Deep", [1, 2], [1.0, 1.1]),
    ]


def test_maps_side_by_side_show_the_same_part_of_the_city() -> None:
    near = stops_of(a_day(0, a_stop(0, lat=23.13, lon=113.26)))
    far = stops_of(a_day(0, a_stop(0, lat=23.22, lon=113.16)))

    view = charts.viewport([near, far])

    figures = [charts.route_map(stops, WORDS, view) for stops in (near, far)]
    assert figures[0].layout.xaxis.range == figures[1].layout.xaxis.range
    assert view.x_km[0] < -10 < 0 < view.x_km[1]
    assert view.y_km[0] < 0 < 10 < view.y_km[1]


def test_a_single_stop_has_air_around_it() -> None:
    view = charts.viewport([stops_of(a_day(0, a_stop(0, lat=23.13, lon=113.26)))])

    assert view.x_km[1] - view.x_km[0] > 0.5
