"""The button of the Plan page that keeps a plan as a trip."""

import pytest
from streamlit.testing.v1 import AppTest

from console.components import exports
from core.schemas.exports import ExportFormat, TripImported
from tests.console.conftest import Open
from tests.console.fake_api import FakeApi, refused
from tests.console.saved_trips import a_saved_trip

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.fixture
def planned(open_page: Open) -> AppTest:
    """Return the page after a run."""
    page = open_page("plan")
    page.get_by_key("text").set_value("two days in Guangzhou")
    return page.button(key="run").click().run()


def test_a_plan_can_be_kept_as_a_trip_once(planned: AppTest, api: FakeApi) -> None:
    api.answers["/api/trips/import"] = TripImported(trip=a_saved_trip(), unknown_places=[])

    page = planned.button(key="save_fast").click().run()

    assert page.get("link_button")[0].proto.url == "trips?trip=trip-7&lang=en"
    assert "save_fast" not in [button.key for button in page.button]
    assert "save_deep" in [button.key for button in page.button]


def test_a_trip_that_was_kept_can_be_downloaded_in_every_format(
    planned: AppTest, api: FakeApi
) -> None:
    api.answers["/api/trips/import"] = TripImported(trip=a_saved_trip(), unknown_places=[])

    page = planned.button(key="save_fast").click().run()

    labels = [button.proto.label for button in page.get("download_button")]
    assert len([label for label in labels if "(." in label]) == len(ExportFormat)
    assert "/api/trips/trip-7/export" not in api.paths()


def test_a_download_is_written_when_it_is_asked_for_in_the_language_of_the_page(
    api: FakeApi,
) -> None:
    api.answers["/api/trips/trip-7/export"] = b"BEGIN:VCALENDAR"

    content = exports.written(api, "trip-7", ExportFormat.ICS, "zh")

    assert content == b"BEGIN:VCALENDAR"
    call, language = api.sent[-1]
    assert (call.query, language) == ({"format": "ics", "language": "zh"}, "zh")


def test_a_plan_that_cannot_be_kept_says_why(planned: AppTest, api: FakeApi) -> None:
    api.answers["/api/trips/import"] = refused(1001, 422, "The request is not valid")

    page = planned.button(key="save_fast").click().run()

    assert "code 1001" in page.error[0].value
