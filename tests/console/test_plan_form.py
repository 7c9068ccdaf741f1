"""The form of the Plan page: words, fields beside them, and what is sent."""

from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from core.schemas.catalog import Interest, Meal
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanMode
from core.schemas.wishes import Mobility, Pace
from tests.console.conftest import Open, go_to
from tests.console.fake_api import FakeApi, a_city, unreachable

pytestmark = pytest.mark.usefixtures("signed_in")


WORDS = "Two days in Guangzhou with budget 6000"


def run(page: AppTest, text: str = WORDS) -> AppTest:
    """Ask for a plan in words, as fields of the form do not."""
    page.get_by_key("text").set_value(text)
    return page.button(key="run").click().run()


def test_one_click_sends_the_words_in_both_modes_and_no_field_that_was_left_empty(
    open_page: Open, api: FakeApi
) -> None:
    run(open_page("plan"), "  两个人去广州 3 天  ")

    assert [wanted.mode for wanted in api.planned] == list(PlanMode)
    for wanted in api.planned:
        assert wanted.model_dump(exclude={"mode"}, exclude_unset=True) == {
            "text": "两个人去广州 3 天",
            "language": "en",
            "seed": 0,
        }


def test_every_field_that_was_filled_in_is_sent_beside_the_words(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/cities"] = [a_city(), a_city(id="xian", name_en="Xi'an", name_local="西安")]
    page = open_page("plan")
    page.get_by_key("cities").set_value(["guangzhou", "xian"])
    page.run()  # the sights to choose from are those of the cities
    for key, value in {
        "origin": "xian", "start": date(2026, 12, 24), "days": 2,
        "people": 3, "children": 1, "pets": 2, "pace": Pace.RELAXED, "from": time(8, 30),
        "to": time(22, 0), "interests": [Interest.ART], "mobility": Mobility.LIMITED,
        "must_see": ["guangzhou-canton-tower", "Some hill"], "avoid": ["museum", "shopping"],
        "no_modes": [LinkMode.FLIGHT], "meals": [Meal.LUNCH], "room": RoomType.PRIVATE,
        "allow": [HouseRule.PETS], "keep_order": True, "one_way": True, "seed": 7, "budget": 6000,
    }.items():  # fmt: skip
        page.get_by_key(key).set_value(value)

    run(page, "no stairs, please")

    assert api.planned[0].model_dump(exclude={"mode"}, exclude_unset=True) == {
        "text": "no stairs, please",
        "origin": "xian",
        "destinations": [{"name": "guangzhou"}, {"name": "xian"}],
        "keep_order": True,
        "one_way": True,
        "start_date": date(2026, 12, 24),
        "day_count": 2,
        "travellers": 3,
        "party": {"children": 1, "pets": 2},
        "mobility": Mobility.LIMITED,
        "budget": 600_000,
        "currency": "CNY",
        "pace": Pace.RELAXED,
        "daily_window": {"start": "08:30", "end": "22:00"},
        "interests": [Interest.ART],
        "must_see": ["guangzhou-canton-tower", "Some hill"],
        "avoid": ["museum", "shopping"],
        "meals": [Meal.LUNCH],
        "no_modes": [LinkMode.FLIGHT],
        "lodging": {"room_type": RoomType.PRIVATE, "must_allow": [HouseRule.PETS]},
        "seed": 7,
        "language": "en",
    }


def test_one_city_is_enough_without_any_words(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("cities").set_value(["guangzhou"])

    run(page, "")

    assert api.planned[0].destination == "guangzhou"
    assert api.planned[0].text is None


def test_a_form_that_says_nowhere_where_to_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = run(open_page("plan"), "   ")

    assert "Say where to" in page.error[0].value
    assert api.planned == []


def test_an_amount_without_a_currency_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("budget").set_value(500)

    run(page)

    assert "currency" in page.error[0].value
    assert api.planned == []


def test_an_example_writes_the_words_and_sends_nothing(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")

    page.button(key="example_journey").click().run()

    assert "with a dog" in page.get_by_key("text").value
    assert api.planned == []


def test_the_form_keeps_its_values_over_a_run_and_a_look_at_another_page(
    open_page: Open,
) -> None:
    page = open_page("plan")
    page.get_by_key("days").set_value(4)
    run(page)

    go_to(page, "overview")
    go_to(page, "plan")

    assert page.get_by_key("text").value == WORDS
    assert page.get_by_key("days").value == 4


def test_a_link_with_fields_fills_the_form(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan", days="5", budget="900", seed="3", cities="Guangzhou 广州")

    run(page)

    wanted = api.planned[0]
    assert (wanted.day_count, wanted.budget, wanted.seed) == (5, 90_000, 3)


def test_a_day_that_ends_before_it_begins_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("from").set_value(time(20, 0))
    page.get_by_key("to").set_value(time(9, 0))

    run(page)

    assert "must end after" in page.error[0].value
    assert api.planned == []


def test_an_empty_catalogue_says_what_to_do(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/cities"] = []

    page = open_page("plan")

    assert "tripwright migrate" in page.info[0].value


def test_a_catalogue_that_cannot_be_read_is_an_error_and_no_traceback(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/cities"] = unreachable()

    page = open_page("plan")

    assert "No answer from the API" in page.error[0].value
    assert not page.exception
