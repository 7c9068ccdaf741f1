"""The button of the Plan page that keeps a plan as a trip."""

import pytest
from streamlit.testing.v1 import AppTest

from core.schemas.trips import TripOut
from tests.console.conftest import Open
from tests.console.fake_api import FakeApi, refused

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.fixture
def planned(open_page: Open) -> AppTest:
    """Return the page after a run."""
    return open_page("plan").button(key="run").click().run()


def a_saved_trip(version: int = 1) -> TripOut:
    return TripOut.model_validate(
        {
            "id": "trip-7", "title": "T", "city_id": "guangzhou", "city": "Guangzhou",
            "start_date": "2026-12-01", "day_count": 2, "travellers": 2, "budget": None,
            "currency": "CNY", "version": version, "created_at": "2026-11-20T08:30:00Z",
            "updated_at": "2026-11-20T08:30:00Z",
            "day_cards": [
                {"id": f"day-{index}", "day_index": index, "date": f"2026-12-0{index + 1}",
                 "city_id": "guangzhou", "city": "Guangzhou", "title": "", "sub_trips": []}
                for index in range(2)
            ],
        }
    )  # fmt: skip


def test_a_plan_can_be_kept_as_a_trip_once(planned: AppTest, api: FakeApi) -> None:
    api.answers |= {
        "/api/trips": a_saved_trip(1),
        "/api/trips/trip-7/day_cards/day-0": a_saved_trip(2),
        "/api/trips/trip-7/day_cards/day-1": a_saved_trip(4),
        "/api/trips/trip-7/day_cards/day-0/sub_trips": a_saved_trip(3),
        "/api/trips/trip-7/day_cards/day-1/sub_trips": a_saved_trip(5),
    }

    page = planned.button(key="save_fast").click().run()

    assert "trip-7" in page.success[0].value
    assert "save_fast" not in [button.key for button in page.button]
    assert "save_deep" in [button.key for button in page.button]


def test_a_plan_that_cannot_be_kept_says_why(planned: AppTest, api: FakeApi) -> None:
    api.answers["/api/trips"] = refused(1001, 422, "The request is not valid")

    page = planned.button(key="save_fast").click().run()

    assert "code 1001" in page.error[0].value
