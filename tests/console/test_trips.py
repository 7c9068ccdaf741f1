"""The Trips page: the list, one trip, and what can be done with it."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.client.calls import Call
from core.schemas.editing import (
    LaidStop,
    TripCheck,
)
from core.schemas.envelope import Page
from core.schemas.exports import ExportFormat, FeedOut, TripImported
from core.schemas.links import LegOut
from core.schemas.tasks import TaskAccepted, TaskStatus, TaskView
from core.schemas.trips import SubTripKind, TripOut, TripSummary
from core.schemas.wishes import LodgingWish, Pace, Party, TripWishes
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi, refused, unreachable
from tests.console.saved_trips import (
    TRIP_PATH,
    a_saved_day,
    a_saved_stop,
    a_saved_trip,
    a_task,
    open_saved_trip,
)
from tests.support.answers import TRACE_ID
from tests.support.plans import a_check, a_journey, a_report

pytestmark = pytest.mark.usefixtures("signed_in")


def a_list(*trips: TripOut, has_more: bool = False) -> Page[TripSummary]:
    items = [TripSummary.model_validate(dict(trip)) for trip in trips]
    return Page(items=items, next_cursor="next" if has_more else None, has_more=has_more)


def test_without_trips_the_page_says_where_they_come_from(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/trips"] = a_list()

    assert "No trips yet" in open_page("trips").info[0].value


def test_trips_are_listed_with_their_cities_by_name(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/trips"] = a_list(a_saved_trip(city_ids=["guangzhou"], budget=600_000))

    table = open_page("trips").dataframe[0].value

    assert table[["title", "cities", "budget"]].iloc[0].tolist() == [
        "Days in Guangzhou", "Guangzhou", "CNY 6,000",
    ]  # fmt: skip


def test_more_trips_are_asked_for_on_demand(open_page: Open, api: FakeApi) -> None:
    def pages(call: Call[Any]) -> Page[TripSummary]:
        later = "cursor" in call.query
        return a_list(a_saved_trip(id="later" if later else "first"), has_more=not later)

    api.answers["/api/trips"] = pages
    page = open_page("trips")
    assert len(page.dataframe[0].value) == 1

    page.button(key="trips_more").click().run()

    assert page.dataframe[0].value["id"].tolist() == ["first", "later"]
    assert "more" not in [button.key for button in page.button]


def test_a_list_that_cannot_be_had_leaves_the_import_standing(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/trips"] = unreachable()

    page = open_page("trips")

    assert "No answer from the API" in page.error[0].value
    assert [each.label for each in page.expander] == ["Import a trip file"]


def test_a_link_opens_a_trip_with_its_days_and_facts(open_page: Open, api: FakeApi) -> None:
    trip = a_saved_trip(budget=600_000, summary="A day of craftwork")

    page = open_saved_trip(open_page, api, trip)

    assert page.title[0].value == "Days in Guangzhou"
    said = texts_of(page)
    for shown in (
        "from Tuesday 1 December 2026, days: 1",
        "travellers: 2",
        "budget CNY 6,000",
        "version 1",
        "A day of craftwork",
        "Chen Clan Ancestral Hall",
        "Open 09:00-17:30",
    ):
        assert shown in said
    assert len(page.get("plotly_chart")) == 1


def test_a_journey_of_a_saved_trip_is_told_with_its_stations(open_page: Open, api: FakeApi) -> None:
    leg = LegOut.model_validate(a_journey().leg)
    ride = a_saved_stop(kind=SubTripKind.TRANSPORT, place_id=None, name="Shanghai → Xi'an", leg=leg)

    page = open_saved_trip(open_page, api, a_saved_trip(a_saved_day(0, ride)))

    assert "Hongqiao Station 08:00 → North Station 14:20" in texts_of(page)


def test_a_trip_tells_what_it_was_planned_for(open_page: Open, api: FakeApi) -> None:
    wishes = TripWishes(
        cost_currency="CNY",
        pace=Pace.RELAXED,
        party=Party(pets=1),
        lodging=LodgingWish(max_per_night=40_000),
        must_see=["guangzhou-canton-tower"],
    )

    said = texts_of(open_saved_trip(open_page, api, a_saved_trip(wishes=wishes)))

    assert (
        "- pets: 1\n- pace: relaxed\n- must see: Canton Tower\n- at most a night: CNY 400" in said
    )


def test_a_trip_planned_for_nothing_out_of_the_usual_says_so(open_page: Open, api: FakeApi) -> None:
    page = open_saved_trip(open_page, api, a_saved_trip(wishes=TripWishes(language="en")))

    assert "Nothing out of the usual was asked for." in texts_of(page)


def test_a_trip_is_told_in_chinese_with_the_cities_chinese_names(
    open_page: Open, api: FakeApi
) -> None:
    trip = a_saved_trip(city_ids=["guangzhou"], cities=["Guangzhou"])

    api.answers[TRIP_PATH] = trip
    api.answers[f"{TRIP_PATH}/check"] = TripCheck(version=1, report=a_report(), laid_out=[])
    page = open_page("trips", trip="trip-7", locale="zh-CN")

    assert "广州 · 2026年12月1日周二 起 1 天" in texts_of(page)


def test_a_trip_that_is_gone_says_so_and_leads_back(open_page: Open, api: FakeApi) -> None:
    api.answers[TRIP_PATH] = refused(4001, 404, "There is no such trip")
    api.answers["/api/trips"] = a_list()
    page = open_page("trips", trip="trip-7")
    assert "no such trip of yours" in page.info[0].value

    page.button(key="back").click().run()

    assert page.title[0].value == "Trips"
    assert "trip" not in page.query_params


def test_checks_that_cannot_be_had_leave_the_days_standing(open_page: Open, api: FakeApi) -> None:
    api.answers[f"{TRIP_PATH}/check"] = refused(9000, 500)

    page = open_saved_trip(open_page, api, a_saved_trip())

    assert "code 9000" in page.error[0].value
    assert "Chen Clan Ancestral Hall" in texts_of(page)


def test_what_does_not_hold_is_told_in_the_checks_and_at_its_stop(
    open_page: Open, api: FakeApi
) -> None:
    shut = a_check("open_at_time", passed=False, day_index=0, order_index=0, message="Shut then")
    laid = [LaidStop(stop_id="stop-1", start_time="09:00", end_time="10:00")]

    page = open_saved_trip(open_page, api, a_saved_trip(), report=a_report(shut), laid_out=laid)

    assert "Shut then" in page.error[0].value
    assert "Stops without times: 1" in texts_of(page)
    days = next(html.value for html in page.get("html") if "tw-pair" in html.value[:30])
    assert '<p class="tw-bad">Does not hold: Shut then</p>' in days


def test_a_trip_is_checked_once_for_each_of_its_versions(open_page: Open, api: FakeApi) -> None:
    page = open_saved_trip(open_page, api, a_saved_trip())

    page.run()

    assert api.paths().count(f"{TRIP_PATH}/check") == 1


def print_it(open_page: Open, api: FakeApi, task: TaskView) -> AppTest:
    api.answers[f"{TRIP_PATH}/export/pdf"] = TaskAccepted(
        task_id="task-1", status=TaskStatus.QUEUED, trace_id=TRACE_ID, replayed=False, links={}
    )
    api.answers["/api/tasks/task-1"] = task
    return open_saved_trip(open_page, api, a_saved_trip()).button(key="pdf").click().run()


def test_printing_shows_how_far_it_is_and_can_be_cancelled(open_page: Open, api: FakeApi) -> None:
    page = print_it(open_page, api, a_task(TaskStatus.RUNNING))
    assert [bar.proto.text for bar in page.get("progress")] == ["Drawing the pages"]
    assert [bar.proto.value for bar in page.get("progress")] == [40]

    cancelled = a_task(TaskStatus.CANCELLED)
    api.answers["/api/tasks/task-1/cancel"] = cancelled
    api.answers["/api/tasks/task-1"] = cancelled
    page.button(key="pdf_cancel").click().run()

    assert "The printing was cancelled" in texts_of(page)


def test_a_printed_trip_can_be_downloaded(open_page: Open, api: FakeApi) -> None:
    file = {"name": "trip.pdf", "media_type": "application/pdf", "size": 9, "sha256": "a" * 64,
            "href": "/api/files/a"}  # fmt: skip
    result = {"trip_id": "trip-7", "version": 1, "pages": 4, "missing_characters": 2, "file": file}

    page = print_it(open_page, api, a_task(TaskStatus.SUCCEEDED, result=result))

    assert "The PDF is ready: 4 pages" in texts_of(page)
    assert "2 characters are in none of our fonts" in texts_of(page)
    labels = [button.proto.label for button in page.get("download_button")]
    assert "Download the PDF" in labels
    assert len([label for label in labels if "(." in label]) == len(ExportFormat)


def test_a_printing_that_failed_says_why_and_can_be_tried_again(
    open_page: Open, api: FakeApi
) -> None:
    error = {"code": 5004, "detail": "Too much is kept"}

    page = print_it(open_page, api, a_task(TaskStatus.FAILED, error=error))

    assert "Too much is kept" in page.error[0].value
    assert page.button(key="pdf")


def test_a_calendar_link_is_shown_once_made_and_gone_once_revoked(
    open_page: Open, api: FakeApi
) -> None:
    def feed(call: Call[Any]) -> FeedOut | None:
        if call.method == "DELETE":
            return None
        return FeedOut(path="/api/feeds/x.ics", url="http://api/api/feeds/x.ics", language="en",
                       frame=False, alarm_min=30)  # fmt: skip

    api.answers[f"{TRIP_PATH}/feed"] = feed
    page = open_saved_trip(open_page, api, a_saved_trip())
    page.get_by_key("feed_alarm").set_value(30)

    page.button(key="feed_make").click().run()
    assert page.code[0].value == "http://api/api/feeds/x.ics"
    assert [call.body for call, _ in api.sent if call.method == "POST"][-1] == {
        "language": "en", "alarm_min": 30,
    }  # fmt: skip
    page.button(key="feed_revoke").click().run()

    assert not page.code
    assert "No link leads to this calendar" in texts_of(page)


def upload(page: AppTest, content: bytes) -> AppTest:
    page.get("file_uploader")[0].upload("trip.json", content, "application/json")
    page.run()
    return page.button(key="import").click().run()


def a_trip_file() -> bytes:
    day = {"date": "2026-12-01", "city_id": "guangzhou", "title": "", "sub_trips": []}
    trip = {"title": "T", "city_id": "guangzhou", "start_date": "2026-12-01", "travellers": 2,
            "currency": "CNY", "day_cards": [day]}  # fmt: skip
    return json.dumps({"format": "tripwright.trip", "version": 1, "trip": trip}).encode()


def test_a_trip_file_is_imported_opened_and_unknown_places_are_told(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/trips"] = a_list()
    api.answers["/api/trips/import"] = TripImported(trip=a_saved_trip(), unknown_places=["Narnia"])
    api.answers[TRIP_PATH] = a_saved_trip()
    api.answers[f"{TRIP_PATH}/check"] = TripCheck(version=1, report=a_report(), laid_out=[])

    page = upload(open_page("trips"), a_trip_file())

    assert page.title[0].value == "Days in Guangzhou"
    assert "“Narnia” is not in this catalogue" in page.warning[0].value


@pytest.mark.parametrize("content", [b"", b"not json", b"{}", b"\xff\xfe", b'{"trip": []}'])
def test_a_file_that_is_no_trip_is_refused_without_asking_the_api(
    open_page: Open, api: FakeApi, content: bytes
) -> None:
    api.answers["/api/trips"] = a_list()

    page = upload(open_page("trips"), content)

    assert "no trip file that can be read" in page.error[0].value
    assert "/api/trips/import" not in api.paths()


def test_the_page_speaks_chinese(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/trips"] = a_list()

    page = open_page("trips", locale="zh-CN")

    assert page.title[0].value == "行程"
    assert "还没有行程" in page.info[0].value
